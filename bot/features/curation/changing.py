"""Show, edit, retire and replace entries, with their history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.core.audience import may_see, places_of
from bot.core.commands import Command, Option
from bot.core.controls import Button
from bot.core.declarations import action, command, completes
from bot.core.document import Earlier, Element, Row, Text
from bot.core.errors import UserError
from bot.core.events import NO_EXCHANGE, Action, Choice, Completion, Invocation, Person, Press
from bot.core.freshness import unchecked_since
from bot.core.models import Fact, Quote, Statement
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.core.texts import day
from bot.curation import people
from bot.curation.composing import kind_of, values_of
from bot.curation.controls import undo_button
from bot.curation.entries import ChangeKind, SavedEntry, Version
from bot.curation.finding import complete_entries, find_entry
from bot.curation.live import Standing
from bot.curation.people import KnownPerson, PeopleStorage, key_in
from bot.curation.working_copies import WorkingCopy
from bot.features.curation import copies
from bot.features.curation import texts as curation_texts
from bot.features.curation.copies import CopyHandling
from bot.features.curation.due import check_button
from bot.features.curation.replies import EntryHistory, EntryState

SHOW_EDIT, SHOW_REPLACE, RETIRE_NOW, RESTORE, SHOW_HISTORY = (
    "entry-edit", "entry-replace", "entry-retire", "entry-restore", "entry-history",
)  # fmt: skip
"""Codes of buttons. Posted messages have them, so they never change."""
_ID = Option("id", "Its id, or some of its words", required=True, completes=True)
_WHY = Option("why", "Why; it stays in the history", longest=500)

SHOW = Command("fact show", "Show a fact or quote with its state", "fact show {entry}", (_ID,), private=True)
EDIT = Command(
    "fact edit",
    "Change a fact or quote",
    "fact edit {entry}",
    (_ID,),
    private=True,
    opens_form="always",
)
RETIRE = Command("fact retire", "Take a fact or quote out of use", "fact retire {entry}", (_ID, _WHY), private=True)
REPLACE = Command(
    "fact supersede",
    "Replace a fact by a newer one",
    "fact supersede {entry}",
    (_ID,),
    private=True,
    opens_form="always",
)
HISTORY = Command(
    "fact history", "Show who changed a fact or quote, when and why", "fact history {entry}", (_ID,), private=True
)


class ChangeHandlers(CopyHandling):
    """Shows entries and changes them. What people other than curators change is a draft."""

    @command(SHOW)
    async def show_entry(self, invocation: Invocation, responder: Responder) -> None:
        """Show an entry with its state, and what the person may do with it."""
        await responder.send(await self._state(_typed(invocation), invocation, responder))

    @command(EDIT)
    async def edit(self, invocation: Invocation, responder: Responder) -> None:
        """Show the form with what the entry says now."""
        await self._begin_edit(_typed(invocation), "edit", invocation, responder)

    @command(REPLACE)
    async def supersede(self, invocation: Invocation, responder: Responder) -> None:
        """Show the form of the fact that replaces another one, filled in with what that one says."""
        await self._begin_edit(_typed(invocation), "supersede", invocation, responder)

    @command(RETIRE)
    async def retire(self, invocation: Invocation, responder: Responder) -> None:
        """Show an entry to nobody any more."""
        await self._retire(_typed(invocation), str(invocation.options.get("why", "")), invocation, responder)

    @command(HISTORY)
    async def history(self, invocation: Invocation, responder: Responder) -> None:
        """Show all versions of an entry."""
        await responder.send(await self._history(_typed(invocation), invocation, responder))

    @completes(SHOW.name, "id")
    async def complete_shown(self, asked: Completion) -> Sequence[Choice]:
        """Complete the id of an entry."""
        return await complete_entries(self._services.editing.live, asked)

    @completes(EDIT.name, "id")
    async def complete_edited(self, asked: Completion) -> Sequence[Choice]:
        """Complete the id of an entry."""
        return await complete_entries(self._services.editing.live, asked)

    @completes(RETIRE.name, "id")
    async def complete_retired(self, asked: Completion) -> Sequence[Choice]:
        """Complete the id of an entry."""
        return await complete_entries(self._services.editing.live, asked)

    @completes(REPLACE.name, "id")
    async def complete_replaced(self, asked: Completion) -> Sequence[Choice]:
        """Complete the id of an entry."""
        return await complete_entries(self._services.editing.live, asked)

    @completes(HISTORY.name, "id")
    async def complete_history(self, asked: Completion) -> Sequence[Choice]:
        """Complete the id of an entry."""
        return await complete_entries(self._services.editing.live, asked)

    @action(SHOW_EDIT, opens_form=True)
    async def press_edit(self, action: Action, press: Press, responder: Responder) -> None:
        """Show the form with what the entry says now."""
        await self._begin_edit(action.value, "edit", press, responder)

    @action(SHOW_REPLACE, opens_form=True)
    async def press_replace(self, action: Action, press: Press, responder: Responder) -> None:
        """Show the form of a fact that replaces this one."""
        await self._begin_edit(action.value, "supersede", press, responder)

    @action(RETIRE_NOW)
    async def press_retire(self, action: Action, press: Press, responder: Responder) -> None:
        """Show an entry to nobody any more."""
        await self._retire(action.value, "", press, responder)

    @action(RESTORE)
    async def restore(self, action: Action, press: Press, responder: Responder) -> None:
        """Let a retired entry count again."""
        standing, person = await self._find(action.value, press, responder)
        active = replace(standing.statement, status="active")
        await self._change("restore", standing, active, "", press, person, responder)

    @action(SHOW_HISTORY)
    async def press_history(self, action: Action, press: Press, responder: Responder) -> None:
        """Show all versions of an entry."""
        await responder.send(await self._history(action.value, press, responder))

    async def _find(self, typed: str, event: Invocation | Press, responder: Responder) -> tuple[Standing, Person]:
        """Find an entry for the author of an event. Also return the person, with their rights."""
        person = await self._services.curators.identify(event, responder)
        live = self._services.editing.live
        return await find_entry(live, typed, event.target, is_curator=person.curator), person

    async def _begin_edit(self, typed: str, kind: ChangeKind, event: Invocation | Press, responder: Responder) -> None:
        standing, _ = await self._find(typed, event, responder)
        statement = standing.statement
        if kind == "supersede" and not isinstance(statement, Fact):
            raise UserError(curation_texts.ONLY_FACTS)
        values = values_of(statement)
        expected, original = standing.version, standing.original
        if kind == "supersede":  # the new fact is an entry of its own
            values |= {"valid_from": "", "valid_until": "", "paragraph": ""}
            expected, original = 0, None
        copy = WorkingCopy(
            copies.new_copy_id(), kind, kind_of(statement), values, replace(event.target, thread=None), "all",
            statement, expected, original,
        )  # fmt: skip
        await self.begin(copy, event, responder)

    async def _retire(self, typed: str, why: str, event: Invocation | Press, responder: Responder) -> None:
        standing, person = await self._find(typed, event, responder)
        if standing.statement.status == "retired":
            raise UserError(curation_texts.ALREADY_RETIRED)
        retired = replace(standing.statement, status="retired")
        await self._change("retire", standing, retired, why, event, person, responder)

    async def _change(
        self, kind: ChangeKind, standing: Standing, statement: Statement, why: str, event: Invocation | Press,
        person: Person, responder: Responder,
    ) -> None:  # fmt: skip
        result = await self._services.editing.change(
            kind, statement, person, event.target, standing.version, standing.original, why
        )
        if isinstance(result, SavedEntry):
            done = curation_texts.RETIRED if kind == "retire" else curation_texts.RESTORED
            await responder.send(Notice(done, buttons=(undo_button(result),)))
        else:
            await responder.send(Notice(curation_texts.TWO_EYES if person.curator else curation_texts.PROPOSED))

    async def _state(self, typed: str, event: Invocation, responder: Responder) -> EntryState:
        standing, _ = await self._find(typed, event, responder)
        statement, live = standing.statement, self._services.editing.live
        conflict = next((str(c) for c in live.conflicts if c.entry.id == statement.id), "")
        newest = next(iter(await self._services.editing.entries.versions(statement.id)), None)
        review = statement.review
        owner = key_in(review.owner) if review else ""
        known = await self._people((newest.by if newest else "", owner))
        rows = [
            ("Id", statement.id),
            ("State", statement.status),
            ("Questions", "\n".join(statement.questions)),
            ("Topic", statement.topic),
            ("Reported by", statement.reported_by if isinstance(statement, Quote) else ""),
            (curation_texts.WHO_SEES, ", ".join(statement.audience)),
            ("Saved by", people.names(known, newest.by) if newest and newest.kind != "file" else ""),
            ("Looked after by", people.names(known, owner) if owner else (review.owner if review else "")),
            ("Checked on", day(review.checked) if review and review.checked else ""),
            ("Check again on", day(review.due) if review and review.due else ""),
            ("Fact file", str(statement.origin) if statement.origin else ""),
        ]
        shown = tuple(Row(name, text) for name, text in rows if text)
        return EntryState(statement, shown, conflict, _entry_buttons(statement, self._clock.now().date()))

    async def _history(self, typed: str, event: Invocation | Press, responder: Responder) -> EntryHistory:
        standing, _ = await self._find(typed, event, responder)
        statement, places = standing.statement, places_of(event.target)
        versions = await self._services.editing.entries.versions(statement.id)
        seen = [version for version in versions if may_see(version.statement.audience, places)]
        known = await self._people(key for v in seen for key in (v.by, v.approved_by) if key)
        items = tuple(_version(version, known) for version in seen)
        return EntryHistory(statement.id, items or ((Text(curation_texts.HISTORY_EMPTY),),))

    async def _people(self, keys: Iterable[str]) -> Mapping[str, KnownPerson]:
        wanted = {key for key in keys if key}
        return await self._storage.tables(PeopleStorage).people(wanted) if wanted else {}


def _typed(invocation: Invocation) -> str:
    return str(invocation.options.get("id", ""))


def _entry_buttons(statement: Statement, today: dt.date) -> tuple[Button, ...]:
    def button(label: str, name: str) -> Button:
        return Button(label, Action(name, NO_EXCHANGE, statement.id))

    is_off = statement.status == "retired"
    buttons = [check_button(statement)] if not is_off and unchecked_since(statement, today) else []
    buttons.append(button("Edit", SHOW_EDIT))
    if isinstance(statement, Fact):
        buttons.append(button("Replace", SHOW_REPLACE))
    buttons += [button("Restore", RESTORE) if is_off else button("Retire", RETIRE_NOW), button("History", SHOW_HISTORY)]
    return tuple(buttons)


def _version(version: Version, known: Mapping[str, KnownPerson]) -> tuple[Element, ...]:
    """Describe a version: what was done, by whom and when, why, and what it said then."""
    by = "the fact file" if version.kind == "file" else people.names(known, version.by)
    approved = f", approved by {people.names(known, version.approved_by)}" if version.approved_by else ""
    head = f"{version.number}. {curation_texts.DONE[version.kind]} by {by}{approved}, {day(version.made.date())}"
    return Text(head, "strong"), Text(version.why, "quiet"), Earlier(version.statement.status, version.statement.text)
