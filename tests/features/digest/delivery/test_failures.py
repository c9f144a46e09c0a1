"""The scheduler copes with failures of a platform, of the store and of its own code."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.errors import ClosedError, DeliveryError, RefusedError, UncertainError
from bot.features.digest.contents import DigestContents
from bot.features.digest.delivery.scheduler import WORKERS
from bot.features.digest.storage import DigestStorage
from bot.features.digest.texts import became, details
from bot.storage.engine import sqlite_driver
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
from tests.samples.facts import LOCKS
from tests.waiting import until


async def test_a_retry_posts_the_same_text_under_the_same_key(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    platform.fails["quay"] = [DeliveryError("The wire is down."), DeliveryError("The wire is still down.")]
    await process.subscribe("quay")
    await process.set_facts(NEWS[0])
    clock.advance(minutes=30)
    first = clock.now()
    async with process.sending():
        await until(lambda: len(platform.tries) == 1)
        await settled()
        (past,) = await process.past("quay")
        assert (past.state, past.reason) == ("pending", "The wire is down.")
        await process.set_facts(replace(NEWS[0], text="Ship 0 has left."), NEWS[1])
        clock.advance(seconds=5)
        await until(lambda: len(platform.tries) == 2)
        await settled()
        clock.advance(seconds=9)
        await settled()
        assert len(platform.tries) == 2  # it waits longer each time
        clock.advance(seconds=1)
        await until(lambda: bool(platform.posts))
        await settled()
        assert [delivery.again for delivery in platform.tries] == [None, first, first]
        assert len({(delivery.body, delivery.key) for delivery in platform.tries}) == 1
        contents = DigestContents.from_text(
            await process.store.tables(DigestStorage).contents(platform.tries[0].key) or ""
        )
        assert contents.new == (("Ships", ("news-0",)),)
        clock.advance(days=1)
        await until(lambda: len(platform.posts) == 2)
    assert ships_in(platform.bodies("quay")[0]) == [0]
    assert "1 changed and 1 new" in platform.bodies("quay")[1]
    assert [past.state for past in await process.past("quay")] == ["posted", "posted"]


async def test_a_digest_that_fails_until_the_window_closes_is_missed_with_the_reason(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    platform.fails["quay"] = [DeliveryError("The wire is down.")]
    await process.subscribe("quay")
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: bool(platform.tries))
        await settled()
        clock.advance(hours=3, seconds=1)
        await settled()
    (past,) = await process.past("quay")
    assert (past.state, past.reason) == ("missed", "The wire is down.")
    assert platform.posts == []


async def test_a_post_of_unknown_fate_is_uncertain_after_the_window_closes(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    """This happens on Slack without the scopes to read the history."""
    platform.fails["quay"] = [UncertainError("Could not check it.")] * 5 + [DeliveryError("The wire is down.")] * 99
    platform.fails["mole"] = [DeliveryError("The wire is down.")] * 99
    for channel in ("quay", "mole"):
        await process.subscribe(channel)
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: len(platform.tries) == 2)
        for _ in range(20):
            await settled()
            clock.advance(minutes=5)
        await settled()
        assert [past.state for past in await process.past("quay")] == ["pending"]
        clock.advance(hours=2)
        await settled()
        for channel, state in (("quay", "uncertain"), ("mole", "missed")):
            (past,) = await process.past(channel)
            assert (past.date, past.state, past.reason) == (TODAY, state, "The wire is down.")
            assert await process.next_date(channel) == TODAY + DAY
        (told,) = [became(past, ZoneInfo("UTC"), over=True) for past in await process.past("quay")]
        assert told == "I don't know if it was posted: The wire is down."
        platform.fails.clear()
        clock.advance(hours=21)
        await until(lambda: len(platform.posts) == 2)
        await settled()
    assert [past.state for past in await process.past("quay")] == ["posted", "uncertain"]


@pytest.mark.parametrize(("tried", "state"), [(True, "uncertain"), (False, "missed")])
async def test_a_slot_whose_process_died_for_ever_is_uncertain_if_it_had_begun_to_post(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform, tried: bool, state: str
) -> None:
    one = await process.subscribe("quay")
    digests, lease = process.store.tables(DigestStorage), dt.timedelta(seconds=30)
    clock.advance(minutes=30)
    slot = await digests.claim(one, one.next_date, one.next_due, holder="dead", lease=lease)
    assert slot
    if tried:
        await digests.renew(slot, lease)
    clock.advance(hours=4)
    async with process.sending():
        await finished(process, "quay")
        await settled()
    assert [past.state for past in await process.past("quay")] == [state]
    assert platform.tries == []


async def test_only_a_slot_that_a_dead_process_may_have_posted_is_said_to_be_abandoned(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    one = await process.subscribe("quay")
    digests, lease = process.store.tables(DigestStorage), dt.timedelta(seconds=30)
    clock.advance(minutes=30)
    slot = await digests.claim(one, one.next_date, one.next_due, holder="dead", lease=lease)
    assert slot
    await digests.renew(slot, lease)
    clock.advance(seconds=37)
    platform.fails["quay"] = [DeliveryError("The wire is down.")]
    async with process.sending():
        await until(lambda: bool(platform.tries))
        await settled()
        clock.advance(seconds=10)
        await until(lambda: bool(platform.posts))
    assert [delivery.abandoned for delivery in platform.tries] == [7.0, None]


async def test_a_closed_channel_is_paused_and_its_owner_is_notified_once(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    gone = "I am not in this channel any more: please invite me."
    platform.fails["quay"] = [ClosedError(gone), ClosedError(gone)]
    platform.fails["pier"] = [ClosedError(gone)]
    for channel, owner in (("quay", "bo"), ("pier", "hermit"), ("mole", "cy")):
        await process.subscribe(channel, owner=owner)
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: platform.counts == {"@bo": 1, "mole": 1})
        await settled()
        clock.advance(days=1)
        await until(lambda: platform.counts["mole"] == 2)
        await settled()
        assert platform.counts == {"@bo": 1, "mole": 2}
        assert platform.bodies("@bo")[0].startswith(f"I can no longer post the daily digest in #quay. {gone}")
        paused = await process.store.tables(DigestStorage).subscription("chat:W1:quay")
        assert paused is not None
        assert paused.paused == gone
        assert [(past.state, past.reason) for past in await process.past("quay")] == [("failed", gone)]

        await process.subscribe("quay", owner="bo", asked=clock.now())
        clock.advance(days=1)
        await until(lambda: platform.counts["@bo"] == 2)  # a new subscription is closed and reported again


async def test_the_owner_of_a_digest_in_a_deleted_channel_gets_no_advice_that_cannot_work(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    platform.fails["quay"] = [ClosedError("The channel is gone.", gone=True)]
    one = await process.subscribe("quay", owner="bo")
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: bool(platform.posts))
        await settled()
    (told,) = platform.bodies("@bo")
    assert told == (
        "I can no longer post the daily digest in #quay. The channel is gone. "
        "To get the digest in another channel, type /digest on in that one."
    )
    paused = await process.store.tables(DigestStorage).subscription(one.id)
    assert paused
    assert dict(details(paused, clock.now()))["Paused"] == (
        "The channel is gone. To get the digest in another channel, type /digest on in that one."
    )
    assert [past.reason for past in await process.past("quay")] == ["The channel is gone."]


async def test_a_refused_digest_is_recorded_and_the_next_day_is_posted(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    platform.fails["quay"] = [RefusedError("The embed is too long.")]
    await process.subscribe("quay")
    await process.set_facts(NEWS[0])
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: bool(platform.tries))
        await settled()
        clock.advance(hours=1)
        await settled()
        assert len(platform.tries) == 1
        clock.advance(hours=23)
        await until(lambda: bool(platform.posts))
        await settled()
    assert [(past.state, past.reason) for past in await process.past("quay")] == [
        ("posted", ""), ("failed", "The embed is too long."),
    ]  # fmt: skip
    assert ships_in(platform.bodies("quay")[0]) == [0]  # the fact was in no digest before


async def test_a_slow_channel_does_not_delay_others(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    platform.gates["quay"] = asyncio.Event()
    for n in range(WORKERS * 2):
        await process.subscribe("quay" if n == 0 else f"mole-{n}")
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: len(platform.posts) == WORKERS * 2 - 1)
        await settled()
        assert "quay" not in platform.counts
        platform.gates["quay"].set()
        await until(lambda: len(platform.posts) == WORKERS * 2)


async def test_a_rendering_error_in_one_channel_does_not_delay_others(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform, caplog: pytest.LogCaptureFixture
) -> None:
    platform.unfit = NEWS[0].text
    await process.set_facts(NEWS[0])
    for n in range(30):
        await process.subscribe(f"quay-{n}", topics=(LOCKS[0].topic,) if n % 2 else ())
    clock.advance(minutes=30)
    async with process.sending():
        await until(lambda: len(platform.posts) + caplog.text.count("a planted fault") >= 30)
        await settled()
        failed = {f"quay-{n}" for n in range(30)} - platform.counts.keys()
        assert 0 < len(failed) < 30
        (past,) = await process.past(min(failed))
        assert (past.state, "see the log" in past.reason) == ("pending", True)
        platform.unfit = "\x00"
        clock.advance(minutes=1)
        await until(lambda: len(platform.posts) == 30)
    assert set(platform.counts.values()) == {1}


async def test_digests_are_posted_once_after_the_store_was_locked(
    make_process: MakeProcess,
    process: SchedulerProcess,
    clock: FixedClock,
    platform: FakePlatform,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    impatient = await make_process(store_timeout=2.0)
    for n in range(3):
        await process.subscribe(f"quay-{n}")
    clock.advance(minutes=30)
    locked = sqlite_driver().connect(tmp_path / "store.db", isolation_level=None)
    locked.execute("BEGIN IMMEDIATE")  # as a slow backup of the file does
    with caplog.at_level(logging.WARNING, "bot.features.digest.delivery"):
        async with impatient.sending():
            await until(lambda: "did not answer" in caplog.text)
            await settled()
            assert platform.tries == []
            locked.execute("ROLLBACK")
            locked.close()
            clock.advance(seconds=31)  # the lease of slots that were claimed before the timeout
            await until(lambda: len(platform.posts) == 3)
            await settled()
    assert platform.counts == {f"quay-{n}": 1 for n in range(3)}


async def test_a_process_claims_no_digest_while_its_platform_is_not_connected(
    process: SchedulerProcess, clock: FixedClock, platform: FakePlatform
) -> None:
    await process.subscribe("quay")
    platform.connected = False
    clock.advance(minutes=30)
    async with process.sending():
        await settled()
        assert platform.tries == []
        assert await process.past("quay") == []
        platform.connected = True
        await until(lambda: bool(platform.posts))
    assert platform.counts == {"quay": 1}
