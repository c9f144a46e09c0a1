"""The quotes of one state of the facts, by speaker and topic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from threading import Lock

from bot.core.models import Quote
from bot.knowledge.duplicates import Group
from bot.knowledge.speakers import Speaker, SpeakerIndex
from bot.matching import LENIENT, Entry, Matcher, find_about


class QuoteIndex:
    """All quotes that are shown. Immutable; the index of topics is built on first use and shared by all threads.

    The same words of the same speaker from several sources count once.
    """

    def __init__(self, shown: Iterable[Quote], group: Callable[[str], Group], aliases: Sequence[Sequence[str]]) -> None:
        """Index the quotes `shown`. `group` returns the duplicates of a statement by its id, including itself."""
        self.all = tuple(shown)
        self.directory = SpeakerIndex(self.all, aliases)
        self._group = group
        self._aliases = aliases
        self._leading = self._distinct(self.all)
        self._by_speaker = {s.key: self._distinct(s.quotes) for s in self.directory.speakers}
        self.speakers = tuple(sorted(self.directory.speakers, key=lambda s: (-len(self._by_speaker[s.key]), s.label)))
        """Speakers with most quotes first, then by name."""
        self._topics = _topics(self._leading)
        self._matcher: Matcher | None = None
        self._building = Lock()

    def __len__(self) -> int:
        return len(self._leading)

    def by(self, speaker: Speaker) -> tuple[Quote, ...]:
        """Return all quotes of a speaker, newest first, superseded ones last."""
        return self._by_speaker[speaker.key]

    def find(self, speaker: Speaker | None, topic: str) -> tuple[Quote, ...]:
        """Find quotes, best first: by the speaker if there is one, and about the topic if it is not empty.

        A search for a topic takes milliseconds of CPU.
        """
        quotes = self.by(speaker) if speaker else self._leading
        if not topic.strip():
            return quotes
        leaders = {self._leader(quote): quote for quote in quotes}
        matches = find_about(self._topic_matcher(), topic, tuple(leaders) if speaker else None)
        if speaker and not matches:
            matches = find_about(self._topic_matcher(), topic, tuple(leaders), LENIENT)
        return _current_first(leaders[match.id] for match in matches)

    def topics(self, speaker: Speaker | None = None) -> tuple[str, ...]:
        """Return the topics of the speaker's quotes, or of all quotes; most frequent first."""
        return _topics(self.by(speaker)) if speaker else self._topics

    def complete_topic(self, typed: str) -> tuple[str, ...]:
        """Complete a typed topic: topics that begin with it, then a word that does, then any other match."""
        begun = typed.strip().casefold()
        topics = [(topic, topic.casefold()) for topic in self._topics]
        kinds = (
            (topic for topic, folded in topics if folded.startswith(begun)),
            (topic for topic, folded in topics if f" {begun}" in f" {folded}"),
            (topic for topic, folded in topics if begun in folded),
        )
        matches = dict.fromkeys(topic for kind in kinds for topic in kind)
        return tuple(matches)

    def _leader(self, quote: Quote) -> str:
        """Return the id of the quote that represents all duplicates of this one."""
        return self._group(quote.id)[0].id

    def _distinct(self, quotes: Iterable[Quote]) -> tuple[Quote, ...]:
        newest = sorted(quotes, key=lambda quote: (-quote.as_of.toordinal(), quote.id))
        first: dict[str, Quote] = {}
        for quote in newest:
            first.setdefault(self._leader(quote), quote)
        return _current_first(first.values())

    def prepare(self) -> None:
        """Build the index of topics before it is needed."""
        self._topic_matcher()

    def _topic_matcher(self) -> Matcher:
        with self._building:
            if self._matcher is None:
                self._matcher = Matcher.build(map(self._entry, self._leading), self._aliases)
            return self._matcher

    def _entry(self, quote: Quote) -> Entry:
        """Make the entry that the matcher compares with a topic.

        It leaves out speaker and role: not every quote of a Prime Minister of Albania is about Albania.
        """
        group = [member for member in self._group(quote.id) if isinstance(member, Quote)]
        questions = dict.fromkeys(question for member in group for question in member.questions)
        context = dict.fromkeys(part for m in group for part in (m.about, m.topic, *m.tags) if part)
        return Entry(self._leader(quote), quote.text, tuple(questions), "", tuple(context))


def topic_of(quote: Quote) -> str:
    """Return the most specific topic that is known for a quote."""
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
