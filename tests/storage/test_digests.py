"""Subscriptions to the digest and their slots are stored on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.events import Target
from bot.core.ports import Reach
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import OFF, Slot, SlotResult, Subscription
from bot.scheduling import EVERY_DAY, Schedule
from bot.storage.database import Database, open_store
from tests.storage.conftest import SetClock

LEASE = dt.timedelta(seconds=30)
SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)
NOW = SetClock().moment
TODAY = NOW.date()
QUAY = Subscription(
    target=Target("slack", "T1", "C1"),
    schedule=Schedule(dt.time(9, 30), "Europe/London", frozenset((0, 2, 6)), dt.date(2027, 1, 31), "GB-ENG"),
    owner="U7",
    asked=NOW - DAY,
    next_date=TODAY,
    next_due=NOW,
    topics=("Harbour", "Tides, \x00 and “winds”"),
    quiet=True,
)
MOLE = replace(QUAY, target=Target("discord", "G1", "C1"), next_due=NOW - SECOND, topics=(), quiet=False)


@pytest.fixture
def digests(store: Database) -> DigestStorage:
    """Return the tables under test."""
    return store.tables(DigestStorage)


@pytest.fixture
async def other_process(store_url: str, store: Database, clock: SetClock) -> AsyncIterator[DigestStorage]:
    """Yield the same store as another process sees it."""
    database = await open_store(store_url, clock)
    yield database.tables(DigestStorage)
    await database.close()


async def try_to_claim(
    digests: DigestStorage, one: Subscription = QUAY, date: dt.date = TODAY, *, holder: str = "a"
) -> Slot | None:
    """Claim the slot of a date; return nothing if it is not free."""
    due = one.next_due + (date - one.next_date)
    return await digests.claim(one, date, due, holder=holder, lease=LEASE)


async def claim(digests: DigestStorage, one: Subscription = QUAY, date: dt.date = TODAY, **more: str) -> Slot:
    """Claim the slot of a date, which must be free."""
    slot = await try_to_claim(digests, one, date, **more)
    assert slot is not None
    return slot


async def due(digests: DigestStorage, platforms: tuple[str, ...], now: dt.datetime, limit: int) -> list[Subscription]:
    """Return what is due for bots without own subscriptions in the workspaces of these tests, by due time."""
    reach = Reach("nobody", frozenset(("T1", "G1", "\x00")))
    found = [one for platform in platforms for one in await digests.due(platform, reach, now, limit)]
    return sorted(found, key=lambda one: one.next_due)[:limit]


async def states(digests: DigestStorage) -> list[tuple[dt.date, str]]:
    """Return the results of the quay's slots, newest first."""
    return [(past.date, past.state) for past in await digests.results(QUAY.id, 10)]


# ---------------------------------------------------------------------- subscriptions


async def test_a_channel_has_one_subscription(digests: DigestStorage) -> None:
    assert await digests.subscription(QUAY.id) is None
    await digests.subscribe(MOLE)
    await digests.subscribe(QUAY)
    later = replace(QUAY, schedule=Schedule(dt.time(0), "UTC"), quiet=False, curators=True, topics=(), owner="U8")
    await digests.subscribe(later)
    assert await digests.subscription(QUAY.id) == later
    assert await digests.subscriptions() == [MOLE, later]
    assert await digests.unsubscribe(QUAY.id, "Off.")
    assert not await digests.unsubscribe(QUAY.id, "Off.")
    assert await digests.subscriptions() == [MOLE]
    assert await digests.subscription(QUAY.id) is None
    assert await digests.kept(QUAY.id) == replace(later, paused=OFF)
    await digests.subscribe(QUAY)
    assert await digests.kept(QUAY.id) == QUAY


