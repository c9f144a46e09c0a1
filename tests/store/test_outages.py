"""A database that goes away for a while costs an error each time, and nothing more."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from bot.core.errors import StoreError
from bot.store.database import Database, open_store
from bot.store.engine import sqlite_driver
from tests.store.conftest import SetClock


@pytest.fixture
async def on_postgresql(
    new_postgresql: Callable[[], str], postgresql_server: str, clock: SetClock
) -> AsyncIterator[tuple[Database, psycopg.Connection]]:
    """A store on PostgreSQL, and an administrator's connection to its server."""
    url = new_postgresql()
    store = await open_store(url, clock)
    with psycopg.connect(postgresql_server, autocommit=True) as admin:
        admin.execute(f"SELECT set_config('tests.store', '{sa.make_url(url).database}', false)".encode())
        yield store, admin
    await store.close()


def cut(admin: psycopg.Connection) -> None:
    """End every connection to the store's database, as a restart of the server would."""
    admin.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_setting('tests.store')"
    )


def allow(admin: psycopg.Connection, connections: bool) -> None:
    """Let the store's database take connections, or refuse them."""
    row = admin.execute("SELECT current_setting('tests.store')").fetchone()
    assert row is not None
    admin.execute(f"ALTER DATABASE {row[0]} ALLOW_CONNECTIONS {connections}".encode())


async def test_lost_connections_are_replaced_unnoticed(on_postgresql: tuple[Database, psycopg.Connection]) -> None:
    store, admin = on_postgresql
    await store.put_note("kept", "first")
    cut(admin)
    assert await store.note("kept") == "first"
    cut(admin)
    await store.put_note("kept", "second")
    assert await store.note("kept") == "second"


async def test_a_server_that_is_away_is_an_error_until_it_is_back(
    on_postgresql: tuple[Database, psycopg.Connection],
) -> None:
    store, admin = on_postgresql
    await store.put_note("kept", "first")
    allow(admin, connections=False)
    cut(admin)
    for _ in range(6):  # more often than there are connections in the pool
        with pytest.raises(
            StoreError, match=r"can't be used .*not currently accepting connections.*check that it runs"
        ):
            await store.note("kept")
    allow(admin, connections=True)
    assert await store.note("kept") == "first"
    await store.put_note("kept", "second")


BREAK = """
CREATE SEQUENCE calls;
CREATE FUNCTION break_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF nextval('calls') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); END IF;
    RETURN NEW;
END $$;
CREATE CONSTRAINT TRIGGER broken AFTER INSERT ON notes {when} FOR EACH ROW EXECUTE FUNCTION break_once();
"""


async def broken_once(on_postgresql: tuple[Database, psycopg.Connection], when: str) -> Callable[[], int]:
    """Have the first connection that inserts a note break; gives a function that counts the attempts."""
    store, _ = on_postgresql
    connect = store._engine.raw_connection
    with closing(connect()) as connection:
        connection.cursor().execute(BREAK.format(when=when))
        connection.commit()

    def attempts() -> int:
        with closing(connect()) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT last_value FROM calls")
            return int(cursor.fetchall()[0][0])

    return attempts


async def test_a_transaction_that_was_undone_is_done_again(
    on_postgresql: tuple[Database, psycopg.Connection],
) -> None:
    attempts = await broken_once(on_postgresql, "NOT DEFERRABLE")
    store, _ = on_postgresql
    await store.put_note("kept", "yes")
    assert await store.note("kept") == "yes"
    assert attempts() == 2


async def test_a_commit_of_which_nothing_is_known_is_not_repeated(
    on_postgresql: tuple[Database, psycopg.Connection],
) -> None:
    attempts = await broken_once(on_postgresql, "DEFERRABLE INITIALLY DEFERRED")
    store, _ = on_postgresql
    with pytest.raises(StoreError, match="can't be used"):
        await store.put_note("kept", "yes")
    assert attempts() == 1
    assert await store.note("kept") is None
    await store.put_note("kept", "now")
    assert await store.note("kept") == "now"


async def test_a_locked_file_is_an_error_until_it_is_free_and_can_be_read_meanwhile(
    tmp_path: Path, clock: SetClock
) -> None:
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
