"""From a question to its reply, and to a better one when the question is edited or a suggestion chosen."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.core import commands, smalltalk, wording
from bot.core.answering import MAX_QUESTION, Answering, Finding, Knowledge
from bot.core.errors import UserError
from bot.core.exchanges import Exchange
from bot.core.messages import Action, Invocation, Message
from bot.core.models import Statement
from bot.core.ports import Clock, Responder
from bot.core.replies import Button, Card, Notice, Reply, Suggestions
from bot.core.replying import Question, Replying
from bot.core.stores import Store

NOT_AGAIN = dt.timedelta(minutes=10)
"""How long an unprompted answer is not repeated in a channel."""


def asked_in(message: Message) -> Question:
    """The question that a message asks. What is longer than any question is kept only as far as that shows."""
    return Question.of_message(message, _kept(message.text))


def asked_by(invocation: Invocation, key: str | None = None) -> Question:
    """The question of an `ask` command; `key` is that of the message in which it was typed."""
    return Question.of_invocation(invocation, _kept(str(invocation.options.get("question", ""))), key)


class Asking:
    """Answers questions and remembers each with its outcome."""

    def __init__(self, answering: Answering, replying: Replying, store: Store, clock: Clock) -> None:
        self._answering = answering
        self._replying = replying
        self._store = store
        self._clock = clock

    async def answer(self, question: Question, responder: Responder) -> None:
        """Answer a question that is asked for the first time."""
        if exchange := await self._replying.begin(question, responder):
            reply, exchange = await self._compose(question, exchange)
            if reply is not None:
                await self._replying.deliver(reply, exchange, responder)

    async def answer_again(self, earlier: Exchange, question: Question, responder: Responder) -> None:
        """Bring the answer to a question up to date after the question was edited."""
        if question.text == earlier.question:  # platforms also report an edit when they unfold a link
            return
        reply, exchange = await self._compose(question, replace(earlier, question=question.text))
        if reply is not None and earlier.reply_id:
            await self._store.add_exchange(exchange)
            await responder.edit(earlier.reply_id, reply)
        elif reply is not None:
            await self._replying.deliver(reply, exchange, responder)
        else:
            await self._store.add_exchange(exchange)
            await self._replying.withdraw(exchange, responder)

    async def press(self, action: Action, responder: Responder) -> None:
        """Show a suggestion or say why. Raises UserError where what the button refers to is no longer held."""
        exchange = await self._replying.recall(action)
        knowledge = self._answering.knowledge
        if action.name == "show" and (statement := knowledge.statement(action.value)):
            chosen = replace(exchange, outcome="answer", statement_id=statement.id)
            await self._replying.deliver(self._card(knowledge, statement, chosen), chosen, responder)
        elif action.name == "why" and exchange.statement_id is None:
            raise UserError("The question has changed and this answer no longer stands; please ask again.")
        elif action.name == "why" and (
            why := await self._answering.explain(exchange.question, exchange.statement_id or "")
        ):
            await responder.send(why)
        else:
            raise UserError("I no longer hold that fact; please ask again.")

    async def _compose(self, question: Question, exchange: Exchange) -> tuple[Reply | None, Exchange]:
        """Decide on the reply, None for silence, and note the outcome in the exchange."""
        if not question.overheard and (problem := _problem(question.text)):
            return Notice(problem), replace(exchange, outcome="none", statement_id=None, score=0.0)
        knowledge, finding = await self._answering.ask(question.text)
        answer = finding.answer
        shown_before = exchange.statement_id
        exchange = replace(
            exchange, outcome=finding.outcome, statement_id=answer.id if answer else None, score=finding.score
        )
        if question.overheard:
            sure = answer is not None and finding.score >= knowledge.thresholds.unprompted
            if not (answer and sure and await self._fresh(knowledge, answer.id, question, shown_before)):
                return None, exchange
        if answer and not question.overheard and not question.private:
            await self._store.hold(_said(knowledge.representative(answer.id), question), NOT_AGAIN)
        if finding.smalltalk == "courtesy" and not question.awaited:
            return None, exchange
        return self._reply(knowledge, finding, exchange), exchange

    def _reply(self, knowledge: Knowledge, finding: Finding, exchange: Exchange) -> Reply:
        if finding.answer:
            return self._card(knowledge, finding.answer, exchange)
        if finding.suggestions:
            buttons = (Button(s.label, Action("show", exchange.id, s.statement.id)) for s in finding.suggestions)
            return Suggestions(tuple(buttons))
        if finding.smalltalk:
            return commands.overview(knowledge.examples, knowledge.summary)
        return Notice(wording.NO_FACT, private=exchange.private)

    def _card(self, knowledge: Knowledge, statement: Statement, exchange: Exchange) -> Card:
        why = Button(wording.WHY, Action("why", exchange.id))
        card = knowledge.card(statement, self._clock.now().date())
        return replace(card, buttons=(why,), private=exchange.private)

    async def _fresh(self, knowledge: Knowledge, answer: str, question: Question, shown_before: str | None) -> bool:
        """Whether an unprompted answer was not given in the channel lately, other than to this very question."""
        said = knowledge.representative(answer)
        if shown_before and knowledge.representative(shown_before) == said:
            return True
        return await self._store.claim(_said(said, question), NOT_AGAIN)


def _kept(text: str) -> str:
    return text.strip()[: MAX_QUESTION + 1]


def _said(representative: str, question: Question) -> str:
    return f"said:{question.target.place}:{representative}"


def _problem(text: str) -> str | None:
    """What keeps a text from being a question, as a sentence that says what to do; None where nothing does."""
    if not any(character.isalnum() for character in text) and not smalltalk.kind(text):
        return wording.NO_WORDS
    if len(text) > MAX_QUESTION:
        return f"That is too long for a question; please ask in at most {MAX_QUESTION:,} characters."
    return None