async def test_the_zone_of_a_workspace_is_the_one_that_was_chosen_last(digests: DigestStorage) -> None:
    platform, workspace = QUAY.target.platform, QUAY.target.workspace
    assert await digests.zone_in(platform, workspace) == ""
    await digests.subscribe(QUAY)
    changed = replace(MOLE, target=replace(QUAY.target, channel="other"), asked=QUAY.asked + dt.timedelta(days=1))
    await digests.subscribe(replace(changed, schedule=Schedule(dt.time(9), "Asia/Tokyo")))
    own = replace(QUAY.target, channel="own", direct=True)
    await digests.subscribe(replace(QUAY, target=own, asked=changed.asked + dt.timedelta(days=1)))
    assert await digests.zone_in(platform, workspace) == "Asia/Tokyo"
    assert await digests.zone_in(platform, "elsewhere") == ""


any_text = st.text(st.characters(), max_size=20)
moments = st.datetimes(timezones=st.just(dt.UTC))
subscriptions = st.builds(
    Subscription,
    target=st.builds(
        Target, st.sampled_from(("discord", "slack")), any_text, any_text, thread=st.none(), direct=st.booleans()
    ),
    schedule=st.builds(
        Schedule,
        st.times().map(lambda time: time.replace(second=0, microsecond=0)),
        st.sampled_from(("UTC", "Asia/Kathmandu", "America/Argentina/ComodRivadavia")),
        st.frozensets(st.sampled_from(sorted(EVERY_DAY)), min_size=1),
    ),
    owner=any_text,
    asked=moments,
    next_date=st.dates(),
    next_due=moments,
    topics=st.lists(any_text, max_size=3).map(tuple),
    quiet=st.booleans(),
    curators=st.booleans(),
    paused=any_text,
    bot=any_text,
)


@settings(max_examples=30)
@given(one=subscriptions)
def test_any_subscription_is_read_from_its_row_unchanged(one: Subscription) -> None:
    async def stored() -> Subscription | None:
        database = await open_store("sqlite://", SetClock())
        try:
            await database.tables(DigestStorage).subscribe(one)
            return await database.tables(DigestStorage).subscription(one.id)
        finally:
            await database.close()

    assert asyncio.run(stored()) == one


async def test_characters_that_databases_refuse_are_stored_on_both_databases(digests: DigestStorage) -> None:
    odd = replace(QUAY, target=Target("slack", "\x00", "\ud800\\u0000"), topics=("\x00\ud800",), owner="\udfff")
    await digests.subscribe(odd)
    assert await digests.subscriptions() == [odd]
    assert await due(digests, ("slack",), NOW, 9) == [odd]


async def test_pausing_returns_true_once_and_a_new_subscription_ends_the_pause(digests: DigestStorage) -> None:
    await digests.subscribe(QUAY)
    assert await digests.pause(QUAY, "I was removed.")
    assert not await digests.pause(QUAY, "I was removed again.")
    assert await digests.subscription(QUAY.id) == replace(QUAY, paused="I was removed.")
    assert await due(digests, ("slack",), NOW, 9) == []
    renewed = replace(QUAY, asked=NOW)
    await digests.subscribe(renewed)
    assert not await digests.pause(QUAY, "An old one must not pause a new one.")
    assert await due(digests, ("slack",), NOW, 9) == [renewed]


async def test_due_subscriptions_without_a_leased_slot_are_returned_oldest_first(
    digests: DigestStorage, clock: SetClock
) -> None:
    soon = replace(QUAY, target=Target("slack", "T1", "C2"), next_due=NOW + SECOND)
    for one in (QUAY, MOLE, soon):
        await digests.subscribe(one)
    assert await due(digests, ("slack", "discord"), NOW, 9) == [MOLE, QUAY]
    assert await due(digests, ("slack", "discord"), NOW, 1) == [MOLE]
    assert await due(digests, ("slack",), NOW + SECOND, 9) == [QUAY, soon]
    await claim(digests, MOLE)
    assert await due(digests, ("slack", "discord"), NOW, 9) == [QUAY]
    clock.forward(seconds=30)  # the lease has expired
    assert await due(digests, ("discord",), clock.now(), 9) == [MOLE]


