"""Answer questions, and update the reply if the question is edited or a suggestion is chosen."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from bot.conversation.feature import Feature
from bot.conversation.session import Request, nth
from bot.core import private_word
from bot.core.commands import Command, Option
from bot.core.controls import Button
from bot.core.declarations import action, command
from bot.core.emoji import without_emoji
from bot.core.errors import UserError
from bot.core.events import Action, Invocation, Message, Press
from bot.core.exchanges import Exchange, Outcome
from bot.core.explanation import Explanation
from bot.core.models import Statement
from bot.core.ports import Responder
from bot.core.replies import Card, Notice, Reply
from bot.features.ask import texts as ask_texts
from bot.features.ask.answers import EXPLAIN, SHOW_DETAILS, SHOW_SUGGESTION, answer_card, reply_to
from bot.features.ask.replies import ExplanationDetails
from bot.knowledge import presentation, smalltalk
from bot.knowledge.catalogue import MAX_QUESTION
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.search_results import Context, SearchResult
from bot.matching.followups import goes_on, is_fragment

NOT_AGAIN = dt.timedelta(minutes=10)
"""How long the bot does not repeat an unprompted answer in a channel."""

NOT_AGAIN_IN_THREAD = dt.timedelta(days=30)
"""How long a thread is not told again that only mentions are heard there."""

GOES_ON = dt.timedelta(minutes=10)
"""How long after an answer a short question can go on from it."""
_GONE = "I no longer have that fact. Please ask again."
_MOST_EXCHANGES = 50
"""How many exchanges of a channel are searched for one that a question goes on from."""
_RANKS: Mapping[Outcome, int] = {"none": 0, "suggestions": 1, "answer": 2}

_BROADCAST = re.compile(r"(?<![\w@])@(?:here|channel|everyone)\b[ \t]*", re.IGNORECASE)

_Turn: TypeAlias = tuple[Reply | None, Exchange]
"""A question's reply, None for silence, and its exchange."""


_OPENING = r"ask(?:\s*:)?\s+(?=(?:who|what|when|where|which|why|how|is|are|was|were|do|does|did|can|will|has|have)\b)"
"""A message such as "ask who runs the ferry". Other words after "ask" may be part of the question."""
ASK = Command(
    "ask",
    "Ask a question and get the best fact with its source and date",
    "ask {question}",
    (
        Option("question", "What you want to know", required=True, longest=MAX_QUESTION),
        Option("private", "Show the answer only to you", kind="flag"),
    ),
    opening=_OPENING,
    asks="question",
)


