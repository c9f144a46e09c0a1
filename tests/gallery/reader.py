"""The person who looks at the pictures: their clock, and how their platform writes a moment."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from tests.samples.facts import TODAY

ZONE: Final = ZoneInfo("Europe/Berlin")
NOW: Final = TODAY


def local(seconds: float) -> dt.datetime:
    """Return a moment, in seconds since 1970, on the reader's clock."""
    return dt.datetime.fromtimestamp(seconds, ZONE)


def day(moment: dt.datetime) -> str:
    """Write a date, such as 1 June 2026."""
    return f"{moment.day} {moment:%B %Y}"


def relative(moment: dt.datetime) -> str:
    """Write how far away a moment is, such as "in 3 hours"."""
    seconds = (moment - NOW).total_seconds()
    for unit, length in (("year", 31_536_000), ("month", 2_592_000), ("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if (count := round(abs(seconds) / length)) >= 1:
            words = f"{count} {unit}{'s' if count > 1 else ''}"
            return f"in {words}" if seconds > 0 else f"{words} ago"
    return "now"
