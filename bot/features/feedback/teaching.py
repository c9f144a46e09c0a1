"""Ask which fact was meant by a question that got a wrong answer, and let that fact answer it."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Final

from bot.conversation.feature import Feature
from bot.core.controls import Button
from bot.core.declarations import action, form, makes_form
from bot.core.errors import FormRefusedError, UserError
from bot.core.events import Action, FormSubmission, Press
from bot.core.exchanges import Exchange
from bot.core.forms import Form, FormField
from bot.core.ports import Responder
from bot.core.replies import Notice, Reply
from bot.curation.controls import undo_button
from bot.curation.entries import SavedEntry
from bot.curation.finding import find_entry
from bot.curation.live import Standing
from bot.features.feedback import texts as feedback_texts
from bot.knowledge.current import CurrentKnowledge

MEANT, ASK_MEANT, NONE_MEANT = "meant", "meant-ask", "meant-none"
MEANT_FORM: Final = "meant"
"""Codes of buttons, and the name of the form. Posted messages have them, so they never change."""
_ENTRY: Final = "entry"
_MOST_MEANT: Final = 5
_ONCE: Final = dt.timedelta(days=7)
"""How long a person can't propose the same again."""


async def meant_buttons(
    facts: CurrentKnowledge, exchange: Exchange, action: Action, press: Press, today: dt.date
) -> tuple[Button, ...]:
    """Make a button for each other statement that a question may mean; none for a command that asks no question."""
    if not exchange.looked_up or exchange.command:
        return ()
    knowledge, result = await facts.ask(press.target, exchange.looked_up, today)
    ids = dict.fromkeys((*exchange.offered, *(match.id for match in result.ranked)))
    others = [one for one in ids if one != exchange.statement_id][:_MOST_MEANT]
    offered = await asyncio.to_thread(knowledge.offer, exchange.looked_up, others)
    return (
        *(Button(one.label, Action(MEANT, action.exchange, one.statement.id)) for one in offered),
        Button(feedback_texts.OTHER_MEANT, Action(ASK_MEANT, action.exchange)),
        Button(feedback_texts.NONE_MEANT, Action(NONE_MEANT, action.exchange)),
    )


class TeachHandlers(Feature):
    """Proposes questions for the facts that people mean. What a curator says counts at once."""

    @action(MEANT)
    async def meant(self, action: Action, press: Press, responder: Responder) -> None:
        """Take the statement that was chosen."""
        standing = await find_entry(self._services.editing.live, action.value, press.target, is_curator=False)
        await responder.send(await self._learn(standing, action, press, responder))

    @action(ASK_MEANT, takes_value=False, opens_form=True)
    async def ask(self, action: Action, press: Press, responder: Responder) -> None:
        """Ask for another statement."""
        await self._session.recall(action, press)
        await self._services.forms.open(_form(action.exchange), press, responder)

    @makes_form(MEANT_FORM)
    async def ask_again(self, sent: FormSubmission) -> Form:
        """Make the form again."""
        return _form(sent.code.partition(":")[2])

    @form(MEANT_FORM)
    async def typed(self, sent: FormSubmission, responder: Responder) -> None:
        """Take the statement that was typed."""
        try:
            typed = sent.values.get(_ENTRY, "")
            standing = await find_entry(self._services.editing.live, typed, sent.target, is_curator=False)
        except UserError as error:
            raise FormRefusedError({_ENTRY: str(error)}) from None
        action = Action(MEANT, sent.code.partition(":")[2], standing.statement.id)
        await responder.send(await self._learn(standing, action, sent, responder))

    @action(NONE_MEANT, takes_value=False)
    async def none_meant(self, action: Action, press: Press, responder: Responder) -> None:
        """Note that no other statement was meant."""
        await self._session.recall(action, press)
        await responder.send(Notice(feedback_texts.NOTHING_MEANT))

    async def _learn(
        self, standing: Standing, action: Action, event: Press | FormSubmission, responder: Responder
    ) -> Reply:
        """Propose the question of an exchange, or add it if a curator says so. Raises UserError if that was done."""
        exchange = await self._session.recall(action, event)
        person = await self._services.curators.identify(event, responder)
        once = f"meant:{action.exchange}:{standing.statement.id}:{event.author.id}"
        if not await self._storage.claim(once, _ONCE):
            raise UserError(feedback_texts.PROPOSED_ALREADY)
        question = exchange.looked_up
        result = await self._services.editing.add_question(standing, question, person, event.target)
        if isinstance(result, SavedEntry):
            return Notice(feedback_texts.LEARNT, buttons=(undo_button(result),))
        return Notice(feedback_texts.PROPOSED)


def _form(value: str) -> Form:
    field = FormField(_ENTRY, feedback_texts.ENTRY, help=feedback_texts.ENTRY_HINT, limit=300)
    return Form(MEANT_FORM, feedback_texts.OTHER_MEANT, (field,), value)
