"""Handle the commands that find quotations, with their buttons and pickers."""

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
from bot.core.document import Button, Picker
from bot.core.errors import UserError
from bot.core.events import CHOICES, Action, Choice, Completion, Invocation, Press
from bot.core.exchanges import Exchange
from bot.core.models import Quote
from bot.core.ports import Responder
from bot.core.replies import Card, Notice, Reply
from bot.features.quotes import texts as quotes_texts
from bot.features.quotes.query import QuoteMatches, find_quotes, missing
from bot.features.quotes.replies import Clarification, SpeakerRow, Speakers, TextPart
from bot.knowledge import presentation
from bot.knowledge.choices import complete_speakers, speaker_choice
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.quotes import QuoteIndex
from bot.knowledge.speakers import Speaker

PAGE = 10
"""Speakers on a page of the list."""
PIECE = 1_500
"""Most characters of one part of a long text."""
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
    """Finds quotations. The exchange of each command stores its options, for its buttons."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._random_lock = asyncio.Lock()  # otherwise two people who ask at once in a channel could get the same quote

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
        """Show a quotation by the chosen speaker, on the same topic."""
        exchange = await self._session.recall(action)
        options = await self._options_of_choice(exchange, action.value)
        await self._show(replace(exchange, command="quote", options=options), responder)

    @action("whole")
    async def whole(self, action: Action, press: Press, responder: Responder) -> None:
        """Show the whole of a text that was cut. Raises UserError if the store no longer has it."""
        await self._send_whole(action.value, responder)

    @completes("quote", "speaker")
    async def complete_speaker(self, asked: Completion) -> Sequence[Choice]:
        """Give the speakers that fit what is being typed."""
        return await complete_speakers(self._facts, asked)

    @completes("quote", "about")
    async def complete_topic(self, asked: Completion) -> Sequence[Choice]:
        """Give the topics that fit what is being typed."""
        quotes = await self._quotes()
        topics = await asyncio.to_thread(quotes.complete_topic, asked.typed)
        return [Choice(topic, topic) for topic in topics]

    # ------------------------------------------------------------------ one quotation

    async def _show(self, exchange: Exchange, responder: Responder, *, after: str | None = None) -> None:
        """Show the best quotation for an exchange, or the one after the quotation with the id `after`."""
        knowledge = self._facts.knowledge
        quotes = await self._quotes(knowledge)
        speaker, about = _speaker_and_topic(exchange)
        if not speaker and not about:
            async with self._random_lock:
                reply, exchange = await self._random_quote(knowledge, exchange, after)
                await self._remember(exchange)
        else:
            matches = await asyncio.to_thread(find_quotes, quotes, speaker, about)
            reply, exchange = self._reply(knowledge, matches, exchange, after)
            await self._remember(exchange)
        await self._session.deliver(reply, exchange, responder)

    def _reply(
        self, knowledge: Knowledge, matches: QuoteMatches, exchange: Exchange, after: str | None
    ) -> tuple[Reply, Exchange]:
        quotes = knowledge.quotes
        if matches.unclear:
            picker = _picker(quotes, matches.speakers[:CHOICES], exchange)
            exchange = replace(exchange, outcome="suggestions", statement_id=None)
            return Clarification(quotes_texts.which_speaker(matches.who), picker), exchange
        if not matches.found:
            exchange = replace(exchange, outcome="none", statement_id=None)
            return Notice(missing(matches, quotes), private=False), exchange
        quote = _next_quote(matches.found, after)
        return self._card(knowledge, quote, exchange, several=len(matches.found) > 1)

    async def _random_quote(
        self, knowledge: Knowledge, exchange: Exchange, after: str | None
    ) -> tuple[Reply, Exchange]:
        """Choose a quote at random, but not the last one shown in the channel.

        Further quotes follow in the random order of the exchange.
        """
        quotes = knowledge.quotes
        order = await asyncio.to_thread(_shuffled, quotes, exchange.id)
        if not order:
            return Notice(quotes_texts.NO_QUOTES, private=False), exchange
        quote = _next_quote(order, after)
        if after is None and quote.id == await self._storage.note(_last_shown_key(exchange)):
            quote = _next_quote(order, quote.id)
        reply, exchange = self._card(knowledge, quote, exchange, several=len(order) > 1)
        if len(quotes.speakers) > 1:
            picker = _picker(quotes, quotes.speakers[:CHOICES], exchange, more=len(quotes.speakers) > CHOICES)
            reply = replace(reply, picker=picker)
        return reply, exchange

    def _card(self, knowledge: Knowledge, quote: Quote, exchange: Exchange, *, several: bool) -> tuple[Card, Exchange]:
        buttons = (Button(quotes_texts.ANOTHER, Action("another", exchange.id, quote.id)),) if several else ()
        card = presentation.card(knowledge, quote, self._clock.now().date())
        shown = replace(exchange, outcome="answer", statement_id=quote.id, score=1.0)
        return replace(card, buttons=buttons), shown

    async def _remember(self, exchange: Exchange) -> None:
        if exchange.statement_id:
            await self._storage.put_note(_last_shown_key(exchange), exchange.statement_id)

    async def _options_of_choice(self, exchange: Exchange, key: str) -> dict[str, str | bool]:
        """Return the options of the command with the chosen speaker and the same topic."""
        quotes = await self._quotes()
        if quotes.directory.by_key(key) is None:
            raise UserError("I no longer have a quote by that speaker. Please ask again.")
        matches = await asyncio.to_thread(find_quotes, quotes, *_speaker_and_topic(exchange))
        return {"speaker": key, "about": matches.topic if matches.unclear else ""}

    async def _send_whole(self, statement_id: str, responder: Responder) -> None:
        statement = self._facts.knowledge.statement(statement_id)
        if statement is None:
            raise UserError("I no longer have that text. Please ask again.")
        parts = pieces(statement.text)
        for n, part in enumerate(parts, 1):
            await responder.send(TextPart(part, quotes_texts.part(n, len(parts), statement.id)))

    # ------------------------------------------------------------------ the list of speakers

    async def _page(self, exchange: Exchange, page: int) -> Reply:
        quotes = await self._quotes()
        ranked = quotes.speakers
        if not ranked:
            return Notice(quotes_texts.NO_QUOTES)
        pages, more = -(-len(ranked) // PAGE), len(ranked) > CHOICES
        page = min(max(page, 1), pages)
        listed = ranked[(page - 1) * PAGE : page * PAGE]
        targets = ((quotes_texts.PREVIOUS, page - 1), (quotes_texts.NEXT, page + 1))
        return Speakers(
            quotes_texts.speakers_title(len(ranked), len(quotes), page, pages),
            tuple(speaker_row(quotes, speaker) for speaker in listed),
            tuple(Button(label, Action("page", exchange.id, str(n))) for label, n in targets if 1 <= n <= pages),
            _picker(quotes, listed if more else ranked, exchange, more=more),
        )

    async def _quotes(self, knowledge: Knowledge | None = None) -> QuoteIndex:
        """Return the quotations. The first call builds their index, off the event loop."""
        current = knowledge or self._facts.knowledge
        return await asyncio.to_thread(lambda: current.quotes)


def pieces(text: str, limit: int = PIECE) -> tuple[str, ...]:
    """Split a text into pieces of at most `limit` characters, if possible after spaces. Joined, they are the text."""
    parts: list[str] = []
    while len(text) > limit:
        cut = text.rfind(" ", 0, limit) + 1 or limit
        parts.append(text[:cut])
        text = text[cut:]
    return (*parts, text)


def speaker_row(quotes: QuoteIndex, speaker: Speaker) -> SpeakerRow:
    """Make the row of a speaker, with the number of quotations and their topics."""
    topics = quotes.topics(speaker)
    topic_list = "; ".join(topics[:_TOPICS_LISTED]) + ("; …" if len(topics) > _TOPICS_LISTED else "")
    quote_count = texts.count(len(quotes.by(speaker)), "quote")
    return SpeakerRow(speaker.label, f"{quote_count} on {topic_list}" if topic_list else quote_count)


def _speaker_and_topic(exchange: Exchange) -> tuple[str, str]:
    """Return the speaker and the topic that an exchange asks for; empty if they were not given."""
    return str(exchange.options.get("speaker", "")), str(exchange.options.get("about", ""))


def _next_quote(quotes: Sequence[Quote], after: str | None) -> Quote:
    """Return the quote after the one with an id, and the first after the last. An unknown id gives the first."""
    position = next((n for n, quote in enumerate(quotes) if quote.id == after), -1)
    return quotes[(position + 1) % len(quotes)]


def _shuffled(quotes: QuoteIndex, seed: str) -> list[Quote]:
    """Return the quotes in a random order that depends only on the seed; superseded ones only if no others exist."""
    all_quotes = list(quotes.find(None, ""))
    order = [quote for quote in all_quotes if quote.status != "superseded"] or all_quotes
    random.Random(seed).shuffle(order)  # noqa: S311 (no secret)
    return order


def _last_shown_key(exchange: Exchange) -> str:
    return f"quote:{exchange.place}"


def _picker(quotes: QuoteIndex, speakers: Sequence[Speaker], exchange: Exchange, *, more: bool = False) -> Picker:
    choices = tuple(speaker_choice(quotes, speaker, key=True) for speaker in speakers)
    completes = Completion("quote", "speaker", "", keys=True) if more else None
    return Picker(quotes_texts.CHOOSE_SPEAKER, Action("speaker", exchange.id), choices, completes)
