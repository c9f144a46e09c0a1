"""What the sender posts, when, and who posts it."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace

import pytest

from bot.core.errors import DeliveryError
from bot.core.ports import Delivery
from bot.features.digest.delivery.scheduler import WORKERS
from bot.features.digest.subscriptions import SlotResult
from tests.chat_driver import FixedClock
from tests.features.digest.delivery.conftest import DAY, NEWS, TODAY, Board, Hire, Post, done, settled, told, until

# ---------------------------------------------------------------------- when


async def test_it_is_posted_at_its_time_and_not_before(post: Post, clock: FixedClock, board: Board) -> None:
    await post.subscribe("quay")
    async with post.sending():
        clock.pass_by(minutes=29, seconds=59)
        await settled()
        assert board.tries == []
        clock.pass_by(seconds=1)
        await until(lambda: bool(board.posts))
        await settled()
        clock.pass_by(hours=23, minutes=59, seconds=59)
        await settled()
        assert board.counts == {"quay": 1}
        clock.pass_by(seconds=1)
        await until(lambda: len(board.posts) == 2)
    assert "Daily digest · Monday 1 June 2026" in board.bodies("quay")[0]
    assert "Daily digest · Tuesday 2 June 2026" in board.bodies("quay")[1]
    noon = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
    assert await post.past("quay") == [
        SlotResult(TODAY + DAY, noon + DAY, "posted", noon + DAY), SlotResult(TODAY, noon, "posted", noon),
    ]  # fmt: skip
    assert await post.next_date("quay") == TODAY + 2 * DAY


async def test_several_processes_post_each_once(hire: Hire, post: Post, clock: FixedClock, board: Board) -> None:
    posts = [post, *[await hire() for _ in range(2)]]
    for n in range(40):
        await post.subscribe(f"quay-{n}")
    clock.pass_by(minutes=30)
    async with posts[0].sending(), posts[1].sending(), posts[2].sending():
        await until(lambda: len(board.posts) >= 40, 30)
        await settled()
    assert board.counts == {f"quay-{n}": 1 for n in range(40)}
    assert len({key for _, key, _ in board.posts}) == 40


async def test_the_pace_of_the_platform_is_kept(post: Post, clock: FixedClock, board: Board) -> None:
    board.pace = 40.0
    for n in range(WORKERS + 5):
        await post.subscribe(f"quay-{n}")
    clock.pass_by(minutes=30)
    loop = asyncio.get_running_loop()
    async with post.sending():
        start = loop.time()
        await until(lambda: len(board.posts) == WORKERS + 5, 30)
        assert loop.time() - start > (WORKERS + 4) / 40 * 0.95


@pytest.mark.parametrize(("late", "state"), [(3 * 3600, "posted"), (3 * 3600 + 1, "missed")])
async def test_what_was_due_while_nobody_ran_is_posted_within_three_hours(
    post: Post, clock: FixedClock, board: Board, late: int, state: str
) -> None:
    await post.subscribe("quay")
    clock.pass_by(minutes=30, seconds=late)
    async with post.sending():
        await done(post, "quay")
        await settled()
    (past,) = await post.past("quay")
    assert (past.date, past.state, len(board.posts)) == (TODAY, state, state == "posted")
    assert past.reason == ("I was not running" if state == "missed" else "")
    assert await post.next_date("quay") == TODAY + DAY


async def test_after_several_days_one_digest_covers_them_all(post: Post, clock: FixedClock, board: Board) -> None:
    await post.subscribe("quay")
    await post.subscribe("mole", dt.time(7))
    clock.pass_by(minutes=30)
    async with post.sending():
        await until(lambda: len(board.posts) == 1)
        await settled()
    for n in range(3):
        clock.pass_by(days=1)
        await post.holds(*NEWS[: n + 1])
    clock.pass_by(minutes=5)
    async with post.sending():
        await until(lambda: len(board.posts) == 2)
        await settled()
    assert [told(body) for body in board.bodies("quay")] == [[], [0, 1, 2]]
    assert "Since Monday 1 June 2026: 3 new." in board.bodies("quay")[1]
    assert [(past.date, past.state) for past in await post.past("quay")] == [
        (TODAY + 3 * DAY, "posted"), (TODAY + 2 * DAY, "missed"), (TODAY + DAY, "missed"), (TODAY, "posted"),
    ]  # fmt: skip
    assert [past.state for past in await post.past("mole")] == ["missed"] * 3
    assert await post.next_date("mole") == TODAY + 4 * DAY


async def test_after_a_year_a_month_is_noted(post: Post, clock: FixedClock, board: Board) -> None:
    await post.subscribe("quay")
    clock.pass_by(days=365, minutes=30)
    async with post.sending():
        await until(lambda: bool(board.posts))
        await settled()
    states = [past.state for past in await post.past("quay")]
    assert states == ["posted"] + ["missed"] * 31


# ---------------------------------------------------------------------- what


async def test_facts_between_two_digests_are_told_once(hire: Hire, post: Post, clock: FixedClock, board: Board) -> None:
    """Whichever process posts, also where it took up the facts later than another."""
    slow = await hire()
    slow.answering.knowledge = post.answering.knowledge
    await post.subscribe("quay")
    await post.subscribe("berth", dt.time(12, 0, 0))
    clock.pass_by(minutes=30)
    async with slow.sending():
        for n, news in enumerate(NEWS):
            await until(lambda n=n: len(board.posts) == 2 * n + 2)  # type: ignore[misc]
            await settled()
            before = slow.answering.knowledge
            clock.pass_by(hours=23, minutes=59, seconds=30)
            await post.holds(*NEWS[: n + 1])
            assert before.statement(news.id) is None
            clock.pass_by(seconds=30)
            await until(lambda n=n: len(board.posts) == 2 * n + 4)  # type: ignore[misc]
            slow.answering.knowledge = post.answering.knowledge
            if n == 2:
                break
        clock.pass_by(days=1)
        await until(lambda: len(board.posts) == 10)
        clock.pass_by(days=1)
        await until(lambda: len(board.posts) == 12)
    for channel in ("quay", "berth"):
        assert [told(body) for body in board.bodies(channel)] == [[], [], [0], [1], [2], []]


async def test_a_quiet_channel_gets_nothing_without_news(post: Post, clock: FixedClock, board: Board) -> None:
    await post.subscribe("quay", quiet=True)
    clock.pass_by(minutes=30)
    async with post.sending():
        await settled()
        assert board.tries == []
        assert [past.state for past in await post.past("quay")] == ["quiet"]
        clock.pass_by(hours=1)
        await post.holds(NEWS[0])
        clock.pass_by(hours=23)
        await until(lambda: bool(board.posts))
        await settled()
    assert [past.state for past in await post.past("quay")] == ["posted", "quiet"]
    assert "Since Monday 1 June 2026: 1 new." in board.bodies("quay")[0]


# ---------------------------------------------------------------------- who


async def test_who_takes_longer_than_the_lease_loses_it(
    hire: Hire, post: Post, clock: FixedClock, board: Board
) -> None:
    other = await hire()
    other.board = Board()
    board.gates["quay"] = asyncio.Event()
    await post.subscribe("quay")
    clock.pass_by(minutes=30)
    async with post.sending():
        await until(lambda: bool(board.tries))
        async with other.sending():
            await settled()
            assert other.board.tries == []
            clock.pass_by(seconds=31)
            await until(lambda: bool(other.board.posts))
            board.gates["quay"].set()
            await settled()
    assert board.posts == []
    assert other.board.posts == [("quay", board.tries[0].key, board.tries[0].body)]
    assert other.board.tries[0].again is None  # nobody had tried it yet
    assert [past.state for past in await post.past("quay")] == ["posted"]


async def test_a_lease_that_is_half_over_is_not_used(post: Post, clock: FixedClock, board: Board) -> None:
    """As after the process was stopped for a while, between taking the lease anew and posting."""
    post.lease = dt.timedelta(seconds=0.2)
    await post.subscribe("quay")
    clock.pass_by(minutes=30)

    class Sluggish(Board):
        async def post(self, delivery: Delivery) -> str:
            self.tries.append(delivery)
            await delivery.permit.renew()
            await asyncio.sleep(0.15)
            delivery.permit.check()
            self.posts.append(("quay", "", "posted without the right to"))
            return "M1"

    post.board = board = Sluggish()
    async with post.sending():
        await until(lambda: bool(board.tries))
        await asyncio.sleep(0.3)
    assert [past.state for past in await post.past("quay")] == ["pending"]
    assert (len(board.tries), board.posts) == (1, [])


async def test_what_is_under_way_is_posted_though_its_time_changes(post: Post, clock: FixedClock, board: Board) -> None:
    board.gates["quay"] = asyncio.Event()
    await post.subscribe("quay")
    clock.pass_by(minutes=30)
    async with post.sending():
        await until(lambda: bool(board.tries))
        clock.pass_by(seconds=1)
        await post.subscribe("quay", dt.time(17))
        board.gates["quay"].set()
        await until(lambda: bool(board.posts))
        clock.pass_by(hours=6)
        await settled()
        assert board.counts == {"quay": 1}
        clock.pass_by(days=1)
        await settled()
    assert board.counts == {"quay": 2}


async def test_what_is_under_way_is_given_up_where_it_is_switched_off(
    post: Post, clock: FixedClock, board: Board
) -> None:
    board.gates["quay"] = asyncio.Event()
    await post.subscribe("quay")
    clock.pass_by(minutes=30)
    async with post.sending():
        await until(lambda: bool(board.tries))
        await post.store.digests.unsubscribe("chat:W1:quay", "Off.")
        board.gates["quay"].set()
        await settled()
    assert board.posts == []
    assert [(past.state, past.reason) for past in await post.past("quay")] == [("missed", "Off.")]


@pytest.mark.parametrize(("late", "posted"), [({"seconds": 40}, True), ({"minutes": 9}, False)])
async def test_without_a_window_only_what_is_late_is_missed(
    post: Post, clock: FixedClock, board: Board, late: dict[str, float], posted: bool
) -> None:
    post.catch_up = dt.timedelta()
    await post.subscribe("quay")
    clock.pass_by(minutes=30)
    clock.pass_by(**late)
    async with post.sending():
        await done(post, "quay")
    assert bool(board.posts) == posted


async def test_without_a_window_a_crowd_has_its_minutes(post: Post, clock: FixedClock, board: Board) -> None:
    post.catch_up = dt.timedelta()
    board.fails["quay"] = [DeliveryError("The wire is down.")]
    await post.subscribe("quay")
    async with post.sending():
        clock.pass_by(minutes=30)
        await until(lambda: bool(board.tries))
        await settled()
        clock.pass_by(minutes=9)
        await until(lambda: bool(board.posts))
    assert board.counts == {"quay": 1}


async def test_who_wants_it_no_more_is_not_tried_again(post: Post, clock: FixedClock, board: Board) -> None:
    board.fails["quay"] = [DeliveryError("The wire is down.")]
    await post.subscribe("quay")
    clock.pass_by(minutes=30)
    async with post.sending():
        await until(lambda: bool(board.tries))
        await settled()
        await post.store.digests.unsubscribe("chat:W1:quay", "Off.")
        clock.pass_by(minutes=5)
        await settled()
    assert len(board.tries) == 1


async def test_who_wants_it_no_more_while_waiting_for_a_turn_gets_nothing(
    post: Post, clock: FixedClock, board: Board
) -> None:
    gate = asyncio.Event()
    channels = {f"quay-{number}" for number in range(WORKERS + 4)}
    for channel in channels:
        board.gates[channel] = gate
        await post.subscribe(channel)
    clock.pass_by(minutes=30)
    async with post.sending():
        await until(lambda: len(board.tries) == WORKERS)
        tried = {delivery.target.channel for delivery in board.tries}
        for channel in channels - tried:
            await post.store.digests.unsubscribe(f"chat:W1:{channel}", "Off.")
        gate.set()
        await until(lambda: len(board.posts) == WORKERS)
        await settled()
    assert board.counts == dict.fromkeys(tried, 1)


async def test_what_is_being_posted_at_the_end_is_finished(post: Post, clock: FixedClock, board: Board) -> None:
    board.gates["quay"] = asyncio.Event()
    await post.subscribe("quay")
    clock.pass_by(minutes=30)
    async with post.sending():
        await until(lambda: bool(board.tries))
        asyncio.get_running_loop().call_later(0.1, board.gates["quay"].set)
    assert board.counts == {"quay": 1}
    assert [past.state for past in await post.past("quay")] == ["posted"]


async def test_other_platforms_are_left_to_others(post: Post, clock: FixedClock, board: Board) -> None:
    one = await post.subscribe("quay")
    await post.store.digests.subscribe(replace(one, target=replace(one.target, platform="smoke")))
    clock.pass_by(minutes=30)
    async with post.sending():
        await until(lambda: bool(board.posts))
        await settled()
    assert [delivery.target.platform for delivery in board.tries] == ["chat"]
