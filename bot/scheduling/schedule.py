"""When a daily slot is due: a wall-clock time in an IANA zone, on some days of the week."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

EVERY_DAY = frozenset(range(7))
"""Days of the week as `datetime.date.weekday` counts them: Monday is 0."""

_SECOND = dt.timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A time of day in a zone, on some days of the week. There is one slot for each of these dates that exists."""

    time: dt.time
    """Of the wall clock, in whole minutes, without zone."""
    zone: str
    """IANA name."""
    days: frozenset[int] = EVERY_DAY
    """At least one, as `EVERY_DAY` counts them."""

    def __post_init__(self) -> None:
        if not self.days or not self.days <= EVERY_DAY:  # without a day one would look for the next slot in vain
            raise ValueError(f"no days of the week: {sorted(self.days)}")

    def due(self, date: dt.date) -> dt.datetime | None:
        """When the slot of a local date is due, in UTC; None where the date does not exist in the zone.

        A time that does not exist is the first instant after it, one that comes twice the first. The days of the week
        do not matter here.
        """
        zone = ZoneInfo(self.zone)
        wall = dt.datetime.combine(date, self.time, dt.UTC)  # as a clock without offset would show it
        one, other = _offset(zone, wall), _offset(zone, wall.replace(fold=1))
        if one == other:
            return wall - one
        # Where clocks change, zoneinfo may give an offset that does not hold, so look at what they show.
        early, late = wall - max(one, other), wall - min(one, other)
        for moment in (early, late):
            if _shown(zone, moment) == wall:
                return moment
        jump = _passed(zone, wall, early, late)
        if _shown(zone, jump - _SECOND).date() < date < _shown(zone, jump).date():
            return None
        return jump

    def upcoming(self, after: dt.datetime) -> Iterator[tuple[dt.date, dt.datetime]]:
        """Local date and moment (UTC) of each slot that is due later than `after`, without end, in order."""
        today = after.astimezone(ZoneInfo(self.zone)).date()
        for ordinal in itertools.count(today.toordinal()):  # of earlier dates, the time or the jump over it has passed
            date = dt.date.fromordinal(ordinal)
            if date.weekday() in self.days and (moment := self.due(date)) and moment > after:
                yield date, moment


def _offset(zone: ZoneInfo, wall: dt.datetime) -> dt.timedelta:
    return zone.utcoffset(wall) or dt.timedelta()


def _shown(zone: ZoneInfo, moment: dt.datetime) -> dt.datetime:
    """What a clock shows, to be compared with what it would show without offset."""
    return moment.astimezone(zone).replace(tzinfo=dt.UTC)


def _passed(zone: ZoneInfo, wall: dt.datetime, early: dt.datetime, late: dt.datetime) -> dt.datetime:
    """The second at which clocks jump over a time, which is after `early` and not after `late`."""
    while late - early > _SECOND:
        middle = early + (late - early) // 2 // _SECOND * _SECOND
        if _shown(zone, middle) < wall:
            early = middle
        else:
            late = middle
    return late
