"""Migrate stores of other versions, with migrations that exist only in these tests."""

from __future__ import annotations

import datetime as dt
import logging
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.core.errors import StoreError
from bot.core.ports import Reach
from bot.features.digest.storage import ChangeStorage, DigestStorage
from bot.storage.database import open_store
from bot.storage.engine import make_engine, read_address
from bot.storage.migrations import SCRIPTS, migrate, newest_version, stored_version
from bot.storage.schema import AnyText
from bot.storage.tables import all_tables
from tests.samples.exchanges import EXCHANGE
from tests.storage import racer
from tests.storage.conftest import SetClock
from tests.storage.engines import slow_with_postgresql

HOUR = dt.timedelta(hours=1)
NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    op.add_column("notes", sa.Column("mood", sa.Text, server_default="calm"))
    op.execute("DELETE FROM watches")
    {last}
"""


def scripts_with_next(folder: Path, last: str) -> Path:
    """Make a folder with the shipped migrations and one more, whose last line is `last`."""
    scripts = shutil.copytree(SCRIPTS, folder / "50% more" / "migrations")
    (scripts / "versions" / "r9999_next.py").write_text(NEXT.format(head=newest_version(), last=last))
    return scripts


@pytest.fixture
def next_scripts(tmp_path: Path) -> Path:
    """Return the migrations of the next Factbot version."""
    return scripts_with_next(tmp_path, "pass")


async def make_store(url: str, clock: SetClock) -> None:
    """Make a store of the current version with some rows."""
    store = await open_store(url, clock)
    await store.put_note("kept", "before")
    await store.watch("slack", "T1", "C1", on=True)
    await store.close()


def backups(folder: Path) -> list[Path]:
    """Return the backup copies in a folder, without SQLite's auxiliary files."""
    return sorted(p for p in folder.glob("*.backup-*") if not p.name.endswith(("-wal", "-shm")))


ROWS_OF_FIRST_VERSION = (
    "INSERT INTO claims VALUES ('taken', 9000000000000000)",
    "INSERT INTO notes VALUES ('kept', 'before')",
    "INSERT INTO watches VALUES ('slack', 'T1', 'C1')",
    (
        "INSERT INTO exchanges VALUES ('abcdefghijklmnop', 'discord:1:2:3', 'discord', 'discord:1:2', '77', "
        "'Who hosts the summit?', 'answer', 'summit-host', 0.30000000000000004, {false}, 1761123600000001, '55')"
    ),
)
"""The contents of a store of the first version."""


async def test_a_store_of_the_first_version_keeps_its_contents(store_url: str, clock: SetClock) -> None:
    engine = make_engine(read_address(store_url))
    migrate(engine, clock.now(), head="0001")
    with engine.begin() as connection:
        for line in ROWS_OF_FIRST_VERSION:
            connection.execute(sa.text(line.format(false="0" if store_url.startswith("sqlite") else "false")))
    engine.dispose()

    store = await open_store(store_url, clock)
    assert await store.exchange(EXCHANGE.id) == replace(EXCHANGE, reply_id="55", direct=False)
    assert await store.note("kept") == "before"
    assert await store.watched("slack") == {"C1"}
    assert not await store.claim("taken", HOUR)
    await store.add_exchange(replace(EXCHANGE, id="new", direct=True))
    assert await store.exchange("new") == replace(EXCHANGE, id="new", direct=True)
    assert await store.tables(DigestStorage).subscriptions() == []
    assert await store.tables(ChangeStorage).changes_between(dt.datetime.min.replace(tzinfo=dt.UTC), clock.now()) == []
    await store.close()


@pytest.mark.parametrize(
    ("line", "question", "command", "options"),
    [
        ("/quotes", "", "quotes", {}),
        ('/quote speaker:"Ada Quill" about:"old tugs"', "", "quote", {"speaker": "Ada Quill", "about": "old tugs"}),
        ("/digest preview", "", "digest preview", {}),
        ("/verify text:\"C:\\tugs 'é' speaker:Bo\"", "", "verify", {"text": "C:\\tugs 'é' speaker:Bo"}),
        ('/verify text:"NUL \x00"', "", "verify", {"text": "NUL \x00"}),
        ("/usr or /var, which is larger?", "/usr or /var, which is larger?", "", {}),
        ("Who said /quotes?", "Who said /quotes?", "", {}),
    ],
)
async def test_stored_lines_of_old_commands_are_split_into_command_and_options(
    store_url: str, clock: SetClock, line: str, question: str, command: str, options: dict[str, str]
) -> None:
    engine = make_engine(read_address(store_url))
    migrate(engine, clock.now(), head="0003")
    row = {"false": False, "line": AnyText().process_bind_param(line, engine.dialect)}
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO exchanges VALUES ('abcdefghijklmnop', 'discord:1:2:3', 'discord', 'discord:1:2', '77', "
                ":line, 'none', NULL, 0, :false, 1761123600000001, '55', :false, NULL, 0, '')"
            ),
            row,
        )
    engine.dispose()

    store = await open_store(store_url, clock)
    exchange = await store.exchange("abcdefghijklmnop")
    assert exchange
    assert (exchange.question, exchange.command, exchange.options) == (question, command, options)
    await store.close()


