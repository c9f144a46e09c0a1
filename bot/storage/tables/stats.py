"""Count questions and feedback by week, channel and statement. It has no table of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from bot.features.stats.storage import Figures, Period, StatsStorage
from bot.storage.schema import EPOCH, MICROSECOND, AnyText, exchanges, feedback
from bot.storage.tables import TableFamily

_MOST_CHANNELS: Final = 1_000
_MOST_STATEMENTS: Final = 100_000
_MOST_WEEKS: Final = 1_000
_MONDAY: Final = EPOCH + dt.timedelta(days=4)
"""The first Monday after the moment from which the database counts."""
_WEEK: Final = dt.timedelta(weeks=1)

_MICROSECONDS = sa.type_coerce(exchanges.c.asked, sa.BigInteger)
# Written as numbers, not as parameters: PostgreSQL would take the same expression with two parameters for two.
_WEEKS: sa.ColumnElement[Any] = (
    _MICROSECONDS - sa.literal_column(str((_MONDAY - EPOCH) // MICROSECOND), sa.BigInteger)
) // sa.literal_column(str(_WEEK // MICROSECOND), sa.BigInteger)
"""The number of whole weeks from `_MONDAY` to the question."""
_CHANNELS: sa.ColumnElement[Any] = sa.case(
    (exchanges.c.direct, sa.literal_column("''", AnyText)), else_=exchanges.c.channel_key
)
_LATER = exchanges.alias("later")
_LAST = ~(
    sa.exists()
    .where(_LATER.c.question_key == exchanges.c.question_key, _LATER.c.asked > exchanges.c.asked)
    .where(_LATER.c.copy_of == "")
    .correlate(exchanges)
)
"""The message was not answered once more later, as after another process had died."""
_SUGGESTED = exchanges.c.offered != sa.literal_column("'[]'", AnyText)
"""Suggestions were shown. A sure answer has none; see `Exchange.offered`."""


def _number(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count().filter(*conditions) if conditions else sa.func.count()


_OUTCOME = exchanges.c.outcome
_QUESTIONS = (
    _number().label("asked"),
    _number(_OUTCOME == "answer", ~_SUGGESTED).label("answered"),
    _number(_OUTCOME == "answer", _SUGGESTED).label("chosen"),
    _number(_OUTCOME != "answer", _SUGGESTED).label("not_chosen"),
    _number(_OUTCOME != "answer", ~_SUGGESTED).label("unanswered"),
)
_OPINIONS = (
    _number(feedback.c.verdict == "helpful").label("helpful"),
    _number(feedback.c.verdict == "wrong").label("wrong"),
)


class StatsTables(TableFamily):
    """Implement `features.stats.storage.StatsStorage`."""

    protocol = StatsStorage

    async def by_week(self, period: Period) -> Mapping[dt.date, Figures]:
        """See `StatsStorage`."""
        counted = await self._count(period, _WEEKS, _MOST_WEEKS)
        return {(_MONDAY + week * _WEEK).date(): counted[week] for week in sorted(counted)}

    async def by_channel(self, period: Period) -> Mapping[str, Figures]:
        """See `StatsStorage`."""
        counted = await self._count(period, _CHANNELS, _MOST_CHANNELS)
        rest = sum((await self.by_week(period)).values(), Figures())
        named = sum(counted.values(), Figures())
        if rest.asked > named.asked:  # channels after the limit
            more = Figures(*(getattr(rest, name) - getattr(named, name) for name in Figures.__slots__))
            counted[""] = counted.get("", Figures()) + more
        return counted

    async def by_statement(self, period: Period) -> Mapping[str, Figures]:
        """See `StatsStorage`."""
        shown = exchanges.c.statement_id.is_not(None)
        return await self._count(period, exchanges.c.statement_id, _MOST_STATEMENTS, shown)

    async def first_asked(self, place: str) -> dt.datetime | None:
        """See `StatsStorage`."""
        query = sa.select(sa.func.min(exchanges.c.asked)).where(*_in_place(place), *_ASKED)
        return await self._transactions.read(lambda connection: connection.scalar(query))

    async def _count(
        self, period: Period, by: sa.ColumnElement[Any], most: int, *conditions: sa.ColumnElement[bool]
    ) -> dict[Any, Figures]:
        """Count questions and feedback in groups, the largest group first."""
        group = by.label("counted_by")
        where = (exchanges.c.asked >= period.since, exchanges.c.asked < period.until, *_in_place(period.place))
        questions = sa.select(group, *_QUESTIONS).where(*where, *_ASKED, *conditions).group_by(group)
        questions = questions.order_by(sa.desc("asked"), group).limit(most)
        opinions = sa.select(group, *_OPINIONS).join(feedback, feedback.c.exchange == exchanges.c.id)
        opinions = opinions.where(*where, exchanges.c.command == "", *conditions).group_by(group).limit(most)

        def count(connection: sa.Connection) -> dict[Any, Figures]:
            counted = {row[0]: Figures(*row[1:]) for row in connection.execute(questions)}
            for key, helpful, wrong in connection.execute(opinions):
                counted[key] = counted.get(key, Figures()) + Figures(helpful=helpful, wrong=wrong)
            return counted

        return await self._transactions.read(count)


_ASKED = (exchanges.c.command == "", exchanges.c.copy_of == "", _LAST)
"""What is a question, and no copy of one."""


def _in_place(place: str) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions for questions of a place; see `Period.place`."""
    if not place:
        return ()
    key, prefix = exchanges.c.channel_key, f"{place}:"
    below = sa.func.substr(key, 1, len(prefix)) == prefix
    return (exchanges.c.platform == place.partition(":")[0], sa.or_(key == place, below))