async def test_due_subscriptions_are_those_of_the_bot_and_those_without_a_bot_in_its_workspaces(
    digests: DigestStorage,
) -> None:
    def one(channel: str, workspace: str, bot: str, platform: str = "slack") -> Subscription:
        return replace(QUAY, target=Target(platform, workspace, channel), bot=bot)

    served = [one("a", "T1", "B1"), one("b", "T1", ""), one("c", "T9", "B1")]
    others = [one("d", "T1", "B2"), one("e", "T2", ""), one("f", "T2", "B2"), one("g", "T1", "", "discord")]
    for subscription in (*others, *served):
        await digests.subscribe(subscription)
    reach = Reach("B1", frozenset(("T1", "T7")))
    assert await digests.due("slack", reach, NOW, 3) == served
    assert await digests.due_after("slack", reach, NOW - SECOND) == served
    assert await digests.due_after("slack", reach, NOW) == []
    assert await digests.due("slack", Reach("B3", frozenset()), NOW, 9) == []


async def test_only_a_subscription_without_a_bot_is_adopted(digests: DigestStorage) -> None:
    direct = replace(QUAY, target=replace(QUAY.target, direct=True))
    await digests.subscribe(direct)
    await digests.subscribe(MOLE)
    assert await digests.unowned_directs("slack") == [direct]
    await digests.adopt(replace(direct, asked=NOW), "B0")  # it was changed since
    await digests.adopt(direct, "B1")
    await digests.adopt(direct, "B2")
    assert await digests.subscription(direct.id) == replace(direct, bot="B1")
    assert await digests.unowned_directs("slack") == []


async def test_what_a_clock_that_was_ahead_recorded_is_undone(digests: DigestStorage, clock: SetClock) -> None:
    await digests.subscribe(QUAY)
    foreign = replace(QUAY, target=Target("slack", "T2", "C1"))
    await digests.subscribe(foreign)
    put_off = await claim(digests, date=TODAY - DAY)
    await digests.renew(put_off, LEASE)
    await digests.release(put_off, NOW, "The wire is down.")
    await digests.miss(QUAY.id, [(TODAY - 3 * DAY, NOW - 3 * DAY), (TODAY, NOW)], "I was not running")
    clock.forward(days=365)
    for one in (QUAY, foreign):
        await digests.miss(one.id, [(TODAY + n * DAY, NOW + n * DAY) for n in (-1, 1, 2)], "I was not running")
    await digests.finish(await claim(digests, date=TODAY + 3 * DAY), "posted")
    await claim(digests, date=TODAY + 4 * DAY)
    clock.forward(days=-365)
    reach = Reach("B1", frozenset(("T1",)))
    assert await digests.forget_future("slack", reach, NOW) == {QUAY.id}
    assert await states(digests) == [
        (TODAY + 3 * DAY, "posted"), (TODAY, "missed"), (TODAY - DAY, "pending"), (TODAY - 3 * DAY, "missed"),
    ]  # fmt: skip
    assert (await claim(digests, date=TODAY - DAY, holder="b")).tried == NOW
    assert len(await digests.results(foreign.id, 9)) == 3
    assert await digests.forget_future("slack", reach, NOW) == frozenset()


async def test_a_subscription_advances_only_after_its_slot_is_finished(digests: DigestStorage) -> None:
    await digests.subscribe(QUAY)
    following = TODAY + DAY, NOW + DAY
    await digests.advance(QUAY, TODAY, *following)
    slot = await claim(digests)
    await digests.advance(QUAY, TODAY, *following)
    assert await digests.subscription(QUAY.id) == QUAY
    await digests.finish(slot, "posted")
    await digests.advance(QUAY, TODAY, *following)
    advanced = replace(QUAY, next_date=following[0], next_due=following[1])
    assert await digests.subscription(QUAY.id) == advanced
    await digests.advance(QUAY, TODAY, TODAY + 7 * DAY, NOW + 7 * DAY)  # from a process with an outdated copy
    assert await digests.subscription(QUAY.id) == advanced


