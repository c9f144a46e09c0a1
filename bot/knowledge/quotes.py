"""The quotations of one state of the facts: by whom, about what, and which of them fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from threading import Lock

from bot.core.models import Quote
from bot.knowledge.duplicates import Group
from bot.knowledge.speakers import Speaker, SpeakerIndex
from bot.matching import SOME, Entry, Matcher, about

_MOST_TOPICS = 25


class QuoteIndex:
    """All quotations that are shown. Immutable; what takes time is made when it is first needed, once for all threads.

    The same words of the same speaker from several sources count once.
    """

    def __init__(self, shown: Iterable[Quote], group: Callable[[str], Group], aliases: Sequence[Sequence[str]]) -> None:
        """`group` gives all statements that say the same as the one of an id."""
        self.all = tuple(shown)
        self.directory = SpeakerIndex(self.all, aliases)
        self._group = group
        self._aliases = aliases
        self._leading = self._distinct(self.all)
        self._by_speaker = {s.key: self._distinct(s.quotes) for s in self.directory.speakers}
        self.speakers = tuple(sorted(self.directory.speakers, key=lambda s: (-len(self._by_speaker[s.key]), s.label)))
        """Those quoted most first, then by name."""
        self._topics = _topics(self._leading)
        self._matcher: Matcher | None = None
        self._building = Lock()

    def __len__(self) -> int:
        return len(self._leading)

    def by(self, speaker: Speaker) -> tuple[Quote, ...]:
        """All of a speaker, the newest first; superseded ones last."""
        return self._by_speaker[speaker.key]

    def find(self, speaker: Speaker | None, topic: str) -> tuple[Quote, ...]:
        """All that fit, best first: those of the speaker where one is given, those about the topic where one is.

        A topic takes milliseconds of CPU.
        """
        quotes = self.by(speaker) if speaker else self._leading
        if not topic.strip():
            return quotes
        leaders = {self._leader(quote): quote for quote in quotes}
        found = about(self._matches(), topic, tuple(leaders) if speaker else None)
        if speaker and not found:
            found = about(self._matches(), topic, tuple(leaders), SOME)
        return _current_first(leaders[match.id] for match in found)

    def topics(self, speaker: Speaker | None = None) -> tuple[str, ...]:
        """What the speaker, or anybody, spoke about; what is quoted most comes first."""
        return _topics(self.by(speaker)) if speaker else self._topics

    def complete_topic(self, typed: str) -> tuple[str, ...]:
        """Topics that begin with what is typed, then those of which a word does, then those that hold it."""
        begun = typed.strip().casefold()
        told = [(topic, topic.casefold()) for topic in self._topics]
        kinds = (
            (topic for topic, folded in told if folded.startswith(begun)),
            (topic for topic, folded in told if f" {begun}" in f" {folded}"),
            (topic for topic, folded in told if begun in folded),
        )
        found = dict.fromkeys(topic for kind in kinds for topic in kind)
        return tuple(found)[:_MOST_TOPICS]

    def _leader(self, quote: Quote) -> str:
        """The id of the quotation that stands for all in the same words."""
        return self._group(quote.id)[0].id

    def _distinct(self, quotes: Iterable[Quote]) -> tuple[Quote, ...]:
        newest = sorted(quotes, key=lambda quote: (-quote.as_of.toordinal(), quote.id))
        first: dict[str, Quote] = {}
        for quote in newest:
            first.setdefault(self._leader(quote), quote)
        return _current_first(first.values())

    def prepare(self) -> None:
        """Make what a topic is looked up in."""
        self._matches()

    def _matches(self) -> Matcher:
        with self._building:
            if self._matcher is None:
                self._matcher = Matcher.build(map(self._entry, self._leading), self._aliases)
            return self._matcher

    def _entry(self, quote: Quote) -> Entry:
        """What the matcher compares a topic with. Neither speaker nor role: what a Prime Minister of Albania says is
        not on Albania for that."""
        group = [member for member in self._group(quote.id) if isinstance(member, Quote)]
        asked = dict.fromkeys(question for member in group for question in member.questions)
        around = dict.fromkeys(part for m in group for part in (m.about, m.topic, *m.tags) if part)
        return Entry(self._leader(quote), quote.text, tuple(asked), "", tuple(around))


def topic_of(quote: Quote) -> str:
    """What a quotation is about, as nearly as that is known."""
    return quote.about or quote.topic


def _topics(quotes: Iterable[Quote]) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    shown: dict[str, str] = {}
    for topic in filter(None, map(topic_of, quotes)):
        folded = topic.casefold()
        shown.setdefault(folded, topic)
        counts[folded] = counts.get(folded, 0) + 1
    return tuple(shown[folded] for folded in sorted(counts, key=lambda folded: -counts[folded]))


def _current_first(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    return tuple(sorted(quotes, key=lambda quote: quote.status == "superseded"))
