"""The methods of the store work on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace

import pytest

from bot.core.errors import StoreError
from bot.core.exchanges import Exchange
from bot.storage.database import Database, open_store
from tests.samples.exchanges import ASKED, EXCHANGE
from tests.storage.conftest import SetClock

HOUR = dt.timedelta(hours=1)


def test_the_database_implements_the_storage_protocol(store: Database) -> None:
    port: Database = store
    assert port


async def test_a_key_is_claimed_once_until_the_claim_expires(store: Database, clock: SetClock) -> None:
    assert await store.claim("message:1", HOUR)
    assert not await store.claim("message:1", HOUR)
    assert await store.claim("message:2", HOUR)
    clock.forward(minutes=59, seconds=59)
    assert not await store.claim("message:1", HOUR)
    clock.forward(seconds=1)
    assert await store.claim("message:1", HOUR)
    clock.forward(minutes=59)
    assert not await store.claim("message:1", HOUR)


async def test_a_failed_claim_does_not_prolong_the_first_one(store: Database, clock: SetClock) -> None:
    assert await store.claim("message:1", HOUR)
    clock.forward(minutes=30)
    assert not await store.claim("message:1", 10 * HOUR)
    clock.forward(minutes=30)
    assert await store.claim("message:1", HOUR)


async def test_hold_takes_a_key_even_if_it_is_claimed(store: Database, clock: SetClock) -> None:
    await store.set_claim("card:1", HOUR)
    assert not await store.claim("card:1", HOUR)
    clock.forward(minutes=30)
    await store.set_claim("card:1", HOUR)
    clock.forward(minutes=59)
    assert not await store.claim("card:1", HOUR)
    await store.set_claim("card:1", dt.timedelta())
    assert await store.claim("card:1", HOUR)


async def test_one_of_many_simultaneous_claims_succeeds(store: Database) -> None:
    won = await asyncio.gather(*(store.claim(f"key:{n % 5}", HOUR) for n in range(100)))
    assert sum(won) == 5


@pytest.mark.parametrize(
    "exchange",
    [
        EXCHANGE,
        replace(EXCHANGE, outcome="none", statement_id=None, score=0.0, private=True, reply_id="55"),
        replace(EXCHANGE, asked=ASKED.astimezone(dt.timezone(dt.timedelta(hours=5, minutes=30)))),
        replace(EXCHANGE, asked=dt.datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC)),
        replace(EXCHANGE, question="x" * 100_000),
    ],
    ids=["plain", "empty", "other zone", "before 1970", "long"],
)
async def test_an_exchange_is_read_as_it_was_stored(store: Database, exchange: Exchange) -> None:
    await store.add_exchange(exchange)
    stored = await store.exchange(exchange.id)
    assert stored == exchange
    assert stored is not None
    assert stored.asked.utcoffset() == dt.timedelta(0)
    assert type(stored.private) is bool
    assert await store.exchanges_for(exchange.question_key) == [exchange]


async def test_an_unknown_exchange_id_returns_none(store: Database) -> None:
    await store.add_exchange(EXCHANGE)
    assert await store.exchange("another") is None
    assert await store.exchanges_for("discord:1:2:4") == []


async def test_an_exchange_with_the_same_id_is_replaced(store: Database) -> None:
    await store.add_exchange(EXCHANGE)
    later = replace(EXCHANGE, question="Who is the host?", outcome="suggestions", statement_id=None, private=True)
    await store.add_exchange(later)
    assert await store.exchange(EXCHANGE.id) == later


async def test_the_latest_exchange_of_a_message_is_found(store: Database) -> None:
    later = replace(EXCHANGE, id="later", asked=ASKED + HOUR)
    for exchange in (later, EXCHANGE):
        await store.add_exchange(exchange)
    assert await store.exchanges_for(EXCHANGE.question_key) == [later]


async def test_the_exchanges_of_a_message_come_in_the_order_of_its_questions(store: Database) -> None:
    first = replace(EXCHANGE, id="z", thread="171.5")
    second = replace(EXCHANGE, id="a", part=1, read_as="And when?", reply_id="9")
    earlier = replace(EXCHANGE, id="m", asked=ASKED - HOUR, part=2)
    for exchange in (second, earlier, first, replace(EXCHANGE, id="o", question_key="discord:1:2:4")):
        await store.add_exchange(exchange)
    assert await store.exchanges_for(EXCHANGE.question_key) == [first, second]
    assert (first.looked_up, second.looked_up) == (EXCHANGE.question, "And when?")
    await store.drop_exchange("a")
    await store.drop_exchange("unknown")
    assert await store.exchanges_for(EXCHANGE.question_key) == [first]


async def test_the_last_answers_of_a_channel_or_thread_come_newest_first(store: Database) -> None:
    old = replace(EXCHANGE, id="old", asked=ASKED - HOUR)
    first, second = EXCHANGE, replace(EXCHANGE, id="second", part=1)
    new = replace(EXCHANGE, id="new", asked=ASKED + HOUR, thread="171.5")
    empty = replace(new, id="empty", statement_id=None, outcome="none")
    elsewhere = replace(new, id="elsewhere", channel_key="discord:1:3")
    for exchange in (new, old, second, first, empty, elsewhere):
        await store.add_exchange(exchange)
    assert await store.answered_since(EXCHANGE.channel_key, ASKED, 9) == [new, second, first]
    assert await store.answered_since(EXCHANGE.channel_key, ASKED, 2) == [new, second]
    assert await store.answered_since("discord:1:4", ASKED, 9) == []


async def test_a_reply_id_can_be_set_and_removed(store: Database) -> None:
    await store.add_exchange(EXCHANGE)
    await store.add_exchange(replace(EXCHANGE, id="other"))
    await store.set_reply(EXCHANGE.id, "991")
    assert await store.exchange(EXCHANGE.id) == replace(EXCHANGE, reply_id="991")
    assert await store.exchange("other") == replace(EXCHANGE, id="other")
    await store.set_reply(EXCHANGE.id, None)
    assert await store.exchange(EXCHANGE.id) == EXCHANGE
    await store.set_reply("unknown", "992")


async def test_a_channel_can_be_watched_and_unwatched(store: Database) -> None:
    assert await store.watched("slack") == frozenset()
    assert not await store.watch("slack", "T1", "C1", on=False)
    assert await store.watch("slack", "T1", "C1", on=True)
    assert not await store.watch("slack", "T1", "C1", on=True)
    assert await store.watch("slack", "T1", "C2", on=True)
    assert await store.watch("discord", "9", "C3", on=True)
    assert await store.watched("slack") == {"C1", "C2"}
    assert not await store.watch("slack", "T2", "C1", on=False)
    assert await store.watch("slack", "T1", "C1", on=False)
    assert not await store.watch("slack", "T1", "C1", on=False)
    assert await store.watched("slack") == {"C2"}
    assert await store.watched("discord") == {"C3"}


async def test_a_note_can_be_read_and_replaced(store: Database) -> None:
    assert await store.note("commands") is None
    await store.put_note("commands", "first")
    await store.put_note("commands", "")
    assert await store.note("commands") == ""
    await store.put_note("commands", "second")
    assert await store.note("commands") == "second"
    assert await store.note("command") is None


async def test_purge_deletes_only_old_rows(store: Database, clock: SetClock) -> None:
    old, young = replace(EXCHANGE, id="old"), replace(EXCHANGE, id="young", asked=ASKED + HOUR)
    for exchange in (old, young):
        await store.add_exchange(exchange)
    await store.claim("short", HOUR)
    await store.claim("long", 2 * HOUR)
    await store.put_note("kept", "yes")
    clock.forward(hours=1)
    await store.purge(before=ASKED + HOUR)
    assert await store.exchange("old") is None
    assert await store.exchange("young") == young
    clock.forward(minutes=-30)  # if the claim's row were still there, it would be valid again
    assert await store.claim("short", HOUR)
    assert not await store.claim("long", HOUR)
    assert await store.note("kept") == "yes"


async def test_all_data_is_kept_after_a_restart(store_url: str, clock: SetClock) -> None:
    first = await open_store(store_url, clock)
    assert await first.claim("message:1", HOUR)
    await first.add_exchange(EXCHANGE)
    await first.watch("slack", "T1", "C1", on=True)
    await first.put_note("commands", "hash")
    await first.close()
    second = await open_store(store_url, clock)
    assert not await second.claim("message:1", HOUR)
    assert await second.exchange(EXCHANGE.id) == EXCHANGE
    assert await second.watched("slack") == {"C1"}
    assert await second.note("commands") == "hash"
    await second.close()


async def test_a_closed_store_raises_an_error(store: Database) -> None:
    await store.close()
    await store.close()
    with pytest.raises(StoreError, match="closed"):
        await store.note("commands")


async def test_close_waits_for_running_work(store_url: str, clock: SetClock) -> None:
    store = await open_store(store_url, clock)
    writing = [asyncio.create_task(store.put_note(f"note:{n}", "kept")) for n in range(20)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*writing)
    again = await open_store(store_url, clock)
    assert [await again.note(f"note:{n}") for n in range(20)] == ["kept"] * 20
    await again.close()