async def test_an_outdated_copy_does_not_advance_a_changed_subscription(digests: DigestStorage) -> None:
    await digests.subscribe(QUAY)
    slot = await claim(digests)
    changed = replace(QUAY, asked=NOW, next_due=NOW + 3 * SECOND)
    await digests.subscribe(changed)
    await digests.finish(slot, "posted")
    await digests.advance(QUAY, TODAY, TODAY + DAY, NOW + DAY)
    assert await digests.subscription(QUAY.id) == changed


# ---------------------------------------------------------------------- slots


async def test_one_of_many_simultaneous_claims_gets_the_slot(
    digests: DigestStorage, other_process: DigestStorage
) -> None:
    racing = (
        try_to_claim(storage, holder=f"{n}{storage is other_process}")
        for n in range(10)
        for storage in (digests, other_process)
    )
    won = [slot for slot in await asyncio.gather(*racing) if slot]
    assert len(won) == 1
    assert (won[0].subscription, won[0].date, won[0].due) == (QUAY.id, TODAY, NOW)
    assert (won[0].body, won[0].tried, won[0].attempts) == ("", None, 0)


async def test_the_next_holder_of_an_expired_slot_gets_the_stored_body(digests: DigestStorage, clock: SetClock) -> None:
    first = await claim(digests, holder="a")
    assert await digests.store_body(first, "the body \x00")
    clock.forward(seconds=20)
    tried = clock.now()
    assert await digests.renew(first, LEASE)
    clock.forward(seconds=29)
    assert await try_to_claim(digests, holder="b") is None
    clock.forward(seconds=1)
    second = await claim(digests, holder="b")
    assert (second.body, second.tried, second.key) == ("the body \x00", tried, first.key)

    assert not await digests.store_body(first, "another body")
    assert not await digests.renew(first, LEASE)
    await digests.release(first, clock.now(), "late")
    await digests.finish(first, "failed", reason="late")
    assert await states(digests) == [(TODAY, "pending")]
    clock.forward(seconds=1)
    assert await digests.renew(second, LEASE)
    clock.forward(seconds=30)
    assert (await claim(digests, holder="c")).tried == tried  # the first attempt counts


async def test_a_posted_digest_is_recorded_even_if_the_lease_is_lost(digests: DigestStorage, clock: SetClock) -> None:
    first = await claim(digests, holder="a")
    clock.forward(seconds=31)
    second = await claim(digests, holder="b")
    await digests.finish(first, "posted", message_id="M1", covered=NOW)
    assert await digests.results(QUAY.id, 9) == [SlotResult(TODAY, NOW, "posted", clock.now())]
    assert await digests.covered(QUAY.id) == NOW
    assert not await digests.renew(second, LEASE)
    await digests.finish(second, "failed", reason="gone")
    await digests.finish(second, "posted", message_id="M2", covered=NOW + DAY)
    assert await states(digests) == [(TODAY, "posted")]
    assert await digests.covered(QUAY.id) == NOW
    clock.forward(days=1)
    assert await try_to_claim(digests, holder="c") is None


async def test_a_released_slot_can_be_claimed_after_the_given_time(digests: DigestStorage, clock: SetClock) -> None:
    await digests.subscribe(QUAY)
    first = await claim(digests, holder="a")
    await digests.store_body(first, "body")
    await digests.release(first, NOW + 90 * SECOND, "The wire is down.")
    assert await digests.results(QUAY.id, 9) == [SlotResult(TODAY, NOW, "pending", None, "The wire is down.")]
    clock.forward(seconds=89)
    assert await try_to_claim(digests, holder="b") is None
    assert await due(digests, ("slack",), clock.now(), 9) == []
    clock.forward(seconds=1)
    assert await due(digests, ("slack",), clock.now(), 9) == [QUAY]
    second = await claim(digests, holder="b")
    assert (second.body, second.attempts) == ("body", 1)
    await digests.release(second, clock.now(), "Still down.")
    assert (await claim(digests, holder="c")).attempts == 2


