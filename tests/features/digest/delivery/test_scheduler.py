"""What the scheduler posts, when, and in which process."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace

import pytest

from bot.core.errors import ClosedError, DeliveryError
from bot.core.ports import Delivery
from bot.features.digest.delivery.scheduler import BATCH, WORKERS
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import SlotResult
from bot.scheduling import EVERY_DAY, Schedule
from tests.chat_driver import FixedClock
from tests.features.digest.delivery.conftest import (
    DAY,
    NEWS,
    NOON,
    TODAY,
    FakePlatform,
    MakeProcess,
    SchedulerProcess,
    finished,
    settled,
    ships_in,
)
from tests.waiting import skip_sleep, until

# ---------------------------------------------------------------------- times


async def test_a_digest_is_posted_at_its_time_and_not_before(
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


async def test_several_processes_post_each_digest_once(
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


async def test_posts_keep_the_pace_of_the_platform(
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
async def test_a_digest_due_while_no_process_ran_is_posted_within_three_hours(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform, late: int, state: str
) -> None:
    await process.subscribe("quay")
    clock.advance(minutes=30, seconds=late)
    async with process.sending():
        await finished(process, "quay")
        await settled()
    (past,) = await process.past("quay")
    assert (past.date, past.state, len(platform.posts)) == (TODAY, state, state == "posted")
    assert past.reason == ("I was not running here" if state == "missed" else "")
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


async def test_after_a_year_only_a_month_of_missed_digests_is_recorded(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    await process.subscribe("quay")
    clock.advance(days=365, minutes=30)
    async with process.sending():
        await until(lambda: bool(platform.posts))
        await settled()
    states = [past.state for past in await process.past("quay")]
    assert states == ["posted"] + ["missed"] * 31


# ---------------------------------------------------------------------- contents


async def test_a_fact_that_is_added_between_two_digests_is_posted_once(
    make_process: MakeProcess, process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    """This is so for every process that posts, even if it loads the facts later than another."""
    late_process = await make_process()
    late_process.answering.state = process.answering.state
    await process.subscribe("quay")
    await process.subscribe("berth", dt.time(12, 0, 0))
    clock.advance(minutes=30)
    async with late_process.sending():
        for n, news in enumerate(NEWS):
            await until(lambda n=n: len(platform.posts) == 2 * n + 2)  # type: ignore[misc]
            await settled()
            before = late_process.answering.state
            clock.advance(hours=23, minutes=59, seconds=30)
            await process.set_facts(*NEWS[: n + 1])
            assert before.whole.statement(news.id) is None
            clock.advance(seconds=30)
            await until(lambda n=n: len(platform.posts) == 2 * n + 4)  # type: ignore[misc]
            late_process.answering.state = process.answering.state
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


# ---------------------------------------------------------------------- leases, changes and other processes


async def test_a_process_that_takes_longer_than_the_lease_loses_it(
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
    assert other.platform.tries[0].again is None  # no process had tried to post it
    assert [past.state for past in await process.past("quay")] == ["posted"]


async def test_nothing_is_posted_if_more_than_half_of_the_lease_is_over(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    """This happens if the process is paused between renewing the lease and posting."""
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


async def test_a_digest_in_progress_is_posted_once_even_if_its_time_changes(
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


async def test_a_digest_in_progress_is_not_posted_if_it_is_switched_off(
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
async def test_without_a_catch_up_window_only_late_digests_are_missed(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform, late: dict[str, float], posted: bool
) -> None:
    process.catch_up = dt.timedelta()
    await process.subscribe("quay")
    clock.advance(minutes=30)
    clock.advance(**late)
    async with process.sending():
        await finished(process, "quay")
    assert bool(platform.posts) == posted


async def test_without_a_catch_up_window_a_failed_digest_is_retried_for_minutes(
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


async def test_a_failed_digest_is_not_retried_after_it_is_switched_off(
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


async def test_a_channel_that_unsubscribes_while_it_waits_gets_no_digest(
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


async def test_a_post_in_progress_is_finished_when_the_scheduler_stops(
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


async def test_a_process_posts_only_on_its_own_platforms(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    subscription = await process.subscribe("quay")
    await process.store.tables(DigestStorage).subscribe(
        replace(subscription, target=replace(subscription.target, platform="smoke"))
    )
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: bool(platform.posts))
        await settled()
    assert [delivery.target.platform for delivery in platform.tries] == ["chat"]


@pytest.mark.parametrize(
    ("time", "days"),
    [(dt.time(9), EVERY_DAY), (dt.time(12), EVERY_DAY), (dt.time(17), EVERY_DAY), (NOON, {4})],
    ids=str,
)
async def test_a_digest_that_was_put_off_is_posted_once_under_its_new_options(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform, time: dt.time, days: set[int]
) -> None:
    platform.fails["quay"] = [DeliveryError("HTTP 500")]
    one = await process.subscribe("quay")
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: bool(platform.tries))
        await settled()
        changed = replace(one, schedule=Schedule(time, "UTC", frozenset(days)), asked=clock.now())
        await process.store.tables(DigestStorage).subscribe(changed)
        clock.advance(seconds=10)
        await until(lambda: bool(platform.posts))
        await settled()
        expected = next(date for date, _ in changed.schedule.upcoming(changed.next_due) if date > TODAY)
        assert await process.next_date("quay") == expected
        clock.advance(hours=8)
        await settled()
    assert platform.counts == {"quay": 1}


# ---------------------------------------------------------------------- several bots on one store


def bot_of(process: SchedulerProcess, bot: str, *workspaces: str) -> FakePlatform:
    """Let a process run another bot, in these workspaces, and return its platform."""
    process.platform = FakePlatform(bot=bot, workspaces=frozenset(workspaces))
    return process.platform


async def test_bots_of_two_workspaces_post_each_its_own_digests(
    make_process: MakeProcess, process: SchedulerProcess, clock: FixedClock
) -> None:
    """Neither posts, pauses or misses a digest of the other one, however many there are."""
    other = await make_process()
    ours, theirs = bot_of(process, "B1", "W1"), bot_of(other, "B2", "W2")
    for n in range(BATCH + 20):
        await other.subscribe(f"quay-{n}", workspace="W2")
    await process.subscribe("mole")
    for n in range(3):
        ours.fails[f"quay-{n}"] = theirs.fails["mole"] = [ClosedError("I am not in the channel.")]
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: bool(ours.posts))
        await settled()
        clock.advance(days=2)
        await until(lambda: len(ours.posts) == 2)
        await settled()
    assert ours.counts == {"mole": 2}
    digests = process.store.tables(DigestStorage)
    for subscription in await digests.subscriptions():
        if subscription.target.workspace == "W2":
            assert (subscription.paused, subscription.next_date) == ("", TODAY)
            assert await digests.results(subscription.id, 9) == []
    async with other.sending():
        await until(lambda: len(theirs.posts) == BATCH + 20)
        await settled()
    assert (set(theirs.counts.values()), "mole" in theirs.counts) == ({1}, False)


async def test_of_two_bots_in_one_workspace_the_one_that_was_asked_posts(
    make_process: MakeProcess, process: SchedulerProcess, clock: FixedClock
) -> None:
    other = await make_process()
    ours, theirs = bot_of(process, "B1", "W1", "W2"), bot_of(other, "B2", "W1")
    await process.subscribe("quay", bot="B1")
    await process.subscribe("mole", bot="B2")
    await process.subscribe("gone", bot="B1", workspace="W9")
    ours.fails["mole"] = theirs.fails["quay"] = ours.fails["gone"] = [ClosedError("I was removed from the server.")]
    clock.advance(minutes=30)
    async with process.sending(), other.sending():
        await until(lambda: ours.counts["quay"] and theirs.counts["mole"])
        await settled()
        clock.advance(days=1)
        await until(lambda: ours.counts["quay"] == theirs.counts["mole"] == 2)
        await settled()
    assert ours.counts == {"quay": 2, "@ann": 1}  # and the owner of the channel that is closed to its bot is told
    assert theirs.counts == {"mole": 2}


async def test_a_subscription_without_a_bot_belongs_to_the_first_bot_that_posts_it(
    make_process: MakeProcess, process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    other = await make_process()
    theirs = bot_of(other, "B2", "W1")
    one = await process.subscribe("quay")
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: bool(platform.posts))
        await settled()
    adopted = await process.store.tables(DigestStorage).subscription(one.id)
    assert adopted
    assert (adopted.bot, adopted.next_date) == ("B1", TODAY + DAY)
    clock.advance(days=1)
    async with other.sending():
        await settled()
        assert theirs.tries == []
        async with process.sending():
            await until(lambda: len(platform.posts) == 2)
            await settled()
    assert theirs.tries == []


async def test_an_old_direct_message_is_served_by_the_bot_that_has_it(
    make_process: MakeProcess, process: SchedulerProcess, clock: FixedClock
) -> None:
    other = await make_process()
    ours, theirs = bot_of(process, "B1", "W1"), bot_of(other, "B2", "W1")
    ours.directs, theirs.directs = {"ann": "D1", "bo": "D2"}, {"ann": "D3", "bo": "D4"}
    for channel, owner in (("D1", "ann"), ("D4", "bo")):
        await process.subscribe(channel, owner=owner, workspace="", direct=True)
    theirs.unknown_directs = 1
    clock.advance(minutes=30)
    async with process.sending(), other.sending():
        await until(lambda: bool(ours.posts))
        await settled()
        clock.advance(seconds=61)  # after a failure it asks again
        await until(lambda: bool(theirs.posts))
        await settled()
    assert (ours.counts, theirs.counts) == ({"D1": 1}, {"D4": 1})


async def test_a_bot_waits_only_for_its_own_turn(
    make_process: MakeProcess, process: SchedulerProcess, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await make_process()
    ours, theirs = bot_of(process, "B1", "W1"), bot_of(other, "B2", "W2")
    ours.rate_limit = theirs.rate_limit = 0.5
    await process.subscribe("quay")
    await process.subscribe("mole", workspace="W2")
    clock.advance(minutes=30)
    pauses = skip_sleep(monkeypatch)
    async with process.sending(), other.sending():
        await until(lambda: ours.posts and theirs.posts)
    assert max(pauses) < 1


# ---------------------------------------------------------------------- the last day, and holidays


async def test_the_last_digest_says_so_and_none_comes_after_it(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    schedule = Schedule(NOON, "UTC", EVERY_DAY, until=TODAY + DAY)
    one = await process.subscribe("quay", schedule=schedule)
    async with process.sending():
        for n in range(4):
            clock.advance(minutes=30 if n == 0 else 24 * 60)
            await until(lambda n=n: len(platform.posts) >= min(n + 1, 2))  # type: ignore[misc]
            await settled()
    first, last = platform.bodies("quay")
    note = "This was the last digest here, because it ends on Tuesday 2 June 2026. /digest on starts it again."
    assert (note in first, note in last) == (False, True)
    assert [past.date for past in await process.past("quay")] == [TODAY + DAY, TODAY]
    ended = await process.store.tables(DigestStorage).subscription(one.id)
    assert ended
    assert ended.has_ended


async def test_a_last_digest_that_could_not_be_posted_yet_is_tried_again(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    platform.fails["quay"] = [DeliveryError("The wire is down.")]
    await process.subscribe("quay", schedule=Schedule(NOON, "UTC", EVERY_DAY, until=TODAY))
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: len(platform.tries) == 1)
        await settled()
        clock.advance(seconds=5)
        await until(lambda: len(platform.posts) == 1)
        await settled()
    assert [past.state for past in await process.past("quay")] == ["posted"]


async def test_a_digest_whose_last_days_were_missed_has_ended(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    one = await process.subscribe("quay", schedule=Schedule(NOON, "UTC", EVERY_DAY, until=TODAY + DAY))
    clock.advance(days=9)
    async with process.sending():
        await finished(process, "quay")
        await settled()
    assert platform.posts == []
    assert [past.state for past in await process.past("quay")] == ["missed", "missed"]
    ended = await process.store.tables(DigestStorage).subscription(one.id)
    assert ended
    assert ended.has_ended


async def test_a_holiday_has_no_digest_and_none_is_missed(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    clock.time = dt.datetime(2026, 12, 24, 11, 30, tzinfo=dt.UTC)
    schedule = Schedule(NOON, "UTC", EVERY_DAY, holidays="GB")
    await process.subscribe("quay", schedule=schedule, next_date=clock.now().date())
    async with process.sending():
        for n in range(6):
            clock.advance(minutes=30 if n == 0 else 24 * 60)
            await settled()
    days = [past.date.day for past in await process.past("quay")]
    assert days == [29, 27, 24]  # Boxing Day is on a Saturday, so Monday 28 December is free as well
    assert {past.state for past in await process.past("quay")} == {"posted"}
