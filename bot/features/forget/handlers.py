"""Delete a question and its answer, or all that is known of a person."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Final

from bot.conversation.answer_controls import FORGET
from bot.conversation.feature import Feature
from bot.conversation.session import forgotten_key
from bot.core.commands import ENDS, Command
from bot.core.controls import Button
from bot.core.declarations import action, command
from bot.core.errors import DeliveryError, UserError
from bot.core.events import NO_EXCHANGE, Action, Invocation, Press
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.curation.people import PeopleStorage
from bot.features.forget import texts as forget_texts

log = logging.getLogger(__name__)

NOT_AGAIN: Final = dt.timedelta(days=1)
"""How long edits of the message are ignored, so that its question is not stored again. They count for minutes only."""


FORGET_ME: Final = "forget-me"
"""Code of the button. Posted messages have it, so it never changes."""
ME = Command(
    "forget me", "Delete your name and all your questions from my store", "forget me", private=True, anywhere=True,
    opening=r"forget\s+(?:about\s+)?me\b" + ENDS,
)  # fmt: skip


class ForgetHandlers(Feature):
    """Deletes questions for those who asked them, and what is known of a person."""

    @command(ME)
    async def me(self, invocation: Invocation, responder: Responder) -> None:
        """Say what would be deleted, with the button that does it."""
        button = Button(forget_texts.FORGET_ME, Action(FORGET_ME, NO_EXCHANGE), "danger")
        await responder.send(Notice(forget_texts.WHAT_GOES, buttons=(button,)))

    @action(FORGET_ME, in_place=True, takes_value=False)
    async def forget_me(self, action: Action, press: Press, responder: Responder) -> None:
        """Delete the name and the questions of the person who pressed."""
        tables = self._storage.tables(PeopleStorage)
        count = await tables.forget_person(press.target.platform, press.author.id)
        await responder.send(Notice(forget_texts.GONE if count else forget_texts.NOTHING_KNOWN))

    @action(FORGET, in_place=True, takes_value=False)
    async def forget(self, action: Action, press: Press, responder: Responder) -> None:
        """Forget a message with all its questions, and delete the answers. Raises UserError if somebody else asked.

        The store comes first: if that fails, the buttons are still there for another try.
        """
        exchange = await self._session.recall(action, press)
        if exchange.id != action.exchange:
            raise UserError(forget_texts.ONLY_ASKER)
        key = exchange.question_key
        answers = {one.id: one for one in (*await self._storage.exchanges_for(key), exchange)}
        await self._storage.set_claim(forgotten_key(key), NOT_AGAIN)
        await self._storage.forget(key)
        pressed_gone = await responder.delete_pressed()
        gone = [
            await self._deleted(answer.reply_id, responder) or (answer.id == exchange.id and pressed_gone)
            for answer in answers.values()
            if answer.reply_id
        ]
        is_gone = all(gone) and (pressed_gone or exchange.reply_id is not None)
        note = forget_texts.YOUR_MESSAGE if exchange.by_message else ""
        await responder.send(
            Notice(f"{forget_texts.FORGOTTEN} {note}".rstrip() if is_gone else forget_texts.ANSWER_STAYS)
        )

    async def _deleted(self, reply_id: str, responder: Responder) -> bool:
        """Delete an answer, and return whether it is gone."""
        try:
            await responder.delete(reply_id)
        except DeliveryError as error:
            log.warning("Could not delete an answer: %s", error)
            return False
        return True
