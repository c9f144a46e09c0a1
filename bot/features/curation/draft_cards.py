"""How a draft looks to curators: what it says or changes, who wrote it, and what was decided."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence

from bot.core.comparison import Diff, DiffLegend
from bot.core.controls import Button
from bot.core.document import Element, Row
from bot.core.events import NO_EXCHANGE, Action
from bot.core.models import Fact, Statement
from bot.core.storage import Storage
from bot.core.texts import day
from bot.core.word_diff import close_diff
from bot.curation import near, people
from bot.curation.editing import Editing
from bot.curation.entries import Draft
from bot.curation.merging import Conflict
from bot.curation.people import PeopleStorage
from bot.features.curation import texts as curation_texts
from bot.features.curation.replies import DraftCard
from bot.knowledge.knowledge import Knowledge

APPROVE, EDIT, REJECT, REOPEN, SHOW = "draft-approve", "draft-edit", "draft-reject-it", "draft-reopen", "draft-show"
"""Codes of buttons. Posted messages have them, so they never change."""


async def card(draft: Draft, editing: Editing, storage: Storage, knowledge: Knowledge) -> DraftCard:
    """Make the card of a draft. `knowledge` is what may be seen in the place in which it is shown."""
    change = draft.change
    known = await storage.tables(PeopleStorage).people({change.by, draft.decided_by} - {""})
    standing = editing.live.find(change.statement.id)
    before = standing.statement if standing and change.kind != "add" else None
    similar = await asyncio.to_thread(near.near, knowledge, change.statement) if draft.state == "open" else ()
    rows = [
        ("Questions", "\n".join(change.statement.questions)),
        ("Topic", change.statement.topic),
        ("Replaces", ", ".join(change.statement.supersedes) if isinstance(change.statement, Fact) else ""),
        (curation_texts.WHO_SEES, ", ".join(change.statement.audience)),
        ("Why", change.why),
    ]
    heading = curation_texts.draft_heading(change.kind, change.statement, people.names(known, change.by))
    decision = curation_texts.decision(draft.state, people.names(known, draft.decided_by), draft.reason)
    return DraftCard(
        heading, change.statement, tuple(Row(name, text) for name, text in rows if text),
        _changes(before, change.statement), tuple(s for s in similar if s.id != change.statement.id),
        decision if draft.state != "open" else "", _buttons(draft),
    )  # fmt: skip


def rows(drafts: Sequence[Draft], now: dt.datetime) -> tuple[Row, ...]:
    """List drafts, each with the button that shows it."""
    return tuple(
        Row(
            curation_texts.draft_heading(draft.change.kind, draft.change.statement, ""),
            f"{draft.change.statement.text[:200]} · {day(draft.made.date())}",
            button=Button(curation_texts.SHOW, Action(SHOW, NO_EXCHANGE, draft.id)),
        )
        for draft in drafts
    )


def conflict_row(conflict: Conflict) -> Row:
    """Say why an entry does not count, with the button that shows it if there is something to show."""
    shown = Button.calling(curation_texts.SHOW, f"fact show {conflict.entry.id}") if conflict.in_file else None
    return Row("", str(conflict), button=shown)


def _changes(before: Statement | None, after: Statement) -> tuple[Element, ...]:
    if before is None or before.text == after.text:
        return ()
    segments = close_diff(before.text, after.text)
    return (Diff(segments), DiffLegend("said now", "said then")) if segments else ()


def _buttons(draft: Draft) -> tuple[Button, ...]:
    if draft.state != "open":
        return (Button(curation_texts.UNDO, Action(REOPEN, draft.id)),)
    edits = str(draft.edits)
    return (
        Button(curation_texts.APPROVE, Action(APPROVE, draft.id, edits), "main"),
        Button(curation_texts.EDIT_TITLE, Action(EDIT, draft.id, edits)),
        Button(curation_texts.REJECT, Action(REJECT, draft.id, edits), "danger"),
    )