async def test_turns_respect_the_rate_of_a_platform(digests: DigestStorage, clock: SetClock) -> None:
    async def turn(platform: str = "discord") -> dt.timedelta:
        return await digests.next_turn(platform, 4) - NOW

    assert [await turn() for _ in range(3)] == [0 * SECOND, SECOND / 4, SECOND / 2]
    assert await turn("slack") == 0 * SECOND
    assert await turn() == SECOND * 3 / 4
    clock.forward(seconds=5)
    assert await turn() == 5 * SECOND
    clock.forward(hours=-1)  # the clock was corrected; nobody has to wait for an hour
    assert await turn() == dt.timedelta(hours=-1, seconds=5)


async def test_unsubscribing_marks_a_pending_slot_as_missed(digests: DigestStorage) -> None:
    await digests.subscribe(QUAY)
    slot = await claim(digests)
    assert await digests.unsubscribe(QUAY.id, "Off.")
    assert not await digests.renew(slot, LEASE)
    assert [(past.state, past.reason) for past in await digests.results(QUAY.id, 9)] == [("missed", "Off.")]
    await digests.finish(slot, "posted", message_id="7")  # it had arrived already
    assert [past.state for past in await digests.results(QUAY.id, 9)] == ["posted"]
    assert await try_to_claim(digests) is None


async def test_only_slots_that_are_unfinished_and_not_leased_are_marked_as_missed(
    digests: DigestStorage, clock: SetClock
) -> None:
    posted = await claim(digests, date=TODAY - 5 * DAY)
    await digests.finish(posted, "posted")
    postponed = await claim(digests, date=TODAY - 4 * DAY)
    await digests.release(postponed, NOW, "The wire is down.")
    await claim(digests, date=TODAY - 3 * DAY)
    await digests.miss(QUAY.id, [(TODAY + n * DAY, NOW + n * DAY) for n in range(-5, -1)], "I was not running")
    past = {past.date: (past.state, past.reason) for past in await digests.results(QUAY.id, 9)}
    assert past == {
        TODAY - 2 * DAY: ("missed", "I was not running"),
        TODAY - 3 * DAY: ("pending", ""),
        TODAY - 4 * DAY: ("missed", "The wire is down."),
        TODAY - 5 * DAY: ("posted", ""),
    }
    assert list(past) == sorted(past, reverse=True)
    assert [one.date for one in await digests.results(QUAY.id, 2)] == [TODAY - 2 * DAY, TODAY - 3 * DAY]
    assert await digests.results(MOLE.id, 2) == []


@pytest.mark.parametrize("state", ["missed", "failed"])
async def test_a_missed_or_failed_slot_can_be_claimed_again_if_due_later(digests: DigestStorage, state: str) -> None:
    if state == "missed":
        await digests.miss(QUAY.id, [(TODAY, NOW)], "I was not running")
    else:
        await digests.finish(await claim(digests), "failed", reason="refused")
    assert await try_to_claim(digests) is None
    assert await try_to_claim(digests, replace(QUAY, next_due=NOW - SECOND)) is None
    again = replace(QUAY, next_due=NOW + SECOND)
    slot = await claim(digests, again, holder="b")
    assert slot.due == NOW + SECOND
    assert await try_to_claim(digests, replace(QUAY, next_due=NOW + 2 * SECOND), holder="c") is None
    await digests.finish(slot, "posted")
    assert await digests.results(QUAY.id, 9) == [SlotResult(TODAY, NOW + SECOND, "posted", NOW)]


async def test_taken_returns_the_dates_of_posted_quiet_and_leased_slots(digests: DigestStorage) -> None:
    for n, state in enumerate(("posted", "quiet", "failed")):
        await digests.finish(await claim(digests, date=TODAY + n * DAY), state)  # type: ignore[arg-type]
    await digests.miss(QUAY.id, [(TODAY + 3 * DAY, NOW)], "late")
    await claim(digests, date=TODAY + 4 * DAY)
    assert await digests.used_dates(QUAY.id, TODAY) == {TODAY, TODAY + DAY, TODAY + 4 * DAY}
    assert await digests.used_dates(QUAY.id, TODAY + DAY) == {TODAY + DAY, TODAY + 4 * DAY}
    assert await digests.used_dates(MOLE.id, TODAY) == frozenset()


