"""What a state of the facts has. The help, the first digest and the bot's status count it here."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from bot.core.models import Fact, Quote, Statement
from bot.knowledge import versions
from bot.knowledge.knowledge import Knowledge


class Holdings:
    """How many facts, quotes and sources there are. Facts that say the same count once."""

    def __init__(self, knowledge: Knowledge) -> None:
        spans = [span for fact in distinct_facts(knowledge) if (span := valid_span(fact))]
        self._first = sorted(first for first, _ in spans)
        self._last = sorted(last for _, last in spans)
        self.quotes = sum(isinstance(statement, Quote) for statement in knowledge.shown)
        self.sources = len({statement.source for statement in knowledge.shown})

    def facts(self, day: dt.date) -> int:
        """Return how many facts are valid on a day."""
        return bisect_right(self._first, day) - bisect_left(self._last, day)


def holdings(knowledge: Knowledge) -> Holdings:
    """Return what a state of the facts has. Takes 0.1 s for 100,000 facts, once."""
    return knowledge.derived(Holdings)


def distinct_facts(knowledge: Knowledge) -> tuple[Fact, ...]:
    """Return one of all facts that say the same, in the order of the fact files.

    Before one that says since when it is true comes the one that it replaced, as it was until then.
    """
    return tuple(_with_earlier(knowledge))


def _with_earlier(knowledge: Knowledge) -> Iterator[Fact]:
    for fact in knowledge.shown:
        if isinstance(fact, Fact) and knowledge.representative(fact.id) == fact.id:
            if fact.valid_from and (earlier := knowledge.replaces(fact)):
                yield versions.until_replaced(earlier[0], fact)
            yield fact


def valid_span(statement: Statement) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day on which a statement is published and valid; None if there is no such day."""
    if statement.status == "superseded":
        return None
    first, last = statement.source.published, dt.date.max
    if isinstance(statement, Fact):
        first, last = max(first, statement.valid_from or first), statement.valid_until or last
    return (first, last) if first <= last else None


def is_valid(statement: Statement, day: dt.date) -> bool:
    """Return whether a statement is valid on a day, and was published by then."""
    span = valid_span(statement)
    return span is not None and span[0] <= day <= span[1]
