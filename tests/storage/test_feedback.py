"""Feedback, wishes and what a person deletes, on SQLite and on PostgreSQL, and while the database is away."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.core.errors import StoreError
from bot.core.events import Target
from bot.core.exchanges import Exchange
from bot.features.digest.storage import ChangeStorage
from bot.features.feedback.storage import FeedbackStorage, Opinion
from bot.storage.database import Database
from bot.storage.fallback import FallbackStorage
from tests.samples.exchanges import EXCHANGE
from tests.storage.conftest import SetClock

SHOWN = replace(
    EXCHANGE,
    offered=("a", "b"),
    shown_text="Fog \\ comes.",
    shown_validity="expired",
    shown_verdict="verbatim",
    copy_of="m:1",
)
CHANNEL = Target("discord", "1", "2")


@pytest.fixture
def feedback(store: Database) -> FeedbackStorage:
    """Return the tables of feedback."""
    return store.tables(FeedbackStorage)


async def test_what_was_shown_and_offered_is_stored(store: Database) -> None:
    await store.add_exchange(SHOWN)
    assert await store.exchange(SHOWN.id) == SHOWN


async def test_the_last_word_of_each_person_counts(store: Database, feedback: FeedbackStorage, clock: SetClock) -> None:
    await store.add_exchange(EXCHANGE)
    start = clock.now()
    clock.forward(minutes=1)
    assert await feedback.give_feedback(EXCHANGE.id, "1", "helpful")
    clock.forward(minutes=1)
    assert await feedback.give_feedback(EXCHANGE.id, "2", "helpful")
    clock.forward(minutes=1)
    assert await feedback.give_feedback(EXCHANGE.id, "1", "wrong")
    assert not await feedback.give_feedback("unknown", "1", "wrong")
    said = await feedback.feedback_since(start)
    assert [opinion.verdict for opinion in said] == ["helpful", "wrong"]
    assert said[1] == Opinion("summit-host", EXCHANGE.channel_key, "wrong", clock.now())
    assert await feedback.feedback_since(clock.now()) == []


async def test_feedback_goes_with_its_exchange(store: Database, feedback: FeedbackStorage, clock: SetClock) -> None:
    long_ago = clock.now() - dt.timedelta(days=9)
    await store.add_exchange(replace(EXCHANGE, id="old", asked=long_ago))
    await store.add_exchange(replace(EXCHANGE, id="dropped"))
    await store.add_exchange(replace(EXCHANGE, id="kept"))
    for exchange in ("old", "dropped", "kept"):
        assert await feedback.give_feedback(exchange, exchange, "wrong")
    await store.purge(clock.now() - dt.timedelta(days=1))
    await store.drop_exchange("dropped")
    for exchange in ("old", "dropped"):  # nothing is found again if the same id comes back
        await store.add_exchange(replace(EXCHANGE, id=exchange))
    assert len(await feedback.feedback_since(long_ago)) == 1


async def test_a_message_is_forgotten_with_copies_and_feedback(store: Database, feedback: FeedbackStorage) -> None:
    own = (replace(EXCHANGE, id="one"), replace(EXCHANGE, id="two", part=1))
    copy = replace(EXCHANGE, id="copy", question_key="press", copy_of=EXCHANGE.question_key)
    other = replace(EXCHANGE, id="other", question_key="discord:1:2:4")
    for exchange in (*own, copy, other):
        await store.add_exchange(exchange)
        await feedback.give_feedback(exchange.id, "9", "helpful")
    await store.forget(EXCHANGE.question_key)
    assert [await store.exchange(i) for i in ("one", "two", "copy", "other")] == [None, None, None, other]
    assert len(await feedback.feedback_since(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))) == 1
    await store.forget("unknown")


async def test_a_wish_is_noted_and_found_even_if_the_question_was_private(store: Database) -> None:
    asked = replace(EXCHANGE, outcome="none", statement_id=None)
    exchanges: tuple[Exchange, ...] = (
        replace(asked, id="public"),
        replace(asked, id="hidden", private=True, question="Who sang?"),
        replace(asked, id="elsewhere", channel_key="discord:12:2", question="Who ate?"),
        replace(asked, id="quiet", question="Who slept?"),
    )
    for exchange in exchanges:
        await store.add_exchange(exchange)
    for wished in ("public", "hidden", "elsewhere"):
        assert await store.wish(wished)
    assert not await store.wish("unknown")
    found = await store.tables(ChangeStorage).wished("discord", "1", EXCHANGE.asked)
    assert sorted(found) == [("Who hosts the summit?", 1), ("Who sang?", 1)]


async def test_the_buttons_are_switched_off_by_channel(feedback: FeedbackStorage) -> None:
    assert await feedback.set_feedback(CHANNEL, on=False)
    assert not await feedback.set_feedback(CHANNEL, on=False)
    assert await feedback.channels_without_feedback("discord") == {"2"}
    assert await feedback.channels_without_feedback("slack") == frozenset()
    assert await feedback.set_feedback(CHANNEL, on=True)
    assert not await feedback.set_feedback(CHANNEL, on=True)
    assert await feedback.channels_without_feedback("discord") == frozenset()


async def test_while_the_database_is_away_a_wish_is_kept_in_memory_and_nothing_is_forgotten(
    store: Database, clock: SetClock
) -> None:
    fallback = FallbackStorage(store, clock)
    await store.close()
    await fallback.add_exchange(EXCHANGE)
    assert await fallback.wish(EXCHANGE.id)
    kept = await fallback.exchange(EXCHANGE.id)
    assert kept
    assert kept.wished
    with pytest.raises(StoreError):
        await fallback.forget(EXCHANGE.question_key)
    assert await fallback.exchange(EXCHANGE.id) == kept  # so that the person can try again
