"""Put the figures of a place together: by week, by channel and by topic, and what was asked most and never."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.core.models import Statement
from bot.features.stats.storage import Figures, Period, StatsStorage
from bot.knowledge.knowledge import Knowledge

WEEKS = 8
"""Weeks that are counted, if nothing else is asked for."""
MOST_WEEKS = 52
_MOST_NAMED = 10
_MOST_LOOKED_UP = 30
"""Most channels of which it is found out whether all may read them, as that may be a request each."""


@dataclass(frozen=True, slots=True)
class Stats:
    """The figures of a place and a time."""

    first: dt.date
    """A Monday."""
    last: dt.date
    total: Figures
    weeks: Mapping[dt.date, Figures]
    """By the Monday, also of weeks in which nothing was asked."""
    channels: Mapping[str, Figures]
    """By name, the most asked first; the empty name is for those that not everybody may read."""
    topics: Mapping[str, Figures]
    most_asked: tuple[tuple[Statement, int], ...]
    never_asked: tuple[Statement, ...]
    known: int
    """How many statements there are."""
    kept_since: dt.date | None = None
    """The day of the oldest question that is still stored."""


async def stats(
    storage: StatsStorage,
    knowledge: Knowledge,
    now: dt.datetime,
    weeks: int,
    place: str,
    name_of: Callable[[str], Awaitable[str]],
) -> Stats:
    """Return the figures of the last weeks, with the present one.

    `name_of` returns the name of a channel by its key; empty if it must not be named.
    """
    monday = now.date() - dt.timedelta(days=now.weekday())
    first = monday - dt.timedelta(weeks=weeks - 1)
    period = Period(dt.datetime.combine(first, dt.time(), dt.UTC), now + dt.timedelta(seconds=1), place)
    by_week = await storage.by_week(period)
    by_statement = await storage.by_statement(period)
    oldest = await storage.first_asked(place)
    all_weeks = [first + dt.timedelta(weeks=n) for n in range(weeks)]
    asked = _by_representative(knowledge, by_statement)
    never = tuple(s for s in knowledge.shown if knowledge.representative(s.id) == s.id and s.id not in asked)
    most = sorted(asked, key=lambda one: (-asked[one].asked, one))
    named = ((knowledge.statement(one), asked[one].asked) for one in most)
    return Stats(
        first, now.date(), sum(by_week.values(), Figures()),
        {week: by_week.get(week, Figures()) for week in all_weeks},
        await _channels(await storage.by_channel(period), name_of), _topics(knowledge, asked),
        tuple((statement, times) for statement, times in named if statement)[:_MOST_NAMED],
        never, len(never) + sum(knowledge.statement(one) is not None for one in asked),
        oldest.date() if oldest else None,
    )  # fmt: skip


def _by_representative(knowledge: Knowledge, by_statement: Mapping[str, Figures]) -> dict[str, Figures]:
    """Count a statement with those that say the same and those that it replaced. Others are left out."""
    found: dict[str, Figures] = {}
    for statement_id, figures in by_statement.items():
        newest = knowledge.newest(statement_id)
        if knowledge.statement(newest):
            one = knowledge.representative(newest)
            found[one] = found.get(one, Figures()) + figures
    return found


def _topics(knowledge: Knowledge, asked: Mapping[str, Figures]) -> dict[str, Figures]:
    found: dict[str, Figures] = {}
    for statement_id, figures in asked.items():
        statement = knowledge.statement(statement_id)
        topic = statement.topic if statement else ""
        found[topic] = found.get(topic, Figures()) + figures
    return dict(sorted(found.items(), key=lambda one: (-one[1].asked, one[0]))[:_MOST_NAMED])


async def _channels(by_key: Mapping[str, Figures], name_of: Callable[[str], Awaitable[str]]) -> dict[str, Figures]:
    found: dict[str, Figures] = {}
    for number, (key, figures) in enumerate(by_key.items()):
        name = await name_of(key) if key and number < _MOST_LOOKED_UP else ""
        name = name if len(found) < _MOST_NAMED else ""
        found[name] = found.get(name, Figures()) + figures
    hidden = found.pop("", None)
    return found | ({"": hidden} if hidden else {})
