"""Local times of all zones, found by checking the clock at one moment after another."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from zoneinfo import ZoneInfo

FIRST, LAST = dt.date(2000, 1, 1), dt.date(2040, 12, 31)
_START = int(dt.datetime(1999, 12, 29, tzinfo=dt.UTC).timestamp())
_END = int(dt.datetime(2041, 1, 4, tzinfo=dt.UTC).timestamp())
_DAY = 86_400
_DAYS = [dt.datetime.fromtimestamp(seconds, dt.UTC) for seconds in range(_START, _END, _DAY)]
_EPOCH_DAY = dt.date(1970, 1, 1).toordinal()


def all_zones() -> list[str]:
    """Return every name of the tz database, old and new."""
    return (files("tzdata") / "zones").read_text(encoding="utf-8").split()


@contextmanager
def packaged() -> Iterator[None]:
    """Return zones of the package tzdata. Its files list fewer changes than those of many systems and rely on rules."""
    path = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(())
    ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath(path)
    ZoneInfo.clear_cache()


def groups(names: list[str]) -> dict[Clock, list[str]]:
    """Group the zones of the package by their local times in these years."""
    same: dict[bytes, list[str]] = {}  # looking at each of them takes too long
    for name in names:
        file = files("tzdata").joinpath("zoneinfo", *name.split("/"))
        same.setdefault(file.read_bytes(), []).append(name)
    found: dict[Clock, list[str]] = {}
    for alike in same.values():
        found.setdefault(Clock(tuple(_stretches(ZoneInfo(alike[0])))), []).extend(alike)
    return found


@dataclass(frozen=True)
class Clock:
    """Periods with a constant offset: first second since 1970, end, and offset from UTC."""

    stretches: tuple[tuple[int, int, int], ...]

    @cached_property
    def dates(self) -> frozenset[int]:
        """Return the local dates that exist in these years, as days since 1970."""
        shown: set[int] = set()
        for first, end, ahead in self.stretches:
            shown.update(range((first + ahead) // _DAY, (end - 1 + ahead) // _DAY + 1))
        return frozenset(shown) & frozenset(range(FIRST.toordinal() - _EPOCH_DAY, LAST.toordinal() - _EPOCH_DAY + 1))

    def slots(self, seconds: int, dates: Iterable[dt.date] | None = None) -> dict[dt.date, dt.datetime]:
        """For each date there is, or those of them: when the clock first shows that time of day, or else the first
        moment past it."""
        days = self.dates
        if dates is not None:
            days &= {date.toordinal() - _EPOCH_DAY for date in dates}
        shown: dict[int, int] = {}
        for first, end, ahead in self.stretches:
            late = seconds - ahead
            for day in range(-((late - first) // _DAY), -((late - end) // _DAY)):  # first <= day * _DAY + late < end
                if day in days:
                    shown.setdefault(day, day * _DAY + late)
        for day in days - shown.keys():
            shown[day] = min(first for first, _, ahead in self.stretches if first + ahead > day * _DAY + seconds)
        return {dt.date.fromordinal(day + _EPOCH_DAY): _utc(shown[day]) for day in sorted(days)}

    def turns(self) -> Iterator[dt.date]:
        """Return the dates around each change of the offset."""
        for first, _, ahead in self.stretches[1:]:
            day = (first + ahead) // _DAY
            for near in range(day - 2, day + 3):
                if FIRST <= (date := dt.date.fromordinal(near + _EPOCH_DAY)) <= LAST:
                    yield date


def _stretches(zone: ZoneInfo) -> Iterator[tuple[int, int, int]]:
    begun, ahead = _START, _ahead(zone, _DAYS[0])
    face = (-1, -1, False)  # determines the offset, and is faster than a subtraction
    for moment in _DAYS:
        shown = moment.astimezone(zone)
        new = shown.hour, shown.minute, shown.day == moment.day
        if new == face:
            continue
        if moment == _DAYS[0]:
            face = new
            continue
        early, late = int(moment.timestamp()) - _DAY, int(moment.timestamp())
        while late - early > 1:
            middle = (early + late) // 2
            early, late = (middle, late) if _ahead(zone, _utc(middle)) == ahead else (early, middle)
        yield begun, late, ahead
        begun, ahead, face = late, _ahead(zone, moment), new
        assert ahead == _ahead(zone, _utc(begun)), f"{zone} is changed twice in a day"
    yield begun, _END, ahead


def _ahead(zone: ZoneInfo, moment: dt.datetime) -> int:
    """Find the periods by local times, without relying on the zone's own data of changes."""
    return round((moment.astimezone(zone).replace(tzinfo=dt.UTC) - moment).total_seconds())


def _utc(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