async def test_a_slot_with_an_expired_lease_is_not_taken(digests: DigestStorage, clock: SetClock) -> None:
    await digests.release(await claim(digests), NOW + 90 * SECOND, "The wire is down.")
    assert await digests.used_dates(QUAY.id, TODAY) == frozenset()
    await claim(digests, MOLE)
    assert await digests.used_dates(MOLE.id, TODAY) == {TODAY}
    clock.forward(seconds=30)
    assert await digests.used_dates(MOLE.id, TODAY) == frozenset()


async def test_covered_returns_the_latest_moment_that_a_digest_covered(digests: DigestStorage, clock: SetClock) -> None:
    assert await digests.covered(QUAY.id) is None
    first, second = await claim(digests), await claim(digests, date=TODAY + DAY)
    await digests.finish(second, "quiet", covered=NOW + DAY)
    await digests.finish(first, "posted", covered=NOW)  # delayed by a day
    await digests.finish(await claim(digests, date=TODAY + 2 * DAY), "failed")
    assert await digests.covered(QUAY.id) == NOW  # the other digest is of a clock that was ahead
    clock.forward(days=1)
    assert await digests.covered(QUAY.id) == NOW + DAY
    assert await digests.covered(MOLE.id) is None


async def test_shown_statements_are_kept_after_unsubscribing(digests: DigestStorage) -> None:
    await digests.subscribe(QUAY)
    await digests.finish(await claim(digests), "posted", shown=("fog", "locks"))
    await digests.finish(await claim(digests, date=TODAY + DAY), "posted", shown=("tide",))
    await digests.finish(await claim(digests, date=TODAY + 2 * DAY), "posted", shown=("fog",))
    lost = await claim(digests, date=TODAY + 3 * DAY)
    await digests.finish(replace(lost, holder="b"), "failed", shown=("rope",))
    await digests.unsubscribe(QUAY.id, "Off.")
    assert await digests.shown(QUAY.id) == {
        "fog": TODAY + 2 * DAY, "locks": TODAY, "tide": TODAY + DAY,
    }  # fmt: skip
    assert await digests.shown(MOLE.id) == {}
    assert len(await digests.results(QUAY.id, 9)) == 4


async def test_contents_can_be_stored_and_replaced(digests: DigestStorage) -> None:
    assert await digests.contents("k") is None
    await digests.put_contents("k", "one")
    await digests.put_contents("k", "two \x00")
    assert await digests.contents("k") == "two \x00"


async def test_purge_deletes_old_slots_but_no_subscriptions(store: Database, clock: SetClock) -> None:
    digests = store.tables(DigestStorage)
    await digests.subscribe(QUAY)
    await digests.put_contents("old", "text")
    await digests.finish(await claim(digests, date=TODAY - DAY), "posted", covered=NOW, shown=("fog",))
    await claim(digests, date=TODAY - 2 * DAY, holder="gone")
    clock.forward(minutes=5)
    await digests.put_contents("new", "text")
    await digests.finish(await claim(digests, date=TODAY + DAY), "posted", covered=NOW)
    await claim(digests, date=TODAY - 3 * DAY)
    await store.purge(NOW + 60 * SECOND)
    assert await states(digests) == [(TODAY + DAY, "posted"), (TODAY - 3 * DAY, "pending")]
    assert (await digests.contents("old"), await digests.contents("new")) == (None, "text")
    assert await digests.subscription(QUAY.id) == QUAY
    assert await digests.shown(QUAY.id) == {"fog": TODAY - DAY}


async def test_the_key_of_a_slot_never_changes(digests: DigestStorage) -> None:
    """A platform recognises an earlier post by its key, even if an older version posted it."""
    slot = await claim(digests)
    assert slot.key == "2d7e49061818025f"
