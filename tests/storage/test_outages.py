"""Each call raises an error during an outage of the database, and works again afterwards."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from bot.core.errors import StoreError
from bot.storage import transactions
from bot.storage.database import Database, open_store
from bot.storage.engine import sqlite_driver
from tests.storage.conftest import SetClock


@dataclass
class Served:
    """A store on PostgreSQL whose connections a test can cut or refuse."""

    store: Database
    url: str
    admin: psycopg.Connection
    """A connection to another database of the same server."""

    @property
    def database(self) -> str:
        """Return the name of the store's database."""
        return str(psycopg.conninfo.conninfo_to_dict(self.url)["dbname"])

    def cut(self) -> None:
        """End every connection to the store's database, like a restart of the server."""
        ending = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
        self.admin.execute(ending, [self.database])

    def admit(self, connections: bool) -> None:
        """Allow or refuse connections to the store's database."""
        statement = SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(Identifier(self.database), connections)
        self.admin.execute(statement)


@pytest.fixture
async def served(new_postgresql: Callable[[], str], postgresql_server: str, clock: SetClock) -> AsyncIterator[Served]:
    """Yield a store on PostgreSQL that can be disconnected."""
    url = new_postgresql()
    store = await open_store(url, clock, patience=5)
    with psycopg.connect(postgresql_server, autocommit=True) as admin:
        yield Served(store, url, admin)
    await store.close()


async def test_lost_connections_are_replaced_without_an_error(served: Served) -> None:
    await served.store.put_note("kept", "first")
    served.cut()
    assert await served.store.note("kept") == "first"
    served.cut()
    await served.store.put_note("kept", "second")
    assert await served.store.note("kept") == "second"


async def test_calls_fail_while_the_server_is_unavailable_and_work_again_afterwards(served: Served) -> None:
    await served.store.put_note("kept", "first")
    served.admit(False)
    served.cut()
    for _ in range(6):  # more often than there are connections in the pool
        with pytest.raises(
            StoreError, match=r"can't be used .*not currently accepting connections.*Check that it runs"
        ):
            await served.store.note("kept")
    served.admit(True)
    assert await served.store.note("kept") == "first"
    await served.store.put_note("kept", "second")


async def test_a_hanging_server_raises_an_error_after_the_timeout(
    new_postgresql: Callable[[], str], clock: SetClock
) -> None:
    url = new_postgresql()
    store = await open_store(url, clock, patience=0.2)
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE notes")
        with pytest.raises(StoreError, match=r"did not answer within 0\.2 seconds"):
            await store.note("kept")
        assert await store.watched("slack") == frozenset()
    assert await store.note("kept") is None
    await store.close()


async def test_after_a_timeout_others_wait_less_until_the_server_answers(
    new_postgresql: Callable[[], str], clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "_IF_IT_HANGS", 0.2)
    url = new_postgresql()
    store = await open_store(url, clock, patience=0.4)
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE notes")
        for seconds in ("0.4", "0.2", "0.2"):
            with pytest.raises(StoreError, match=rf"did not answer within {seconds} seconds"):
                await store.note("kept")
    assert await store.note("kept") is None
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE notes")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(store.note("kept"), 0.1)
        with pytest.raises(StoreError, match=r"did not answer within 0\.2 seconds"):
            await store.note("kept")
    assert await store.note("kept") is None
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE notes")
        with pytest.raises(StoreError, match=r"did not answer within 0\.4 seconds"):
            await store.note("kept")
    await store.close()


BREAK_ONCE = """
CREATE SEQUENCE calls;
CREATE FUNCTION break_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF nextval('calls') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); END IF;
    RETURN NEW;
END $$;
"""
TRIGGER = "CREATE CONSTRAINT TRIGGER broken AFTER INSERT ON notes {} FOR EACH ROW EXECUTE FUNCTION break_once()"


async def test_a_transaction_that_was_rolled_back_is_retried(served: Served) -> None:
    with psycopg.connect(served.url, autocommit=True) as connection:
        connection.execute(BREAK_ONCE)
        connection.execute(TRIGGER.format("NOT DEFERRABLE").encode())
        await served.store.put_note("kept", "yes")
        assert connection.execute("SELECT last_value FROM calls").fetchone() == (2,)
    assert await served.store.note("kept") == "yes"


async def test_a_commit_with_unknown_result_is_not_retried(served: Served) -> None:
    with psycopg.connect(served.url, autocommit=True) as connection:
        connection.execute(BREAK_ONCE)
        connection.execute(TRIGGER.format("DEFERRABLE INITIALLY DEFERRED").encode())  # fires at commit
        with pytest.raises(StoreError, match="can't be used"):
            await served.store.put_note("kept", "yes")
        assert connection.execute("SELECT last_value FROM calls").fetchone() == (1,)
    assert await served.store.note("kept") is None
    await served.store.put_note("kept", "now")
    assert await served.store.note("kept") == "now"


async def test_a_locked_file_raises_errors_for_writes_but_can_be_read(tmp_path: Path, clock: SetClock) -> None:
    store = await open_store(f"sqlite:///{tmp_path}/factbot.db?timeout=0.05", clock)
    await store.put_note("kept", "first")
    with closing(sqlite_driver().connect(tmp_path / "factbot.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked by another process"):
            await store.put_note("kept", "second")
        assert await store.note("kept") == "first"
        other.execute("COMMIT")
    await store.put_note("kept", "second")
    assert await store.note("kept") == "second"
    await store.close()


async def test_a_damaged_file_works_again_once_a_copy_is_written_over_it(tmp_path: Path, clock: SetClock) -> None:
    file = tmp_path / "factbot.db"
    store = await open_store(f"sqlite:///{file}", clock)
    await store.put_note("kept", "first")
    with closing(sqlite_driver().connect(file)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    good = file.read_bytes()
    file.write_bytes(b"garbage" * 600 + good[4200:])
    for _ in range(2):
        with pytest.raises(StoreError, match="is not a SQLite database"):
            await store.put_note("kept", "second")
    file.write_bytes(good)
    assert await store.note("kept") == "first"
    await store.put_note("kept", "second")
    assert await store.note("kept") == "second"
    await store.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write every file")
async def test_a_read_only_file_can_be_written_as_soon_as_its_rights_allow_it(tmp_path: Path, clock: SetClock) -> None:
    file = tmp_path / "factbot.db"
    await (await open_store(f"sqlite:///{file}", clock)).close()
    file.chmod(0o400)
    store = await open_store(f"sqlite:///{file}", clock)
    with pytest.raises(StoreError, match="can't be written"):
        await store.put_note("kept", "first")
    with pytest.raises(StoreError, match="can't be written"):
        await store.check_writable()
    file.chmod(0o600)
    await store.check_writable()
    await store.put_note("kept", "first")
    await store.close()
