"""All texts are stored without loss: with NUL, lone surrogates or backslashes, and of any length."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.storage.database import Database
from tests.samples.exchanges import EXCHANGE

any_text = st.text(st.characters(exclude_categories=[]), max_size=40) | st.text("\\u0c5d\x00\ud800\udfff", max_size=20)
on_one_store = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(any_text, any_text)
@example("\x00", "\ud83d\ude00")
@example("\\u0000", "\\\\u005c")
@example("a\r\n\u2028\u202e\u200b", "e\u0301")
@on_one_store
async def test_any_question_is_read_as_it_was_stored(store: Database, question: str, name: str) -> None:
    exchange = replace(EXCHANGE, question=question, person=name, question_key=name, channel_key=name, statement_id=name)
    await store.add_exchange(exchange)
    assert await store.exchange(exchange.id) == exchange
    assert await store.exchanges_for(name) == [exchange]


@given(any_text, any_text)
@example("a", "a\x00")
@example("\x00", "\\u0000")
@example("a", "A")
@example("e\u0301", "\u00e9")
@example("a", "a ")
@on_one_store
async def test_different_keys_stay_different(store: Database, one: str, other: str) -> None:
    await store.put_note(one, "one")
    await store.put_note(other, "other")
    assert await store.note(one) == ("other" if one == other else "one")
    await store.purge(EXCHANGE.asked)


async def test_keys_of_any_length_are_stored_and_stay_different(store: Database) -> None:
    hour = dt.timedelta(hours=1)
    for key in ("k" * 100_000, "k" * 100_000 + "1", "\ud800" * 50_000, "😀" * 10_000, "k" * 512, "k" * 511):
        assert await store.claim(key, hour)
        assert not await store.claim(key, hour)
    long = "c" * 20_000
    assert await store.watch(long, long, long, on=True)
    assert not await store.watch(long, long, long, on=True)
    assert len(await store.watched(long)) == 1
    await store.add_exchange(replace(EXCHANGE, question_key=long, person=long, platform=long))
    (exchange,) = await store.exchanges_for(long)
    assert exchange.question == EXCHANGE.question