class AskHandlers(Feature):
    """Answers questions and remembers each with its outcome. Implements `conversation.conversation.Questions`."""

    @classmethod
    def prepare(cls, knowledge: Knowledge) -> None:
        """Guess the languages of the facts."""
        _ = knowledge.languages

    @command(ASK)
    async def answer(self, asked: Message | Invocation, responder: Responder) -> None:
        """Answer a question that is asked for the first time."""
        request = self._request(asked)
        if exchange := await self._session.begin(request, responder):
            turns = await self._with_mention_line(request, await self._compose(request, exchange, ()))
            for reply, part in turns:
                if reply is not None or part.part:
                    self._services.metrics.questions.add(part.platform, part.outcome)
                if reply is not None:
                    last = part is turns[-1][1]
                    await self._session.deliver(reply, part, responder, by=asked.author, last=last)
                elif part.part:  # the first unanswered question's reply names this one, too
                    await self._storage.add_exchange(part)

    async def answer_again(
        self, earlier: Sequence[Exchange], asked: Message | Invocation, responder: Responder
    ) -> None:
        """Bring the answers to a message up to date after it was edited; `earlier` has one exchange at least."""
        request = self._request(asked)
        if request.question == earlier[0].question and not request.overheard:
            return  # platforms also report an edit when they unfold a link
        turns = await self._compose(request, replace(earlier[0], question=request.question), earlier)
        reply_ids = [exchange.reply_id for exchange in earlier if exchange.reply_id]
        for exchange in earlier[len(turns) :]:
            await self._storage.drop_exchange(exchange.id)
        hides = responder.can_reply_privately and not request.target.direct
        for reply, part in turns:
            if reply is not None and reply_ids and not (hides and part.outcome == "suggestions"):
                edited = replace(part, reply_id=reply_ids.pop(0))
                await self._storage.add_exchange(edited)
                shown_in = await responder.edit(edited.reply_id or "", reply)
                if shown_in != edited.reply_id:
                    await self._storage.set_reply(edited.id, shown_in)
            elif reply is not None:
                await self._session.deliver(reply, part, responder)
            else:
                await self._storage.add_exchange(part)
        for reply_id in reply_ids:
            await responder.delete(reply_id)

    @action(SHOW_SUGGESTION, in_place=True)
    async def show(self, action: Action, press: Press, responder: Responder) -> None:
        """Show a suggestion. Raises UserError if the store no longer has what the button refers to."""
        exchange = await self._session.recall(action, press)
        knowledge = self._facts.knowledge
        statement = knowledge.any_version(action.value)
        if statement is None:
            raise UserError(_GONE)
        chosen = replace(exchange, outcome="answer", statement_id=statement.id)
        await self._session.deliver(self._card(knowledge, statement, chosen), chosen, responder, by=press.author)

    @action(EXPLAIN, takes_value=False)
    async def why(self, action: Action, press: Press, responder: Responder) -> None:
        """Say why a statement was chosen. Raises UserError if the store no longer has what the button refers to."""
        details = Button(ask_texts.DETAILS, Action(SHOW_DETAILS, action.exchange))
        await responder.send(replace(await self._explanation(action, press), buttons=(details,)))

    @action(SHOW_DETAILS, takes_value=False)
    async def details(self, action: Action, press: Press, responder: Responder) -> None:
        """Show the figures behind an explanation. Raises UserError as `why` does."""
        await responder.send(ExplanationDetails(await self._explanation(action, press)))

    async def _explanation(self, action: Action, press: Press) -> Explanation:
        exchange = await self._session.recall(action, press)
        if exchange.statement_id is None:
            raise UserError("The question was changed, so this answer is out of date. Please ask again.")
        explanation = await self._facts.explain(exchange.looked_up, exchange.statement_id)
        if explanation is None:
            raise UserError(_GONE)
        return explanation

    # ------------------------------------------------------------ from a message to its replies

    def _request(self, asked: Message | Invocation) -> Request:
        """Make the request of a message, or of a command that asks a question."""
        if isinstance(asked, Message):
            return Request.of_message(asked, _question_in(asked.text))
        command = self._services.menu.find(asked.command)
        question, kept = (str(o.get(command.asks, "")) if command else "" for o in (asked.options, asked.kept))
        return Request.of_question(asked, _question_in(question), _question_in(kept))

    async def _compose(self, request: Request, exchange: Exchange, earlier: Sequence[Exchange]) -> list[_Turn]:
        """Decide on the reply to each question of a message, None for silence, and note the outcome in its exchange.

        The questions take over the ids of `earlier` exchanges, so that buttons under what is edited stay good.
        """
        if not request.overheard and (problem := _problem(request.question)):
            if earlier and not request.question:  # an edit left no question
                return [(None, _with_outcome(exchange, SearchResult(request.question, "none"), 0, earlier))]
            return [(Notice(problem), _with_outcome(exchange, SearchResult(request.question, "none"), 0, earlier))]
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
        return self._replies(knowledge, result, exchange, earlier)

    async def _with_mention_line(self, request: Request, turns: list[_Turn]) -> list[_Turn]:
        """Say under the first answer in a thread that only mentions are heard there, if that is so."""
        last = turns[-1][0]
        if request.unheard_thread is None or not isinstance(last, Card):
            return turns
        key = f"unheard:{request.target.channel_key}:{request.unheard_thread}"
        if not await self._storage.claim(key, NOT_AGAIN_IN_THREAD):
            return turns
        return [*turns[:-1], (replace(last, closing=ask_texts.MENTION_ME), turns[-1][1])]

    async def _search(self, request: Request) -> tuple[Knowledge, SearchResult]:
        """Search the answer to a message. If nothing is found, search again with the last answer as context."""
        today = self._clock.now().date()
        knowledge, result = await self._facts.ask(request.question, today)
        alone = result.outcome != "none" and not is_fragment(request.question)
        if request.overheard or alone or result.silent or not goes_on(request.question):
            return knowledge, result
        context = await self._context(request, knowledge)
        return await self._facts.ask(request.question, today, context) if context else (knowledge, result)

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
    ) -> list[_Turn]:
        """Return only answers that are sure, and that were not given in the channel lately."""
        shown_before = {e.statement_id for e in earlier}
        turns: list[_Turn] = []
        for part_result in result.each:
            recorded = _with_outcome(exchange, part_result, len(turns), earlier)
            answer, is_sure = part_result.answer, part_result.score >= knowledge.thresholds.unprompted
            if answer and is_sure and await self._fresh(knowledge, answer.id, request, shown_before):
                turns.append((self._card(knowledge, answer, recorded), recorded))
        return turns or [(None, _with_outcome(exchange, result, 0, earlier))]

    def _replies(
        self, knowledge: Knowledge, result: SearchResult, exchange: Exchange, earlier: Sequence[Exchange]
    ) -> list[_Turn]:
        """Return the reply to each question. One sentence at the end names those that no fact answers."""
        answered = [part_result for part_result in result.each if part_result.outcome != "none"] or [result]
        exchanges = [_with_outcome(exchange, part_result, part, earlier) for part, part_result in enumerate(answered)]
        turns: list[_Turn] = [
            (self._reply(knowledge, part_result, part), part)
            for part_result, part in zip(answered, exchanges, strict=True)
        ]
        unanswered = [part_result for part_result in result.parts if part_result not in answered]
        for part_result in unanswered:
            sentence = ask_texts.no_fact_about([one.question for one in unanswered])
            notice = Notice(sentence, private=False) if part_result is unanswered[0] else None
            turns.append((notice, _with_outcome(exchange, part_result, len(turns), earlier)))
        return turns

    def _reply(self, knowledge: Knowledge, result: SearchResult, exchange: Exchange) -> Reply:
        return reply_to(
            result,
            knowledge,
            self._clock.now().date(),
            about_bot=lambda: presentation.help_reply(knowledge, self._services.menu),
            exchange=exchange.id,
            read_as=exchange.read_as,
        )

    def _card(self, knowledge: Knowledge, statement: Statement, exchange: Exchange) -> Card:
        return answer_card(knowledge, statement, self._clock.now().date(), exchange.id)

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
    return replace(own, reply_id=None, read_as=read_as, outcome=result.outcome, statement_id=answer, score=result.score)


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


def _question_in(text: str) -> str:
    """Return the words of a question, cut just above the limit, so that it is still too long.

    Mentions of everybody are left out. Emoji alone can be small talk, so they stay.
    """
    text = _BROADCAST.sub("", text)
    words = text if smalltalk.kind(text) else without_emoji(text)
    return words.strip()[: MAX_QUESTION + 1]


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
