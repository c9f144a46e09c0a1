"""Handle the commands that find quotations, with their buttons and pickers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.conversation.feature import Feature, Services
from bot.conversation.session import Request
from bot.core import texts
from bot.core.commands import ENDS, Command, Option
from bot.core.controls import Button
from bot.core.declarations import action, command, completes
from bot.core.errors import UserError
from bot.core.events import CHOICE_LENGTH, CHOICES, Action, Choice, Completion, Invocation, Press, Target
from bot.core.exchanges import Exchange
from bot.core.models import Quote
from bot.core.ports import Responder
from bot.core.replies import Card, Reply
from bot.features.quotes import texts as quotes_texts
from bot.features.quotes.listing import CHOOSE_SPEAKER, TURN_PAGE, choose_speaker, speakers_page, ways_on
from bot.features.quotes.query import QuoteMatches, Wanted, find_quotes, missing, random_order, wish
from bot.features.quotes.replies import Clarification, NoQuote
from bot.knowledge import presentation
from bot.knowledge.choices import complete_speakers, following
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.quotes import QuoteIndex

_NAME = r"(?-i:[A-ZÀ-ÖØ-Þ])[\w.'’-]*"
_OPENING = (
    rf"quote(?= {_NAME}(?: {_NAME}){{0,3}}(?: (?:on|about) .+)?[.!]?$)"
    rf"|(?:(?:give|show|tell|send)\s+(?:me|us)\s+)?(?:(?:a|another)\s+)?(?:random\s+)?quote{ENDS}"
    rf"|(?:(?:give|show|tell|send)\s+(?:me|us)\s+)?(?:(?:a|another)\s+)?random\s+fact{ENDS}"
    rf"|tell\s+(?:me|us)\s+(?:something|anything|a\s+fact){ENDS}|surprise\s+(?:me|us){ENDS}"
)
"""A message such as "quote Ada Quill on fog", "give me a quote" or "tell me something".

