"""Save facts and quotes: by a command, from a message, and through the forms and the preview of a working copy."""

from __future__ import annotations

from dataclasses import replace

from bot.core import texts
from bot.core.commands import Command, Option
from bot.core.declarations import action, command, form, makes_form
from bot.core.errors import FormRefusedError, UserError
from bot.core.events import Action, FormSubmission, Invocation, Press, Target
from bot.core.forms import TEXT_LENGTH, Form
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.core.subjects import MessageSubject
from bot.curation.composing import ComposeError, Kind
from bot.curation.controls import ADD_FACT, UNDO
from bot.curation.editing import audience_of
from bot.curation.entries import EditConflictError
from bot.curation.texts import UNKNOWN_ENTRY
from bot.curation.working_copies import REACHES, Reach, WorkingCopy
from bot.features.curation import copies, forms
from bot.features.curation import texts as curation_texts
from bot.features.curation.copies import CopyHandling

ADD = Command(
    "fact add", "Save a fact with its source, or propose it to the curators", "fact add",
    (Option("text", "The fact; a form asks for its source", longest=TEXT_LENGTH),),
    private=True, shortcut=curation_texts.SAVE_FACT, opens_form="always",
)  # fmt: skip
QUOTE = Command(
    "fact quote", "Save what somebody said, or propose it to the curators", "fact quote",
    (Option("text", "The words, exactly as they were said; a form asks for the rest", longest=TEXT_LENGTH),),
    private=True, shortcut=curation_texts.SAVE_QUOTE, opens_form="always",
)  # fmt: skip


