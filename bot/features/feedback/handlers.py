"""The buttons for feedback, and the commands that switch them on and off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.answer_controls import HELPFUL, WRONG
from bot.conversation.feature import Feature
from bot.core import texts
from bot.core.commands import Command
from bot.core.declarations import action, command
from bot.core.document import Row
from bot.core.errors import UserError
from bot.core.events import Action, Invocation, Person, Press, Target
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.features.feedback import texts as feedback_texts
from bot.features.feedback.storage import FeedbackStorage, Verdict
from bot.features.feedback.teaching import meant_buttons
from bot.knowledge import presentation

ON = Command(
    "feedback on", "Let people in this channel say if an answer was good, as is usual", "feedback on",
    managers_only=True, private=True,
)  # fmt: skip
OFF = Command(
    "feedback off", "Show answers in this channel without the buttons for feedback", "feedback off",
    managers_only=True, private=True,
)  # fmt: skip


class FeedbackHandlers(Feature):
    """Notes what people say of an answer, and in which channels they are not asked."""

    @action(HELPFUL, takes_value=False)
    async def helpful(self, action: Action, press: Press, responder: Responder) -> None:
        """Note that an answer helped. Raises UserError if the store no longer has it."""
        await self._note(action, press, "helpful", responder)

    @action(WRONG, takes_value=False)
    async def wrong(self, action: Action, press: Press, responder: Responder) -> None:
        """Note that an answer is wrong or out of date. Raises UserError if the store no longer has it."""
        await self._note(action, press, "wrong", responder)

    @command(ON)
    async def on(self, invocation: Invocation, responder: Responder) -> None:
        """Show the buttons for feedback in a channel again."""
        changed = await self._switch(invocation, on=True)
        still_off = self._services.without_feedback.has(invocation.target)
        if still_off:
            await responder.send(Notice(feedback_texts.OFF_IN_CHANNEL))
        else:
            await responder.send(Notice(feedback_texts.ON if changed else feedback_texts.ALREADY_ON))

    @command(OFF)
    async def off(self, invocation: Invocation, responder: Responder) -> None:
        """Show no buttons for feedback in a channel."""
        changed = await self._switch(invocation, on=False)
        await responder.send(Notice(feedback_texts.OFF if changed else feedback_texts.ALREADY_OFF))

    async def state(self, target: Target, person: Person) -> Sequence[Row]:
        """Say if people are asked for feedback in a channel."""
        if target.direct:
            return ()
        off = self._services.without_feedback.has(target)
        return [Row(feedback_texts.TITLE, feedback_texts.IS_OFF if off else feedback_texts.IS_ON)]

    async def _note(self, action: Action, press: Press, verdict: Verdict, responder: Responder) -> None:
        exchange = await self._session.recall(action, press)
        store = self._storage.tables(FeedbackStorage)
        if not await store.give_feedback(action.exchange, press.author.id, verdict):
            raise UserError(texts.TOO_OLD)
        thanks = feedback_texts.THANKS_HELPFUL if verdict == "helpful" else feedback_texts.THANKS_WRONG
        knowledge = self._facts.at(press.target)
        since = presentation.changed_since(knowledge, exchange, self._clock.now().date())
        if since:
            await responder.send(replace(since, closing=thanks))
            return
        today = self._clock.now().date()
        meant = await meant_buttons(self._facts, exchange, action, press, today) if verdict == "wrong" else ()
        await responder.send(Notice(f"{thanks} {feedback_texts.MEANT}" if meant else thanks, buttons=meant))

    async def _switch(self, invocation: Invocation, *, on: bool) -> bool:
        """Store the setting of a channel; a thread with an id of its own has its own. Raises UserError in a DM."""
        target = invocation.target
        if target.direct:
            raise UserError(feedback_texts.IN_DIRECT)
        changed = await self._storage.tables(FeedbackStorage).set_feedback(target, on=on)
        await self._services.without_feedback.refresh(target.platform)
        return changed
