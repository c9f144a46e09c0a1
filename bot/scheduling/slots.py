"""When a daily slot is due: a wall-clock time in an IANA zone, on some days of the week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

EVERY_DAY = frozenset(range(7))
"""Days of the week as `datetime.date.weekday` counts them: Monday is 0."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A time of day in a zone, on some days of the week. There is one slot for each of these dates that exists."""

    time: dt.time
    """Of the wall clock, in whole minutes, without zone."""
    zone: str
    """IANA name."""
    days: frozenset[int] = EVERY_DAY
    """At least one, as `EVERY_DAY` counts them."""

    def due(self, date: dt.date) -> dt.datetime | None:
        """When the slot of a local date is due, in UTC; None where the date does not exist in the zone.

        A time that does not exist is the first instant after it, one that comes twice the first. The days of the week
        do not matter here.
        """
        raise NotImplementedError

    def upcoming(self, after: dt.datetime) -> Iterator[tuple[dt.date, dt.datetime]]:
        """Local date and moment (UTC) of each slot that is due later than `after`, without end, in order."""
        raise NotImplementedError
