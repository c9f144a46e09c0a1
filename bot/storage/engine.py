"""Turn an address into a SQLAlchemy engine, and a database error into a message for the operator."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.core.errors import ConfigurationError, StoreError
from bot.storage.private_files import pass_on_rights

POOL = 4
"""Number of connections to PostgreSQL, and of threads that use them; SQLite has one of each, for its one writer."""

BUSY_SECONDS = 5.0
"""How long to wait for another process that is writing to the same SQLite file."""

_EXPECTED = "expected sqlite:///file.db or postgresql+psycopg://user:password@host/database"
_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "sqlite+pysqlite": "sqlite+pysqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_ENGINE_OPTIONS: Mapping[str, Any] = {"hide_parameters": True, "execution_options": {"preserve_rowcount": True}}
_SQLITE_ADVICE = (
    ("not a database", "is not a SQLite database: move it away or use another file"),
    ("malformed", "is damaged: replace it with a backup copy"),
    ("readonly", "can't be written: give Factbot's user write access to it and its folder"),
    ("unable to open", "can't be opened: give Factbot's user read and write access to it and its folder"),
    ("locked", "is locked by another process: stop that process or try again"),
    ("full", "can't grow: free some disk space"),
    ("disk I/O", "can't be read or written: check the disk and its free space"),
)
_OPENED_AGAIN = ("not a database", "malformed", "readonly", "unable to open", "disk I/O")
"""Errors after which SQLite opens the file again. A connection that is open does not notice that the fault is over."""


def read_address(address: str) -> sa.URL:
    """Parse FACTBOT_DATABASE_URL. Raises ConfigurationError; its message never repeats the address (password)."""
    try:
        url = sa.make_url(address)
    except (ArgumentError, ValueError):
        raise ConfigurationError(f"FACTBOT_DATABASE_URL is not a database address: {_EXPECTED}.") from None
    driver = _DRIVERS.get(url.drivername)
    if driver is None:
        raise ConfigurationError(
            f"FACTBOT_DATABASE_URL is for a {url.drivername} database, which is not supported: {_EXPECTED}."
        )
    if driver.startswith("sqlite") and url.host:
        raise ConfigurationError(f"FACTBOT_DATABASE_URL needs one more slash: {_EXPECTED}.")
    return url.set(drivername=driver)


def safe_url(url: sa.URL) -> str:
    """Return the address without its password and options, for logs and messages."""
    return url.set(drivername=url.get_backend_name(), query={}).render_as_string(hide_password=True)


def sqlite_driver() -> ModuleType:
    """Return the newer SQLite module of two: the standard library's, or pysqlite3's if that is installed.

    Linux distributions ship a SQLite that can damage a file in WAL mode under several writers (see `sqlite_warning`).
    Never open the same file with both in one process: they would release each other's locks.
    """
    drivers = [importlib.import_module("sqlite3")]
    with suppress(ImportError):  # not every platform has a wheel
        drivers.append(importlib.import_module("pysqlite3.dbapi2"))
    return max(drivers, key=lambda driver: tuple(driver.sqlite_version_info))


def sqlite_warning(version: tuple[int, ...]) -> str | None:
    """Return a warning for the operator about a version of SQLite; None if it has no known fault.

    The WAL-reset bug affects SQLite 3.7.0 to 3.51.2; versions 3.44.6 and 3.50.7 are fixed as well.
    """
    if version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45):
        return None
    return (
        f"SQLite {'.'.join(map(str, version))} can, very rarely, damage a store if several processes write to it. "
        "Install the package pysqlite3, or use PostgreSQL if more than one Factbot runs."
    )


def make_engine(url: sa.URL) -> sa.Engine:
    """Make the engine for an address from `read_address`, without connecting yet. Raises ConfigurationError."""
    try:
        return _sqlite_engine(url) if url.get_backend_name() == "sqlite" else _postgresql_engine(url)
    except ImportError:  # psycopg, or the library that it needs
        raise ConfigurationError(
            "FACTBOT_DATABASE_URL names a PostgreSQL database, which needs one more package: install factbot[postgres]."
        ) from None
    except (ArgumentError, ValueError):
        raise ConfigurationError(f"FACTBOT_DATABASE_URL has an unknown option: {_EXPECTED}.") from None


def _sqlite_engine(url: sa.URL) -> sa.Engine:
    connect_args = _unless_given({"timeout": BUSY_SECONDS, "check_same_thread": False}, url)
    engine = sa.create_engine(
        url, module=sqlite_driver(), poolclass=sa.StaticPool, connect_args=connect_args, **_ENGINE_OPTIONS
    )
    if file := sqlite_file(url):
        sa.event.listen(engine, "do_connect", lambda *_: pass_on_rights(file))
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    sa.event.listen(engine, "handle_error", _judge_sqlite_error)
    return engine


def _postgresql_engine(url: sa.URL) -> sa.Engine:
    # By default libpq waits minutes for a server that does not answer.
    patience = {"connect_timeout": 5, "tcp_user_timeout": 10_000, "keepalives_idle": 30, "application_name": "factbot"}
    connect_args = _unless_given(patience, url)
    connect_args["prepare_threshold"] = None  # poolers such as PgBouncer don't keep prepared statements
    return sa.create_engine(
        url, pool_size=POOL, max_overflow=0, pool_pre_ping=True, connect_args=connect_args, **_ENGINE_OPTIONS
    )


def _unless_given(options: Mapping[str, Any], url: sa.URL) -> dict[str, Any]:
    """Return our options for the driver, without those that the address sets."""
    return {name: value for name, value in options.items() if name not in url.query}


def reading(engine: sa.Engine) -> sa.Engine:
    """Return the same engine for transactions that only read; on SQLite they need not wait for a writer."""
    return engine.execution_options(sqlite_begin="BEGIN")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Configure a new connection to SQLite; close it if that fails."""
    connection.isolation_level = None  # `_begin_sqlite` starts the transactions, not the driver
    try:
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}").close()
    except BaseException:
        connection.close()
        raise