class SaveHandlers(CopyHandling):
    """Takes what people want to save. Curators save it at once; of everybody else it is a draft."""

    @command(ADD)
    async def add(self, invocation: Invocation, responder: Responder) -> None:
        """Show the form of a fact, filled in from the message on which the shortcut was used."""
        await self._begin("fact", invocation, responder)

    @command(QUOTE)
    async def quote(self, invocation: Invocation, responder: Responder) -> None:
        """Show the form of a quote, filled in from the message on which the shortcut was used."""
        await self._begin("quote", invocation, responder)

    @action(ADD_FACT, takes_value=False, curators_only=True, opens_form=True)
    async def add_answer(self, action: Action, press: Press, responder: Responder) -> None:
        """Show the form of a fact that answers the question of an exchange. Raises UserError if that is gone."""
        exchange = await self._storage.exchange(action.exchange)
        here = f"{press.target.platform}:{press.target.workspace}:"
        if exchange is None or not exchange.channel_key.startswith(here):
            raise UserError(texts.TOO_OLD)
        values = {"questions": " ".join(exchange.looked_up.split())}
        copy = WorkingCopy(copies.new_copy_id(), "add", "fact", values, replace(press.target, thread=None), "all")
        await self.begin(copy, press, responder)

    @form(forms.MAIN, in_place=True, check=forms.check)
    async def main(self, sent: FormSubmission, responder: Responder) -> None:
        """Take the first form, and show how the entry will look."""
        await self._take(sent, forms.MAIN, responder)

    @form(forms.DETAILS, in_place=True, check=forms.check)
    async def details(self, sent: FormSubmission, responder: Responder) -> None:
        """Take the second form."""
        await self._take(sent, forms.DETAILS, responder)

    @form(forms.MORE, in_place=True, check=forms.check)
    async def more(self, sent: FormSubmission, responder: Responder) -> None:
        """Take the third form."""
        await self._take(sent, forms.MORE, responder)

    @makes_form(forms.MAIN)
    async def main_again(self, sent: FormSubmission) -> Form:
        """Make the first form again."""
        return forms.form(await self.find(_id(sent), sent), forms.MAIN)

    @makes_form(forms.DETAILS)
    async def details_again(self, sent: FormSubmission) -> Form:
        """Make the second form again."""
        return forms.form(await self.find(_id(sent), sent), forms.DETAILS)

    @makes_form(forms.MORE)
    async def more_again(self, sent: FormSubmission) -> Form:
        """Make the third form again."""
        return forms.form(await self.find(_id(sent), sent), forms.MORE)

    @action(copies.SHOW_FORM, takes_value=False, opens_form=True)
    async def show_form(self, action: Action, press: Press, responder: Responder) -> None:
        """Show the first form again."""
        await self._open(action, press, responder)

    @action(copies.SHOW_DETAILS, takes_value=False, opens_form=True)
    async def show_details(self, action: Action, press: Press, responder: Responder) -> None:
        """Show the second form."""
        await self._open(action, press, responder)

    @action(copies.SHOW_MORE, takes_value=False, opens_form=True)
    async def show_more(self, action: Action, press: Press, responder: Responder) -> None:
        """Show the third form."""
        await self._open(action, press, responder)

    @action(copies.TICK, in_place=True, takes_value=False)
    async def tick(self, action: Action, press: Press, responder: Responder) -> None:
        """Take the questions that were ticked."""
        copy = await self.find(action.exchange, press)
        ticked = tuple(question for question in copy.proposed if question[:100] in press.chosen)
        await self._show(replace(copy, ticked=ticked), press, responder)

    @action(copies.CHOOSE_REACH, in_place=True)
    async def choose_reach(self, action: Action, press: Press, responder: Responder) -> None:
        """Take who may see it."""
        copy = await self.find(action.exchange, press)
        reach: Reach = next((reach for reach in REACHES if reach == action.value), "")
        audience_of(reach, copy.place)
        await self._show(replace(copy, reach=reach), press, responder)

    @action(copies.DISCARD, in_place=True, takes_value=False)
    async def discard(self, action: Action, press: Press, responder: Responder) -> None:
        """Throw a working copy away."""
        await self.find(action.exchange, press)
        if not await responder.delete_pressed():
            await responder.send(Notice(curation_texts.DISCARDED))

    @action(copies.SAVE, in_place=True, takes_value=False)
    async def save(self, action: Action, press: Press, responder: Responder) -> None:
        """Save a working copy. If somebody else changed the entry meanwhile, show that, and lose nothing."""
        copy, editing = await self.find(action.exchange, press), self._services.editing
        person = await self._services.curators.identify(press, responder)
        try:
            result = await editing.save(copy, person, press.target)
        except EditConflictError:
            if copy.draft or copy.before is None:
                raise
            warning = f"{curation_texts.CONFLICT} {curation_texts.CONFLICT_WAYS}"
            await self.show(await self.rebase(copy), person, responder, warning=warning)
            return
        await responder.send(copies.outcome(result, copy, two_eyes=editing.rules.two_eyes and person.curator))

    @action(UNDO, curators_only=True)
    async def undo(self, action: Action, press: Press, responder: Responder) -> None:
        """Undo the newest change of an entry. Raises EditConflictError if there was another one since."""
        version, dot, entry_id = action.value.partition(".")
        if not dot or not version.isdecimal():
            raise UserError(UNKNOWN_ENTRY)
        await self._services.editing.undo(entry_id, int(version), press.author, press.target)
        await responder.send(Notice(curation_texts.UNDONE))

    async def _begin(self, kind: Kind, invocation: Invocation, responder: Responder) -> None:
        subject = await responder.look_up(invocation.subject) if invocation.subject else None
        values = _values(kind, subject, invocation.target.platform) if subject else {}
        values.setdefault("text", str(invocation.options.get("text", "")))
        reach: Reach = "" if subject and not subject.public else "all"
        copy = WorkingCopy(copies.new_copy_id(), "add", kind, values, _place(invocation), reach)
        await self.begin(copy, invocation, responder)

    async def _open(self, action: Action, press: Press, responder: Responder) -> None:
        copy = await self.find(action.exchange, press)
        if not await responder.open_form(forms.form(copy, copies.STEP_OF[action.name])):
            raise UserError(curation_texts.NO_FORM)

    async def _take(self, sent: FormSubmission, step: str, responder: Responder) -> None:
        copy = await self.find(_id(sent), sent)
        values = copies.with_clear_dates(sent.values, self._clock.now().date())
        filled = forms.with_values(copy, step, values)
        try:
            await self._show(filled, sent, responder)
        except ComposeError as error:
            await self.keep(filled, sent.author, sent.target)
            raise FormRefusedError(copies.as_refusal(error, copy, step)) from None

    async def _show(self, copy: WorkingCopy, event: Press | FormSubmission, responder: Responder) -> None:
        person = await self._services.curators.identify(event, responder)
        await self.show(copy, person, responder)


def _id(sent: FormSubmission) -> str:
    return sent.code.partition(":")[2]


def _place(invocation: Invocation) -> Target:
    return replace(invocation.target, thread=None)


def _values(kind: Kind, subject: MessageSubject, platform: str) -> dict[str, str]:
    """Fill in what is known of a message: its words, its date and its address, and for a quote who wrote it."""
    sent = subject.sent.date().isoformat() if subject.sent else ""
    values = {
        "text": subject.text.strip(),
        "title": curation_texts.source_title(subject.author, subject.channel),
        "publisher": platform.capitalize(),
        "published": sent,
        "url": subject.link,
    }
    return values | ({"speaker": subject.author, "said": sent} if kind == "quote" else {})
