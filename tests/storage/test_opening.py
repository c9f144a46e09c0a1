"""Opening a store: wrong addresses, files and servers each give a message."""

from __future__ import annotations

import re
import socket
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from bot.core.errors import ConfigurationError, StoreError
from bot.storage.database import open_store
from bot.storage.engine import make_engine, read_address, sqlite_warning
from tests.storage.conftest import SetClock


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "is not a database address"),
        ("factbot.db", "is not a database address"),
        ("postgresql://user:s3cret@host:port/db", "is not a database address"),
        ("mysql://user:s3cret@host/db", "is for a mysql database"),
        ("postgresql+asyncpg://user:s3cret@host/db", r"is for a postgresql\+asyncpg database"),
        ("sqlite://factbot.db", "needs one more slash"),
        ("sqlite:///factbot.db?timeout=s3cret", "has an unknown option"),
    ],
)
async def test_a_wrong_address_gives_a_message_without_the_password(url: str, message: str, clock: SetClock) -> None:
    with pytest.raises(
        ConfigurationError, match=f"^FACTBOT_DATABASE_URL {message}.*expected sqlite:///.*postgresql"
    ) as caught:
        await open_store(url, clock)
    assert "s3cret" not in str(caught.value)


async def test_an_unreachable_server_gives_a_message_without_the_password(clock: SetClock) -> None:
    # No server answers on a bound port that nobody listens on, and no other program can take it.
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"postgresql://ann:s3cret@127.0.0.1:{taken.getsockname()[1]}/facts"
        with pytest.raises(
            StoreError, match=r"postgresql://ann:\*\*\*@127.*facts can't be used .*FACTBOT_DATABASE_URL"
        ) as caught:
            await open_store(url, clock)
    assert "s3cret" not in str(caught.value)


async def test_opening_postgresql_without_the_extra_names_the_extra_to_install(
    monkeypatch: pytest.MonkeyPatch, clock: SetClock
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "psycopg"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigurationError, match=r"install factbot\[postgres\]\.$") as caught:
        await open_store("postgresql://ann:s3cret@127.0.0.1/facts", clock)
    assert "s3cret" not in str(caught.value)


async def test_missing_rights_to_create_tables_give_a_message_about_permissions(
    new_postgresql: Callable[[], str], clock: SetClock
) -> None:
    url = new_postgresql()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE guest LOGIN")
    guest = sa.make_url(url).set(username="guest").render_as_string(hide_password=False)
    with pytest.raises(StoreError, match=r"permission denied for schema public.*Check database permissions"):
        await open_store(guest, clock)


@pytest.mark.parametrize("kind", ["postgres", "postgresql", "postgresql+psycopg"])
async def test_every_spelling_of_postgresql_in_an_address_is_accepted(
    kind: str, new_postgresql: Callable[[], str], clock: SetClock
) -> None:
    store = await open_store(new_postgresql().replace("postgresql:", f"{kind}:"), clock)
    assert re.match(r"PostgreSQL 1\d\.\d+, postgresql://postgres", store.description)
    assert store.sqlite_warning is None
    await store.close()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Dear diary, " * 1000, "is not a SQLite database: move it away"),
        (b"SQLite format 3\x00" + b"\x10\x00\x02\x02\x00\x40\x20\x20" + b"\xff" * 5000, "is (damaged|not a SQLite)"),
    ],
    ids=["another file", "damaged"],
)
async def test_a_file_that_is_not_a_store_is_refused_and_unchanged(
    content: bytes, message: str, tmp_path: Path, clock: SetClock
) -> None:
    file = tmp_path / "factbot.db"
    file.write_bytes(content)
    with pytest.raises(StoreError, match=f"{file} {message}"):
        await open_store(f"sqlite:///{file}", clock)
    assert file.read_bytes() == content


async def test_an_empty_file_becomes_a_store(tmp_path: Path, clock: SetClock) -> None:
    file = tmp_path / "factbot.db"
    file.touch()
    await (await open_store(f"sqlite:///{file}", clock)).close()
    assert file.read_bytes().startswith(b"SQLite format 3")


async def test_a_folder_as_file_and_a_missing_folder_give_a_message(tmp_path: Path, clock: SetClock) -> None:
    with pytest.raises(ConfigurationError, match=f"store {tmp_path} is a folder"):
        await open_store(f"sqlite:///{tmp_path}", clock)
    with pytest.raises(StoreError, match=f"folder {tmp_path}/missing does not exist. Create it"):
        await open_store(f"sqlite:///{tmp_path}/missing/factbot.db", clock)
    with pytest.raises(StoreError, match="can't be opened"):
        await open_store(f"sqlite:///{tmp_path}/{'x' * 300}/factbot.db", clock)


async def test_a_file_that_cannot_be_written_gives_a_message(tmp_path: Path, clock: SetClock) -> None:
    (tmp_path / "factbot.db").touch()
    read_only = f"sqlite:///file:{tmp_path}/factbot.db?mode=ro&uri=true"  # this also applies to root
    with pytest.raises(StoreError, match="can't be written: give Factbot's user"):
        await open_store(read_only, clock)


async def test_a_store_that_cannot_be_written_can_be_read(tmp_path: Path, clock: SetClock) -> None:
    store = await open_store(f"sqlite:///{tmp_path}/factbot.db", clock)
    await store.put_note("kept", "yes")
    reader = await open_store(f"sqlite:///file:{tmp_path}/factbot.db?mode=ro&uri=true", clock)
    assert await reader.note("kept") == "yes"
    with pytest.raises(StoreError, match="can't be written: give Factbot's user"):
        await reader.put_note("kept", "no")
    await reader.close()
    await store.close()


async def test_a_relative_address_means_the_working_folder(
    tmp_path: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = await open_store("sqlite:///factbot.db", clock)
    assert (tmp_path / "factbot.db").exists()
    assert re.fullmatch(r"SQLite 3\.\d+\.\d+, sqlite:///factbot\.db", store.description)
    await store.close()


async def test_each_store_in_memory_is_separate(clock: SetClock) -> None:
    one, other = await open_store("sqlite://", clock), await open_store("sqlite:///:memory:", clock)
    await one.put_note("kept", "yes")
    assert await one.note("kept") == "yes"
    assert await other.note("kept") is None
    await one.close()
    await other.close()


def test_sqlite_is_configured_for_several_processes(tmp_path: Path) -> None:
    engine = make_engine(read_address(f"sqlite:///{tmp_path}/factbot.db"))
    with engine.connect() as connection:
        values = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    engine.dispose()
    assert values == ["wal", 1, 1, 5000]


async def test_the_sqlite_of_python_is_used_if_pysqlite3_is_missing(
    tmp_path: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pysqlite3.dbapi2", None)
    url = f"sqlite:///{tmp_path}/factbot.db"
    store = await open_store(url, clock)
    assert store.description == f"SQLite {sqlite3.sqlite_version}, {url}"
    assert store.sqlite_warning == sqlite_warning(sqlite3.sqlite_version_info)
    now = clock.now() - clock.now()
    assert await store.claim("key", now)
    await store.set_claim("key", clock.now() - clock.moment.replace(year=2024))
    assert not await store.claim("key", now)
    assert await store.watch("slack", "T1", "C1", on=True)
    assert not await store.watch("slack", "T1", "C1", on=True)
    await store.close()


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_a_warning_names_sqlite_versions_that_can_damage_files(version: tuple[int, ...], sound: bool) -> None:
    text = sqlite_warning(version)
    assert (text is None) == sound
    assert text is None or ".".join(map(str, version)) in text
