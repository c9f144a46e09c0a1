"""The store on SQLAlchemy Core: SQLite in a file, or a PostgreSQL server. See `transactions` for threads and locks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from bot.core.ports import Clock
from bot.storage.engine import check_file, read_address, safe_url, sqlite_file, sqlite_warning
from bot.storage.file_watch import FileWatch
from bot.storage.migrations import SCRIPTS, migrate, newest_version, stored_version
from bot.storage.private_files import create_private, make_private, open_to_others
from bot.storage.questions import TOO_OLD, QuestionStore
from bot.storage.schema import claims, exchanges, notes, pending_questions, watches
from bot.storage.tables import TableFamily, families
from bot.storage.transactions import Transactions

T = TypeVar("T")


async def open_store(url: str, clock: Clock, *, patience: float = 15.0, scripts: Path = SCRIPTS) -> Database:
    """Open the store at `url`, and create or migrate its tables.

    `url` is `sqlite:///file.db` (made on first use), `sqlite://` (in memory) or `postgresql://user:password@host/name`.
    Each method of the store gives up after `patience` seconds, so that a database that hangs blocks nobody. Tests pass
    their own migration `scripts`. Raises ConfigurationError if `url` is not such an address, and StoreError if the
    database can't be used.
    """
    database = unopened_store(url, clock, patience=patience)
    try:
        await database.prepare(scripts)
    except BaseException:
        await database.close()
        raise
    return database


def unopened_store(url: str, clock: Clock, *, patience: float = 15.0) -> Database:
    """Make a store like `open_store`, but leave it to the caller to `prepare` it. Raises ConfigurationError."""
    return Database(Transactions(url, patience), clock)


def is_there(url: str) -> bool:
    """Return whether a store exists at an address; for a server, assume that it does.

    Raises ConfigurationError if `url` is not an address.
    """
    address = read_address(url)
    file = address.database
    return address.get_backend_name() != "sqlite" or "uri" in address.query or bool(file and Path(file).exists())


class Database(QuestionStore):
    """Implement `core.storage.Storage` on SQLite or PostgreSQL; made by `open_store`.

    While the database can't be reached, the methods raise StoreError. They work again when it is back.
    """

    def __init__(self, transactions: Transactions, clock: Clock) -> None:
        super().__init__(transactions, clock)
        self._families: dict[type | None, TableFamily] = {
            family.protocol: family(transactions, clock) for family in families()
        }

    def tables(self, kind: type[T]) -> T:
        """See `Storage`."""
        tables: Any = self._families[kind]
        return cast(T, tables)

    @property
    def description(self) -> str:
        """Return the version and the address, without the password: "SQLite 3.53.4, sqlite:///factbot.db"."""
        name = "SQLite" if self._transactions.is_sqlite else "PostgreSQL"
        version = ".".join(map(str, self._transactions.engine.dialect.server_version_info or ()))
        return f"{name} {version}, {safe_url(self._transactions.url)}"

    @property
    def sqlite_warning(self) -> str | None:
        """Return a warning for the operator about this version of SQLite, or None if it has no known fault."""
        version = self._transactions.engine.dialect.server_version_info
        return sqlite_warning(tuple(map(int, version))) if version and self._transactions.is_sqlite else None

    @property
    def files_open_to_others(self) -> list[Path]:
        """Return the store's files that other users of the machine may read; none for a server."""
        file = sqlite_file(self._transactions.url)
        return open_to_others(file) if file else []

    async def prepare(self, scripts: Path = SCRIPTS, *, again: bool = False) -> None:
        """Connect, and migrate the tables to the newest version. With `again`, disconnect first. Raises StoreError."""
        head = newest_version(scripts)

        file = sqlite_file(self._transactions.url)

        def prepare() -> None:
            if again:
                self._transactions.engine.dispose()
            if file:
                check_file(file)
                create_private(file)
            migrate(self._transactions.engine, self._clock.now(), head=head, scripts=scripts)
            if file:
                make_private(file)

        await self._transactions.run(prepare, patience=None)  # migrating may take its time

    async def is_current(self) -> bool:
        """Return whether the tables have the version of this Factbot."""
        head = newest_version()
        return await self._transactions.read(lambda connection: stored_version(connection) == head)

    async def check_writable(self) -> None:
        """Raise StoreError if the store can only be read."""
        await self._transactions.execute(sa.delete(notes).where(sa.false()))

    def file_watch(self) -> FileWatch:
        """Return what reopens SQLite's file if it is deleted or replaced; call this while the store is open."""
        return FileWatch(sqlite_file(self._transactions.url), lambda: self.prepare(again=True))

    async def watch(self, platform: str, workspace: str, channel: str, *, on: bool) -> bool:
        """See `Storage`."""
        row = {"platform": platform, "workspace": workspace, "channel": channel}
        if on:
            inserting = self._transactions.insert(watches).values(row).on_conflict_do_nothing()
            return await self._transactions.execute(inserting) > 0
        here = (watches.c[name] == value for name, value in row.items())
        return await self._transactions.execute(sa.delete(watches).where(*here)) > 0

    async def watched(self, platform: str, workspace: str | None = None) -> frozenset[str]:
        """See `Storage`."""
        query = sa.select(watches.c.channel).where(watches.c.platform == platform)
        if workspace is not None:
            query = query.where(watches.c.workspace == workspace)
        return await self._transactions.read(lambda connection: frozenset(connection.scalars(query)))

    async def note(self, key: str) -> str | None:
        """See `Storage`."""
        query = sa.select(notes.c.text).where(notes.c.key == key)
        return await self._transactions.read(lambda connection: connection.scalar(query))

    async def put_note(self, key: str, text: str) -> None:
        """See `Storage`."""
        await self._transactions.upsert(notes, {"key": key, "text": text})

    async def purge(self, before: dt.datetime) -> None:
        """See `Storage`. The features' rows from before that moment are deleted too, if nobody needs them."""
        now = self._clock.now()

        def purge(connection: sa.Connection) -> None:
            connection.execute(sa.delete(claims).where(claims.c.until <= now))
            connection.execute(sa.delete(pending_questions).where(pending_questions.c.since < now - TOO_OLD))
            connection.execute(sa.delete(exchanges).where(exchanges.c.asked < before))

        await self._transactions.write(purge)
        for family in self._families.values():
            await family.purge(before)

    async def close(self) -> None:
        """See `Storage`."""
        await self._transactions.close()
