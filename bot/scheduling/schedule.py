"""Compute when a daily slot is due: at a local time in an IANA zone, on some days of the week, up to a last day."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.scheduling.public_holidays import holiday_name

EVERY_DAY = frozenset(range(7))
"""Days of the week as in `datetime.date.weekday`: Monday is 0."""

_SECOND = dt.timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A time of day in a zone, on some days of the week. Each of these dates has one slot, if it exists in the zone.

    Public holidays and the days after the last one have none.
    """

    time: dt.time
    """Local time in whole minutes, without zone."""
    zone: str
    """IANA name."""
    days: frozenset[int] = EVERY_DAY
    """At least one day of the week, from `EVERY_DAY`."""
    until: dt.date | None = None
    """The last day; None if there is no end."""
    holidays: str = ""
    """The region whose public holidays have no slot, as in `public_holidays`; empty if all days have one."""

    def __post_init__(self) -> None:
        if not self.days or not self.days <= EVERY_DAY:  # without any day, `upcoming` would never end
            raise ValueError(f"no days of the week: {sorted(self.days)}")

    def due(self, date: dt.date) -> dt.datetime | None:
        """Return the moment (UTC) of a local date's slot; None if the date does not exist in the zone.

        If clocks skip the time, the slot is due right after the jump. If the time occurs twice, it is due at the first.
        The days of the week, the last day and public holidays do not matter here.
        """
        zone = ZoneInfo(self.zone)
        wall = dt.datetime.combine(date, self.time, dt.UTC)  # local time, marked as UTC to calculate with it
        first, second = _offset(zone, wall), _offset(zone, wall.replace(fold=1))
        if first == second:
            return wall - first
        # Near a change of clocks, zoneinfo may return an offset that is not in force, so check the local time.
        early, late = wall - max(first, second), wall - min(first, second)
        for moment in (early, late):
            if _local_time(zone, moment) == wall:
                return moment
        jump = _find_jump(zone, wall, early, late)
        if _local_time(zone, jump - _SECOND).date() < date < _local_time(zone, jump).date():
            return None
        return jump

    def upcoming(self, after: dt.datetime) -> Iterator[tuple[dt.date, dt.datetime]]:
        """Yield local date and moment (UTC) of each slot after `after`, in order; without end if `until` is None."""
        today = after.astimezone(ZoneInfo(self.zone)).date()
        for ordinal in itertools.count(today.toordinal()):  # slots of earlier dates have passed
            date = dt.date.fromordinal(ordinal)
            if self.until and date > self.until:
                return
            if self.includes(date) and (moment := self.due(date)) and moment > after:
                yield date, moment

    def includes(self, date: dt.date) -> bool:
        """Return whether a date is one of those that have a slot."""
        if date.weekday() not in self.days or (self.until and date > self.until):
            return False
        return not (self.holidays and holiday_name(self.holidays, date))


def _offset(zone: ZoneInfo, wall: dt.datetime) -> dt.timedelta:
    return zone.utcoffset(wall) or dt.timedelta()


def _local_time(zone: ZoneInfo, moment: dt.datetime) -> dt.datetime:
    """Return the local time at a moment, marked as UTC so that it can be compared with `wall`."""
    return moment.astimezone(zone).replace(tzinfo=dt.UTC)


def _find_jump(zone: ZoneInfo, wall: dt.datetime, early: dt.datetime, late: dt.datetime) -> dt.datetime:
    """Find the second at which clocks jump over a local time, by bisection; it is in (`early`, `late`]."""
    while late - early > _SECOND:
        middle = early + (late - early) // 2 // _SECOND * _SECOND
        if _local_time(zone, middle) < wall:
            early = middle
        else:
            late = middle
    return late
