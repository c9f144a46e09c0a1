"""What the sender posts, when, and who posts it."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace

import pytest

from bot.core.errors import DeliveryError
from bot.core.ports import Delivery
from bot.features.digest.delivery.scheduler import WORKERS
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import SlotResult
from tests.chat_driver import FixedClock
from tests.features.digest.delivery.conftest import (
    DAY,
    NEWS,
    TODAY,
    FakePlatform,
    MakeProcess,
    SchedulerProcess,
    finished,
    settled,
    ships_in,
)
from tests.waiting import skip_sleep, until

# ---------------------------------------------------------------------- when


async def test_it_is_posted_at_its_time_and_not_before(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    await process.subscribe("quay")
    async with process.sending():
        clock.advance(minutes=29, seconds=59)
        await settled()
        assert platform.tries == []
        clock.advance(seconds=1)
        await until(lambda: bool(platform.posts))
        await settled()
        clock.advance(hours=23, minutes=59, seconds=59)
        await settled()
        assert platform.counts == {"quay": 1}
        clock.advance(seconds=1)
        await until(lambda: len(platform.posts) == 2)
    assert "Daily digest · Monday 1 June 2026" in platform.bodies("quay")[0]
    assert "Daily digest · Tuesday 2 June 2026" in platform.bodies("quay")[1]
    noon = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
    assert await process.past("quay") == [
        SlotResult(TODAY + DAY, noon + DAY, "posted", noon + DAY), SlotResult(TODAY, noon, "posted", noon),
    ]  # fmt: skip
    assert await process.next_date("quay") == TODAY + 2 * DAY


async def test_several_processes_post_each_once(
    make_process: MakeProcess, process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    processes = [process, *[await make_process() for _ in range(2)]]
    for n in range(40):
        await process.subscribe(f"quay-{n}")
    clock.advance(minutes=30)
    async with processes[0].sending(), processes[1].sending(), processes[2].sending():
        await until(lambda: len(platform.posts) >= 40)
        await settled()
    assert platform.counts == {f"quay-{n}": 1 for n in range(40)}
    assert len({key for _, key, _ in platform.posts}) == 40


async def test_the_pace_of_the_platform_is_kept(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = skip_sleep(monkeypatch)
    platform.rate_limit = 40.0
    for n in range(WORKERS + 5):
        await process.subscribe(f"quay-{n}")
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: len(platform.posts) == WORKERS + 5)
    turns = {round(pause * 40, 3) for pause in pauses}
    assert turns >= set(range(1, WORKERS + 5))  # the first did not wait


@pytest.mark.parametrize(("late", "state"), [(3 * 3600, "posted"), (3 * 3600 + 1, "missed")])
async def test_what_was_due_while_nobody_ran_is_posted_within_three_hours(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform, late: int, state: str
) -> None:
    await process.subscribe("quay")
    clock.advance(minutes=30, seconds=late)
    async with process.sending():
        await finished(process, "quay")
        await settled()
    (past,) = await process.past("quay")
    assert (past.date, past.state, len(platform.posts)) == (TODAY, state, state == "posted")
    assert past.reason == ("I was not running" if state == "missed" else "")
    assert await process.next_date("quay") == TODAY + DAY


async def test_after_several_days_one_digest_covers_them_all(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    await process.subscribe("quay")
    await process.subscribe("mole", dt.time(7))
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: len(platform.posts) == 1)
        await settled()
    for n in range(3):
        clock.advance(days=1)
        await process.set_facts(*NEWS[: n + 1])
    clock.advance(minutes=5)
    async with process.sending():
        await until(lambda: len(platform.posts) == 2)
        await settled()
    assert [ships_in(body) for body in platform.bodies("quay")] == [[], [0, 1, 2]]
    assert "Since Monday 1 June 2026: 3 new." in platform.bodies("quay")[1]
    assert [(past.date, past.state) for past in await process.past("quay")] == [
        (TODAY + 3 * DAY, "posted"), (TODAY + 2 * DAY, "missed"), (TODAY + DAY, "missed"), (TODAY, "posted"),
    ]  # fmt: skip
    assert [past.state for past in await process.past("mole")] == ["missed"] * 3
    assert await process.next_date("mole") == TODAY + 4 * DAY


async def test_after_a_year_a_month_is_noted(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    await process.subscribe("quay")
    clock.advance(days=365, minutes=30)
    async with process.sending():
        await until(lambda: bool(platform.posts))
        await settled()
    states = [past.state for past in await process.past("quay")]
    assert states == ["posted"] + ["missed"] * 31


# ---------------------------------------------------------------------- what


async def test_facts_between_two_digests_are_told_once(
    make_process: MakeProcess, process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    """Whichever process posts, also where it took up the facts later than another."""
    slow = await make_process()
    slow.answering.knowledge = process.answering.knowledge
    await process.subscribe("quay")
    await process.subscribe("berth", dt.time(12, 0, 0))
    clock.advance(minutes=30)
    async with slow.sending():
        for n, news in enumerate(NEWS):
            await until(lambda n=n: len(platform.posts) == 2 * n + 2)  # type: ignore[misc]
            await settled()
            before = slow.answering.knowledge
            clock.advance(hours=23, minutes=59, seconds=30)
            await process.set_facts(*NEWS[: n + 1])
            assert before.statement(news.id) is None
            clock.advance(seconds=30)
            await until(lambda n=n: len(platform.posts) == 2 * n + 4)  # type: ignore[misc]
            slow.answering.knowledge = process.answering.knowledge
            if n == 2:
                break
        clock.advance(days=1)
        await until(lambda: len(platform.posts) == 10)
        clock.advance(days=1)
        await until(lambda: len(platform.posts) == 12)
    for channel in ("quay", "berth"):
        assert [ships_in(body) for body in platform.bodies(channel)] == [[], [], [0], [1], [2], []]


async def test_a_quiet_channel_gets_nothing_without_news(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    await process.subscribe("quay", quiet=True)
    clock.advance(minutes=30)
    async with process.sending():
        await settled()
        assert platform.tries == []
        assert [past.state for past in await process.past("quay")] == ["quiet"]
        clock.advance(hours=1)
        await process.set_facts(NEWS[0])
        clock.advance(hours=23)
        await until(lambda: bool(platform.posts))
        await settled()
    assert [past.state for past in await process.past("quay")] == ["posted", "quiet"]
    assert "Since Monday 1 June 2026: 1 new." in platform.bodies("quay")[0]


# ---------------------------------------------------------------------- who


async def test_who_takes_longer_than_the_lease_loses_it(
    make_process: MakeProcess, process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    other = await make_process()
    other.platform = FakePlatform()
    platform.gates["quay"] = asyncio.Event()
    await process.subscribe("quay")
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: bool(platform.tries))
        async with other.sending():
            await settled()
            assert other.platform.tries == []
            clock.advance(seconds=31)
            await until(lambda: bool(other.platform.posts))
            platform.gates["quay"].set()
            await settled()
    assert platform.posts == []
    assert other.platform.posts == [("quay", platform.tries[0].key, platform.tries[0].body)]
    assert other.platform.tries[0].again is None  # nobody had tried it yet
    assert [past.state for past in await process.past("quay")] == ["posted"]


async def test_a_lease_that_is_half_over_is_not_used(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    """As after the process was stopped for a while, between taking the lease anew and posting."""
    process.lease = dt.timedelta(seconds=0.2)
    await process.subscribe("quay")
    clock.advance(minutes=30)

    class Sluggish(FakePlatform):
        async def post(self, delivery: Delivery) -> str:
            self.tries.append(delivery)
            await delivery.lease.renew()
            await asyncio.sleep(0.15)
            delivery.lease.check()
            self.posts.append(("quay", "", "posted without the right to"))
            return "M1"

    process.platform = platform = Sluggish()
    async with process.sending():
        await until(lambda: bool(platform.tries))
        await settled()
    assert [past.state for past in await process.past("quay")] == ["pending"]
    assert (len(platform.tries), platform.posts) == (1, [])


async def test_what_is_under_way_is_posted_though_its_time_changes(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    platform.gates["quay"] = asyncio.Event()
    await process.subscribe("quay")
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: bool(platform.tries))
        clock.advance(seconds=1)
        await process.subscribe("quay", dt.time(17))
        platform.gates["quay"].set()
        await until(lambda: bool(platform.posts))
        clock.advance(hours=6)
        await settled()
        assert platform.counts == {"quay": 1}
        clock.advance(days=1)
        await settled()
    assert platform.counts == {"quay": 2}


async def test_what_is_under_way_is_given_up_where_it_is_switched_off(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    platform.gates["quay"] = asyncio.Event()
    await process.subscribe("quay")
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: bool(platform.tries))
        await process.store.tables(DigestStorage).unsubscribe("chat:W1:quay", "Off.")
        platform.gates["quay"].set()
        await settled()
    assert platform.posts == []
    assert [(past.state, past.reason) for past in await process.past("quay")] == [("missed", "Off.")]


@pytest.mark.parametrize(("late", "posted"), [({"seconds": 40}, True), ({"minutes": 9}, False)])
async def test_without_a_window_only_what_is_late_is_missed(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform, late: dict[str, float], posted: bool
) -> None:
    process.catch_up = dt.timedelta()
    await process.subscribe("quay")
    clock.advance(minutes=30)
    clock.advance(**late)
    async with process.sending():
        await finished(process, "quay")
    assert bool(platform.posts) == posted


async def test_without_a_window_a_crowd_has_its_minutes(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    process.catch_up = dt.timedelta()
    platform.fails["quay"] = [DeliveryError("The wire is down.")]
    await process.subscribe("quay")
    async with process.sending():
        clock.advance(minutes=30)
        await until(lambda: bool(platform.tries))
        await settled()
        clock.advance(minutes=9)
        await until(lambda: bool(platform.posts))
    assert platform.counts == {"quay": 1}


async def test_who_wants_it_no_more_is_not_tried_again(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    platform.fails["quay"] = [DeliveryError("The wire is down.")]
    await process.subscribe("quay")
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: bool(platform.tries))
        await settled()
        await process.store.tables(DigestStorage).unsubscribe("chat:W1:quay", "Off.")
        clock.advance(minutes=5)
        await settled()
    assert len(platform.tries) == 1


async def test_who_wants_it_no_more_while_waiting_for_a_turn_gets_nothing(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    gate = asyncio.Event()
    channels = {f"quay-{number}" for number in range(WORKERS + 4)}
    for channel in channels:
        platform.gates[channel] = gate
        await process.subscribe(channel)
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: len(platform.tries) == WORKERS)
        tried = {delivery.target.channel for delivery in platform.tries}
        for channel in channels - tried:
            await process.store.tables(DigestStorage).unsubscribe(f"chat:W1:{channel}", "Off.")
        gate.set()
        await until(lambda: len(platform.posts) == WORKERS)
        await settled()
    assert platform.counts == dict.fromkeys(tried, 1)


async def test_what_is_being_posted_at_the_end_is_finished(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    platform.gates["quay"] = asyncio.Event()
    await process.subscribe("quay")
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: bool(platform.tries))
        asyncio.get_running_loop().call_later(0.1, platform.gates["quay"].set)
    assert platform.counts == {"quay": 1}
    assert [past.state for past in await process.past("quay")] == ["posted"]


async def test_other_platforms_are_left_to_others(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    one = await process.subscribe("quay")
    await process.store.tables(DigestStorage).subscribe(replace(one, target=replace(one.target, platform="smoke")))
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: bool(platform.posts))
        await settled()
    assert [delivery.target.platform for delivery in platform.tries] == ["chat"]
