"""Recording the facts while the bot runs."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from bot.core.clock_watch import ClockWatch
from bot.core.errors import StoreError
from bot.features.digest.recorder import ChangeRecorder
from bot.features.digest.storage import ChangeStorage
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.storage.database import Database
from tests.chat_driver import FixedClock
from tests.features.digest.scenario import knowledge_of
from tests.samples.digest import BUOYS, FOG
from tests.waiting import assert_stays, until


async def test_facts_that_could_not_be_recorded_are_recorded_when_the_store_is_back(
    store: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[list[str]] = []
    changes = store.tables(ChangeStorage)
    record_statements = changes.record_statements

    async def fail_once(states: dict[str, str], first: dict[str, object]) -> None:
        calls.append(sorted(states))
        if len(calls) == 1:
            raise StoreError("The store is away.")
        await record_statements(states, first)  # type: ignore[arg-type]

    monkeypatch.setattr(changes, "record_statements", fail_once)
    facts = CurrentKnowledge(KnowledgeByPlace(knowledge_of(FOG)))
    recorder = ChangeRecorder(facts, store, interval=0.01)
    await recorder.try_record()
    assert "The store is away." in caplog.text
    running = asyncio.create_task(recorder.run())
    try:
        await until(lambda: len(calls) == 2)
        facts.state = KnowledgeByPlace(knowledge_of(FOG, BUOYS))
        await until(lambda: len(calls) == 3)
    finally:
        running.cancel()
        await asyncio.wait([running])
    assert calls == [[FOG.id], [FOG.id], [BUOYS.id]]


async def test_a_store_that_stays_away_is_logged_once(
    store: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls = 0

    async def fail(states: dict[str, str], first: dict[str, object]) -> None:
        nonlocal calls
        calls += 1
        raise StoreError("The store is away.")

    monkeypatch.setattr(store.tables(ChangeStorage), "record_statements", fail)
    running = asyncio.create_task(
        ChangeRecorder(CurrentKnowledge(KnowledgeByPlace(knowledge_of(FOG))), store, interval=0.001).run()
    )
    try:
        await until(lambda: calls == 5)
    finally:
        running.cancel()
        await asyncio.wait([running])
    assert caplog.text.count("The store is away.") == 1


async def test_the_digest_waits_for_the_first_record_of_the_facts(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = store.tables(ChangeStorage)
    record_statements = changes.record_statements
    calls = 0

    async def record_slowly(states: dict[str, str], first: dict[str, object]) -> None:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise StoreError("The store is away.")
        await record_statements(states, first)  # type: ignore[arg-type]

    monkeypatch.setattr(changes, "record_statements", record_slowly)
    recorder = ChangeRecorder(CurrentKnowledge(KnowledgeByPlace(knowledge_of(FOG))), store, interval=0.01)
    waiting = asyncio.create_task(recorder.recorded())
    running = asyncio.create_task(recorder.run())
    try:
        await waiting
        assert calls == 3
        await asyncio.gather(recorder.record(), recorder.record())
        assert calls == 3
    finally:
        running.cancel()
        await asyncio.wait([running])


async def test_everything_is_recorded_again_in_another_store(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = ChangeRecorder(CurrentKnowledge(KnowledgeByPlace(knowledge_of(FOG, BUOYS))), store)
    await recorder.record()
    calls: list[list[str]] = []

    async def record_statements(states: dict[str, str], first: dict[str, object]) -> None:
        calls.append(sorted(states))

    monkeypatch.setattr(store.tables(ChangeStorage), "record_statements", record_statements)
    await recorder.record()
    recorder.forget()
    await recorder.record()
    assert calls == [sorted([FOG.id, BUOYS.id])]


async def test_a_change_gets_no_date_from_a_wrong_clock(store: Database, clock: FixedClock) -> None:
    facts = CurrentKnowledge(KnowledgeByPlace(knowledge_of(FOG)))
    watch = ClockWatch(clock, clock.monotonic)
    recorder = ChangeRecorder(facts, store, watch=watch, interval=0.01)
    await recorder.record()
    began, changes = clock.now(), store.tables(ChangeStorage)
    watch.now()
    clock.jump(days=365)

    async def changed() -> bool:
        return bool(await changes.changes_between(began, clock.now() + dt.timedelta(days=400)))

    async def unchanged() -> bool:
        return not await changed()

    running = asyncio.create_task(recorder.run())
    try:
        await until(lambda: watch.jumps)
        facts.state = KnowledgeByPlace(knowledge_of(FOG, BUOYS))
        await assert_stays(unchanged)
        clock.jump(days=-365)
        await until(lambda: watch.jumps == 2)
        clock.advance(seconds=61)
        await until(changed)
    finally:
        running.cancel()
        await asyncio.wait([running])
    (change,) = await changes.changes_between(began, clock.now() + dt.timedelta(days=400))
    assert (change.id, change.added) == (BUOYS.id, clock.now())
