"""Versions of statements: which one was valid at the time that a question asks about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from bot.core.models import Fact, Statement
from bot.matching.text import normalise
from bot.matching.timeframes import Timeframe, years

OTHER_TIME = "I don't know that it was true at the time you asked about"
"""Why a version is not given as the answer."""
UNCHECKED = "it was not re-checked for too long"
"""Why a statement is only suggested."""

Span: TypeAlias = tuple[dt.date, dt.date]
"""The first and the last day of something."""

_NONE, _DAY = dt.timedelta(), dt.timedelta(days=1)
_LAG = dt.timedelta(days=31)
"""How long before its date a source may tell what was true."""


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


def at(
    frame: Timeframe, question: str, newest: Statement, earlier: Sequence[Fact], today: dt.date | None
) -> tuple[Statement, bool]:
    """Return the version that answers a question about a time, and whether it is known to have been true then.

    `earlier` has the earlier versions, newest first. A time without dates, such as "old", means the first of them. But
    if a question of the newest version has the same words ("the old lock"), it means that one. So does a question that
    only the newest version lists.

    If the time is not over, the newest version counts if it was valid in it. Else the one counts that names the year,
    or that was valid for most of the time. If none was, one that lists this very question counts.
    """
    if _lists(newest, question) and not any(_lists(old, question) for old in earlier):
        return newest, True
    if frame.first is None or frame.last is None:
        listed = any(frame.words.casefold() in own.casefold() for own in newest.questions)
        return (newest, True) if listed or not earlier else (earlier[0], True)
    chain, spans = (newest, *earlier), _spans(newest, earlier)
    overlaps = [_overlap(frame.first, _later(frame.last, earlier), *span) for span in spans]
    is_over = today is None or frame.last < today
    if not is_over and overlaps[0] > _NONE:
        return newest, True
    if frame.year is not None and (named := next((v for v in chain if frame.year in _named(v)), None)):
        return named, True
    if max(overlaps) > _NONE:
        return chain[overlaps.index(max(overlaps))], True
    if own := next((old for old in earlier if _lists(old, question)), None):
        return own, True
    oldest = chain[-1]
    may_be_older = isinstance(oldest, Fact) and oldest.valid_from is None and spans[-1][0] == oldest.as_of
    if may_be_older and frame.last < oldest.as_of:
        return oldest, False
    return next((v for v, span in zip(chain, spans, strict=True) if today and span[0] <= today), newest), False


def on(day: dt.date, question: str, newest: Statement, earlier: Sequence[Fact]) -> Statement:
    """Return the version that answers a question without a time: if the newest one begins later, that of the day."""
    if not earlier or not begins_after(newest, day):
        return newest
    version, sure = at(Timeframe(day, day, "", question), question, newest, earlier, day)
    return version if sure else newest


def until_replaced(earlier: Fact, newest: Fact) -> Fact:
    """Return the version before the newest one as it was until then: valid, and with its last day if that is known."""
    last = newest.valid_from - _DAY if newest.valid_from and newest.valid_from > dt.date.min else earlier.valid_until
    ends = [day for day in (earlier.valid_until, last) if day]
    return replace(earlier, status="active", valid_until=min(ends, default=None))


def begins_after(statement: Statement, day: dt.date) -> bool:
    """Return whether a statement is said to be true only after a day."""
    return isinstance(statement, Fact) and statement.valid_from is not None and statement.valid_from > day


def doubt(
    frame: Timeframe, question: str, shown: str, newest: Statement, earlier: Sequence[Fact], today: dt.date | None
) -> Span | None:
    """Return when a version was true, if it is not known to have been so at the time; `shown` is its id."""
    version, sure = at(frame, question, newest, earlier, today)
    if frame.first is None or frame.last is None or (sure and version.id == shown):
        return None
    spans = {v.id: span for v, span in zip((newest, *earlier), _spans(newest, earlier), strict=True)}
    span = spans.get(shown)
    return span if span and _overlap(frame.first, _later(frame.last, earlier), *span) <= _NONE else None


def _order(fact: Fact) -> tuple[dt.date, dt.date]:
    return fact.valid_from or fact.valid_until or fact.as_of, fact.as_of


def _named(statement: Statement) -> frozenset[int]:
    """Return the years that a statement or its questions contain."""
    return years(" ".join((statement.text, *statement.questions)))


def _lists(statement: Statement, question: str) -> bool:
    """Return whether a statement lists exactly this question."""
    asked = normalise(question)
    return any(normalise(own) == asked for own in statement.questions)


def _spans(newest: Statement, earlier: Sequence[Fact]) -> list[Span]:
    """Return the first and last day of each version.

    A version whose end is not stated ends on the day before its successor begins. One whose beginning is not stated
    begins on the day after its predecessor ended.
    """
    if not earlier:
        return [_stated(newest)]
    spans: list[Span] = []
    successor = dt.date.max
    for version, predecessor in zip((newest, *earlier), (*earlier, None), strict=True):
        last = successor - _DAY if dt.date.min < successor < dt.date.max else successor
        if isinstance(version, Fact) and version.valid_until:
            last = version.valid_until
        first = _first(version, last, predecessor)
        spans.append((first, last))
        successor = min(successor, first)
    return spans


def _later(last: dt.date, earlier: Sequence[Fact]) -> dt.date:
    """Return the last day of a period, later by the lag if there is nothing but what a source says."""
    return last if earlier else min(last, dt.date.max - _LAG) + _LAG


def _overlap(first: dt.date, last: dt.date, other_first: dt.date, other_last: dt.date) -> dt.timedelta:
    """Return how long two periods overlap, counting both ends; nothing or less if they do not."""
    return min(last, other_last) - max(first, other_first) + _DAY


def _stated(statement: Statement) -> Span:
    """Return the first and last day of what has no other versions. Without a stated end, it is open.

    Without a stated beginning, a fact counts from the time of its source. Of a quote, nothing is known to change.
    """
    if not isinstance(statement, Fact):
        return dt.date.min, dt.date.max
    last = statement.valid_until or dt.date.max
    if statement.valid_from or statement.as_of > last:
        return statement.valid_from or dt.date.min, last
    return statement.as_of, last


def _first(version: Statement, last: dt.date, predecessor: Fact | None) -> dt.date:
    if isinstance(version, Fact) and version.valid_from:
        return version.valid_from
    if predecessor and predecessor.valid_until and predecessor.valid_until < last:
        return predecessor.valid_until + _DAY
    if version.as_of <= last:
        return version.as_of
    # Recorded after its end. The year of the end says nothing of the beginning: "Until October 2026 the toll was 3."
    named = min((year for year in years(version.text) if year < last.year), default=1)
    return dt.date(named, 1, 1)
