"""Read times and days as people type them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.scheduling import EVERY_DAY, days_in_words, read_days, read_time

PIECES = [
    "9", "09", "12", "0", "24", "930", "0930", ":", ".", "h", "am", "p.m.", "noon", "midnight", "at", "o'clock", "half",
    "quarter", "past", "to", "nine", "-", "–", ",", "and", "&", "every", "day", "mon", "Tuesday", "sat-sun", "weekends",
    "９", "٩", "²", "'", "\n", "\x00", "\ud800",
]  # fmt: skip
TYPED = st.text(max_size=40) | st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
SPACED = st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join)
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("9", "09:00"), ("09", "09:00"), ("0", "00:00"), ("23", "23:00"), ("21", "21:00"),
        ("9am", "09:00"), ("9 am", "09:00"), ("9 a.m.", "09:00"), ("9AM", "09:00"), ("9a.m", "09:00"),
        ("9pm", "21:00"), ("9 P.M.", "21:00"), ("9:30pm", "21:30"), ("9.30 pm", "21:30"), ("11 p m", "23:00"),
        ("12am", "00:00"), ("12:30am", "00:30"), ("12pm", "12:00"), ("12:30 pm", "12:30"),
        ("09:00", "09:00"), ("9:00", "09:00"), ("9.30", "09:30"), ("23:59", "23:59"), ("0:05", "00:05"),
        ("0930", "09:30"), ("930", "09:30"), ("2130", "21:30"), ("900", "09:00"), ("0000", "00:00"), ("930pm", "21:30"),
        ("21h", "21:00"), ("21h30", "21:30"), ("9 h", "09:00"), ("9h05", "09:05"), ("1800 hrs", "18:00"),
        ("9 Uhr", "09:00"), ("9 o'clock", "09:00"), ("9 o’clock", "09:00"), ("nine o'clock", "09:00"),
        ("noon", "12:00"), ("Midday", "12:00"), ("12 noon", "12:00"), ("midnight", "00:00"), ("12 midnight", "00:00"),
        ("at 9", "09:00"), ("at noon", "12:00"), ("  at  9:15 ", "09:15"), ("@9", "09:00"), ("9:00.", "09:00"),
        ("nine", "09:00"), ("seven pm", "19:00"), ("9 in the morning", "09:00"), ("6 in the evening", "18:00"),
        ("half past nine", "09:30"), ("Half past 9 pm", "21:30"), ("quarter past 8", "08:15"),
        ("a quarter to one", "12:45"), ("quarter to 9", "08:45"), ("９：３０", "09:30"),
    ],
)  # fmt: skip
def test_a_typed_time_is_read(typed: str, time: str) -> None:
    assert read_time(typed) == dt.time.fromisoformat(time)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "24:00", "24", "25", "2400", "9:60", "960", "13pm", "0am", "0:30 am", "13:00pm", "-1", "+9", "9:5", "9:",
     ":30", "9.5", "soon", "later", "9 30", "99", "99999", "9:300", "9 9", "am", "half", "half nine", "half past",
     "half past 25", "morning", "at", "9am pm", "9-10", "nine thirty five", "noonish", "24h", "9:30:00", "1e1",
     "quarter to 0", "9%"],
)  # fmt: skip
def test_a_text_without_a_valid_time_is_not_read_as_a_time(typed: str) -> None:
    assert read_time(typed) is None


@given(st.times())
def test_every_time_can_be_read_in_each_printed_format(time: dt.time) -> None:
    minute = time.replace(second=0, microsecond=0)
    assert read_time(f"{minute:%H:%M}") == minute
    assert read_time(f"{minute:%H%M}") == minute
    assert read_time(f"{minute:%I:%M %p}") == minute
    assert read_time(f"at {minute:%H.%M}") == minute


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        *((typed, EVERY_DAY) for typed in ("daily", "Every day", "everyday", "each day", "all", "all days", "all week",
                                           "mon-sun", "weekdays and weekends", "wed-tue", "every single day")),
        *((typed, {MON, TUE, WED, THU, FRI}) for typed in ("weekdays", "on weekdays", "every weekday", "workdays",
          "working days", "business days", "week days", "mon-fri", "Mon – Fri", "monday to friday", "m-f", "Mo—Fr",
          "Mondays till Fridays", "from Monday through Friday")),
        *((typed, {SAT, SUN}) for typed in ("weekends", "weekend", "on weekends", "sat, sun", "Sat & Sun", "sa+su",
          "sa/su")),
        ("mon", {MON}), ("Mondays", {MON}), ("on Mondays", {MON}), ("every monday", {MON}), ("mon-mon", {MON}),
        ("tues", {TUE}), ("weds", {WED}), ("thurs", {THU}), ("thur", {THU}), ("Th", {THU}), ("Sunday.", {SUN}),
        ("fri-mon", {FRI, SAT, SUN, MON}), ("sat to sun", {SAT, SUN}),
        ("Monday, Wed and fri", {MON, WED, FRI}), ("mon wed fri", {MON, WED, FRI}), ("mon,wed,fri", {MON, WED, FRI}),
        ("m, w, f", {MON, WED, FRI}), ("Tuesdays and Thursdays", {TUE, THU}), ("every tue and every thu", {TUE, THU}),
        ("mon-wed, sat", {MON, TUE, WED, SAT}), ("mon - wed and fri - sat", {MON, TUE, WED, FRI, SAT}),
        ("weekdays and sat", {MON, TUE, WED, THU, FRI, SAT}), ("fri & weekends", {FRI, SAT, SUN}), ("ＭＯＮ", {MON}),
    ],
)  # fmt: skip
def test_typed_days_are_read(typed: str, days: set[int]) -> None:
    assert read_days(typed) == frozenset(days)


@pytest.mark.parametrize(
    "typed",
    ["", " ", ",", "and", "every", "on", "never", "soon", "every other day", "not monday", "except sunday", "t", "s",
     "mon-", "-fri", "mon-blue", "mon--fri", "weekdays-sun", "mon-wed-fri", "funday", "monfri", "day", "9", "mon 9"],
)  # fmt: skip
def test_a_text_without_valid_days_is_not_read_as_days(typed: str) -> None:
    assert read_days(typed) is None


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (EVERY_DAY, "every day"),
        ({MON, TUE, WED, THU, FRI}, "on weekdays"),
        ({SAT, SUN}, "on weekends"),
        ({SUN}, "on Sundays"),
        ({TUE, THU}, "on Tuesdays and Thursdays"),
        ({FRI, MON, WED}, "on Mondays, Wednesdays and Fridays"),
    ],
)
def test_days_are_written_in_words(days: set[int], words: str) -> None:
    assert days_in_words(frozenset(days)) == words


@given(st.frozensets(st.sampled_from(range(7)), min_size=1))
def test_days_written_in_words_can_be_read(days: frozenset[int]) -> None:
    assert read_days(days_in_words(days).removeprefix("on ")) == days
    assert read_days(days_in_words(days)) == days


@settings(max_examples=500)
@given(TYPED | SPACED)
def test_any_text_gives_a_valid_time_or_days_or_nothing(typed: str) -> None:
    time, days = read_time(typed), read_days(typed)
    assert time is None or (time.second, time.microsecond, time.tzinfo) == (0, 0, None)
    assert days is None or (days and days <= EVERY_DAY)