def _begin_sqlite(connection: sa.Connection) -> None:
    """Take the write lock at once. A transaction that starts to write later can fail instead of waiting."""
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN IMMEDIATE"))


def _judge_sqlite_error(context: sa.engine.ExceptionContext) -> None:
    """Give up a connection that would keep an error which the operator has already put right."""
    reason = str(context.original_exception)
    if any(symptom in reason for symptom in _OPENED_AGAIN):
        context.is_disconnect = True


def sqlite_file(url: sa.URL) -> Path | None:
    """Return SQLite's file; None for a server, a store in memory and an address with options for the file."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:") or "uri" in url.query:
        return None
    return Path(str(url.database)).absolute()


def check_file(file: Path) -> None:
    """Raise ConfigurationError if SQLite's file is a folder, and StoreError if its folder does not exist (yet)."""
    with suppress(OSError):  # no permission to look: SQLite will report it
        if file.is_dir():
            raise ConfigurationError(f"The store {file} is a folder. Set FACTBOT_DATABASE_URL to a file in it.")
        if not file.parent.is_dir():
            raise StoreError(
                f"The store's folder {file.parent} does not exist. Create it, or change FACTBOT_DATABASE_URL."
            )


def error_message(url: sa.URL, error: DBAPIError) -> str:
    """Explain to the operator what is wrong with the database, and what to do."""
    reason = " ".join(str(error.orig).split())
    if url.get_backend_name() == "sqlite":
        for symptom, advice in _SQLITE_ADVICE:
            if symptom in reason:
                return f"The store {url.database} {advice} (FACTBOT_DATABASE_URL)."
    advice = "Check that it runs and that FACTBOT_DATABASE_URL is right."
    return f"The store {safe_url(url)} can't be used ({reason}). {advice}"
