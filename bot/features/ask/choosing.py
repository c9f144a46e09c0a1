"""Handle what is pressed if there was no sure answer: suggestions, topics, and a wish for the curators."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.feature import Feature, Services
from bot.conversation.session import nth
from bot.core import texts
from bot.core.controls import Button
from bot.core.declarations import action
from bot.core.errors import UserError
from bot.core.events import Action, Press
from bot.core.exchanges import Exchange
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.features.ask import texts as ask_texts
from bot.features.ask.answers import ASK_CURATORS, NONE_OF_THESE, SHOW_SUGGESTION, SHOW_TOPIC, nothing, ways_on
from bot.features.ask.composer import Composer
from bot.features.ask.replies import TopicQuestions
from bot.knowledge import topics


class ChoiceHandlers(Feature):
    """Leads people from a reply without an answer to one."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._composer = Composer(services)

    @action(SHOW_SUGGESTION, in_place=True)
    async def show(self, action: Action, press: Press, responder: Responder) -> None:
        """Show a suggestion, with the others below it. Raises UserError if the store no longer has it."""
        exchange = await self._session.recall(action, press)
        knowledge = self._facts.at(press.target)
        statement = knowledge.any_version(action.value)
        if statement is None:
            raise UserError(texts.FACT_GONE)
        if exchange.outcome == "none":  # a question of a topic: it is a further question, and the first stays open
            label = next((s.label for s in knowledge.offer(exchange.looked_up, [statement.id])), "")
            earlier = await self._storage.exchanges_for(exchange.question_key)
            exchange = replace(nth(exchange, max(1, len(earlier))), read_as=label, offered=())
        chosen = replace(exchange, outcome="answer", statement_id=statement.id)
        card = self._composer.card(knowledge, statement, chosen, press.target)
        await self._session.deliver(card, chosen, responder, by=press.author)

    @action(NONE_OF_THESE, in_place=True, takes_value=False)
    async def none_of_these(self, action: Action, press: Press, responder: Responder) -> None:
        """Note that no suggestion fits, and help as if nothing had been found."""
        exchange = await self._session.recall(action, press)
        knowledge, result = await self._facts.ask(press.target, exchange.looked_up, self._clock.now().date())
        unanswered: Exchange = replace(exchange, outcome="none", statement_id=None)
        await self._session.deliver(nothing(knowledge, result, unanswered), unanswered, responder)

    @action(SHOW_TOPIC, in_place=True)
    async def topic(self, action: Action, press: Press, responder: Responder) -> None:
        """Show questions of a topic, named by one of its statements. Raises UserError if that is gone."""
        exchange = await self._session.recall(action, press)
        knowledge = self._facts.at(press.target)
        statement = knowledge.any_version(action.value)
        asked = topics.questions_of(knowledge, statement.topic) if statement else ()
        if statement is None or not asked:
            raise UserError(ask_texts.TOPIC_GONE)
        if exchange.id != action.exchange:  # somebody else's: the buttons need an exchange of their own
            await self._storage.add_exchange(exchange)
        buttons = (Button(question, Action(SHOW_SUGGESTION, exchange.id, i)) for question, i in asked)
        await responder.send(TopicQuestions(statement.topic, tuple(buttons), ways_on(knowledge, exchange)))

    @action(ASK_CURATORS, takes_value=False)
    async def wish(self, action: Action, press: Press, responder: Responder) -> None:
        """Put the question on the curators' list. Raises UserError if the store no longer has it."""
        await self._session.recall(action, press)
        if not await self._storage.wish(action.exchange):
            raise UserError(texts.TOO_OLD)
        await responder.send(Notice(ask_texts.WISHED))
