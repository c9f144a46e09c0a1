"""Dates are read as people type them, and what is not clear is never guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scheduling import clear_date, read_dates

MONDAY = dt.date(2026, 11, 30)
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2060, 12, 31))


def read(typed: str) -> list[str]:
    """Return the dates that may be meant on Monday 30 November 2026."""
    return [date.isoformat() for date in read_dates(typed, MONDAY)]


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        *(
            (typed, "2026-12-31")
            for typed in (
                "31 December", "31st of december", "the 31st of December 2026", "dec 31", "Dec. 31st, 2026",
                "December 31, 2026", "2026-12-31", "2026/12/31", "31.12.2026", "31.12.", "31.12.26", "31/12/2026",
                "12/31/2026", "31-dec-2026", "end of the year", "end of year", "year end", "eoy", "new year's eve",
                "New Year’s Eve", "31. Dezember", "31 décembre 2026", "31 de diciembre", "end of next month",
                "the 31st", "Thursday 31 December", "thu, dec 31", "on 31 december", "the end of the year",
                "31 December inclusive",
            )
        ),
        ("today", "2026-11-30"),
        ("tomorrow", "2026-12-01"),
        ("friday", "2026-12-04"),
        ("this friday", "2026-12-04"),
        ("Freitag", "2026-12-04"),
        ("monday", "2026-12-07"),
        ("next monday", "2026-12-07"),
        ("end of march", "2027-03-31"),
        ("the end of March 2028", "2028-03-31"),
        ("Ende März", "2027-03-31"),
        ("beginning of april", "2027-04-01"),
        ("end of the month", "2026-11-30"),
        ("end of the week", "2026-12-06"),
        ("for 2 weeks", "2026-12-14"),
        ("two weeks", "2026-12-14"),
        ("for the next two weeks", "2026-12-14"),
        ("for a month", "2026-12-30"),
        ("in 6 months", "2027-05-30"),
        ("for a year", "2027-11-30"),
        ("3/3/2027", "2027-03-03"),
        ("1 jan", "2027-01-01"),
        ("29 february", "2028-02-29"),
        ("christmas", "2026-12-25"),
        ("2020-01-01", "2020-01-01"),  # the past is for the caller to refuse
    ],
)  # fmt: skip
def test_a_date_is_read(typed: str, date: str) -> None:
    assert read(typed) == [date]


@pytest.mark.parametrize(
    ("typed", "dates"),
    [
        ("03/04/2026", ["2026-04-03", "2026-03-04"]),
        ("3-4-2027", ["2027-04-03", "2027-03-04"]),
        ("next friday", ["2026-12-04", "2026-12-11"]),
        ("march", ["2027-03-01", "2027-03-31"]),
        ("december 2026", ["2026-12-01", "2026-12-31"]),
    ],
)
def test_a_date_that_has_two_readings_gives_both(typed: str, dates: list[str]) -> None:
    assert read(typed) == dates


@pytest.mark.parametrize(
    "typed",
    ["", "9", "9am", "10:30", "london", "quiet", "31 february", "99/99/2026", "Friday 5 December", "weekdays",
     "mon-fri", "next week", "for 999 years", "31.12.9999", "for 0.5 weeks", "march 32"],
)  # fmt: skip
def test_what_is_no_date_is_not_read(typed: str) -> None:
    assert read(typed) == []


@given(DAYS, DAYS)
def test_a_written_date_is_read_back(date: dt.date, today: dt.date) -> None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%-d %B %Y", "%B %-d, %Y", "%-d %b %Y", "%A %-d %B %Y"):
        assert read_dates(date.strftime(form), today) == (date,), form
    assert date in read_dates(date.strftime("%d/%m/%Y"), today)
    assert date in read_dates(date.strftime("%m/%d/%Y"), today)


@given(DAYS, DAYS)
def test_a_date_without_a_year_is_the_next_one(date: dt.date, today: dt.date) -> None:
    (found,) = read_dates(date.strftime("%-d %B"), today)
    assert (found.day, found.month) == (date.day, date.month)
    assert today <= found <= today + dt.timedelta(days=366 * 8)


PIECES = st.lists(st.sampled_from(("for", "end", "of", "next", "2", "march", "friday", "31.", "/", "12", "the")))


@given(st.text(max_size=40) | PIECES.map(" ".join), DAYS)
def test_any_text_gives_dates_or_none(typed: str, today: dt.date) -> None:
    assert len(read_dates(typed, today)) <= 2


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        ("2026-11-30", "2026-11-30"), (" 1995-03-02 ", "1995-03-02"), ("30 Nov 2024", "2024-11-30"),
        ("31.12.2026", "2026-12-31"), ("May 5, 2025", "2025-05-05"), ("today", "2026-11-30"),
        ("yesterday", "2026-11-29"), ("in 3 weeks", "2026-12-21"), ("friday", "2026-12-04"), ("2 dec", "2026-12-02"),
        ("", None), ("soon", None), ("03/04/2026", None), ("2026-02-30", None), ("29 Nov", None), ("christmas", None),
        ("5.11.26", None), ("may 2026", None),
    ],
)  # fmt: skip
def test_only_a_clear_day_is_taken(typed: str, date: str | None) -> None:
    found = clear_date(typed, MONDAY)
    assert (found.isoformat() if found else None) == date


@given(DAYS, DAYS)
def test_every_day_is_clear_if_it_has_its_year(day: dt.date, today: dt.date) -> None:
    for typed in (f"{day}", f"{day.day} {day:%B} {day.year}", f"{day:%b} {day.day}, {day.year}"):
        assert clear_date(typed, today) == day
