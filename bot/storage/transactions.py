"""Short transactions on SQLite or PostgreSQL, in their own threads.

SQLAlchemy runs synchronously there. SQLite has one thread with one connection, because it allows one writer. All locks
are locks on rows.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from bot.core.errors import StoreError
from bot.storage.engine import POOL, error_message, make_engine, read_address, reading, safe_url

log = logging.getLogger(__name__)

T = TypeVar("T")

_IF_IT_HANGS = 3.0
"""Seconds that a transaction may take after one that timed out, until the database answers again."""
_TRY_AGAIN = {"40001", "40P01"}  # PostgreSQL: serialization failure, deadlock


class Transactions:
    """Run transactions on one database. They raise StoreError while the database can't be reached."""

    def __init__(self, url: str, patience: float) -> None:
        """Read the address. Raises ConfigurationError. Transactions time out after `patience` seconds."""
        self.url = read_address(url)
        self.engine = make_engine(self.url)
        self._patience = patience
        self._hangs = False
        """Whether a transaction was given up, and none has succeeded since."""
        self._reader = reading(self.engine)
        self._upserts: dict[tuple[str, tuple[str, ...]], sa.UpdateBase] = {}
        self._threads = ThreadPoolExecutor(1 if self.is_sqlite else POOL, thread_name_prefix="store")

    @property
    def is_sqlite(self) -> bool:
        """Return whether the database is SQLite; otherwise it is PostgreSQL."""
        return self.url.get_backend_name() == "sqlite"

    def insert(self, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
        """Begin an INSERT that supports ON CONFLICT; each dialect has its own class for it."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    def upserting(self, table: sa.Table, columns: Iterable[str]) -> sa.UpdateBase:
        """Return a statement that inserts a row with these columns, or replaces the one with the same primary key.

        It is built once for each table: building it takes longer than the database needs to execute it.
        """
        names = tuple(columns)
        known = self._upserts.get((table.name, names))
        if known is None:
            statement = self.insert(table).values(
                {name: sa.bindparam(name, type_=table.c[name].type) for name in names}
            )
            others = {name: statement.excluded[name] for name in names if not table.c[name].primary_key}
            known = statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=others)
            self._upserts[table.name, names] = known
        return known

    async def upsert(self, table: sa.Table, row: Mapping[str, object]) -> None:
        """Insert a row, or replace the one with the same primary key."""
        statement = self.upserting(table, row)
        await self.write(lambda connection: connection.execute(statement, dict(row)))

    async def execute(self, statement: sa.UpdateBase) -> int:
        """Execute one statement and return how many rows it wrote or deleted."""
        return await self.write(lambda connection: connection.execute(statement).rowcount)

    async def read(self, work: Callable[[sa.Connection], T]) -> T:
        """Run `work`, which only reads, in a transaction."""
        return await self.run(lambda: _transaction(self._reader, work), self._patience)

    async def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Run `work` in a transaction."""
        return await self.run(lambda: _transaction(self.engine, work), self._patience)

    async def run(self, work: Callable[[], T], patience: float | None) -> T:
        """Run `work` in a thread of the store. Raises StoreError if the database fails or `patience` runs out."""
        if patience is not None and self._hangs:
            patience = min(patience, _IF_IT_HANGS)
        try:
            future = self._threads.submit(self._noted, work)
        except RuntimeError as error:  # only after shutdown
            raise StoreError("The store is closed.") from error
        try:
            async with asyncio.timeout(patience):
                return await asyncio.wrap_future(future)
        except TimeoutError:
            self._hangs = True
            raise StoreError(f"The store {safe_url(self.url)} did not answer within {patience:g} seconds.") from None
        except asyncio.CancelledError:  # the caller's patience was shorter
            self._hangs = True
            raise
        except DBAPIError as error:
            raise StoreError(error_message(self.url, error)) from error

    def _noted(self, work: Callable[[], T]) -> T:
        """Run `work`, and note that the database answers."""
        result = work()
        self._hangs = False
        return result

    async def close(self) -> None:
        """Close every connection after the running work ends. Calling it twice is no error."""
        self._threads.shutdown(wait=False)
        await asyncio.to_thread(self._threads.shutdown)
        await asyncio.to_thread(self.engine.dispose)


def _transaction(engine: sa.Engine, work: Callable[[sa.Connection], T], *, again: bool = True) -> T:
    """Run `work` in a transaction. Retries once if it was certainly undone, so never after an attempt to commit."""
    with engine.connect() as connection:
        try:
            transaction = connection.begin()
            result = work(connection)
        except DBAPIError as error:
            undone = error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _TRY_AGAIN
            if not (again and undone) or engine.dialect.name == "sqlite":
                raise
            log.warning("The database undid a transaction; trying again: %s", error.orig)
        else:
            transaction.commit()
            return result
    return _transaction(engine, work, again=False)
