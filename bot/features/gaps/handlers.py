"""Show curators which questions have no good answer, and do what they decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from bot.conversation.feature import Feature
from bot.conversation.private_messages import write_to
from bot.core import texts
from bot.core.commands import Command
from bot.core.controls import Button
from bot.core.declarations import action, command, form, makes_form
from bot.core.document import Row
from bot.core.errors import DeliveryError, FormRefusedError, UserError
from bot.core.events import NO_EXCHANGE, Action, FormSubmission, Invocation, Person, Press, Target
from bot.core.forms import Form, FormField
from bot.core.ports import Responder
from bot.core.replies import Notice, Reply
from bot.curation import people
from bot.curation.controls import ADD_FACT, ADD_FACT_LABEL, undo_button
from bot.curation.entries import SavedEntry
from bot.curation.finding import find_entry
from bot.curation.live import Standing
from bot.curation.people import PeopleStorage
from bot.features.gaps import texts as gap_texts
from bot.features.gaps.finder import Gap, GapFinder
from bot.features.gaps.replies import GapCard, GapList
from bot.features.gaps.storage import Decision, GapStorage

SHOW, MORE, LINK, ASK_LINK, IGNORE, UNIGNORE, TAKE, ASK_GIVE = (
    "gap-show", "gap-more", "gap-link", "gap-ask-link", "gap-ignore", "gap-unignore", "gap-take", "gap-ask-give",
)  # fmt: skip
LINK_FORM, GIVE_FORM = "gap-link", "gap-give"
"""Codes of buttons, and names of forms. Posted messages have them, so they never change."""
_ENTRY, _PERSON = "entry", "person"
_PAGE: Final = 10
_NEAREST: Final = 3

GAPS = Command("gaps", "List questions without a good answer", "gaps", curators_only=True, private=True)


class GapHandlers(Feature):
    """Lists gaps, and closes them. Everything is for curators, and of their own workspace."""

    @command(GAPS)
    async def gaps(self, invocation: Invocation, responder: Responder) -> None:
        """List the questions that were asked most."""
        await responder.send(await self._list(invocation.target, 0))

    @action(MORE, in_place=True, curators_only=True)
    async def more(self, action: Action, press: Press, responder: Responder) -> None:
        """Show the next questions."""
        await responder.send(await self._list(press.target, int(action.value) if action.value.isdecimal() else 0))

    @action(SHOW, takes_value=False, curators_only=True)
    async def show(self, action: Action, press: Press, responder: Responder) -> None:
        """Show one question with what can be done."""
        await responder.send(await self._card(await self._find(action.exchange, press), press.target))

    @action(LINK, curators_only=True)
    async def link(self, action: Action, press: Press, responder: Responder) -> None:
        """Let a fact that is near answer the question."""
        standing = await find_entry(self._services.editing.live, action.value, press.target, is_curator=True)
        await responder.send(await self._linked(standing, action.exchange, press))

    @action(ASK_LINK, takes_value=False, curators_only=True, opens_form=True)
    async def ask_link(self, action: Action, press: Press, responder: Responder) -> None:
        """Ask which fact answers the question."""
        await self._find(action.exchange, press)
        await self._services.forms.open(_link_form(action.exchange), press, responder)

    @makes_form(LINK_FORM)
    async def link_again(self, sent: FormSubmission) -> Form:
        """Make the form again."""
        return _link_form(_value(sent))

    @form(LINK_FORM, curators_only=True)
    async def linked(self, sent: FormSubmission, responder: Responder) -> None:
        """Let the fact that was typed answer the question."""
        try:
            typed = sent.values.get(_ENTRY, "")
            standing = await find_entry(self._services.editing.live, typed, sent.target, is_curator=True)
        except UserError as error:
            raise FormRefusedError({_ENTRY: str(error)}) from None
        await responder.send(await self._linked(standing, _value(sent), sent))

    @action(IGNORE, takes_value=False, curators_only=True)
    async def ignore(self, action: Action, press: Press, responder: Responder) -> None:
        """List a question no more."""
        gap = await self._find(action.exchange, press)
        await self._decide(gap, replace(gap.decision, is_ignored=True), press)
        again = Button(gap_texts.ASK_AGAIN, Action(UNIGNORE, gap.exchange))
        await responder.send(Notice(gap_texts.IGNORED, buttons=(again,)))

    @action(UNIGNORE, takes_value=False, curators_only=True)
    async def list_again(self, action: Action, press: Press, responder: Responder) -> None:
        """List a question again."""
        gap = await self._find(action.exchange, press)
        await self._decide(gap, replace(gap.decision, is_ignored=False), press)
        await responder.send(Notice(gap_texts.LISTED_AGAIN))

    @action(TAKE, takes_value=False, curators_only=True)
    async def take(self, action: Action, press: Press, responder: Responder) -> None:
        """Give a question to the person who pressed."""
        gap = await self._find(action.exchange, press)
        key = await self._services.editing.key(press.author, press.target)
        await self._decide(gap, replace(gap.decision, given_to=key), press)
        await responder.send(Notice(gap_texts.TAKEN))

    @action(ASK_GIVE, takes_value=False, curators_only=True, opens_form=True)
    async def ask_give(self, action: Action, press: Press, responder: Responder) -> None:
        """Ask to whom a question is given."""
        await self._find(action.exchange, press)
        await self._services.forms.open(_give_form(action.exchange), press, responder)

    @makes_form(GIVE_FORM)
    async def give_again(self, sent: FormSubmission) -> Form:
        """Make the form again."""
        return _give_form(_value(sent))

    @form(GIVE_FORM, curators_only=True)
    async def give(self, sent: FormSubmission, responder: Responder) -> None:
        """Give a question to somebody, and tell them."""
        gap = await self._find(_value(sent), sent)
        person = await self._person(sent.values.get(_PERSON, ""), sent.target)
        key = await self._services.editing.key(person, sent.target)
        await self._decide(gap, replace(gap.decision, given_to=key), sent)
        told = await self._tell(person, gap, sent.target)
        await responder.send(Notice(gap_texts.given(person.name or person.id, told=told)))

    # ------------------------------------------------------------------ what is shown

    async def _list(self, place: Target, first: int) -> GapList:
        self._require_workspace(place)
        gaps = await self._finder().find(self._clock.now(), place)
        shown, left = gaps[first : first + _PAGE], len(gaps) - first - _PAGE
        names = await self._names(gap.decision.given_to for gap in shown)
        rows = tuple(Row(gap.question, _summary(gap, names), button=_show_button(gap)) for gap in shown)
        more = Button(texts.more(left), Action(MORE, NO_EXCHANGE, str(first + _PAGE))) if left > 0 else None
        return GapList(rows, (more,) if more else ())

    async def _card(self, gap: Gap, place: Target) -> GapCard:
        knowledge, result = await self._facts.ask(place, gap.question, self._clock.now().date())
        near = [knowledge.any_version(match.id) for match in result.ranked[:_NEAREST]]
        links = tuple(
            Row("", statement.text, button=Button(gap_texts.LINK_TO, Action(LINK, gap.exchange, statement.id)))
            for statement in near
            if statement
        )
        names = await self._names([gap.decision.given_to])
        asked = "\n".join(f"{question} · {gap_texts.times(count)}" for question, count in gap.phrasings[:_PAGE])
        return GapCard(gap.question, _summary(gap, names), (Row(gap_texts.ASKED_AS, asked),), links, _buttons(gap))

    async def _names(self, keys: Iterable[str]) -> Mapping[str, str]:
        wanted = {key for key in keys if key}
        known = await self._storage.tables(PeopleStorage).people(wanted) if wanted else {}
        return {key: people.names(known, key) for key in wanted}

    # ------------------------------------------------------------------ what is done

    async def _find(self, exchange: str, event: Press | FormSubmission) -> Gap:
        """Find a gap of the workspace of an event. Raises UserError if it is gone."""
        self._require_workspace(event.target)
        gap = await self._finder().find_one(self._clock.now(), exchange, event.target)
        if gap is None:
            raise UserError(gap_texts.GONE)
        return gap

    async def _linked(self, standing: Standing, exchange: str, event: Press | FormSubmission) -> Reply:
        """Add the question of a gap to an entry, and say so."""
        gap, editing = await self._find(exchange, event), self._services.editing
        result = await editing.add_question(standing, gap.question, event.author, event.target)
        if isinstance(result, SavedEntry):
            return Notice(gap_texts.linked(result.id), buttons=(undo_button(result),))
        return Notice(gap_texts.PROPOSED)

    async def _decide(self, gap: Gap, decision: Decision, event: Press | FormSubmission) -> None:
        key = await self._services.editing.key(event.author, event.target)
        tables = self._storage.tables(GapStorage)
        await tables.decide(event.target.platform, event.target.workspace, gap.keys, decision, key)

    async def _person(self, typed: str, place: Target) -> Person:
        """Find the person who was typed. Raises FormRefusedError."""
        name = typed.strip().strip("<@!>").strip()
        platform = self._services.platforms.get(place.platform)
        known = await self._storage.tables(PeopleStorage).find_people(place.platform, name) if name else {}
        ids = {one.person for one in known.values()}
        ids |= {rule.id for rule in self._services.curators.rules(place) if rule.kind == "person" and rule.name == name}
        if len(ids) > 1:
            raise FormRefusedError({_PERSON: gap_texts.SEVERAL_PEOPLE})
        try:
            wanted = next(iter(ids), name)
            found = await platform.member(place.workspace, wanted) if platform and wanted else None
        except DeliveryError:
            found = None
        if found is None or found.bot:
            raise FormRefusedError({_PERSON: gap_texts.NO_PERSON})
        return found

    async def _tell(self, person: Person, gap: Gap, place: Target) -> bool:
        """Tell a person that a question was given to them. Return whether that was possible."""
        platform = self._services.platforms[place.platform]
        notice = Notice(gap_texts.YOURS, private=False, buttons=(_show_button(gap),))
        try:
            await write_to(platform, person.id, notice, f"gap:{gap.exchange}:{person.id}")
        except DeliveryError:
            return False
        return True

    def _require_workspace(self, place: Target) -> None:
        """Raise UserError in a direct message that belongs to no workspace of the bot."""
        platform = self._services.platforms.get(place.platform)
        reach = platform.reach if platform else None
        if place.direct and reach and place.workspace not in reach.workspaces:
            raise UserError(gap_texts.IN_DIRECT)

    def _finder(self) -> GapFinder:
        async def is_public(platform: str, workspace: str, channel: str) -> bool:
            connected = self._services.platforms.get(platform)
            return connected is not None and await connected.is_public_channel(channel, workspace)

        return GapFinder(self._storage.tables(GapStorage), self._services.grouper, self._facts.at, is_public)


def _summary(gap: Gap, names: Mapping[str, str]) -> str:
    parts = [gap_texts.counts(gap.asked, gap.people, gap.last), gap_texts.reasons(gap.reasons)]
    parts += [gap_texts.given_to(names[gap.decision.given_to])] if gap.decision.given_to in names else []
    return " · ".join(parts)


def _show_button(gap: Gap) -> Button:
    return Button(gap_texts.SHOW, Action(SHOW, gap.exchange))


def _buttons(gap: Gap) -> tuple[Button, ...]:
    ignore = (gap_texts.ASK_AGAIN, UNIGNORE) if gap.decision.is_ignored else (gap_texts.IGNORE, IGNORE)
    codes = [(ADD_FACT_LABEL, ADD_FACT), (gap_texts.LINK, ASK_LINK), ignore]
    codes += [(gap_texts.TAKE, TAKE), (gap_texts.GIVE, ASK_GIVE)]
    return tuple(Button(label, Action(code, gap.exchange)) for label, code in codes)


def _link_form(value: str) -> Form:
    field = FormField(_ENTRY, gap_texts.ENTRY, help=gap_texts.ENTRY_HINT, limit=300)
    return Form(LINK_FORM, gap_texts.LINK_TITLE, (field,), value)


def _give_form(value: str) -> Form:
    field = FormField(_PERSON, gap_texts.PERSON, help=gap_texts.PERSON_HINT, limit=100)
    return Form(GIVE_FORM, gap_texts.GIVE_TITLE, (field,), value)


def _value(sent: FormSubmission) -> str:
    return sent.code.partition(":")[2]
