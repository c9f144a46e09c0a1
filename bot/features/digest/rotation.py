"""Index statements for digests: what ends soon, and which quote or older fact to show on a day."""

from __future__ import annotations

import datetime as dt
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from bot.core.models import Fact, Quote, Statement
from bot.knowledge.holdings import distinct_facts, is_valid
from bot.knowledge.knowledge import Knowledge

S = TypeVar("S", Fact, Quote)

_MOST_DAYS = 64
"""Pairs of day and topics whose statements are cached."""


class DigestIndex:
    """Immutable index of one state of the facts. No two of its statements say the same.

    Methods with `topics` consider only statements of one of these topics; an empty list means all.
    """

    def __init__(self, facts: Iterable[Fact], quotes: Iterable[Quote]) -> None:
        # The order is independent of the files, and a new statement changes it at one position only.
        self._facts = sorted(facts, key=_shuffle_key)
        self._quotes = sorted((quote for quote in quotes if quote.status != "superseded"), key=_shuffle_key)
        ending = ((fact.valid_until, n, fact) for n, fact in enumerate(self._facts) if fact.valid_until)
        self._ending = sorted(ending)
        topics = [fact.topic for fact in self._facts] + [quote.topic for quote in self._quotes]
        self.topics = tuple(sorted({topic for topic in topics if topic}, key=str.casefold))
        """All topics, in alphabetical order."""
        self._days: dict[tuple[dt.date, tuple[str, ...]], tuple[list[Fact], list[Quote]]] = {}

    def ending(self, first: dt.date, last: dt.date, topics: Sequence[str]) -> tuple[Fact, ...]:
        """Return the facts that are valid on the day `first` and end until the day `last`, the first to end first."""
        start = bisect_left(self._ending, first, key=lambda entry: entry[0])
        end = bisect_right(self._ending, last, key=lambda entry: entry[0])
        facts = (fact for _, _, fact in self._ending[start:end])
        return tuple(fact for fact in facts if _has_topic(fact, topics) and is_valid(fact, first))

    def quote(
        self,
        day: dt.date,
        shown: Mapping[str, dt.date],
        topics: Sequence[str],
        seed: str,
        listed: Collection[str] = (),
    ) -> Quote | None:
        """Choose a quotation for a day: one that was never shown, else the one shown longest ago.

        `shown` is when each was last shown, by id. `seed` is the channel, so that channels don't all see the same.
        An id in `listed` is never chosen: the digest shows that quotation already.
        """
        quotes = _rotated(self._valid_on(day, topics)[1], day, seed)
        return _least_recent((quote for quote in quotes if quote.id not in listed), shown)

    def older(
        self, day: dt.date, shown: Mapping[str, dt.date], topics: Sequence[str], seed: str, excluded: Collection[str]
    ) -> Fact | None:
        """Choose a fact that is valid on a day, as `quote` does, without the ids in `excluded`."""
        facts = _rotated(self._valid_on(day, topics)[0], day, seed)
        return _least_recent((fact for fact in facts if fact.id not in excluded), shown)

    def introduction(
        self,
        day: dt.date,
        shown: Mapping[str, dt.date],
        topics: Sequence[str],
        seed: str,
        excluded: Collection[str],
        count: int,
    ) -> tuple[Fact, ...]:
        """Choose several facts that are valid on a day, as `older` does. Those of one source are side by side."""
        chosen: list[Fact] = []
        while len(chosen) < count:
            without = {*excluded, *(fact.id for fact in chosen)}
            if (fact := self.older(day, shown, topics, seed, without)) is None:
                break
            chosen.append(fact)
        sources = [fact.source for fact in chosen]
        return tuple(sorted(chosen, key=lambda fact: sources.index(fact.source)))

    def known(self, day: dt.date, topics: Sequence[str]) -> int:
        """Return how many facts are valid on a day."""
        return len(self._valid_on(day, topics)[0])

    def _valid_on(self, day: dt.date, topics: Sequence[str]) -> tuple[list[Fact], list[Quote]]:
        """Return the facts and quotations that are valid on a day; cached, as many channels ask at once."""
        key = (day, tuple(topics))
        cached = self._days.get(key)
        if cached is None:
            facts = [fact for fact in self._facts if _has_topic(fact, topics) and is_valid(fact, day)]
            cached = facts, [quote for quote in self._quotes if _has_topic(quote, topics) and is_valid(quote, day)]
            if len(self._days) >= _MOST_DAYS:
                self._days.clear()
            self._days[key] = cached
        return cached


def digest_index(knowledge: Knowledge) -> DigestIndex:
    """Return the index of a state of the facts; built at the first call."""
    return knowledge.derived(_build)


def _build(knowledge: Knowledge) -> DigestIndex:
    return DigestIndex(distinct_facts(knowledge), knowledge.quotes.find(None, ""))


def _least_recent(in_turn: Iterable[S], shown: Mapping[str, dt.date]) -> S | None:
    """Return the first that was never shown, else the one shown longest ago."""
    oldest: S | None = None
    for statement in in_turn:
        if statement.id not in shown:
            return statement
        if oldest is None or shown[statement.id] < shown[oldest.id]:
            oldest = statement
    return oldest


def _rotated(statements: Sequence[S], day: dt.date, seed: str) -> Iterator[S]:
    """Return all statements, beginning at a position that moves on by one each day."""
    turn = zlib.crc32(seed.encode()) + day.toordinal()
    return (statements[(turn + n) % len(statements)] for n in range(len(statements)))


def _shuffle_key(statement: Statement) -> tuple[int, str]:
    return zlib.crc32(statement.id.encode()), statement.id


def _has_topic(statement: Statement, topics: Sequence[str]) -> bool:
    return not topics or statement.topic in topics
