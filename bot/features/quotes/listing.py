"""The list of everybody who is quoted, by pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.core import texts
from bot.core.controls import Button, Picker
from bot.core.events import CHOICES, Action
from bot.core.replies import Notice, Reply
from bot.features.quotes import texts as quotes_texts
from bot.features.quotes.query import QuoteMatches
from bot.features.quotes.replies import SpeakerRow, Speakers
from bot.knowledge import offers
from bot.knowledge.choices import speaker_picker
from bot.knowledge.quotes import QuoteIndex
from bot.knowledge.speakers import Speaker

TURN_PAGE: Final = "page"
CHOOSE_SPEAKER: Final = "speaker"
"""Codes of buttons. Posted messages have them, so they never change."""
PAGE: Final = 10
"""Speakers on a page."""
_TOPICS_LISTED = 6


def speakers_page(quotes: QuoteIndex, number: int, exchange: str) -> Reply:
    """Make a page of the list; a number outside it gives the first or the last page. `exchange` is an id for buttons.

    The picker has everybody, or those of the page if they are too many.
    """
    ranked = quotes.speakers
    if not ranked:
        return Notice(quotes_texts.NO_QUOTES)
    pages, more = -(-len(ranked) // PAGE), len(ranked) > CHOICES
    number = min(max(number, 1), pages)
    listed = ranked[(number - 1) * PAGE : number * PAGE]
    neighbours = ((texts.PREVIOUS, number - 1), (texts.NEXT, number + 1))
    return Speakers(
        quotes_texts.speakers_title(len(ranked), len(quotes), number, pages),
        tuple(speaker_row(quotes, speaker) for speaker in listed),
        tuple(Button(label, Action(TURN_PAGE, exchange, str(n))) for label, n in neighbours if 1 <= n <= pages),
        choose_speaker(quotes, listed if more else ranked, exchange, more=more),
    )


def choose_speaker(
    quotes: QuoteIndex, speakers: Sequence[Speaker], exchange: str, *, more: bool = False, first: int = 0
) -> Picker:
    """Let people choose one of the speakers from the index `first` on, or with `more` type another one.

    `exchange` is an id for the choice.
    """
    action, completes = Action(CHOOSE_SPEAKER, exchange), "quote" if more else ""
    return speaker_picker(quotes, speakers, action, quotes_texts.CHOOSE_SPEAKER, completes=completes, first=first)


def ways_on(matches: QuoteMatches, quotes: QuoteIndex) -> tuple[Button, ...]:
    """Make the buttons if nothing was found: what the speaker said on other topics, and who is quoted."""
    if not len(quotes):
        return ()
    speakers = matches.speakers
    return (*(map(offers.quotes_by, speakers) if len(speakers) == 1 else ()), offers.who_is_quoted())


def speaker_row(quotes: QuoteIndex, speaker: Speaker) -> SpeakerRow:
    """Make the row of a speaker, with the number of quotes and their topics."""
    topics = quotes.topics(speaker)
    topic_list = "; ".join(topics[:_TOPICS_LISTED]) + ("; …" if len(topics) > _TOPICS_LISTED else "")
    quote_count = texts.count(len(quotes.by(speaker)), "quote")
    return SpeakerRow(speaker.label, f"{quote_count} on {topic_list}" if topic_list else quote_count)
