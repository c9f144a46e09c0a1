"""Compose the replies to a question: search, read it in its context, and decide between answers and silence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from bot.conversation.feature import Services
from bot.conversation.session import Request, nth
from bot.core import private_word
from bot.core.events import Target
from bot.core.exchanges import Exchange, Outcome
from bot.core.models import Statement
from bot.core.replies import Card, Notice, Reply
from bot.features.ask import texts as ask_texts
from bot.features.ask.answers import answer_card, reply_to
from bot.knowledge import presentation, smalltalk
from bot.knowledge.catalogue import MAX_QUESTION
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.search_results import Context, SearchResult
from bot.matching.followups import goes_on, is_fragment

NOT_AGAIN = dt.timedelta(minutes=10)
"""How long the bot does not repeat an unprompted answer in a channel."""
GOES_ON = dt.timedelta(minutes=10)
"""How long after an answer a short question can go on from it."""
_MOST_EXCHANGES = 50
"""How many exchanges of a channel are searched for one that a question goes on from."""
_RANKS: Mapping[Outcome, int] = {"none": 0, "suggestions": 1, "answer": 2}

Turn: TypeAlias = tuple[Reply | None, Exchange]
"""A question's reply, None for silence, and its exchange."""


class Composer:
    """Composes replies, but sends and stores none of them."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._facts = services.facts
        self._storage = services.storage
        self._clock = services.clock

    async def compose(self, request: Request, exchange: Exchange, earlier: Sequence[Exchange]) -> list[Turn]:
        """Decide on the reply to each question of a message, None for silence, and note the outcome in its exchange.

        The questions take over the ids of `earlier` exchanges, so that buttons under what is edited stay good.
        """
        if not request.overheard and (problem := _problem(request.question)):
            said = None if earlier and not request.question else Notice(problem)  # an edit may leave no question
            return [(said, _with_outcome(exchange, SearchResult(request.question, "none"), 0, earlier))]
        if request.overheard and _is_private(request.question):  # everybody would see the answer
            return [(None, _with_outcome(exchange, SearchResult(request.question, "none"), 0, earlier))]
        knowledge, result = await self._search(request)
        if request.kept:
            _, with_word = await self._search(replace(request, question=request.kept))
            result = max(result, with_word, key=lambda found: (_RANKS[found.outcome], found.score))
        if request.overheard:
            return await self._unprompted(knowledge, result, request, exchange, earlier)
        if result.smalltalk == "courtesy" and not request.awaited:
            return [(None, _with_outcome(exchange, result, 0, earlier))]
        # Only an unprompted answer is held back, so only in a watched channel does it matter what was shown.
        remember = not request.private and self._services.watched.has(request.target)
        for answer in result.answers if remember else ():
            await self._storage.set_claim(_shown_key(knowledge.representative(answer.id), request), NOT_AGAIN)
        return self._replies(knowledge, result, request, exchange, earlier)

    async def _search(self, request: Request) -> tuple[Knowledge, SearchResult]:
        """Search the answer to a message. If nothing is found, search again with the last answer as context."""
        today = self._clock.now().date()
        knowledge, result = await self._facts.ask(request.target, request.question, today)
        alone = result.outcome != "none" and not is_fragment(request.question)
        if request.overheard or alone or result.silent or not goes_on(request.question):
            return knowledge, result
        context = await self._context(request, knowledge)
        if context is None:
            return knowledge, result
        return await self._facts.ask(request.target, request.question, today, context)

    async def _context(self, request: Request, knowledge: Knowledge) -> Context | None:
        """Find the last answer that a question can go on from: in its thread or direct message, else the person's."""
        since = self._clock.now() - GOES_ON
        for exchange in await self._storage.answered_since(request.target.channel_key, since, _MOST_EXCHANGES):
            statement = knowledge.any_version(exchange.statement_id or "")
            if statement and exchange.question_key != request.key and _goes_on_from(request, exchange):
                return Context(exchange.looked_up, statement)
        return None

    async def _unprompted(
        self,
        knowledge: Knowledge,
        result: SearchResult,
        request: Request,
        exchange: Exchange,
        earlier: Sequence[Exchange],
    ) -> list[Turn]:
        """Return only answers that are sure, and that were not given in the channel lately."""
        shown_before = {e.statement_id for e in earlier}
        turns: list[Turn] = []
        for part_result in result.each:
            recorded = _with_outcome(exchange, part_result, len(turns), earlier)
            answer, is_sure = part_result.answer, part_result.score >= knowledge.thresholds.unprompted
            if answer and is_sure and await self._fresh(knowledge, answer.id, request, shown_before):
                turns.append((self.card(knowledge, answer, recorded, request.target), recorded))
        return turns or [(None, _with_outcome(exchange, result, 0, earlier))]

    def _replies(
        self,
        knowledge: Knowledge,
        result: SearchResult,
        request: Request,
        exchange: Exchange,
        earlier: Sequence[Exchange],
    ) -> list[Turn]:
        """Return the reply to each question. One sentence at the end names those that no fact answers."""
        answered = [part_result for part_result in result.each if part_result.outcome != "none"] or [result]
        exchanges = [_with_outcome(exchange, part_result, part, earlier) for part, part_result in enumerate(answered)]
        turns: list[Turn] = [
            (self.reply(knowledge, part_result, request, part), part)
            for part_result, part in zip(answered, exchanges, strict=True)
        ]
        unanswered = [part_result for part_result in result.parts if part_result not in answered]
        for part_result in unanswered:
            sentence = ask_texts.no_fact_about([one.question for one in unanswered])
            notice = Notice(sentence, private=False) if part_result is unanswered[0] else None
            turns.append((notice, _with_outcome(exchange, part_result, len(turns), earlier)))
        return turns

    def reply(self, knowledge: Knowledge, result: SearchResult, request: Request, exchange: Exchange) -> Reply:
        """Make the reply to one question."""
        menu, today, target = self._services.menu, self._clock.now().date(), request.target
        return reply_to(
            result,
            knowledge,
            today,
            about_bot=lambda: presentation.help_reply(
                knowledge, menu, today, direct=exchange.direct, guest=target.guest
            ),
            exchange=exchange,
            with_feedback=self._asks_for_feedback(target),
            seen_by_all=request.seen_by_all,
        )

    def card(self, knowledge: Knowledge, statement: Statement, exchange: Exchange, target: Target) -> Card:
        """Make the card of an answer, as it is shown in a channel."""
        with_feedback = self._asks_for_feedback(target)
        return answer_card(knowledge, statement, self._clock.now().date(), exchange, with_feedback=with_feedback)

    def _asks_for_feedback(self, target: Target) -> bool:
        return not self._services.without_feedback.has(target)

    async def _fresh(
        self, knowledge: Knowledge, answer: str, request: Request, shown_before: Collection[str | None]
    ) -> bool:
        """Return whether an unprompted answer is new in the channel. Answers to the same message don't count."""
        representative = knowledge.representative(answer)
        if representative in {knowledge.representative(shown) for shown in shown_before if shown}:
            return True
        return await self._storage.claim(_shown_key(representative, request), NOT_AGAIN)