async def test_digests_of_version_4_are_kept_and_belong_to_any_bot(store_url: str, clock: SetClock) -> None:
    engine = make_engine(read_address(store_url))
    migrate(engine, clock.now(), head="0004")
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO subscriptions VALUES ('slack:T1:C1', 'slack', 'T1', 'C1', :false, 540, 'UTC', '0123456', "
                "'[]', :false, :false, 'U1', 1761123600000001, '2025-10-22', 1761123600000001, '')"
            ),
            {"false": False},
        )
        connection.execute(
            sa.text(
                "INSERT INTO slots VALUES ('slack:T1:C1', '2025-10-22', 1761123600000001, 'pending', '', 0, NULL, "
                "NULL, 0, NULL, NULL, NULL, 'The wire is down.')"
            )
        )
    engine.dispose()

    store = await open_store(store_url, clock)
    digests = store.tables(DigestStorage)
    (subscription,) = await digests.subscriptions()
    assert (subscription.id, subscription.bot) == ("slack:T1:C1", "")
    assert (subscription.schedule.until, subscription.schedule.holidays) == (None, "")
    assert await digests.due("slack", Reach("B1", frozenset(("T1",))), clock.now(), 9) == [subscription]
    (past,) = await digests.results(subscription.id, 9)
    assert (past.state, past.reason) == ("pending", "The wire is down.")
    await store.close()


def test_the_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    assert ScriptDirectory.from_config(config).get_heads() == [newest_version()]


async def test_the_migrations_create_the_tables_of_the_schema(store_url: str, clock: SetClock) -> None:
    await make_store(store_url, clock)
    engine = make_engine(read_address(store_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, all_tables()) == []
        assert stored_version(connection) == newest_version()
    engine.dispose()


async def test_an_older_store_is_migrated(
    store_url: str, clock: SetClock, next_scripts: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await make_store(store_url, clock)
    with caplog.at_level(logging.INFO, "bot.storage"):
        store = await open_store(store_url, clock, scripts=next_scripts)
    assert await store.note("kept") == "before"
    assert await store.watched("slack") == frozenset()
    await store.close()
    assert f"version 9999 (before: {newest_version()}" in caplog.text

    engine = make_engine(read_address(store_url))
    with engine.connect() as connection:
        assert stored_version(connection) == "9999"
        assert connection.scalar(sa.text("SELECT mood FROM notes")) == "calm"
    engine.dispose()
    expected = [f"factbot.db.backup-{newest_version()}-20251022T093015Z"] if store_url.startswith("sqlite") else []
    assert [copy.name for copy in backups(tmp_path)] == expected


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_the_backup_contains_changes_that_are_still_in_the_write_ahead_log(
    store_url: str, clock: SetClock, next_scripts: Path, tmp_path: Path
) -> None:
    await make_store(store_url, clock)
    running = await open_store(store_url, clock)  # an older Factbot that is still running
    await running.put_note("kept", "latest")
    assert (tmp_path / "factbot.db-wal").stat().st_size > 0
    await (await open_store(store_url, clock, scripts=next_scripts)).close()
    await running.close()

    (copy,) = backups(tmp_path)
    old = await open_store(f"sqlite:///{copy}", clock)
    assert await old.note("kept") == "latest"
    assert await old.watched("slack") == {"C1"}
    await old.close()


@pytest.mark.parametrize("last", ['op.execute("DELETE FROM no_such_table")', 'raise ValueError("a planted fault")'])
async def test_a_failing_migration_leaves_the_store_unchanged(
    store_url: str, clock: SetClock, tmp_path: Path, last: str
) -> None:
    await make_store(store_url, clock)
    with pytest.raises(
        StoreError, match=r"could not be upgraded to version 9999; nothing was changed \(.*(no_such|plant)"
    ):
        await open_store(store_url, clock, scripts=scripts_with_next(tmp_path, last))
    assert backups(tmp_path) == []
    store = await open_store(store_url, clock)
    assert await store.note("kept") == "before"
    assert await store.watched("slack") == {"C1"}
    assert await store.claim("still works", HOUR)
    await store.close()
    engine = make_engine(read_address(store_url))
    assert "mood" not in {column["name"] for column in sa.inspect(engine).get_columns("notes")}
    engine.dispose()


async def test_a_newer_store_is_refused_and_unchanged(store_url: str, clock: SetClock, next_scripts: Path) -> None:
    await make_store(store_url, clock)
    await (await open_store(store_url, clock, scripts=next_scripts)).close()
    with pytest.raises(StoreError, match=r"version 9999, made by a newer Factbot\. Install"):
        await open_store(store_url, clock)
    again = await open_store(store_url, clock, scripts=next_scripts)
    assert await again.note("kept") == "before"
    await again.close()


@slow_with_postgresql
async def test_several_processes_can_migrate_an_older_store_at_once(
    store_url: str, clock: SetClock, next_scripts: Path, tmp_path: Path
) -> None:
    await make_store(store_url, clock)
    results = racer.start(3, store_url, next_scripts, keys=10)
    assert sorted(key for result in results for key in result["won"]) == list(range(10))
    assert len(backups(tmp_path)) == (1 if store_url.startswith("sqlite") else 0)


async def test_a_database_of_another_program_is_refused_and_unchanged(store_url: str, clock: SetClock) -> None:
    engine = make_engine(read_address(store_url))
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE notes (melody TEXT)"))
    with pytest.raises(StoreError, match=r"tables of another program \(notes\)"):
        await open_store(store_url, clock)
    with engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == ["notes"]
    engine.dispose()
