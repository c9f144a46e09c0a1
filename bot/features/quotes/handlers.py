"""The commands that find quotations, and what their buttons and pickers bring."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.feature import Feature, Services
from bot.conversation.session import Request
from bot.core import texts
from bot.core.commands import Command, Option
from bot.core.declarations import action, command, completes
from bot.core.errors import UserError
from bot.core.events import CHOICE_LENGTH, CHOICES, Action, Choice, Completion, Invocation, Press
from bot.core.exchanges import Exchange
from bot.core.models import Quote
from bot.core.ports import Responder
from bot.core.replies import Button, Card, Notice, Picker, Reply
from bot.features.quotes.query import QuoteMatches, find_quotes, missing
from bot.features.quotes.replies import Clarification, SpeakerRow, Speakers, TextPart
from bot.knowledge.choices import complete_speakers, speaker_choice
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.quotes import QuoteIndex
from bot.knowledge.speakers import Speaker

PAGE = 10
"""Speakers on a page of the list."""
PIECE = 1_500
"""Characters of a passage."""
_TOPICS_LISTED = 6

QUOTE = Command(
    "quote",
    "Find what somebody said, word for word, with source and date; with no options, any quote",
    "quote {speaker}",
    (
        Option("speaker", "Who said it: a name or a role", completes=True),
        Option("about", "What it was about", completes=True),
        Option("private", "Show it only to you", kind="flag"),
    ),
)
QUOTES = Command("quotes", "List who is quoted, how often and about what", "quotes", private=True)


class QuoteHandlers(Feature):
    """Finds quotations. The exchange of each command keeps its options, for its buttons."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._drawing = asyncio.Lock()  # or two who ask at once in a channel could be given the same

    @classmethod
    def prepare(cls, knowledge: Knowledge) -> None:
        """Build the index of quotations."""
        if knowledge.quotes.all:
            knowledge.quotes.prepare()

    @command(QUOTE)
    async def quote(self, invocation: Invocation, responder: Responder) -> None:
        """Show a quotation."""
        if exchange := await self._session.begin(Request.of_command(invocation), responder):
            await self._show(exchange, responder)

    @command(QUOTES)
    async def list(self, invocation: Invocation, responder: Responder) -> None:
        """Show the first page of the list of speakers."""
        if exchange := await self._session.begin(Request.of_command(invocation), responder):
            await self._session.deliver(await self._page(exchange, 1), exchange, responder)

    @action("another", in_place=True)
    async def another(self, action: Action, press: Press, responder: Responder) -> None:
        """Show the quotation that follows the one shown."""
        await self._show(await self._session.recall(action), responder, after=action.value)

    @action("page", in_place=True)
    async def turn(self, action: Action, press: Press, responder: Responder) -> None:
        """Show another page of the list of speakers."""
        if not action.value.isdecimal():
            raise UserError(texts.NOT_MINE)
        exchange = await self._session.recall(action)
        await self._session.deliver(await self._page(exchange, int(action.value)), exchange, responder)

    @action("speaker", in_place=True)
    async def choose(self, action: Action, press: Press, responder: Responder) -> None:
        """Show a quotation by the speaker who was picked, the topic kept."""
        exchange = await self._session.recall(action)
        options = await self._options_of_choice(exchange, action.value)
        await self._show(replace(exchange, command="quote", options=options), responder)

    @action("whole")
    async def whole(self, action: Action, press: Press, responder: Responder) -> None:
        """Show the whole of a text that was cut. Raises UserError if the store no longer has it."""
        await self._whole(action.value, responder)

    @completes("quote", "speaker")
    async def complete_speaker(self, asked: Completion) -> Sequence[Choice]:
        """Give the speakers that fit what is being typed."""
        return await complete_speakers(self._facts, asked)

    @completes("quote", "about")
    async def complete_topic(self, asked: Completion) -> Sequence[Choice]:
        """Give the topics that fit what is being typed."""
        quotes = await self._quotes()
        topics = await asyncio.to_thread(quotes.complete_topic, asked.typed)
        return [Choice(topic, topic) for topic in topics if len(topic) <= CHOICE_LENGTH]

    # ------------------------------------------------------------------ one quotation

    async def _show(self, exchange: Exchange, responder: Responder, *, after: str | None = None) -> None:
        """Show the best quotation for an exchange, or the one that follows another."""
        knowledge = self._facts.knowledge
        quotes = await self._quotes(knowledge)
        speaker, about = _asked(exchange)
        if not speaker and not about:
            async with self._drawing:
                reply, exchange = await self._drawn(knowledge, exchange, after)
                await self._note(exchange)
        else:
            found = await asyncio.to_thread(find_quotes, quotes, speaker, about)
            reply, exchange = self._found(knowledge, found, exchange, after)
            await self._note(exchange)
        await self._session.deliver(reply, exchange, responder)

    def _found(
        self, knowledge: Knowledge, found: QuoteMatches, exchange: Exchange, after: str | None
    ) -> tuple[Reply, Exchange]:
        quotes = knowledge.quotes
        if found.unclear:
            picker = _picker(quotes, found.speakers[:CHOICES], exchange)
            exchange = replace(exchange, outcome="suggestions", statement_id=None)
            return Clarification(texts.which(found.who), picker), exchange
        if not found.found:
            exchange = replace(exchange, outcome="none", statement_id=None)
            return Notice(missing(found, quotes), private=exchange.private), exchange
        quote = _following(found.found, after)
        return self._card(knowledge, quote, exchange, several=len(found.found) > 1)

    async def _drawn(self, knowledge: Knowledge, exchange: Exchange, after: str | None) -> tuple[Reply, Exchange]:
        """One at random, never the one that the channel saw last; from it on, all in the exchange's own order."""
        quotes = knowledge.quotes
        order = await asyncio.to_thread(_shuffled, quotes, exchange.id)
        if not order:
            return Notice(texts.NO_QUOTES, private=exchange.private), exchange
        quote = _following(order, after)
        if after is None and quote.id == await self._storage.note(_last(exchange)):
            quote = _following(order, quote.id)
        reply, exchange = self._card(knowledge, quote, exchange, several=len(order) > 1)
        if len(quotes.speakers) > 1:
            picker = _picker(quotes, quotes.speakers[:CHOICES], exchange, more=len(quotes.speakers) > CHOICES)
            reply = replace(reply, picker=picker)
        return reply, exchange

    def _card(self, knowledge: Knowledge, quote: Quote, exchange: Exchange, *, several: bool) -> tuple[Card, Exchange]:
        buttons = (Button(texts.ANOTHER, Action("another", exchange.id, quote.id)),) if several else ()
        card = knowledge.card(quote, self._clock.now().date())
        shown = replace(exchange, outcome="answer", statement_id=quote.id, score=1.0)
        return replace(card, buttons=buttons, private=exchange.private), shown

    async def _note(self, exchange: Exchange) -> None:
        if exchange.statement_id:
            await self._storage.put_note(_last(exchange), exchange.statement_id)

    async def _options_of_choice(self, exchange: Exchange, key: str) -> dict[str, str | bool]:
        """The command with the speaker who was chosen, the topic kept."""
        quotes = await self._quotes()
        if quotes.directory.by_key(key) is None:
            raise UserError("I no longer have a quote by that speaker. Please ask again.")
        found = await asyncio.to_thread(find_quotes, quotes, *_asked(exchange))
        return {"speaker": key, "about": found.topic if found.unclear else ""}

    async def _whole(self, statement_id: str, responder: Responder) -> None:
        statement = self._facts.knowledge.statement(statement_id)
        if statement is None:
            raise UserError("I no longer have that text. Please ask again.")
        parts = pieces(statement.text)
        for n, part in enumerate(parts, 1):
            await responder.send(TextPart(part, texts.part(n, len(parts), statement.id)))

    # ------------------------------------------------------------------ the list of speakers

    async def _page(self, exchange: Exchange, number: int) -> Reply:
        quotes = await self._quotes()
        ranked = quotes.speakers
        if not ranked:
            return Notice(texts.NO_QUOTES)
        pages, more = -(-len(ranked) // PAGE), len(ranked) > CHOICES
        number = min(max(number, 1), pages)
        shown = ranked[(number - 1) * PAGE : number * PAGE]
        turns = ((texts.PREVIOUS, number - 1), (texts.NEXT, number + 1))
        return Speakers(
            texts.speakers_title(len(ranked), len(quotes), number, pages),
            tuple(speaker_row(quotes, speaker) for speaker in shown),
            tuple(Button(label, Action("page", exchange.id, str(n))) for label, n in turns if 1 <= n <= pages),
            _picker(quotes, shown if more else ranked, exchange, more=more),
        )

    async def _quotes(self, knowledge: Knowledge | None = None) -> QuoteIndex:
        """The quotations, made off the event loop where they are needed for the first time."""
        known = knowledge or self._facts.knowledge
        return await asyncio.to_thread(lambda: known.quotes)


def pieces(text: str, most: int = PIECE) -> tuple[str, ...]:
    """A text in pieces of at most so many characters, cut after spaces where there are some; joined they are the
    text."""
    found: list[str] = []
    while len(text) > most:
        cut = text.rfind(" ", 0, most) + 1 or most
        found.append(text[:cut])
        text = text[cut:]
    return (*found, text)


def speaker_row(quotes: QuoteIndex, speaker: Speaker) -> SpeakerRow:
    """A speaker with the number of quotations and what they are about."""
    topics = quotes.topics(speaker)
    told = "; ".join(topics[:_TOPICS_LISTED]) + ("; …" if len(topics) > _TOPICS_LISTED else "")
    number = texts.count(len(quotes.by(speaker)), "quote")
    return SpeakerRow(speaker.label, f"{number} on {told}" if told else number)


def _asked(exchange: Exchange) -> tuple[str, str]:
    """Speaker and topic of the command that an exchange keeps; empty where they were not given."""
    return str(exchange.options.get("speaker", "")), str(exchange.options.get("about", ""))


def _following(found: Sequence[Quote], after: str | None) -> Quote:
    """The one after the one of an id, the first after the last; the first where there is no such one."""
    place = next((n for n, quote in enumerate(found) if quote.id == after), -1)
    return found[(place + 1) % len(found)]


def _shuffled(quotes: QuoteIndex, seed: str) -> list[Quote]:
    """All that still stand, or all where none does, in an order that is the same whenever the exchange is."""
    found = list(quotes.find(None, ""))
    order = [quote for quote in found if quote.status != "superseded"] or found
    random.Random(seed).shuffle(order)  # noqa: S311 (no secret)
    return order


def _last(exchange: Exchange) -> str:
    return f"quote:{exchange.place}"


def _picker(quotes: QuoteIndex, speakers: Sequence[Speaker], exchange: Exchange, *, more: bool = False) -> Picker:
    choices = tuple(speaker_choice(quotes, speaker, key=True) for speaker in speakers)
    completes = Completion("quote", "speaker", "", keys=True) if more else None
    return Picker(texts.CHOOSE_SPEAKER, Action("speaker", exchange.id), choices, completes)
