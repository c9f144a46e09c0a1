"""Explain an answer, in words and in figures."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import answer_controls
from bot.conversation.feature import Feature
from bot.core import texts
from bot.core.controls import Button
from bot.core.declarations import action
from bot.core.errors import UserError
from bot.core.events import Action, Press
from bot.core.explanation import Explanation
from bot.core.ports import Responder
from bot.core.since import Since
from bot.features.ask import texts as ask_texts
from bot.features.ask.answers import EXPLAIN, SHOW_DETAILS
from bot.features.ask.replies import ExplanationDetails
from bot.knowledge import presentation


class WhyHandlers(Feature):
    """Explains answers. If the fact has changed since, that is said instead."""

    @action(EXPLAIN, takes_value=False)
    async def why(self, action: Action, press: Press, responder: Responder) -> None:
        """Say why a statement was chosen. Raises UserError if the store no longer has what the button refers to."""
        found = await self._explanation(action, press)
        if isinstance(found, Explanation):
            details = Button(ask_texts.DETAILS, Action(SHOW_DETAILS, action.exchange))
            found = replace(found, buttons=(details,), links=answer_controls.source_links(found.statement))
        await responder.send(found)

    @action(SHOW_DETAILS, takes_value=False)
    async def details(self, action: Action, press: Press, responder: Responder) -> None:
        """Show the figures behind an explanation. Raises UserError as `why` does."""
        found = await self._explanation(action, press)
        await responder.send(ExplanationDetails(found) if isinstance(found, Explanation) else found)

    async def _explanation(self, action: Action, press: Press) -> Explanation | Since:
        exchange = await self._session.recall(action, press)
        if exchange.statement_id is None:
            raise UserError(ask_texts.CHANGED_QUESTION)
        if since := presentation.changed_since(self._facts.at(press.target), exchange, self._clock.now().date()):
            return since
        explanation = await self._facts.explain(
            press.target, exchange.looked_up, exchange.statement_id, exchange.asked.date()
        )
        if explanation is None:
            raise UserError(texts.FACT_GONE)
        return replace(explanation, typed=exchange.question)
