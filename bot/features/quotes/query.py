"""Find the quotations that fit a typed speaker and topic."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from bot.core.models import Quote
from bot.features.quotes import texts as quotes_texts
from bot.knowledge.quotes import QuoteIndex
from bot.knowledge.speakers import Speaker

_LINKING = re.compile(r"^(?:(?:about|on|regarding|concerning|re)\b|[\s:,–—-])+", re.IGNORECASE)
_BY = re.compile(r"^(?:(?:by|from)\b\s*)+", re.IGNORECASE)
_BY_AFTER = re.compile(r"^(?P<topic>.+?)\s+(?:by|from)\s+(?P<speaker>.+)$", re.IGNORECASE | re.DOTALL)
_ON_AFTER = re.compile(
    r"^(?P<speaker>.+?)\s+(?:about|on|regarding|concerning)\s+(?P<topic>.+)$", re.IGNORECASE | re.DOTALL
)
_MOST_WORDS = 12
"""Most words at the beginning of a typed speaker that are tried as a name."""
_TOPICS_LISTED = 8


@dataclass(frozen=True, slots=True)
class QuoteMatches:
    """The quotations that fit a query."""

    found: tuple[Quote, ...]
    """All that fit, best first; none if it is unclear who is meant."""
    speakers: tuple[Speaker, ...]
    """The possible speakers: one if it is clear, none if the name is unknown or no speaker was typed."""
    who: str
    """The words that were read as the speaker's name."""
    topic: str

    @property
    def unclear(self) -> bool:
        """Return whether somebody must choose between speakers."""
        return len(self.speakers) > 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody typed to find a quotation."""

    speaker: str = ""
    topic: str = ""
    words: str = ""
    """A speaker or a topic, or both; used without the other two."""

    @property
    def is_random(self) -> bool:
        """Return whether any quotation will do."""
        return not (self.speaker or self.topic or self.words)


def find_quotes(quotes: QuoteIndex, wanted: Wanted) -> QuoteMatches:
    """Find quotations by a typed speaker, on a typed topic, or both. Takes milliseconds of CPU.

    What was typed for the speaker may include the topic, as in "Rama on hubs". The longest beginning that names
    somebody is the speaker. What was typed as a speaker is never only a topic, other words may be ("return hubs"). A
    mistyped name counts only if the words are no topic.
    """
    speaker, topic = _bare(wanted.speaker or wanted.words, wanted.topic)
    if not speaker:
        return QuoteMatches(quotes.find(None, topic), (), "", topic)
    if matches := _find_by_speaker(quotes, speaker, topic, sure=True):
        return matches
    if not wanted.speaker and (on_topic := quotes.find(None, _LINKING.sub("", speaker))):
        return QuoteMatches(on_topic, (), "", speaker)
    return _find_by_speaker(quotes, speaker, topic, sure=False) or _unknown(wanted, speaker, topic)


def random_order(quotes: QuoteIndex, seed: str) -> list[Quote]:
    """Return the quotes in a random order that depends only on the seed; superseded ones only if no others exist."""
    all_quotes = list(quotes.find(None, ""))
    order = [quote for quote in all_quotes if quote.status != "superseded"] or all_quotes
    random.Random(seed).shuffle(order)  # noqa: S311 (no secret)
    return order


def wish(wanted: Wanted, matches: QuoteMatches | None) -> str:
    """Write in words what was asked for, such as "a quote by Edi Rama on hubs"."""
    if wanted.words and matches:
        return quotes_texts.wish(*_bare(matches.who, matches.topic))
    return quotes_texts.wish(*_bare(wanted.speaker, wanted.topic))


def missing(matches: QuoteMatches, quotes: QuoteIndex) -> str:
    """Write the message if nothing was found: what there is instead."""
    if not len(quotes):
        return quotes_texts.NO_QUOTES
    if len(matches.speakers) == 1 and matches.topic:
        speaker = matches.speakers[0]
        return quotes_texts.no_quote(matches.topic, speaker.name, quotes.topics(speaker)[:_TOPICS_LISTED])
    if matches.who:
        return quotes_texts.no_speaker(matches.who)
    return quotes_texts.no_quote(matches.topic, "", quotes.topics()[:_TOPICS_LISTED])


def _bare(speaker: str, topic: str) -> tuple[str, str]:
    """Leave out the words with which people begin a speaker or a topic."""
    return _BY.sub("", speaker.strip()), _LINKING.sub("", topic.strip())


def _find_by_speaker(quotes: QuoteIndex, typed: str, topic: str, *, sure: bool) -> QuoteMatches | None:
    for who, rest in _splits(typed):
        if speakers := quotes.directory.meant(who, sure=sure):
            full_topic = " ".join(filter(None, (_LINKING.sub("", rest), topic)))
            matches = _matches_of(quotes, speakers, who, full_topic)
            # "goal keeper" is not the goalkeeper on "keeper"
            if matches.found or matches.unclear or not rest or _LINKING.match(rest) or quotes.directory.fits(who):
                return matches
    return None


def _unknown(wanted: Wanted, speaker: str, topic: str) -> QuoteMatches:
    """Return that nobody has this name, without the topic after it. Other words may be no name: "return on time"."""
    split = _ON_AFTER.match(speaker)
    if split and (wanted.speaker or all(word[0].isupper() for word in split["speaker"].split())):
        speaker, topic = split["speaker"], " ".join(filter(None, (split["topic"], topic)))
    return QuoteMatches((), (), speaker, topic)


def _splits(typed: str) -> list[tuple[str, str]]:
    """Return the possible (speaker, topic) splits: first all words as the speaker, then ever shorter beginnings."""
    words = typed.split()
    splits = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(min(len(words), _MOST_WORDS), 0, -1)]
    if after := _BY_AFTER.match(typed):
        splits.insert(1, (after["speaker"], after["topic"]))
    return splits


def _matches_of(quotes: QuoteIndex, speakers: tuple[Speaker, ...], who: str, topic: str) -> QuoteMatches:
    """Return the quotations of the speaker. If several are possible, choose the only one who spoke on the topic."""
    quotes_by = {speaker: quotes.find(speaker, topic) for speaker in (speakers if topic else speakers[:1])}
    with_quotes = tuple(speaker for speaker, spoken in quotes_by.items() if spoken)
    if len(speakers) == 1 or (topic and len(with_quotes) == 1):
        speaker = with_quotes[0] if with_quotes else speakers[0]
        return QuoteMatches(quotes_by[speaker], (speaker,), who, topic)
    return QuoteMatches((), with_quotes if topic and with_quotes else speakers, who, topic)
