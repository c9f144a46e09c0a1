"""Versions of statements: which one was valid at the time that a question asks about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.core.models import Fact, Statement
from bot.matching.timeframes import Timeframe, years

_DAY = dt.timedelta(days=1)


def replaced(shown: Mapping[str, Statement]) -> dict[str, tuple[Fact, ...]]:
    """Return all facts that each newest fact superseded, directly or indirectly, newest first."""
    facts = {i: s for i, s in shown.items() if isinstance(s, Fact)}
    parents = {old for fact in facts.values() for old in fact.supersedes if old in facts}
    chains: dict[str, tuple[Fact, ...]] = {}
    for fact in facts.values():
        if fact.supersedes and fact.id not in parents:
            chain: dict[str, Fact] = {}
            waiting = list(fact.supersedes)
            while waiting:
                old = facts.get(waiting.pop())
                if old is not None and old.id not in chain:
                    chain[old.id] = old
                    waiting.extend(old.supersedes)
            if chain:
                chains[fact.id] = tuple(sorted(chain.values(), key=_order, reverse=True))
    return chains


def at(frame: Timeframe, newest: Statement, earlier: Sequence[Fact]) -> Statement | None:
    """Return the version that answers a question about a time: the latest that was valid then; None if none was.

    `earlier` has the earlier versions, newest first. A time without dates, such as "old", means the first of them. But
    if a question of the newest version has the same words ("the old lock"), the result is None.
    """
    own = newest.questions
    if frame.first is None or frame.last is None:
        listed = any(frame.words.casefold() in question.casefold() for question in own)
        return None if listed or not earlier else earlier[0]
    if frame.year is not None:
        if frame.year in _named(newest):
            return newest
        if named := next((old for old in earlier if frame.year in _named(old)), None):
            return named
    begins = dt.date.max
    for version in (newest, *earlier):
        first, last = _span(version, begins)
        if first <= frame.last and frame.first <= last:
            return version
        begins = min(begins, first)
    return None


def _order(fact: Fact) -> tuple[dt.date, dt.date]:
    return fact.valid_from or fact.valid_until or fact.as_of, fact.as_of


def _named(statement: Statement) -> frozenset[int]:
    """Return the years that a statement or its questions contain."""
    return years(" ".join((statement.text, *statement.questions)))


def _span(statement: Statement, successor: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a version. If its end is unknown, it is the day before its successor begins."""
    if not isinstance(statement, Fact):
        return statement.as_of, successor - _DAY if successor < dt.date.max else successor
    last = statement.valid_until or (successor - _DAY if successor < dt.date.max else successor)
    first = statement.valid_from or statement.as_of
    if first > last:  # recorded after its end
        named = min(years(statement.text), default=1)
        first = statement.valid_from or dt.date(named, 1, 1)
    return first, last
