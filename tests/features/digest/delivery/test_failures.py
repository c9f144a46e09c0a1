"""What the sender does where a platform, the store or we ourselves fail."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.errors import ClosedError, DeliveryError, RefusedError
from bot.features.digest.contents import DigestContents
from bot.features.digest.delivery.scheduler import WORKERS
from bot.storage.engine import sqlite_driver
from tests.chat_driver import FixedClock
from tests.features.digest.delivery.conftest import NEWS, Board, Hire, Post, settled, told, until
from tests.sample_facts import LOCKS


async def test_the_next_try_posts_the_same_under_the_same_key(post: Post, clock: FixedClock, board: Board) -> None:
    board.fails["quay"] = [DeliveryError("The wire is down."), DeliveryError("The wire is still down.")]
    await post.subscribe("quay")
    await post.holds(NEWS[0])
    clock.pass_by(minutes=30)
    first = clock.now()
    async with post.sending():
        await until(lambda: len(board.tries) == 1)
        await settled()
        (past,) = await post.past("quay")
        assert (past.state, past.reason) == ("pending", "The wire is down.")
        await post.holds(replace(NEWS[0], text="Ship 0 has left."), NEWS[1])
        clock.pass_by(seconds=5)
        await until(lambda: len(board.tries) == 2)
        await settled()
        clock.pass_by(seconds=9)
        await settled()
        assert len(board.tries) == 2  # it waits longer each time
        clock.pass_by(seconds=1)
        await until(lambda: bool(board.posts))
        await settled()
        assert [delivery.again for delivery in board.tries] == [None, first, first]
        assert len({(delivery.body, delivery.key) for delivery in board.tries}) == 1
        contents = DigestContents.from_text(await post.store.digests.contents(board.tries[0].key) or "")
        assert contents.new == (("Ships", ("news-0",)),)
        clock.pass_by(days=1)
        await until(lambda: len(board.posts) == 2)
    assert told(board.bodies("quay")[0]) == [0]
    assert "1 new and 1 changed" in board.bodies("quay")[1]
    assert [past.state for past in await post.past("quay")] == ["posted", "posted"]


async def test_what_fails_until_the_window_closes_is_missed_for_that_reason(
    post: Post, clock: FixedClock, board: Board
) -> None:
    board.fails["quay"] = [DeliveryError("The wire is down.")]
    await post.subscribe("quay")
    clock.pass_by(minutes=30)
    async with post.sending():
        await until(lambda: bool(board.tries))
        await settled()
        clock.pass_by(hours=3, seconds=1)
        await settled()
    (past,) = await post.past("quay")
    assert (past.state, past.reason) == ("missed", "The wire is down.")
    assert board.posts == []


async def test_a_closed_channel_is_paused_and_its_owner_told_once(post: Post, clock: FixedClock, board: Board) -> None:
    gone = "I am not in this channel any more: please invite me."
    board.fails["quay"] = [ClosedError(gone), ClosedError(gone)]
    board.fails["pier"] = [ClosedError(gone)]
    for channel, owner in (("quay", "bo"), ("pier", "hermit"), ("mole", "cy")):
        await post.subscribe(channel, owner=owner)
    clock.pass_by(minutes=30)
    async with post.sending():
        await until(lambda: board.counts == {"@bo": 1, "mole": 1})
        await settled()
        clock.pass_by(days=1)
        await until(lambda: board.counts["mole"] == 2)
        await settled()
        assert board.counts == {"@bo": 1, "mole": 2}
        assert board.bodies("@bo")[0].startswith(f"I can no longer post the daily digest in #quay. {gone}")
        paused = await post.store.digests.subscription("chat:W1:quay")
        assert paused is not None
        assert paused.paused == gone
        assert [(past.state, past.reason) for past in await post.past("quay")] == [("failed", gone)]

        await post.subscribe("quay", owner="bo", asked=clock.now())
        clock.pass_by(days=1)
        await until(lambda: board.counts["@bo"] == 2)  # asked for anew, it closed anew


async def test_what_the_platform_refuses_is_noted_and_the_next_day_goes_on(
    post: Post, clock: FixedClock, board: Board
) -> None:
    board.fails["quay"] = [RefusedError("The embed is too long.")]
    await post.subscribe("quay")
    await post.holds(NEWS[0])
    clock.pass_by(minutes=30)
    async with post.sending():
        await until(lambda: bool(board.tries))
        await settled()
        clock.pass_by(hours=1)
        await settled()
        assert len(board.tries) == 1
        clock.pass_by(hours=23)
        await until(lambda: bool(board.posts))
        await settled()
    assert [(past.state, past.reason) for past in await post.past("quay")] == [
        ("posted", ""), ("failed", "The embed is too long."),
    ]  # fmt: skip
    assert told(board.bodies("quay")[0]) == [0]  # nobody was told of it yet


async def test_a_slow_channel_holds_up_no_other(post: Post, clock: FixedClock, board: Board) -> None:
    board.gates["quay"] = asyncio.Event()
    for n in range(WORKERS * 2):
        await post.subscribe("quay" if n == 0 else f"mole-{n}")
    clock.pass_by(minutes=30)
    async with post.sending():
        await until(lambda: len(board.posts) == WORKERS * 2 - 1)
        await settled()
        assert "quay" not in board.counts
        board.gates["quay"].set()
        await until(lambda: len(board.posts) == WORKERS * 2)


async def test_a_fault_of_ours_in_one_channel_holds_up_no_other(
    post: Post, clock: FixedClock, board: Board, caplog: pytest.LogCaptureFixture
) -> None:
    board.unfit = LOCKS[0].text
    for n in range(30):
        await post.subscribe(f"quay-{n}")  # another older fact in each
    clock.pass_by(minutes=30)
    async with post.sending():
        await until(lambda: len(board.posts) + caplog.text.count("a planted fault") >= 30)
        await settled()
        bad = {f"quay-{n}" for n in range(30)} - board.counts.keys()
        assert 0 < len(bad) < 30
        (past,) = await post.past(min(bad))
        assert (past.state, "see the log" in past.reason) == ("pending", True)
        board.unfit = "\x00"
        clock.pass_by(minutes=1)
        await until(lambda: len(board.posts) == 30)
    assert set(board.counts.values()) == {1}


async def test_a_store_that_is_away_for_a_while(
    hire: Hire, post: Post, clock: FixedClock, board: Board, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    hasty = await hire(patience=0.2)
    for n in range(3):
        await post.subscribe(f"quay-{n}")
    clock.pass_by(minutes=30)
    locked = sqlite_driver().connect(tmp_path / "store.db", isolation_level=None)
    locked.execute("BEGIN IMMEDIATE")  # as a copy of the file that takes its time
    with caplog.at_level(logging.WARNING, "bot.features.digest.delivery"):
        async with hasty.sending():
            await until(lambda: "did not answer" in caplog.text)
            await settled()
            assert board.tries == []
            locked.execute("ROLLBACK")
            locked.close()
            clock.pass_by(seconds=31)  # what was claimed for somebody who had given up
            await until(lambda: len(board.posts) == 3)
            await settled()
    assert board.counts == {f"quay-{n}": 1 for n in range(3)}


async def test_who_is_not_connected_leaves_it_to_others(post: Post, clock: FixedClock, board: Board) -> None:
    await post.subscribe("quay")
    board.ready = False
    clock.pass_by(minutes=30)
    async with post.sending():
        await settled()
        assert board.tries == []
        assert await post.past("quay") == []
        board.ready = True
        await until(lambda: bool(board.posts))
    assert board.counts == {"quay": 1}
