"""A clock that is wrong for a while costs no digest and posts none twice."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.features.digest.delivery.lease import CLOCK_JUMPED
from bot.features.digest.storage import DigestStorage
from bot.scheduling import Schedule
from tests.chat_driver import FixedClock
from tests.features.digest.delivery.conftest import (
    DAY,
    NEWS,
    TODAY,
    FakePlatform,
    MakeProcess,
    SchedulerProcess,
    settled,
    ships_in,
)
from tests.waiting import until

ALL_JUMPS = pytest.mark.parametrize(
    "jump",
    [{"days": 365}, {"days": 2}, {"days": 1}, {"hours": 5}, {"seconds": 40}, {"hours": -30}, {"days": -400}],
    ids=str,
)


@ALL_JUMPS
async def test_a_wrong_clock_moves_no_digest_and_posts_nothing(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform, jump: dict[str, float]
) -> None:
    subscription = await process.subscribe("quay")
    await process.set_facts(NEWS[0])
    clock.advance(minutes=29)
    async with process.sending():
        clock.jump(**jump)
        await settled()
        clock.advance(seconds=8)
        await settled()
        clock.jump(**{unit: -amount for unit, amount in jump.items()})
        await settled()
        clock.advance(seconds=55)  # 12:00:03
        await settled()
        assert await process.store.tables(DigestStorage).subscriptions() == [subscription]
        assert platform.tries == []
        clock.advance(seconds=10)
        await until(lambda: bool(platform.posts))
        await settled()
        assert [(past.date, past.state) for past in await process.past("quay")] == [(TODAY, "posted")]
        clock.advance(days=1)
        await until(lambda: len(platform.posts) == 2)
        await settled()
    assert platform.counts == {"quay": 2}
    assert [ships_in(body) for body in platform.bodies("quay")] == [[0], []]


@pytest.mark.parametrize("jump", [{"days": 365}, {"days": 2}, {"days": 1}, {"hours": 5}], ids=str)
@pytest.mark.parametrize("at", ["11:30", "12:30"])
async def test_what_a_process_did_that_started_with_a_wrong_clock_is_undone(
    make_process: MakeProcess,
    process: SchedulerProcess,
    clock: FixedClock,
    platform: FakePlatform,
    jump: dict[str, float],
    at: str,
) -> None:
    """The wrong clock notes slots as missed, and may post one for a date in the future."""
    await process.subscribe("quay")
    await process.subscribe("mole", schedule=Schedule(dt.time(12), "UTC", frozenset((TODAY.weekday(),))))
    on_time = {"quay": 0, "mole": 0}
    if at == "12:30":
        clock.advance(hours=1)
        async with process.sending():
            await until(lambda: len(platform.posts) == 2)
            await settled()
        on_time = {"quay": 1, "mole": 1}
    other = await make_process()
    other.platform = FakePlatform()
    clock.jump(**jump)
    async with other.sending():
        await settled()
        clock.advance(seconds=8)
        await settled()
    clock.jump(**{unit: -amount for unit, amount in jump.items()})
    async with process.sending():
        await settled()
        if at == "11:30":
            assert await process.next_date("quay") == await process.next_date("mole") == TODAY
            clock.advance(minutes=30)
            await until(lambda: len(platform.posts) == 2)
            await settled()
        assert platform.counts == {"quay": 1, "mole": 1}
        assert [past.state for past in await process.past("mole") if past.date <= TODAY] == ["posted"]
        assert on_time.keys() == platform.counts.keys()
        taken = {past.date for past in await process.past("quay") if past.state == "posted"}
        assert await process.next_date("quay") == min({TODAY + DAY, TODAY + 2 * DAY} - taken)
        assert await process.next_date("mole") == TODAY + 7 * DAY


async def test_a_digest_that_a_wrong_clock_called_missed_is_still_posted_within_the_window(
    make_process: MakeProcess, process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    await process.subscribe("quay")
    other = await make_process()
    other.platform = FakePlatform()
    clock.jump(hours=5)
    async with other.sending():
        await until(lambda: _states(other))
        await settled()
        assert other.platform.posts == []
    clock.jump(hours=-5)
    clock.advance(hours=1)
    async with process.sending():
        await until(lambda: bool(platform.posts))
        await settled()
    assert [(past.date, past.state) for past in await process.past("quay")] == [(TODAY, "posted")]
    assert await process.next_date("quay") == TODAY + DAY


async def _states(process: SchedulerProcess) -> list[str]:
    return [past.state for past in await process.past("quay")]


async def test_a_digest_switched_on_after_its_time_is_not_moved_back(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    clock.advance(hours=1)
    await process.subscribe("quay")
    async with process.sending():
        await settled()
        clock.jump(hours=1)
        await settled()
        clock.advance(minutes=2)
        await settled()
    assert (platform.tries, await process.next_date("quay")) == ([], TODAY + DAY)


async def test_digests_missed_while_the_machine_slept_are_noted_after_a_minute(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    await process.subscribe("quay")
    async with process.sending():
        clock.jump(hours=5)  # the monotonic clock stops meanwhile
        await settled()
        assert await process.past("quay") == []
        clock.advance(seconds=60)
        await until(lambda: _states(process))
        await settled()
    assert [(past.state, past.reason) for past in await process.past("quay")] == [("missed", "I was not running here")]
    assert platform.posts == []


async def test_nothing_is_sent_if_the_clock_jumps_between_claim_and_post(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    platform.gates["quay"] = asyncio.Event()
    await process.subscribe("quay")
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: bool(platform.tries))
        clock.jump(days=365)
        platform.gates["quay"].set()
        await settled()
        assert platform.posts == []
        clock.advance(seconds=8)
        clock.jump(days=-365)
        await settled()
        (past,) = await process.past("quay")
        assert (past.state, past.reason) == ("pending", CLOCK_JUMPED)
        clock.advance(seconds=61)
        await until(lambda: bool(platform.posts))  # it does not wait for a year
        await settled()
    assert platform.counts == {"quay": 1}
    assert [past.state for past in await process.past("quay")] == ["posted"]


async def test_a_slot_claimed_by_a_process_with_a_wrong_clock_is_free_for_others(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    subscription = await process.subscribe("quay")
    digests = process.store.tables(DigestStorage)
    clock.jump(days=365)
    lease = dt.timedelta(seconds=30)
    slot = await digests.claim(subscription, subscription.next_date, subscription.next_due, holder="dead", lease=lease)
    assert slot
    assert await digests.renew(slot, lease)
    clock.jump(days=-365)
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: bool(platform.posts))
        await settled()
    assert platform.tries[0].again == clock.now()  # and not in a year, where no history begins
    assert platform.counts == {"quay": 1}


async def test_a_subscription_left_in_the_future_by_an_older_version_comes_back(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    next_year: dict[str, Any] = {"next_date": TODAY + 365 * DAY, "next_due": clock.now() + 365 * DAY}
    await process.subscribe("quay", **next_year)
    await process.subscribe("pier", paused="It is closed.", **next_year)
    foreign = await process.subscribe("mole", bot="B2", **next_year)
    async with process.sending():
        await settled()
        assert await process.next_date("quay") == TODAY
        assert await process.next_date("pier") == TODAY + 365 * DAY
        assert await process.store.tables(DigestStorage).subscription(foreign.id) == foreign
        clock.advance(minutes=30)
        await until(lambda: bool(platform.posts))
        await settled()
    assert platform.counts == {"quay": 1}


async def test_a_digest_that_was_posted_earlier_today_stays_at_tomorrow(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    one = await process.subscribe("quay")
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: bool(platform.posts))
        await settled()
    later = replace(
        one, schedule=Schedule(dt.time(17), "UTC"), next_date=TODAY + DAY, next_due=one.next_due + 29 * DAY / 24
    )
    await process.store.tables(DigestStorage).subscribe(later)
    async with process.sending():
        await settled()
        clock.advance(hours=6)
        await settled()
    assert (platform.counts, await process.next_date("quay")) == ({"quay": 1}, TODAY + DAY)
