"""The store on SQLAlchemy Core: SQLite in a file of its own, or PostgreSQL by address.

SQLAlchemy runs synchronously in threads of the store's own, one short transaction a method. On SQLite that is a single
thread with a single connection: the one writer. Nothing here needs a lock that lives outside of a row.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from bot.core.errors import StoreError
from bot.core.exchanges import Exchange
from bot.core.ports import Clock
from bot.store.engine import POOL, caution, check_file, make_engine, read_address, reading, sentence, shown
from bot.store.migrations import SCRIPTS, bring_up
from bot.store.schema import HEAD, claims, exchanges, notes, watches

log = logging.getLogger(__name__)

T = TypeVar("T")

_TRY_AGAIN = {"40001", "40P01"}  # PostgreSQL: serialization failure, deadlock


async def open_store(
    url: str, clock: Clock, *, patience: float = 15.0, head: str = HEAD, scripts: Path = SCRIPTS
) -> Database:
    """Open the store at `url`, creating or migrating its tables; tests bring migration scripts of their own.

    A method of the store gives up after `patience` seconds, so that a database that hangs holds nobody up.
    `url` is `sqlite:///file.db` (made on first use), `sqlite://` (in memory) or `postgresql://user:password@host/name`.
    Raises ConfigurationError where that is no such address, StoreError where the database can't be used.
    """
    database = Database(url, clock, patience)
    try:
        await database.prepare(head, scripts)
    except BaseException:
        await database.close()
        raise
    return database


class Database:
    """A Store on SQLite or PostgreSQL, made by `open_store`.

    While the database is away its methods raise StoreError; once it is back they work again.
    """

    def __init__(self, url: str, clock: Clock, patience: float) -> None:
        """Read the address; raises ConfigurationError."""
        self._url = read_address(url)
        self._clock = clock
        self._patience = patience
        self._engine = make_engine(self._url)
        self._reader = reading(self._engine)
        self._threads = ThreadPoolExecutor(1 if self._is_sqlite else POOL, thread_name_prefix="store")

    @property
    def description(self) -> str:
        """The database with its version and address, without the password: "SQLite 3.53.4, sqlite:///factbot.db"."""
        name = "SQLite" if self._is_sqlite else "PostgreSQL"
        version = ".".join(map(str, self._engine.dialect.server_version_info or ()))
        return f"{name} {version}, {shown(self._url)}"

    @property
    def caution(self) -> str | None:
        """What an operator should know about this version of SQLite; None where there is nothing."""
        version = self._engine.dialect.server_version_info
        return caution(tuple(map(int, version))) if version and self._is_sqlite else None

    async def prepare(self, head: str, scripts: Path) -> None:
        """Connect, and bring the tables to version `head`. Raises StoreError."""

        def prepare() -> None:
            check_file(self._url)
            bring_up(self._engine, self._clock.now(), head=head, scripts=scripts)

        await self._in_thread(prepare, patience=None)  # migrating may take its time

    async def claim(self, key: str, ttl: dt.timedelta) -> bool:
        """Take `key` for `ttl`: True for the first caller, False for all others until it has run out."""
        now = self._clock.now()
        statement = self._insert(claims).values(key=key, until=now + ttl)
        statement = statement.on_conflict_do_update(
            index_elements=[claims.c.key], set_={"until": statement.excluded.until}, where=claims.c.until <= now
        )
        return await self._change(statement) > 0

    async def hold(self, key: str, ttl: dt.timedelta) -> None:
        """Take `key` for `ttl` from now on, whoever had it."""
        await self._put(claims, {"key": key, "until": self._clock.now() + ttl})

    async def add_exchange(self, exchange: Exchange) -> None:
        """Keep an exchange. An exchange with the same id is replaced."""
        await self._put(exchanges, {field.name: getattr(exchange, field.name) for field in fields(exchange)})

    async def exchange(self, exchange_id: str) -> Exchange | None:
        """Find an exchange by its id."""
        return await self._exchange_where(exchanges.c.id == exchange_id)

    async def exchange_for(self, question_key: str) -> Exchange | None:
        """Find the exchange that a message led to, by the message's key; the latest where it led to several."""
        return await self._exchange_where(exchanges.c.question_key == question_key)

    async def set_reply(self, exchange_id: str, reply_id: str | None) -> None:
        """Note the id of the message that holds an exchange's answer."""
        await self._change(sa.update(exchanges).where(exchanges.c.id == exchange_id).values(reply_id=reply_id))

    async def asked_since(self, platform: str, person: str, since: dt.datetime) -> int:
        """Count the questions that a person asked since a moment, that moment included."""
        mine = (exchanges.c.platform == platform, exchanges.c.person == person, exchanges.c.asked >= since)
        query = sa.select(sa.func.count()).select_from(exchanges).where(*mine)
        return await self._transact(lambda connection: connection.execute(query).scalar_one(), self._reader)

    async def watch(self, platform: str, workspace: str, channel: str, *, on: bool) -> bool:
        """Watch a channel or stop it; True where that changed anything."""
        row = {"platform": platform, "workspace": workspace, "channel": channel}
        if on:
            return await self._change(self._insert(watches).values(row).on_conflict_do_nothing()) > 0
        here = (watches.c[name] == value for name, value in row.items())
        return await self._change(sa.delete(watches).where(*here)) > 0

    async def watched(self, platform: str) -> frozenset[str]:
        """Ids of the channels of a platform that are watched."""
        query = sa.select(watches.c.channel).where(watches.c.platform == platform)
        return await self._transact(lambda connection: frozenset(connection.scalars(query)), self._reader)

    async def note(self, key: str) -> str | None:
        """Read a note: a small text that processes leave for each other."""
        query = sa.select(notes.c.text).where(notes.c.key == key)
        return await self._transact(lambda connection: connection.scalar(query), self._reader)

    async def put_note(self, key: str, text: str) -> None:
        """Write a note."""
        await self._put(notes, {"key": key, "text": text})

    async def purge(self, before: dt.datetime) -> None:
        """Forget claims that have run out, and exchanges from before a moment."""
        now = self._clock.now()

        def purge(connection: sa.Connection) -> None:
            connection.execute(sa.delete(claims).where(claims.c.until <= now))
            connection.execute(sa.delete(exchanges).where(exchanges.c.asked < before))

        await self._transact(purge)

    async def close(self) -> None:
        """Give back every connection, after what is under way; doing it twice is no error."""
        self._threads.shutdown(wait=False)
        await asyncio.to_thread(self._threads.shutdown)
        await asyncio.to_thread(self._engine.dispose)

    @property
    def _is_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    def _insert(self, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
        """Begin an INSERT that may say ON CONFLICT: the same words in both dialects, from two classes."""
        return sqlite.insert(table) if self._is_sqlite else postgresql.insert(table)

    async def _put(self, table: sa.Table, row: Mapping[str, object]) -> None:
        """Insert a row, or replace the one with the same primary key."""
        statement = self._insert(table).values(row)
        others = {name: statement.excluded[name] for name in row if not table.c[name].primary_key}
        await self._change(statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=others))

    async def _exchange_where(self, condition: sa.ColumnElement[bool]) -> Exchange | None:
        query = sa.select(exchanges).where(condition).order_by(exchanges.c.asked.desc()).limit(1)
        row: Any = await self._transact(lambda connection: connection.execute(query).mappings().first(), self._reader)
        return None if row is None else Exchange(**row)

    async def _change(self, statement: sa.UpdateBase) -> int:
        """Execute one statement and tell how many rows it wrote or deleted."""
        return await self._transact(lambda connection: connection.execute(statement).rowcount)

    async def _transact(self, work: Callable[[sa.Connection], T], engine: sa.Engine | None = None) -> T:
        """Do `work` in a transaction, in a thread; raises StoreError where the database can't be used."""
        return await self._in_thread(lambda: _transaction(engine or self._engine, work), self._patience)

    async def _in_thread(self, work: Callable[[], T], patience: float | None) -> T:
        try:
            future = self._threads.submit(work)
        except RuntimeError as error:  # only after shutdown
            raise StoreError("The store is closed.") from error
        try:
            async with asyncio.timeout(patience):
                return await asyncio.wrap_future(future)
        except TimeoutError:
            raise StoreError(f"The store {shown(self._url)} did not answer within {patience:g} seconds.") from None
        except DBAPIError as error:
            raise StoreError(sentence(self._url, error)) from error


def _transaction(engine: sa.Engine, work: Callable[[sa.Connection], T], *, again: bool = True) -> T:
    """Do `work` in a transaction, once more where it was certainly undone: never after an attempt to commit."""
    with engine.connect() as connection:
        try:
            transaction = connection.begin()
            result = work(connection)
        except DBAPIError as error:
            undone = error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _TRY_AGAIN
            if not (again and undone):
                raise
            log.warning("A transaction of the store was undone, trying again: %s", error.orig)
        else:
            transaction.commit()
            return result
    return _transaction(engine, work, again=False)
