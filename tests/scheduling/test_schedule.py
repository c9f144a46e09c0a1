"""Slots are due at the right moment in every time zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.scheduling import EVERY_DAY, Schedule
from tests.call_count import calls
from tests.scheduling.clocks import FIRST, LAST, Clock, all_zones, groups, packaged

SKIPPED_A_DAY = ("Pacific/Apia", "Pacific/Fakaofo")
"""These zones skipped 30 December 2011."""
TIMES_NEAR_CHANGES = ("00:00", "00:30", "02:00", "02:30", "03:00", "23:30", "23:59")
DATES = [dt.date.fromordinal(number) for number in range(FIRST.toordinal(), LAST.toordinal() + 1)]
MOMENTS = st.integers(160_000_000, 3_500_000_000).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC))
SCHEDULES = st.builds(
    Schedule,
    st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    st.sampled_from(all_zones()),
    st.frozensets(st.sampled_from(range(7)), min_size=1),
)


SAMPLE = sorted(
    {*all_zones()[::20], "Africa/Casablanca", "America/Nuuk", "Australia/Lord_Howe", "Europe/Dublin", *SKIPPED_A_DAY}
)


@pytest.fixture(scope="module", params=["sample", pytest.param("all", marks=pytest.mark.slow)])
def all_clocks(request: pytest.FixtureRequest) -> dict[Clock, list[str]]:
    """Return the clocks of a sample of zones, and of all zones."""
    with packaged():
        return groups(all_zones() if request.param == "all" else SAMPLE)


@pytest.fixture
def zone_clocks(all_clocks: dict[Clock, list[str]]) -> Iterator[dict[Clock, list[str]]]:
    with packaged():
        yield all_clocks


@pytest.fixture(params=["system", "package"])
def zone_data(request: pytest.FixtureRequest) -> Iterator[None]:
    with packaged() if request.param == "package" else nullcontext():
        yield


def seconds(time: dt.time) -> int:
    return time.hour * 3600 + time.minute * 60


def local_time(moment: dt.datetime, zone: str) -> dt.datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def test_every_zone_has_one_slot_for_each_date_from_2000_to_2040(zone_clocks: dict[Clock, list[str]]) -> None:
    assert sum(map(len, zone_clocks.values())) in (len(SAMPLE), len(all_zones()))
    assert len(all_zones()) > 590
    skipped = 0
    for index, (clock, zones) in enumerate(zone_clocks.items()):
        schedule = Schedule(dt.time(index % 24, index * 7 % 60), zones[0])
        due = {date: moment for date in DATES if (moment := schedule.due(date))}
        assert due == clock.slots(seconds(schedule.time)), zones
        assert all(one < other for one, other in pairwise(due.values())), zones
        skipped += len(DATES) - len(due)
    assert skipped >= len(SKIPPED_A_DAY)


def test_skipped_and_repeated_times_are_due_once_at_each_clock_change(zone_clocks: dict[Clock, list[str]]) -> None:
    for clock, zones in zone_clocks.items():
        turns = sorted(set(clock.turns()))
        for time in map(dt.time.fromisoformat, TIMES_NEAR_CHANGES if turns else ()):
            expected = clock.slots(seconds(time), turns)
            for zone in zones:
                schedule = Schedule(time, zone)
                due = {date: moment for date in turns if (moment := schedule.due(date))}
                assert due == expected, zone
            assert all(one < other for one, other in pairwise(expected.values())), zones
            assert all(local_time(moment, zone) >= dt.datetime.combine(date, time) for date, moment in expected.items())


@pytest.mark.parametrize(
    ("zone", "date", "time", "due"),
    [
        ("Europe/Berlin", "2024-03-31", "02:30", "2024-03-31T01:00"),  # skipped
        ("Europe/Berlin", "2024-10-27", "02:30", "2024-10-27T00:30"),  # repeated
        ("America/Nuuk", "2024-03-30", "23:30", "2024-03-31T01:00"),  # the rest of that evening is skipped
        ("America/Nuuk", "2024-03-31", "00:00", "2024-03-31T01:00"),
        ("America/Nuuk", "2023-10-28", "23:17", "2023-10-29T01:17"),  # the clock was not set back that year
        ("Africa/Cairo", "2024-04-26", "00:00", "2024-04-25T22:00"),  # the day begins at 01:00
        ("Australia/Lord_Howe", "2024-10-06", "02:10", "2024-10-05T15:30"),  # half an hour is skipped
        ("America/St_Johns", "2010-11-07", "00:00", "2010-11-07T02:30"),  # midnight is repeated
        ("Pacific/Apia", "2011-12-29", "23:59", "2011-12-30T09:59"),
        ("Pacific/Apia", "2011-12-30", "09:00", None),  # skipped because the date line moved
        ("Pacific/Apia", "2011-12-31", "00:00", "2011-12-30T10:00"),
        ("Pacific/Fakaofo", "2011-12-30", "00:00", None),
        ("Pacific/Kiritimati", "1994-12-31", "23:59", None),
        ("Pacific/Kwajalein", "1993-08-21", "12:00", None),
        ("UTC", "2040-02-29", "12:00", "2040-02-29T12:00"),
    ],
)
@pytest.mark.usefixtures("zone_data")
def test_slots_are_due_at_the_known_moment_on_special_days(zone: str, date: str, time: str, due: str | None) -> None:
    moment = Schedule(dt.time.fromisoformat(time), zone).due(dt.date.fromisoformat(date))
    assert moment == (dt.datetime.fromisoformat(due).replace(tzinfo=dt.UTC) if due else None)


@settings(max_examples=300)
@given(SCHEDULES, st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)))
def test_a_slot_is_due_at_the_first_moment_with_that_local_time(schedule: Schedule, date: dt.date) -> None:
    due = schedule.due(date)
    if due is None:
        return
    wanted = dt.datetime.combine(date, schedule.time)
    assert due.utcoffset() == dt.timedelta()
    assert local_time(due, schedule.zone) >= wanted
    assert local_time(due - dt.timedelta(seconds=1), schedule.zone) < wanted
    if local_time(due, schedule.zone) > wanted:  # only if the clock skipped that time
        assert local_time(due - dt.timedelta(seconds=1), schedule.zone) + dt.timedelta(seconds=1) <= wanted


@settings(max_examples=300)
@given(SCHEDULES, MOMENTS)
@example(Schedule(dt.time(23, 30), "America/Nuuk"), dt.datetime(2024, 3, 31, 0, 59, tzinfo=dt.UTC))
@example(Schedule(dt.time(23, 30), "America/Nuuk"), dt.datetime(2024, 3, 31, 1, 0, tzinfo=dt.UTC))
@example(Schedule(dt.time(9), "Pacific/Apia", frozenset((4,))), dt.datetime(2011, 12, 29, 12, tzinfo=dt.UTC))
def test_upcoming_yields_the_slots_of_the_chosen_days(schedule: Schedule, after: dt.datetime) -> None:
    upcoming = list(islice(schedule.upcoming(after), 5))
    first, last = after.date() - dt.timedelta(days=3), upcoming[-1][0]
    dates = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    slots = [(date, schedule.due(date)) for date in dates if date.weekday() in schedule.days]
    assert upcoming == [(date, due) for date, due in slots if due and due > after]


def test_upcoming_yields_the_next_slot_around_each_clock_change(zone_clocks: dict[Clock, list[str]]) -> None:
    for clock, zones in zone_clocks.items():
        for first, _, _ in clock.stretches[1::8]:
            turn = dt.datetime.fromtimestamp(first, dt.UTC)
            for time in map(dt.time.fromisoformat, ("00:00", "00:30", "23:30")):
                schedule = Schedule(time, zones[0])
                for minutes in (-61, -1, 0, 1, 61):
                    after = turn + dt.timedelta(minutes=minutes)
                    _, due = next(schedule.upcoming(after))
                    every = (schedule.due(turn.date() + dt.timedelta(days=number)) for number in range(-3, 4))
                    assert due == min(moment for moment in every if moment and moment > after), (zones[0], after)


def test_a_schedule_without_days_or_with_an_unknown_day_is_refused() -> None:
    with pytest.raises(ValueError, match="no days"):
        Schedule(dt.time(9), "UTC", frozenset())
    with pytest.raises(ValueError, match="no days"):
        Schedule(dt.time(9), "UTC", EVERY_DAY | {7})


def test_finding_the_next_slot_takes_few_steps() -> None:
    after = dt.datetime(2030, 6, 1, tzinfo=dt.UTC)
    for number, zone in enumerate(all_zones()):
        schedule = Schedule(dt.time(number % 24), zone)
        assert calls(lambda schedule=schedule: next(schedule.upcoming(after))) < 500, zone  # type: ignore[misc]
