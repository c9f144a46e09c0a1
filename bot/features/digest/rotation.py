"""The statements of one state of the facts as a digest asks for them: what ends when, what to show on a quiet day."""

from __future__ import annotations

import datetime as dt
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from bot.core.models import Fact, Quote, Statement, validity
from bot.knowledge.knowledge import Knowledge

S = TypeVar("S", Fact, Quote)

_MOST_DAYS = 64
"""Days and topics of which it is kept what fits them."""


class DigestIndex:
    """What it tells never changes. Whatever says the same as another statement is left out beforehand.

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
        self._days: dict[tuple[dt.date, tuple[str, ...]], tuple[list[Fact], list[Quote]]] = {}

    def ending(self, first: dt.date, last: dt.date, topics: Sequence[str]) -> tuple[Fact, ...]:
        """Facts that hold on the day `first` and end then or later, up to the day `last`; the first to end first."""
        start = bisect_left(self._ending, first, key=lambda entry: entry[0])
        end = bisect_right(self._ending, last, key=lambda entry: entry[0])
        found = (fact for _, _, fact in self._ending[start:end])
        return tuple(fact for fact in found if _of(fact, topics) and _known(fact, first))

    def quote(
        self, day: dt.date, shown: Mapping[str, dt.date], topics: Sequence[str], seed: str, told: Collection[str] = ()
    ) -> Quote | None:
        """A quotation for a day: one that was never shown or, where all were, the one shown longest ago.

        `shown` tells when each was last shown, by id; `seed` is whose turn it is, so that not all see the same. One of
        those that are `told` anyway is taken only where there is no other.
        """
        quotes = self._fitting(day, topics)[1]
        others = (quote for quote in _from_turn(quotes, day, seed) if quote.id not in told)
        return _next(others, shown) or _next(_from_turn(quotes, day, seed), shown)

    def older(
        self, day: dt.date, shown: Mapping[str, dt.date], topics: Sequence[str], seed: str, but: Collection[str]
    ) -> Fact | None:
        """A fact that holds on a day, chosen as a quotation is; none of the ids in `but`."""
        facts = _from_turn(self._fitting(day, topics)[0], day, seed)
        return _next((fact for fact in facts if fact.id not in but), shown)

    def _fitting(self, day: dt.date, topics: Sequence[str]) -> tuple[list[Fact], list[Quote]]:
        """Facts and quotations of a day; thousands of channels ask for the same at the same hour."""
        key = (day, tuple(topics))
        found = self._days.get(key)
        if found is None:
            facts = [fact for fact in self._facts if _of(fact, topics) and _known(fact, day)]
            found = facts, [quote for quote in self._quotes if _of(quote, topics) and _known(quote, day)]
            if len(self._days) >= _MOST_DAYS:
                self._days.clear()
            self._days[key] = found
        return found


def digest_index(knowledge: Knowledge) -> DigestIndex:
    """Give the statements as a digest asks for them; built when it is first asked for."""
    return knowledge.derived(_build)


def _build(knowledge: Knowledge) -> DigestIndex:
    facts = (s for s in knowledge.shown if isinstance(s, Fact) and knowledge.representative(s.id) == s.id)
    return DigestIndex(facts, knowledge.quotes.find(None, ""))


def _next(in_turn: Iterable[S], shown: Mapping[str, dt.date]) -> S | None:
    """The first that was never shown or, where all were, the one shown longest ago."""
    oldest: S | None = None
    for statement in in_turn:
        if statement.id not in shown:
            return statement
        if oldest is None or shown[statement.id] < shown[oldest.id]:
            oldest = statement
    return oldest


def _from_turn(statements: Sequence[S], day: dt.date, seed: str) -> Iterator[S]:
    """All of them, from the one on whose turn it is; that moves on by one each day."""
    turn = zlib.crc32(seed.encode()) + day.toordinal()
    return (statements[(turn + n) % len(statements)] for n in range(len(statements)))


def _mixed(statement: Statement) -> tuple[int, str]:
    return zlib.crc32(statement.id.encode()), statement.id


def _of(statement: Statement, topics: Sequence[str]) -> bool:
    return not topics or statement.topic in topics


def _known(statement: Statement, day: dt.date) -> bool:
    """Whether a statement holds on a day, and was told by then."""
    return statement.source.published <= day and validity(statement, day) == "current"
