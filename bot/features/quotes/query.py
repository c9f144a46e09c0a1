"""Which quotations somebody wants, from what they typed for a speaker and a topic."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core import texts
from bot.core.models import Quote
from bot.knowledge.quotes import QuoteIndex
from bot.knowledge.speakers import Speaker

_LINKING = re.compile(r"^(?:(?:about|on|regarding|concerning|re)\b|[\s:,–—-])+", re.IGNORECASE)
_BY = re.compile(r"^(?:(?:by|from)\b\s*)+", re.IGNORECASE)
_BY_AFTER = re.compile(r"^(?P<topic>.+?)\s+(?:by|from)\s+(?P<speaker>.+)$", re.IGNORECASE | re.DOTALL)
_MOST_WORDS = 12
"""Words of what was typed for a speaker that may be one."""
_TOPICS_TOLD = 8


@dataclass(frozen=True, slots=True)
class QuoteMatches:
    """What was found."""

    found: tuple[Quote, ...]
    """All that fit, best first; none where it is not clear who is meant."""
    speakers: tuple[Speaker, ...]
    """Who may be meant; one where that is clear, none where nobody is called so or nobody was named."""
    who: str
    """The words that name the speaker, or should."""
    topic: str

    @property
    def unclear(self) -> bool:
        """Whether one must choose between speakers."""
        return len(self.speakers) > 1


def find_quotes(quotes: QuoteIndex, speaker: str, topic: str) -> QuoteMatches:
    """Find quotations by a typed speaker, on a typed topic, or both. Takes milliseconds of CPU.

    Words typed for the speaker may hold the topic as well ("Rama on hubs", "return hubs"): the longest beginning that
    means somebody is the speaker. A mistyped name counts only where the words are no topic.
    """
    speaker, topic = _BY.sub("", speaker.strip()), _LINKING.sub("", topic.strip())
    if not speaker:
        return QuoteMatches(quotes.find(None, topic), (), "", topic)
    if clear := _by_somebody(quotes, speaker, topic, sure=True):
        return clear
    if not topic and (about := quotes.find(None, _LINKING.sub("", speaker))):
        return QuoteMatches(about, (), "", speaker)
    return _by_somebody(quotes, speaker, topic, sure=False) or QuoteMatches((), (), speaker, topic)


def missing(asked: QuoteMatches, quotes: QuoteIndex) -> str:
    """What is said where nothing was found: what there is instead."""
    if not len(quotes):
        return texts.NO_QUOTES
    if len(asked.speakers) == 1 and asked.topic:
        speaker = asked.speakers[0]
        return texts.no_quote(asked.topic, speaker.name, quotes.topics(speaker)[:_TOPICS_TOLD])
    if asked.who:
        return texts.no_speaker(asked.who)
    return texts.no_quote(asked.topic, "", quotes.topics()[:_TOPICS_TOLD])


def _by_somebody(quotes: QuoteIndex, typed: str, topic: str, *, sure: bool) -> QuoteMatches | None:
    for who, rest in _splits(typed):
        if speakers := quotes.directory.meant(who, sure=sure):
            about = " ".join(filter(None, (_LINKING.sub("", rest), topic)))
            found = _of(quotes, speakers, who, about)
            # "goal keeper" is not the goalkeeper on "keeper"
            if found.found or found.unclear or not rest or _LINKING.match(rest) or quotes.directory.fits(who):
                return found
    return None


def _splits(typed: str) -> list[tuple[str, str]]:
    """(speaker, topic) that words may be: all is the speaker, then the longer beginnings before the shorter."""
    words = typed.split()
    splits = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(min(len(words), _MOST_WORDS), 0, -1)]
    if after := _BY_AFTER.match(typed):
        splits.insert(1, (after["speaker"], after["topic"]))
    return splits


def _of(quotes: QuoteIndex, speakers: tuple[Speaker, ...], who: str, topic: str) -> QuoteMatches:
    """The quotations of one; where several may be meant, of the only one who spoke on the topic."""
    found = {speaker: quotes.find(speaker, topic) for speaker in (speakers if topic else speakers[:1])}
    speaking = tuple(speaker for speaker, said in found.items() if said)
    if len(speakers) == 1 or (topic and len(speaking) == 1):
        speaker = speaking[0] if speaking else speakers[0]
        return QuoteMatches(found[speaker], (speaker,), who, topic)
    return QuoteMatches((), speaking if topic and speaking else speakers, who, topic)