def _with_outcome(exchange: Exchange, result: SearchResult, part: int, earlier: Sequence[Exchange]) -> Exchange:
    """Return the exchange of one question with its outcome; `exchange` is the one of the message's first question."""
    own = replace(exchange, id=earlier[part].id, part=part) if part < len(earlier) else nth(exchange, part)
    read_as = result.read_as or (result.question if result.question != exchange.question else "")
    answer = result.answer.id if result.answer else None
    offered = tuple(suggestion.statement.id for suggestion in result.suggestions)
    return replace(
        own,
        reply_id=None,
        read_as=read_as,
        outcome=result.outcome,
        statement_id=answer,
        score=result.score,
        offered=offered,
        wished=False,
        shown_text="",
        shown_validity="",
    )


def _goes_on_from(request: Request, exchange: Exchange) -> bool:
    """Return whether a question can go on from an exchange in its channel.

    In a thread, the exchange may be anybody's; elsewhere in a channel, it must be the same person's. A private exchange
    counts only if its content stays with the person.
    """
    same_person = exchange.person == request.person
    if exchange.private and not (same_person and (request.private or request.target.direct)):
        return False
    target = request.target
    if target.direct:
        return exchange.direct
    if target.thread:
        return exchange.thread == target.thread or exchange.question_key == f"{target.channel_key}:{target.thread}"
    return exchange.thread is None and same_person


def _is_private(text: str) -> bool:
    """Return whether a text certainly asks for a private reply."""
    reading = private_word.read(text)
    return reading.asked and reading.kept is None


def _shown_key(representative: str, request: Request) -> str:
    return f"said:{request.target.channel_key}:{representative}"


def _problem(text: str) -> str | None:
    """Return why a text can't be a question, as a sentence that says what to do, or None if it can."""
    if not any(character.isalnum() for character in text) and not smalltalk.kind(text):
        return ask_texts.NO_WORDS
    if len(text) > MAX_QUESTION:
        return f"That is too long for a question. Please use at most {MAX_QUESTION:,} characters."
    return None
