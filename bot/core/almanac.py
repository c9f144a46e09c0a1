"""The statements of one state of the facts as a digest asks for them: what ends when, what to show on a quiet day."""

from __future__ import annotations

import datetime as dt
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from bot.core.models import Fact, Quote, Statement, standing

S = TypeVar("S", Fact, Quote)


class Almanac:
    """Immutable. Whatever says the same as another statement is left out beforehand.

    Where topics are given, a statement counts that is of one of these; none means all.
    """

    def __init__(self, facts: Iterable[Fact], quotes: Iterable[Quote]) -> None:
        # In an order that has nothing to do with the files' and that a new statement changes in one place only.
        self._facts = sorted(facts, key=_mixed)
        self._quotes = sorted((quote for quote in quotes if quote.status != "superseded"), key=_mixed)
        ending = ((fact.valid_until, n, fact) for n, fact in enumerate(self._facts) if fact.valid_until)
        self._ending = sorted(ending)
        topics = [fact.topic for fact in self._facts] + [quote.topic for quote in self._quotes]
        self.topics = tuple(sorted({topic for topic in topics if topic}, key=str.casefold))
        """Every topic there is, in the order of the alphabet."""

    def ending(self, first: dt.date, last: dt.date, topics: Sequence[str]) -> tuple[Fact, ...]:
        """Facts that hold on the day `first` and end then or later, up to the day `last`; the first to end first."""
        start = bisect_left(self._ending, first, key=lambda entry: entry[0])
        end = bisect_right(self._ending, last, key=lambda entry: entry[0])
        found = (fact for _, _, fact in self._ending[start:end])
        return tuple(fact for fact in found if _of(fact, topics) and _known(fact, first))

    def quote(self, day: dt.date, shown: Mapping[str, dt.date], topics: Sequence[str], seed: str) -> Quote | None:
        """A quotation for a day: one that was never shown or, where all were, the one shown longest ago.

        `shown` tells when each was last shown, by id; `seed` is whose turn it is, so that not all see the same.
        """
        turn = (zlib.crc32(seed.encode()) + day.toordinal()) % max(len(self._quotes), 1)
        in_turn = (*self._quotes[turn:], *self._quotes[:turn])
        fitting = (quote for quote in in_turn if _of(quote, topics) and _known(quote, day))
        oldest: Quote | None = None
        for quote in fitting:
            if quote.id not in shown:
                return quote
            if oldest is None or shown[quote.id] < shown[oldest.id]:
                oldest = quote
        return oldest

    def older(self, day: dt.date, topics: Sequence[str], seed: str, but: frozenset[str]) -> Fact | None:
        """A fact that holds on a day, another one each day until all had their turn; none of the ids in `but`."""
        facts = self._facts if not topics else [fact for fact in self._facts if _of(fact, topics)]
        turn = zlib.crc32(seed.encode()) + day.toordinal()
        for n in range(len(facts)):
            fact = facts[(turn + n) % len(facts)]
            if _known(fact, day) and fact.id not in but:
                return fact
        return None


def _mixed(statement: Statement) -> tuple[int, str]:
    return zlib.crc32(statement.id.encode()), statement.id


def _of(statement: Statement, topics: Sequence[str]) -> bool:
    return not topics or statement.topic in topics


def _known(statement: Statement, day: dt.date) -> bool:
    """Whether a statement holds on a day, and was told by then."""
    return statement.source.published <= day and standing(statement, day) == "current"