Other words after "quote" may be a question.
"""
_LIST_OPENING = (
    rf"who\s+(?:is|are|gets|do\s+you)\s+(?:all\s+)?quoted?{ENDS}"
    rf"|(?:(?:list|show)\s+)?(?:(?:me|us)\s+)?(?:all\s+)?(?:the\s+|your\s+)?(?:quotes|speakers){ENDS}"
)
NEXT_QUOTE = "another"
"""Code of a button. Posted messages have it, so it never changes."""
QUOTE = Command(
    "quote",
    "Find what somebody said, word for word, with source and date; without options, a random quote",
    "quote {speaker}",
    (
        Option("speaker", "Who said it: a name or a role", completes=True),
        Option("about", "What it was about", completes=True),
        Option("private", "Show it only to you", kind="flag"),
    ),
    opening=_OPENING,
    anywhere=True,
    words=Option("words", "Who said it, or what it was about"),
)
QUOTES = Command(
    "quotes",
    "List who is quoted, how often and about what",
    "quotes",
    private=True,
    opening=_LIST_OPENING,
    anywhere=True,
)


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
        request = replace(Request.of_command(invocation), options=await self._fitting_options(invocation))
        if exchange := await self._session.begin(request, responder):
            await self._show(exchange, invocation, responder)

    @command(QUOTES)
    async def list(self, invocation: Invocation, responder: Responder) -> None:
        """Show the first page of the list of speakers."""
        if exchange := await self._session.begin(Request.of_command(invocation), responder):
            await self._list(exchange, 1, invocation, responder)

    @action(NEXT_QUOTE, in_place=True)
    async def another(self, action: Action, press: Press, responder: Responder) -> None:
        """Show the quotation that follows the one shown."""
        await self._show(await self._session.recall(action, press), press, responder, after=action.value)

    @action(TURN_PAGE, in_place=True)
    async def turn(self, action: Action, press: Press, responder: Responder) -> None:
        """Show another page of the list of speakers."""
        if not action.value.isdecimal():
            raise UserError(texts.NOT_MINE)
        exchange = await self._session.recall(action, press)
        await self._list(exchange, int(action.value), press, responder)

    @action(CHOOSE_SPEAKER, in_place=True)
    async def choose(self, action: Action, press: Press, responder: Responder) -> None:
        """Show a quotation by the chosen speaker, on the same topic."""
        exchange = await self._session.recall(action, press)
        if (first := following(action.value)) is not None:
            await self._more_speakers(exchange, first, press, responder)
            return
        options = await self._options_of_choice(exchange, action.value, press.target)
        await self._show(replace(exchange, command="quote", options=options), press, responder)

    @completes("quote", "speaker")
    async def complete_speaker(self, asked: Completion) -> Sequence[Choice]:
        """Give the speakers that fit what is being typed."""
        return await complete_speakers(self._facts, asked)

    @completes("quote", "about")
    async def complete_topic(self, asked: Completion) -> Sequence[Choice]:
        """Give the topics that fit what is being typed."""
        quotes = await self._quotes(asked.target)
        topics = await asyncio.to_thread(quotes.complete_topic, asked.typed)
        return [Choice(topic, topic) for topic in topics]

    # ------------------------------------------------------------------ one quotation

    async def _fitting_options(self, invocation: Invocation) -> Mapping[str, str | bool]:
        """Return the options of a command: with the word `private` in doubt only if nothing fits without it."""
        if invocation.kept:
            quotes = await self._quotes(invocation.target)
            for options in (invocation.options, invocation.kept):
                matches = await asyncio.to_thread(find_quotes, quotes, _wanted(options))
                if matches.found or matches.unclear:
                    return options
        return invocation.options

    async def _show(
        self, exchange: Exchange, event: Invocation | Press, responder: Responder, *, after: str | None = None
    ) -> None:
        """Show the best quotation for an exchange, or the one after the quotation with the id `after`."""
        knowledge = self._facts.at(event.target)
        quotes = await asyncio.to_thread(lambda: knowledge.quotes)
        wanted, matches = _wanted(exchange.options), None
        if wanted.is_random:
            async with self._random_lock:
                reply, exchange = await self._random_quote(knowledge, exchange, after)
                await self._remember(exchange)
        else:
            matches = await asyncio.to_thread(find_quotes, quotes, wanted)
            reply, exchange = self._reply(knowledge, matches, exchange, after)
            await self._remember(exchange)
        await self._session.deliver(reply, exchange, responder, by=event.author, wish=wish(wanted, matches))

    def _reply(
        self, knowledge: Knowledge, matches: QuoteMatches, exchange: Exchange, after: str | None
    ) -> tuple[Reply, Exchange]:
        quotes = knowledge.quotes
        if matches.unclear:
            picker = choose_speaker(quotes, matches.speakers, exchange.id)
            exchange = replace(exchange, outcome="suggestions", statement_id=None)
            return Clarification(quotes_texts.which_speaker(matches.who), picker), exchange
        if not matches.found:
            exchange = replace(exchange, outcome="none", statement_id=None)
            return NoQuote(missing(matches, quotes), ways_on(matches, quotes)), exchange
        return self._card(knowledge, matches.found, _index_after(matches.found, after), exchange)

    async def _random_quote(
        self, knowledge: Knowledge, exchange: Exchange, after: str | None
    ) -> tuple[Reply, Exchange]:
        """Choose a quote at random, but not the last one shown in the channel.

        Further quotes follow in the random order of the exchange.
        """
        quotes = knowledge.quotes
        order = await asyncio.to_thread(random_order, quotes, exchange.id)
        if not order:
            return NoQuote(quotes_texts.NO_QUOTES), exchange
        index = _index_after(order, after)
        if after is None and order[index].id == await self._storage.note(_last_shown_key(exchange)):
            index = _index_after(order, order[index].id)
        reply, exchange = self._card(knowledge, order, index, exchange)
        if len(quotes.speakers) > 1:
            picker = choose_speaker(quotes, quotes.speakers, exchange.id, more=len(quotes.speakers) > CHOICES)
            reply = replace(reply, picker=picker)
        return reply, exchange

    def _card(
        self, knowledge: Knowledge, quotes: Sequence[Quote], index: int, exchange: Exchange
    ) -> tuple[Card, Exchange]:
        """Make the card of one of the quotes that fit, with buttons for those before and after it."""
        quote = quotes[index]
        card = presentation.card(knowledge, quote, self._clock.now().date(), exchange.id)
        buttons = (*_neighbours(quotes, index, exchange.id), presentation.cite(quote, exchange.id))
        position = quotes_texts.position(index + 1, len(quotes)) if len(quotes) > 1 else ""
        shown = replace(exchange, outcome="answer", statement_id=quote.id, score=1.0)
        return replace(card, buttons=buttons, position=position), shown

    async def _remember(self, exchange: Exchange) -> None:
        if exchange.statement_id:
            await self._storage.put_note(_last_shown_key(exchange), exchange.statement_id)

    async def _more_speakers(self, exchange: Exchange, first: int, press: Press, responder: Responder) -> None:
        """Show the person the speakers from an index on, of those among whom they choose."""
        quotes = await self._quotes(press.target)
        matches = await asyncio.to_thread(find_quotes, quotes, _wanted(exchange.options))
        speakers = matches.speakers if matches.unclear else quotes.speakers
        if first >= len(speakers):
            raise UserError(texts.TOO_OLD)
        await self._storage.add_exchange(exchange)
        picker = choose_speaker(quotes, speakers, exchange.id, first=first)
        await responder.send(Clarification(quotes_texts.more_speakers(first + 1, len(speakers)), picker))

    async def _options_of_choice(self, exchange: Exchange, key: str, target: Target) -> dict[str, str | bool]:
        """Return the options of the command with the chosen speaker and the same topic."""
        quotes = await self._quotes(target)
        if (speaker := quotes.directory.by_key(key)) is None:
            raise UserError("I no longer have a quote by that speaker. Please ask again.")
        matches = await asyncio.to_thread(find_quotes, quotes, _wanted(exchange.options))
        return {
            "speaker": quotes.directory.words_for(speaker, CHOICE_LENGTH),
            "about": matches.topic if matches.unclear else "",
        }

    async def _list(self, exchange: Exchange, page: int, event: Invocation | Press, responder: Responder) -> None:
        """Show a page of the list of speakers."""
        quotes = await self._quotes(event.target)
        await self._session.deliver(speakers_page(quotes, page, exchange.id), exchange, responder)

    async def _quotes(self, target: Target) -> QuoteIndex:
        """Return the quotations that may be seen in a place. The first call builds their index, off the event loop."""
        knowledge = self._facts.at(target)
        return await asyncio.to_thread(lambda: knowledge.quotes)


def _wanted(options: Mapping[str, str | bool]) -> Wanted:
    """Return what the options of the command ask for."""
    return Wanted(*(str(options.get(name, "")) for name in ("speaker", "about", "words")))


def _index_after(quotes: Sequence[Quote], after: str | None) -> int:
    """Return the index after that of the quote with an id; after the last comes the first. An unknown id gives 0."""
    position = next((n for n, quote in enumerate(quotes) if quote.id == after), -1)
    return (position + 1) % len(quotes)


def _neighbours(quotes: Sequence[Quote], index: int, exchange: str) -> Iterator[Button]:
    """Make the buttons for the quote before, if it is another than the one after, and for the one after.

    The value of each is the id of the quote after which the next one comes.
    """
    if index > 0 and len(quotes) > 2:
        yield Button(texts.PREVIOUS, Action(NEXT_QUOTE, exchange, quotes[index - 2].id))
    if len(quotes) > 1:
        yield Button(quotes_texts.ANOTHER, Action(NEXT_QUOTE, exchange, quotes[index].id))


def _last_shown_key(exchange: Exchange) -> str:
    return f"quote:{exchange.channel_key}"
