"""Keep working copies, and show them: the form to fill in, and the preview before saving."""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import replace

from bot.conversation.feature import Feature
from bot.conversation.form_drafts import FormDrafts
from bot.conversation.kept_forms import GONE
from bot.core.controls import Button, Picker
from bot.core.document import Row
from bot.core.errors import UserError
from bot.core.events import Action, Choice, FormSubmission, Invocation, Person, Press, Target
from bot.core.models import Fact, Statement
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.core.texts import day
from bot.curation import near
from bot.curation.composing import ComposeError
from bot.curation.controls import undo_button
from bot.curation.entries import Draft, EditConflictError, SavedEntry
from bot.curation.phrasings import proposed
from bot.curation.working_copies import REACHES, WorkingCopy
from bot.features.curation import forms
from bot.features.curation import texts as curation_texts
from bot.features.curation.replies import EntryPreview
from bot.scheduling import clear_date

SAVE, SHOW_FORM, SHOW_DETAILS, SHOW_MORE, DISCARD = (
    "entry-save", "entry-form", "entry-details", "entry-more", "entry-discard",
)  # fmt: skip
TICK, CHOOSE_REACH = "entry-questions", "entry-reach"
"""Codes of buttons and pickers. Posted messages have them, so they never change."""
STEP_OF = {SHOW_FORM: forms.MAIN, SHOW_DETAILS: forms.DETAILS, SHOW_MORE: forms.MORE}
_DATES = ("published", "valid_from", "valid_until", "as_of", "said")


def new_copy_id() -> str:
    """Return the id of a new working copy."""
    return secrets.token_hex(8)


def with_clear_dates(values: Mapping[str, str], today: dt.date) -> dict[str, str]:
    """Write days that people typed in other ways, such as "yesterday", as the forms read them."""
    read = {name: clear_date(values[name], today) for name in _DATES if values.get(name, "").strip()}
    return {**values, **{name: found.isoformat() for name, found in read.items() if found}}


class CopyHandling(Feature):
    """What all handlers of working copies share. It declares nothing itself."""

    async def keep(self, copy: WorkingCopy, person: Person, place: Target) -> None:
        """Store a working copy of a person for a day."""
        await self._storage.tables(FormDrafts).put(copy.id, place.platform, person.id, copy.to_text())

    async def find(self, copy_id: str, event: Press | FormSubmission) -> WorkingCopy:
        """Find a working copy of the author of an event. Raises UserError if it is gone, or of somebody else."""
        text = await self._storage.tables(FormDrafts).find(copy_id, event.target.platform, event.author.id)
        if text is None:
            raise UserError(GONE)
        return WorkingCopy.from_text(text)

    async def begin(self, copy: WorkingCopy, event: Invocation | Press, responder: Responder) -> None:
        """Show the first form of a working copy, or a button for it if no form can be shown now."""
        await self.keep(copy, event.author, event.target)
        if not await responder.open_form(forms.form(copy, forms.MAIN)):
            button = Button(curation_texts.OPEN_FORM, Action(SHOW_FORM, copy.id), "main")
            await responder.send(Notice(curation_texts.FILL_IN, buttons=(button,)))

    async def show(self, copy: WorkingCopy, person: Person, responder: Responder, *, warning: str = "") -> None:
        """Keep a working copy, and show how it will look. Raises ComposeError."""
        editing, knowledge = self._services.editing, self._facts.at(copy.place)
        statement = editing.compose(copy)

        def look() -> tuple[tuple[Statement, ...], tuple[tuple[str, Statement], ...], tuple[str, ...]]:
            similar = near.near(knowledge, statement)
            return similar, near.clashing(knowledge, statement), proposed(statement)

        similar, clashes, questions = await asyncio.to_thread(look)
        own = copy.before.id if copy.before else ""
        offered = tuple(q for q in dict.fromkeys((*copy.ticked, *questions)) if q not in _lines(copy))
        copy = replace(copy, proposed=offered)
        await self.keep(copy, person, copy.place)
        preview = EntryPreview(
            statement, tuple(_rows(copy, statement)), curation_texts.NOT_SAVED_YET, warning,
            tuple(s for s in similar if s.id != own),
            tuple(Row(question, other.text) for question, other in clashes if other.id != own),
            _pickers(copy), _buttons(copy, is_curator=person.curator and not editing.rules.two_eyes),
        )  # fmt: skip
        await responder.send(preview)

    async def rebase(self, copy: WorkingCopy) -> WorkingCopy:
        """Return a working copy for an entry that somebody else changed meanwhile; saving it replaces their version."""
        assert copy.before is not None  # noqa: S101 - only a change of something can be in conflict
        await self._services.editing.live.catch_up(self._services.editing.entries)
        standing = self._services.editing.live.find(copy.before.id)
        if standing is None:
            raise EditConflictError(copy.before.id)
        return replace(copy, before=standing.statement, expected=standing.version, original=standing.original)


