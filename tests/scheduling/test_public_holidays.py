"""Public holidays are found by the names that people type for a country or a part of it."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.scheduling import HolidayRegions, Schedule, Zones, holiday_name, next_holiday, region_in_words

REGIONS = HolidayRegions()


@pytest.mark.parametrize(
    ("typed", "region"),
    [
        *((typed, "DE") for typed in ("germany", "Deutschland", "DE", "allemagne")),
        *((typed, "GB") for typed in ("UK", "uk", "Great Britain", "united kingdom", "Britain")),
        *(
            (typed, "US")
            for typed in ("usa", "US", "United States", "the united states", "America", "United States of America")
        ),
        *((typed, "DE-BY") for typed in ("Bavaria", "Germany Bavaria", "Bavaria, Germany", "DE-BY", "bayern")),
        *((typed, "US-CA") for typed in ("US-CA", "california", "California, USA", "US CA")),
        *((typed, "GB-ENG") for typed in ("England", "england and wales", "UK England")),
        ("Isle of Man", "IM"),
        ("Scotland", "GB-SCT"),
        ("Georgia, US", "US-GA"),
        ("Ontario", "CA-ON"),
        ("holland", "NL"),
        ("Bosnia", "BA"),
        ("South Korea", "KR"),
        ("Luxembourg", "LU"),
        ("Samoa", "WS"),
    ],
)
def test_a_region_is_found_by_its_names(typed: str, region: str) -> None:
    assert REGIONS.named(typed) == REGIONS.find(typed) == (region,)


@pytest.mark.parametrize("typed", ["germny", "Bavaira", "no", "de", "us ca", "canada on"])
def test_typos_and_codes_in_small_letters_count_only_outside_of_sentences(typed: str) -> None:
    assert len(REGIONS.find(typed)) == 1
    assert REGIONS.named(typed) == ()


@pytest.mark.parametrize("typed", ["", "london", "9am", "on mondays", "quiet", "atlantis", "-", "weekdays"])
def test_other_words_are_no_region(typed: str) -> None:
    assert REGIONS.find(typed) == ()


def test_a_name_that_two_regions_have_gives_both() -> None:
    assert REGIONS.find("Georgia") == ("GE", "US-GA")
    assert [region_in_words(region) for region in REGIONS.find("Georgia")] == ["Georgia", "Georgia, United States"]


@pytest.mark.parametrize(
    ("region", "date", "name"),
    [
        ("DE", "2026-12-25", "Christmas Day"),
        ("DE", "2027-01-06", ""),
        ("DE-BY", "2027-01-06", "Epiphany"),
        ("GB", "2027-03-29", ""),
        ("GB-ENG", "2027-03-29", "Easter Monday"),
        ("US", "2026-11-26", "Thanksgiving Day"),
        ("JP", "2027-01-01", "New Year's Day"),
        ("XX", "2027-01-01", ""),
        ("DE-XX", "2027-01-01", ""),
    ],
)
def test_a_day_has_the_holiday_of_its_region(region: str, date: str, name: str) -> None:
    assert holiday_name(region, dt.date.fromisoformat(date)) == name


def test_the_next_holiday_may_be_in_the_next_year() -> None:
    assert next_holiday("DE", dt.date(2026, 12, 27)) == (dt.date(2027, 1, 1), "New Year's Day")
    assert next_holiday("XX", dt.date(2026, 12, 27)) is None


@pytest.mark.parametrize(
    ("region", "words"),
    [("DE", "Germany"), ("DE-BY", "Bavaria, Germany"), ("GB-ENG", "England, United Kingdom"), ("CD", "DR Congo"),
     ("US-CA", "California, United States"), ("DE-BW", "Baden-Württemberg, Germany"), ("XX", "XX")],
)  # fmt: skip
def test_a_region_is_written_in_words(region: str, words: str) -> None:
    assert region_in_words(region) == words


@pytest.mark.parametrize(
    ("zone", "country"),
    [("Europe/London", "GB"), ("America/New_York", "US"), ("Asia/Kolkata", "IN"), ("UTC", ""), ("CET", "")],
)
def test_a_zone_has_the_country_that_it_is_in(zone: str, country: str) -> None:
    assert Zones().country(zone) == country


SCHEDULES = st.builds(
    Schedule,
    st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    st.sampled_from(("UTC", "Europe/London", "America/New_York", "Pacific/Apia")),
    st.frozensets(st.sampled_from(range(7)), min_size=1),
    st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31)),
    st.sampled_from(("", "DE-BY", "GB", "US-CA", "JP")),
)
BEGIN, MINUTE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.timedelta(minutes=1)
MOMENTS = st.integers(0, 2 * 366 * 24 * 60).map(lambda minutes: BEGIN + minutes * MINUTE)


@settings(max_examples=200)
@given(SCHEDULES, MOMENTS)
def test_slots_are_the_plain_ones_without_holidays_and_later_days(schedule: Schedule, after: dt.datetime) -> None:
    plain = Schedule(schedule.time, schedule.zone, schedule.days)
    expected = [
        slot
        for slot in islice(plain.upcoming(after), 60)
        if not (schedule.until and slot[0] > schedule.until)
        and not (schedule.holidays and holiday_name(schedule.holidays, slot[0]))
    ]
    assert list(islice(schedule.upcoming(after), 40)) == expected[:40]
    assert all(schedule.includes(date) for date, _ in expected)


def test_the_calendars_are_loaded_only_if_they_are_used() -> None:
    used = "Schedule(dt.time(9), 'UTC', holidays='DE')"
    for schedule, loaded in (("Schedule(dt.time(9), 'UTC')", False), (used, True)):
        code = (
            "import datetime as dt, sys; from bot.scheduling import Schedule\n"
            f"next({schedule}.upcoming(dt.datetime(2026, 11, 30, tzinfo=dt.UTC))); print('holidays' in sys.modules)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == str(loaded)
