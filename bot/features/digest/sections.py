"""Make the reply of a digest's contents."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from bot.core import texts
from bot.core.events import Action
from bot.core.models import Fact, Statement
from bot.features.digest import texts as digest_texts
from bot.features.digest.changes import Changed
from bot.features.digest.contents import INTRODUCED, SOON, DigestContents
from bot.features.digest.replies import Digest, Item, Section
from bot.knowledge import presentation
from bot.knowledge.knowledge import Knowledge

SHOW_MORE = "more"
"""Code of a button. Posted messages have it, so it never changes."""


def digest(contents: DigestContents, knowledge: Knowledge, key: str, *, first: int = 0) -> Digest:
    """Make the reply of contents; `key` is theirs in the store, for the button.

    With `first`, return the rest from that item on, as the answer to the button. A line replaces a statement that was
    removed since then, because items are counted by position.
    """
    sections = tuple(_after(first, _sections(contents, knowledge)))
    closing = tuple(_closing(contents, knowledge)) if not first else ()
    whole = next((card.whole for s in closing for i in s.items if i.statement
                  and (card := presentation.card(knowledge, i.statement, contents.date)).whole), None)  # fmt: skip
    return Digest(
        title=digest_texts.title(contents.date, rest=first > 0),
        summary=_summary(contents, knowledge) if not first else "",
        sections=sections,
        closing=closing,
        more=Action(SHOW_MORE, key),
        first=first,
        whole=whole,
        note=digest_texts.last_digest(contents.last) if contents.last and not first else "",
        private=first > 0,
    )


def before(change: Changed, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Return what a changed statement said and the statements that it replaces, as (label, text) pairs."""
    earlier_state = json.loads(change.before or "{}")
    if "text" in earlier_state:
        until = earlier_state.get("until")
        yield digest_texts.said_before(dt.date.fromisoformat(until) if until else None), earlier_state["text"]
    statement, known = knowledge.statement(change.id), set(earlier_state.get("replaces", ()))
    for old in knowledge.replaces(statement) if statement else ():
        if old.id not in known:
            yield texts.replaced(old), old.text


def _summary(contents: DigestContents, knowledge: Knowledge) -> str:
    new = sum(len(ids) for _, ids in contents.new)
    if contents.first:
        facts = sum(isinstance(knowledge.statement(new_id), Fact) for _, ids in contents.new for new_id in ids)
        shown = min(INTRODUCED, facts + len(contents.introduced))
        return digest_texts.introduction(contents.known, shown, contents.topics)
    counts = digest_texts.counts(changed=len(contents.changed), superseded=len(contents.superseded), new=new)
    since = contents.since.astimezone(ZoneInfo(contents.zone)).date()
    return digest_texts.summary(since, counts, ending=len(contents.ending))


def _sections(contents: DigestContents, knowledge: Knowledge) -> Iterator[Section]:
    shown = {statement_id for _, ids in contents.new for statement_id in ids}
    for heading, changed in ((digest_texts.CHANGED, contents.changed), (digest_texts.SUPERSEDED, contents.superseded)):
        changes = {change.id: change for change in changed}
        shown |= changes.keys()
        yield Section(heading, tuple(_items(changes, contents, knowledge, changes)))
    ending = [statement_id for statement_id in contents.ending if statement_id not in shown]
    yield Section(digest_texts.ENDING, tuple(_items(ending, contents, knowledge)))
    for topic, ids in contents.new:
        yield Section(digest_texts.new_heading(topic), tuple(_items(ids, contents, knowledge)))
    yield Section(digest_texts.INTRODUCED, tuple(_items(contents.introduced, contents, knowledge)))
    questions = tuple(Item(question, note=digest_texts.asked_times(times)) for question, times in contents.unanswered)
    yield Section(digest_texts.UNANSWERED, questions)


def _closing(contents: DigestContents, knowledge: Knowledge) -> Iterator[Section]:
    for heading, statement_id in (
        (digest_texts.QUOTE_OF_THE_DAY, contents.quote),
        (digest_texts.OLDER, contents.older),
    ):
        if knowledge.statement(statement_id):
            yield Section(heading, tuple(_items((statement_id,), contents, knowledge)))


def _items(
    ids: Iterable[str], contents: DigestContents, knowledge: Knowledge, changes: Mapping[str, Changed] | None = None
) -> Iterator[Item]:
    for statement_id in ids:
        statement = knowledge.statement(statement_id)
        if statement is None:
            yield Item(digest_texts.GONE)
            continue
        card = presentation.card(knowledge, statement, contents.date)
        note = card.caution or _ends(statement, contents.date)
        change = (changes or {}).get(statement_id)
        earlier = tuple(before(change, knowledge)) if change else ()
        if change and earlier and earlier[0][1] == statement.text:  # the words are the same, but not the validity
            note, earlier = _validity_change(change, statement), earlier[1:]
        yield Item(statement.text, statement, card.also, note, earlier)


def _ends(statement: Statement, date: dt.date) -> str:
    """Write when a statement ends; empty if that is not soon."""
    until = statement.valid_until if isinstance(statement, Fact) else None
    return digest_texts.valid_until(until) if until and until <= date + SOON else ""


def _validity_change(change: Changed, statement: Statement) -> str:
    """Write how long a statement is valid, and how long it was valid before the change."""
    until_before = json.loads(change.before or "{}").get("until")
    until = statement.valid_until if isinstance(statement, Fact) else None
    return digest_texts.validity_changed(until, dt.date.fromisoformat(until_before) if until_before else None)


def _after(first: int, sections: Iterable[Section]) -> Iterator[Section]:
    """Skip the first items, counted over all sections, and drop empty sections."""
    for section in sections:
        left = section.items[first:] if first else section.items
        first = max(0, first - len(section.items))
        if left:
            yield Section(section.heading, left)
