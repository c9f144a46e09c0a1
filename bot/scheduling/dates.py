"""Read dates as people type them, such as "31 December", "friday", "end of march" or "for 2 weeks".

Names of months are understood in English, German, French and Spanish.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import suppress

from bot.matching.text import normalise
from bot.scheduling.days import read_days
from bot.scheduling.numbers import with_digits

_MONTHS = (
    "january jan januar janner janvier janv enero ene",
    "february feb februar fevrier fevr febrero",
    "march mar marz maerz mars marzo",
    "april apr avril avr abril abr",
    "may mai mayo",
    "june jun juni juin junio",
    "july jul juli juillet juil julio",
    "august aug aout agosto ago",
    "september sept sep septembre septiembre",
    "october oct oktober okt octobre octubre",
    "november nov novembre noviembre",
    "december dec dezember dez decembre diciembre dic",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_NAME = "|".join(sorted(_MONTH, key=len, reverse=True))
_FIRST_YEAR, _LAST_YEAR = 2000, 2999

_WHOLE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ISO = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)")
_DOTTED = re.compile(r"(?P<day>\d\d?)\.(?P<month>\d\d?)(?:\.(?P<year>\d{4}|\d\d))?")
_SLASHED = re.compile(r"(?P<first>\d\d?)(?P<mark>[/-])(?P<second>\d\d?)(?:(?P=mark)(?P<year>\d{4}|\d\d))?")
_YEAR = r"(?:,? ?(?:(?:of|de|del|in) )?(?P<year>\d{4}))?"
_DAY_FIRST = re.compile(
    rf"(?P<day>\d\d?)(?:st|nd|rd|th|er|\.)?[ -]?(?:(?:day )?of |de )?(?P<month>{_NAME})\.?(?:-(?=\d)|){_YEAR}"
)
_MONTH_FIRST = re.compile(rf"(?P<month>{_NAME})\.?[ -]?(?P<day>\d\d?)(?:st|nd|rd|th)?(?!\d){_YEAR}")
_DAY_ALONE = re.compile(r"(?P<day>\d\d?)(?:st|nd|rd|th)(?: of (?:this|the) month)?")
_END = r"(?:end(?:e| of)?|last day of|fin(?:al(?:es)?)?(?: de)?)(?: des)?"
_START = r"(?:(?:beginning|start|first day) of|anfang|debut(?: de)?|principios de)"
_OF_MONTH = re.compile(rf"(?P<edge>{_END}|{_START}) (?P<month>{_NAME})\.?{_YEAR}")
_BARE_MONTH = re.compile(rf"(?P<month>{_NAME})\.?{_YEAR}")
_OF_SPAN = re.compile(
    rf"{_END} (?:(?P<next>next)|the|this|der|des|du|de la|del|la)? ?(?P<span>week|month|year|woche|monats?|jahre?s?"
    r"|semaine|mois|annee|semana|mes|ano)|(?P<short>(?:year|month|week)(?: ?'?s)?[ -]end|eo[wmy])"
)
_SPANS = {"w": "week", "m": "month", "y": "year", "j": "year", "a": "year", "s": "week"}
_LENGTH = re.compile(
    r"(?:(?:for|in|within|fur|pendant|por|durante) )?(?:the )?(?:(?:next|following|nachste[nrs]?) )?"
    r"(?P<count>\d{1,3}|an?|one|the next|another|eine[nm]?|une?|una) (?P<span>day|week|fortnight|month|year|tag|woche"
    r"|monat|jahr|jour|semaine|an|dia|semana|mes|mois|ano)(?:s|e|en|n|es)?(?: from (?:now|today)| long)?"
)
_DAYS_LONG = {"day": 1, "tag": 1, "jour": 1, "dia": 1, "week": 7, "woche": 7, "semaine": 7, "semana": 7,
              "fortnight": 14}  # fmt: skip
_MONTHS_LONG = {"month": 1, "monat": 1, "mois": 1, "mes": 1, "year": 12, "jahr": 12, "an": 12, "ano": 12}
_NAMED = {"new year": (1, 1), "new years day": (1, 1), "new years eve": (12, 31), "christmas eve": (12, 24),
          "christmas": (12, 25), "christmas day": (12, 25), "xmas": (12, 25), "boxing day": (12, 26)}  # fmt: skip
_NEAR = {"yesterday": -1, "today": 0, "tonight": 0, "heute": 0, "aujourd'hui": 0, "hoy": 0, "tomorrow": 1,
         "morgen": 1, "demain": 1, "manana": 1, "the day after tomorrow": 2, "ubermorgen": 2}  # fmt: skip
_NEXT = re.compile(r"^(?:next|nachste[nrm]?) | (?:prochain|que viene)$")
_WHICH = re.compile(rf"{_NEXT.pattern}|^(?:(?:(?:this|the) )?coming|this|kommende[nrm]?) ")
_BEFORE = re.compile(
    r"(?:(?:and )?(?:including|inclusive(?: of)?|on|by|at|the|zum|den|dem|le|el|al|au)\b ?)*(?:(?:at )?the (?=end))?"
)
_WITH_WEEKDAY = re.compile(r"(?P<weekday>[^\W\d]+)\.?,? (?P<rest>(?:the )?(?:\d|[^\W\d]+\.? \d).*)")


def read_dates(typed: str, today: dt.date) -> tuple[dt.date, ...]:
    """Read a date such as "31 December", "2026-12-31", "friday" or "for 2 weeks". `today` is where the person is.

    Return the days that may be meant: one if it is clear, several if not ("03/04/2026", "march", "next friday"), and
    none if it is no date. A date without a year is the next one from today on.
    """
    text = normalise(typed).replace("’", "'").strip(" .,!")
    text = text[before.end() :] if (before := _BEFORE.match(text)) else text
    text = re.sub(r",? (?:inclusive(?:ly)?|included)$", "", text)
    weekday = _WITH_WEEKDAY.fullmatch(text)
    if weekday and (days := read_days(weekday["weekday"])) and (dates := read_dates(weekday["rest"], today)):
        return tuple(date for date in dates if date.weekday() in days)
    for form in (text, with_digits(text)):
        for read in (_fixed, _edges, _near, _long):
            with suppress(ValueError, OverflowError):  # no such day
                if dates := tuple(date for date in read(form, today) if _FIRST_YEAR <= date.year <= _LAST_YEAR):
                    return tuple(dict.fromkeys(dates))
    return ()


def clear_date(typed: str, today: dt.date) -> dt.date | None:
    """Read a date that can mean only one day, in the past or in the future; None if it is no date, or not clear.

    It has its year ("30 Nov 2026", "1995-03-02"), depends on `today` ("yesterday", "in 3 weeks"), or is within a week.
    """
    if _WHOLE.fullmatch(typed.strip()):
        with suppress(ValueError):  # no such day
            return dt.date.fromisoformat(typed.strip())
    dates = read_dates(typed, today)
    if len(dates) != 1:
        return None
    (date,) = dates
    day = dt.timedelta(days=1)
    is_relative = read_dates(typed, today + day) == (date + day,)
    return date if f"{date.year}" in typed or is_relative or abs(date - today) <= 7 * day else None


def _fixed(text: str, today: dt.date) -> Iterator[dt.date]:
    """Read a day of the calendar, in figures or with the name of the month."""
    if match := _ISO.fullmatch(text):
        yield dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
    elif match := _DOTTED.fullmatch(text):
        yield _date(match["year"], int(match["month"]), int(match["day"]), today)
    elif match := _SLASHED.fullmatch(text):
        first, second = int(match["first"]), int(match["second"])
        for day, month in ((first, second), (second, first)):  # people write both
            with suppress(ValueError):
                yield _date(match["year"], month, day, today)
    elif match := _DAY_FIRST.fullmatch(text) or _MONTH_FIRST.fullmatch(text):
        yield _date(match["year"], _MONTH[match["month"]], int(match["day"]), today)
    elif match := _DAY_ALONE.fullmatch(text):
        yield next(date for date in _days_from(today, 63) if date.day == int(match["day"]))
    elif found := _NAMED.get(text.replace("'", "")):
        yield _date(None, *found, today)


def _near(text: str, today: dt.date) -> Iterator[dt.date]:
    """Read a day by its name: "tomorrow", "friday". The Friday after the next one is also a "next friday"."""
    if text in _NEAR:
        yield today + dt.timedelta(days=_NEAR[text])
        return
    name = _WHICH.sub("", text)
    days = read_days(name) if re.fullmatch(r"[^\W\d]+", name) else None
    if days and len(days) == 1:
        date = next(date for date in _days_from(today + dt.timedelta(days=1), 7) if date.weekday() in days)
        yield date
        if _NEXT.search(text) and date - dt.timedelta(days=date.weekday()) <= today:  # it is in this week
            yield date + dt.timedelta(days=7)


def _edges(text: str, today: dt.date) -> Iterator[dt.date]:
    """Read the first or last day of a month, and the end of a week or a year. A month alone may mean both."""
    if match := _OF_MONTH.fullmatch(text):
        last = re.fullmatch(_END, match["edge"]) is not None
        yield from _of_month(match, today, [_last_of if last else _first_of])
    elif match := _BARE_MONTH.fullmatch(text):
        yield from _of_month(match, today, [_first_of, _last_of])
    elif match := _OF_SPAN.fullmatch(text):
        span = _SPANS[(match["span"] or match["short"].removeprefix("eo"))[0]]
        if (match["span"] or "").startswith(("mes", "mo")) or span == "month":
            first = _first_of(today.year, today.month)
            following = first if not match["next"] else first + dt.timedelta(days=31)
            yield _last_of(following.year, following.month)
        elif span == "week":
            yield today + dt.timedelta(days=6 - today.weekday() + (7 if match["next"] else 0))
        else:
            yield dt.date(today.year + (1 if match["next"] else 0), 12, 31)


def _long(text: str, today: dt.date) -> Iterator[dt.date]:
    """Read how long something lasts from today on: "for 2 weeks"."""
    if match := _LENGTH.fullmatch(text):
        count = int(match["count"]) if match["count"].isdecimal() else 1
        if days := _DAYS_LONG.get(match["span"]):
            yield today + dt.timedelta(days=count * days)
        else:
            months = today.month - 1 + count * _MONTHS_LONG[match["span"]]
            year, month = today.year + months // 12, months % 12 + 1
            yield dt.date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def _of_month(match: re.Match[str], today: dt.date, edges: list[Callable[[int, int], dt.date]]) -> Iterator[dt.date]:
    month = _MONTH[match["month"]]
    year = int(match["year"]) if match["year"] else today.year + (1 if _last_of(today.year, month) < today else 0)
    dates = [edge(year, month) for edge in edges]
    if not match["year"]:
        dates = [date if date >= today else date.replace(year=year + 1) for date in dates]
    yield from dates


def _date(year: str | None, month: int, day: int, today: dt.date) -> dt.date:
    """Return the day of that year; without a year, the next one there is. Raises ValueError if there is none."""
    if year:
        return dt.date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    for number in range(today.year, today.year + 9):  # 29 February
        with suppress(ValueError):
            if (date := dt.date(number, month, day)) >= today:
                return date
    raise ValueError("there is no such day")


def _first_of(year: int, month: int) -> dt.date:
    return dt.date(year, month, 1)


def _last_of(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _days_from(first: dt.date, count: int) -> Iterator[dt.date]:
    return (first + dt.timedelta(days=number) for number in range(count))
