"""Find the time that a question asks about: a year, a date, "before April 2025", "last year", "previously"."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
_NAME = rf"(?:{_MONTHS})[a-z]*\.?"
_YEAR = r"(?:19|20)\d\d"
_DATE = (
    rf"(?P<iso>{_YEAR}-\d\d-\d\d)|(?P<iso_month>{_YEAR}-\d\d)(?!\d)"
    rf"|(?P<day>\d\d?)(?:st|nd|rd|th)?(?: of)? (?P<month>{_NAME}),? (?P<year>{_YEAR})"
    rf"|(?P<month_2>{_NAME}) (?P<day_2>\d\d?)(?:st|nd|rd|th)?,? (?P<year_2>{_YEAR})"
    rf"|(?P<month_3>{_NAME}),? (?P<year_3>{_YEAR})|(?P<year_4>{_YEAR})(?![\d-])"
)
_BEFORE = "before|until|till|up to|prior to"
_AT = "in|on|at|during|for|of|from|as of|by|back in|the year"
_DATED = re.compile(
    rf"(?<![\w-])(?:(?P<before>{_BEFORE})|(?:(?:{_AT}) )+)? ?(?:the year |year )?(?:{_DATE})(?![\w])", re.IGNORECASE
)
_LAST = re.compile(
    r"\b(?:in |during )?(?P<last>last (?:year|month|week)|yesterday|the (?:previous|past) year)\b", re.IGNORECASE
)
_AGO = re.compile(
    r"\b(?P<count>\d{1,2}|an?|one|two|three|four|five|ten) (?P<unit>year|month|week|day)s? ago\b", re.IGNORECASE
)
_EARLIER = re.compile(
    r"\b(?:previously|formerly|in the past|used to|originally|the last time|beforehand)\b"
    r"|\b(?:before|earlier)(?: that| this| then| now)?(?=\W*$)|\b(?:previous|former|earlier|old)\b(?= \w)",
    re.IGNORECASE,
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}
_DAYS = {"year": 365, "month": 30, "week": 7, "day": 1}
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Timeframe:
    """A period that a question names."""

    first: dt.date | None
    last: dt.date | None
    """The first and last day; both None if the question only refers to an earlier state."""
    words: str
    """The words for the period in the question."""
    rest: str
    """The question without these words."""
    year: int | None = None
    """The year in the question; None if it is the limit of a period, such as after "before"."""
    relative: bool = False
    """The year is not in figures, as in "last year"."""


def timeframe(question: str, today: dt.date | None = None) -> Timeframe | None:
    """Find the period that a question names; None if there is none. `today` resolves "last year" and the like."""
    if match := _DATED.search(question):
        first, last = _days(match) or (None, None)
        if first is None or last is None:
            return None
        if match["before"]:
            first = last = max(first - _DAY, dt.date.min + _DAY)
            return _frame(question, match, first, last)
        return _frame(question, match, first, last, first.year)
    if match := _LAST.search(question):
        first, last = _last(match["last"].lower(), today) if today else (None, None)
        year = first.year if first and "year" in match["last"].lower() else None
        return replace(_frame(question, match, first, last, year), relative=True)
    if match := _AGO.search(question):
        count = match["count"].lower()
        back = dt.timedelta(days=(_COUNTS.get(count) or int(count)) * _DAYS[match["unit"].lower()])
        day = today - back if today else None
        return _frame(question, match, day, day)
    if match := _EARLIER.search(question):
        return _frame(question, match, None, None)
    return None


def years(text: str) -> frozenset[int]:
    """Return the years in a text."""
    return frozenset(int(year) for year in re.findall(rf"(?<!\d){_YEAR}(?!\d)", text))


def _frame(
    question: str, match: re.Match[str], first: dt.date | None, last: dt.date | None, year: int | None = None
) -> Timeframe:
    rest = f"{question[: match.start()].rstrip()} {question[match.end() :].lstrip()}".strip()
    return Timeframe(first, last, match[0].strip(), rest, year)


def _days(match: re.Match[str]) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day of a date, month or year; None if there is no such day."""
    try:
        if match["iso"]:
            day = dt.date.fromisoformat(match["iso"])
            return day, day
        if match["iso_month"]:
            year, month = map(int, match["iso_month"].split("-"))
            return _month(year, month)
        for day_of, name, of in (("day", "month", "year"), ("day_2", "month_2", "year_2")):
            if match[of]:
                day = dt.date(int(match[of]), _month_number(match[name]), int(match[day_of]))
                return day, day
        if match["year_3"]:
            return _month(int(match["year_3"]), _month_number(match["month_3"]))
        year = int(match["year_4"])
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    except ValueError:
        return None


def _month(year: int, month: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def _month_number(name: str) -> int:
    return [month[:3] for month in _MONTHS.replace("?", "").split("|")].index(name[:3].lower()) + 1


def _last(words: str, today: dt.date) -> tuple[dt.date, dt.date]:
    if "year" in words:
        return dt.date(today.year - 1, 1, 1), dt.date(today.year - 1, 12, 31)
    if "month" in words:
        last = today.replace(day=1) - _DAY
        return last.replace(day=1), last
    if "week" in words:
        monday = today - dt.timedelta(days=today.weekday() + 7)
        return monday, monday + 6 * _DAY
    return today - _DAY, today - _DAY
