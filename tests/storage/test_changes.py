"""Changes of statements, and unanswered questions, are stored on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa

from bot.core.errors import StoreError
from bot.core.exchanges import Exchange
from bot.features.digest.changes import ChangeRecord
from bot.features.digest.storage import ChangeStorage
from bot.storage.database import Database, open_store
from bot.storage.tables.changes import sightings
from tests.samples.exchanges import EXCHANGE
from tests.storage.conftest import SetClock

NOW = SetClock().moment
LONG_AGO = NOW - dt.timedelta(days=4_000)
LAST_YEAR = NOW - dt.timedelta(days=300)
ODD = "\x00 \ud800 “{}”"


@pytest.fixture
def changes(store: Database) -> ChangeStorage:
    """Return the tables under test."""
    return store.tables(ChangeStorage)


@pytest.fixture
async def other_process(store_url: str, store: Database, clock: SetClock) -> AsyncIterator[ChangeStorage]:
    """Yield the same store as another process sees it."""
    database = await open_store(store_url, clock)
    yield database.tables(ChangeStorage)
    await database.close()


async def test_statements_of_an_empty_store_count_as_added_at_their_publication(
    changes: ChangeStorage, clock: SetClock
) -> None:
    await changes.record_statements({"fog": "f", "tide": "t"}, {"fog": LONG_AGO, "tide": LAST_YEAR})
    assert await changes.changes_between(LONG_AGO, NOW) == [ChangeRecord("tide", "t", LAST_YEAR)]
    assert await changes.changes_between(LONG_AGO - dt.timedelta(microseconds=1), LAST_YEAR) == [
        ChangeRecord("fog", "f", LONG_AGO), ChangeRecord("tide", "t", LAST_YEAR),
    ]  # fmt: skip
    clock.forward(hours=1)
    await changes.record_statements({"fog": "f", "rope": "r"}, {"fog": LONG_AGO, "rope": LONG_AGO})
    assert await changes.changes_between(NOW, clock.now()) == [ChangeRecord("rope", "r", clock.now())]


async def test_a_statement_added_later_is_new_even_if_all_others_are_gone(
    changes: ChangeStorage, clock: SetClock
) -> None:
    await changes.record_statements({"fog": "f"}, {"fog": LONG_AGO})
    clock.forward(hours=1)
    await changes.record_statements({"tide": "t"}, {"tide": LONG_AGO})
    assert await changes.changes_between(LONG_AGO, clock.now()) == [ChangeRecord("tide", "t", clock.now())]
    assert await changes.changes_between(LONG_AGO, NOW) == []


async def test_a_change_and_its_reversal_are_recorded(changes: ChangeStorage, clock: SetClock) -> None:
    await changes.record_statements({"fog": ODD, "tide": "t"}, {"fog": LONG_AGO, "tide": LONG_AGO})
    clock.forward(hours=1)
    changed = clock.now()
    await changes.record_statements({"fog": "thick", "tide": "t"}, {})
    assert await changes.changes_between(NOW, changed) == [ChangeRecord("fog", "thick", LONG_AGO, changed, ODD)]
    clock.forward(hours=1)
    await changes.record_statements({"fog": "thick", "tide": "t"}, {})
    assert await changes.changes_between(changed, clock.now()) == []
    back = clock.now()
    await changes.record_statements({"fog": ODD}, {})
    assert await changes.changes_between(changed, back) == [ChangeRecord("fog", ODD, LONG_AGO, back, "thick")]
    assert await changes.changes_between(LONG_AGO, changed) == []


async def test_a_statement_that_returns_unchanged_is_not_new(changes: ChangeStorage, clock: SetClock) -> None:
    await changes.record_statements({"fog": "f", "tide": "t"}, {"fog": LONG_AGO, "tide": LONG_AGO})
    clock.forward(hours=1)
    await changes.record_statements({"tide": "t"}, {})
    clock.forward(hours=1)
    await changes.record_statements({"fog": "f", "tide": "t"}, {})
    assert await changes.changes_between(NOW, clock.now()) == []


async def test_changes_are_returned_in_the_order_in_which_they_happened(
    changes: ChangeStorage, clock: SetClock
) -> None:
    await changes.record_statements({"fog": "f"}, {"fog": LONG_AGO})
    for states in ({"tide": "t", "rope": "r"}, {"buoy": "b"}, {"fog": "g"}, {"tide": "u"}):
        clock.forward(minutes=1)
        await changes.record_statements(states, {})
    assert [s.id for s in await changes.changes_between(NOW, clock.now())] == ["rope", "buoy", "fog", "tide"]


async def test_thousands_of_statements_can_be_recorded(changes: ChangeStorage, clock: SetClock) -> None:
    states = {f"fact-{n}": "x" for n in range(2_500)}
    await changes.record_statements(states, dict.fromkeys(states, LONG_AGO))
    clock.forward(minutes=1)
    await changes.record_statements(states | {"fact-2400": "y", "fact-2500": "z"}, {})
    changed = await changes.changes_between(NOW, clock.now())
    assert [(s.id, s.before) for s in changed] == [("fact-2400", "x"), ("fact-2500", None)]


@pytest.mark.parametrize("failing", [1, 2, 3, 4])
async def test_a_first_record_that_was_cut_off_is_continued(
    store: Database, changes: ChangeStorage, clock: SetClock, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    """A later process goes on, and what it adds counts as added at its publication, too."""
    states = {f"fact-{n:04}": "x" for n in range(1_200)}
    first = dict.fromkeys(states, LAST_YEAR)
    tables: Any = changes
    write, calls = tables._transactions.write, 0

    async def fail_once(work: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == failing:
            raise StoreError("The store is away.")
        return await write(work)

    monkeypatch.setattr(tables._transactions, "write", fail_once)
    with suppress(StoreError):
        await changes.record_statements(states, first)
    clock.forward(hours=1)
    await changes.record_statements(states, first)
    assert await changes.changes_between(NOW, clock.now()) == []
    assert len(await changes.changes_between(LONG_AGO, NOW)) == 1_200
    clock.forward(hours=1)
    await changes.record_statements({**states, "fact-later": "y"}, {"fact-later": LAST_YEAR})
    assert await changes.changes_between(NOW, clock.now()) == [ChangeRecord("fact-later", "y", clock.now())]


async def test_other_transactions_come_in_between_many_statements(
    store: Database, changes: ChangeStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables: Any = changes
    write, most = tables._transactions.write, 0

    async def counted(work: Any) -> Any:
        def count(connection: Any) -> Any:
            nonlocal most
            before = connection.scalar(sa.select(sa.func.count()).select_from(sightings))
            result = work(connection)
            most = max(most, connection.scalar(sa.select(sa.func.count()).select_from(sightings)) - before)
            return result

        return await write(count)

    monkeypatch.setattr(tables._transactions, "write", counted)
    await changes.record_statements({f"fact-{n}": "x" for n in range(2_500)}, {})
    assert 0 < most <= 500


async def test_a_change_loaded_by_two_processes_is_recorded_once(
    changes: ChangeStorage, other_process: ChangeStorage, clock: SetClock
) -> None:
    """Both processes load the same change. The recorded former text must not be the new text."""
    await changes.record_statements({"fog": "0"}, {"fog": LONG_AGO})
    for n in range(1, 40):
        clock.forward(minutes=1)
        await asyncio.gather(
            *(process.record_statements({"fog": str(n), f"new-{n}": "x"}, {}) for process in (changes, other_process))
        )
        new, fog = sorted(
            await changes.changes_between(clock.now() - dt.timedelta(seconds=1), clock.now()), key=lambda s: -len(s.id)
        )
        assert new == ChangeRecord(f"new-{n}", "x", clock.now())
        assert fog == ChangeRecord("fog", str(n), LONG_AGO, clock.now(), str(n - 1))


# ---------------------------------------------------------------------- unanswered questions

_ids = (f"x{n}" for n in count())


def unanswered(question: str, **more: object) -> Exchange:
    """Return the exchange of a question without an answer, asked in a channel."""
    exchange = replace(EXCHANGE, id=next(_ids), question=question, outcome="none", statement_id=None, score=0.0)
    return replace(exchange, **more)  # type: ignore[arg-type]


async def test_unanswered_questions_are_sorted_by_how_often_they_were_asked(
    store: Database, changes: ChangeStorage
) -> None:
    minute = dt.timedelta(minutes=1)
    for n, question in enumerate(("Who?", "Why?", "How?", "Why?")):
        await store.add_exchange(unanswered(question, asked=NOW + n * minute, channel_key=f"discord:1:{n // 4}"))
    await store.add_exchange(unanswered("Why?", asked=NOW, channel_key="discord:1:7:x"))
    expected = [("Why?", "0", 2), ("How?", "0", 1), ("Who?", "0", 1), ("Why?", "7:x", 1)]
    assert sorted(await changes.unanswered("discord", "1", NOW)) == sorted(expected)
    assert (await changes.unanswered("discord", "1", NOW))[:2] == expected[:2]
    assert await changes.unanswered("discord", "1", NOW + minute) == [("Why?", "0", 2), ("How?", "0", 1)]
    assert await changes.unanswered("discord", "1", NOW + 4 * minute) == []


async def test_only_the_unanswered_questions_of_a_message_are_returned(store: Database, changes: ChangeStorage) -> None:
    for n, (question, outcome) in enumerate((("Who?", "answer"), ("Why?", "none"))):
        exchange = unanswered("Who? Why?", read_as=question, outcome=outcome, part=n, asked=NOW)
        await store.add_exchange(exchange)
    await store.add_exchange(unanswered("Why?", asked=NOW))
    assert await changes.unanswered("discord", "1", NOW) == [("Why?", "2", 2)]


@pytest.mark.parametrize(
    "difference",
    [
        {"channel_key": "discord:11:2"},
        {"channel_key": "discord:2:1"},
        {"channel_key": "slack:1:2", "platform": "slack"},
        {"private": True},
        {"direct": True},
        {"outcome": "answer", "statement_id": "fog"},
        {"outcome": "suggestions"},
        {"question": "", "command": "verify", "options": {"text": "“Fog”"}},
        {"asked": NOW - dt.timedelta(microseconds=1)},
    ],
    ids=lambda difference: "-".join(map(str, difference.values())),
)
async def test_other_exchanges_are_not_returned_as_unanswered(
    store: Database, changes: ChangeStorage, difference: dict[str, object]
) -> None:
    await store.add_exchange(unanswered("Who?", asked=NOW))
    await store.add_exchange(replace(unanswered("What?", asked=NOW), **difference))  # type: ignore[arg-type]
    assert await changes.unanswered("discord", "1", NOW) == [("Who?", "2", 1)]


async def test_workspace_names_are_not_read_as_patterns(store: Database, changes: ChangeStorage) -> None:
    await store.add_exchange(unanswered("Who?", asked=NOW, channel_key="discord:1:2"))
    assert await changes.unanswered("discord", "%", NOW) == []
    assert await changes.unanswered("discord", "_", NOW) == []
    assert await changes.unanswered("discord", "", NOW) == []