def outcome(result: SavedEntry | Draft, copy: WorkingCopy, *, two_eyes: bool) -> Notice:
    """Say whether a working copy counts now, or waits for a curator."""
    match result:
        case SavedEntry():
            statement = result.statement
            said = curation_texts.saved(statement)
            if copy.kind == "supersede" and isinstance(statement, Fact):
                said = curation_texts.replaced(statement, ", ".join(statement.supersedes))
            return Notice(said, buttons=(undo_button(result),))
        case Draft():
            if copy.draft:
                return Notice(curation_texts.DRAFT_CHANGED)
            return Notice(curation_texts.TWO_EYES if two_eyes else curation_texts.PROPOSED)


def as_refusal(error: ComposeError, copy: WorkingCopy, step: str) -> Mapping[str, str]:
    """Return the problems of a form by its fields; those of other forms are of the whole form."""
    here = forms.STEPS[copy.of][step]
    elsewhere = " ".join(sentence for name, sentence in error.named.items() if name not in here)
    at_fields = {name: problem for name, problem in error.problems.items() if name in here}
    return at_fields | ({"": elsewhere} if elsewhere else {})


def _lines(copy: WorkingCopy) -> list[str]:
    return [line.strip() for line in copy.values.get("questions", "").splitlines() if line.strip()]


def _rows(copy: WorkingCopy, statement: Statement) -> list[Row]:
    reach = curation_texts.REACHES.get(copy.reach, curation_texts.NOT_CHOSEN)
    questions = "\n".join(statement.questions) or curation_texts.NO_QUESTIONS
    rows = [("Questions", questions), ("Topic", statement.topic)]
    if isinstance(statement, Fact):
        rows += [("True from", _day(statement.valid_from)), ("True until", _day(statement.valid_until))]
    else:
        rows.append(("Reported by", statement.reported_by))
    if not copy.before:
        rows.append((curation_texts.WHO_SEES, reach))
    return [Row(name, text) for name, text in rows if text]


def _day(date: dt.date | None) -> str:
    return day(date) if date else ""


def _pickers(copy: WorkingCopy) -> tuple[Picker, ...]:
    pickers = []
    if copy.proposed:
        choices = tuple(Choice(question[:100], question) for question in copy.proposed)
        pickers.append(
            Picker(
                curation_texts.TICK, Action(TICK, copy.id), choices,
                chosen=tuple(q[:100] for q in copy.ticked), most=len(choices),
            )
        )  # fmt: skip
    if not copy.before:
        reaches = [reach for reach in REACHES if reach == "all" or copy.place.workspace]
        choices = tuple(Choice(reach, curation_texts.REACHES[reach]) for reach in reaches)
        chosen = (copy.reach,) if copy.reach else ()
        pickers.append(Picker(curation_texts.WHO_SEES, Action(CHOOSE_REACH, copy.id), choices, chosen=chosen))
    return tuple(pickers)


def _buttons(copy: WorkingCopy, *, is_curator: bool) -> tuple[Button, ...]:
    saves = is_curator or bool(copy.draft)
    return (
        Button(curation_texts.SAVE if saves else curation_texts.PROPOSE, Action(SAVE, copy.id), "main"),
        Button(curation_texts.CHANGE, Action(SHOW_FORM, copy.id)),
        Button(curation_texts.DETAILS, Action(SHOW_DETAILS, copy.id)),
        Button(curation_texts.MORE, Action(SHOW_MORE, copy.id)),
        Button(curation_texts.DISCARD, Action(DISCARD, copy.id), "danger"),
    )
