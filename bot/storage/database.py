"""The store on SQLAlchemy Core: SQLite in a file, or a PostgreSQL server. See `transactions` for threads and locks."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from bot.core.exchanges import Exchange
from bot.core.ports import Clock
from bot.storage.engine import check_file, read_address, safe_url, sqlite_warning
from bot.storage.migrations import SCRIPTS, migrate, newest_version
from bot.storage.schema import claims, exchanges, notes, watches
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
    database = Database(Transactions(url, patience), clock)
    try:
        await database.prepare(newest_version(scripts), scripts)
    except BaseException:
        await database.close()
        raise
    return database


def is_there(url: str) -> bool:
    """Return whether a store exists at an address; for a server, assume that it does.

    Raises ConfigurationError if `url` is not an address.
    """
    address = read_address(url)
    file = address.database
    return address.get_backend_name() != "sqlite" or "uri" in address.query or bool(file and Path(file).exists())


class Database:
    """Implement `core.storage.Storage` on SQLite or PostgreSQL; made by `open_store`.

    While the database can't be reached, the methods raise StoreError. They work again when it is back.
    """

    def __init__(self, transactions: Transactions, clock: Clock) -> None:
        self._transactions = transactions
        self._clock = clock
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

    async def prepare(self, head: str, scripts: Path) -> None:
        """Connect, and migrate the tables to version `head`. Raises StoreError."""

        def prepare() -> None:
            check_file(self._transactions.url)
            migrate(self._transactions.engine, self._clock.now(), head=head, scripts=scripts)

        await self._transactions.run(prepare, patience=None)  # migrating may take its time

    async def claim(self, key: str, ttl: dt.timedelta) -> bool:
        """See `Storage`."""
        now = self._clock.now()
        statement = self._transactions.insert(claims).values(key=key, until=now + ttl)
        statement = statement.on_conflict_do_update(
            index_elements=[claims.c.key], set_={"until": statement.excluded.until}, where=claims.c.until <= now
        )
        return await self._transactions.execute(statement) > 0

    async def set_claim(self, key: str, ttl: dt.timedelta) -> None:
        """See `Storage`."""
        await self._transactions.upsert(claims, {"key": key, "until": self._clock.now() + ttl})

    async def add_exchange(self, exchange: Exchange) -> None:
        """See `Storage`."""
        row = {field.name: getattr(exchange, field.name) for field in fields(exchange)}
        row["options"] = json.dumps(dict(exchange.options))
        await self._transactions.upsert(exchanges, row)

    async def exchange(self, exchange_id: str) -> Exchange | None:
        """See `Storage`."""
        matches = await self._exchanges(sa.select(exchanges).where(exchanges.c.id == exchange_id))
        return matches[0] if matches else None

    async def exchanges_for(self, question_key: str) -> Sequence[Exchange]:
        """See `Storage`."""
        of_message = exchanges.c.question_key == question_key
        last = sa.select(sa.func.max(exchanges.c.asked)).where(of_message).scalar_subquery()
        query = sa.select(exchanges).where(of_message, exchanges.c.asked == last).order_by(exchanges.c.part)
        return await self._exchanges(query)

    async def answered_since(self, channel_key: str, since: dt.datetime, limit: int) -> Sequence[Exchange]:
        """See `Storage`."""
        here = (
            exchanges.c.channel_key == channel_key,
            exchanges.c.asked >= since,
            exchanges.c.statement_id.is_not(None),
        )
        query = sa.select(exchanges).where(*here).order_by(exchanges.c.asked.desc(), exchanges.c.part.desc())
        return await self._exchanges(query.limit(limit))

    async def drop_exchange(self, exchange_id: str) -> None:
        """See `Storage`."""
        await self._transactions.execute(sa.delete(exchanges).where(exchanges.c.id == exchange_id))

    async def set_reply(self, exchange_id: str, reply_id: str | None) -> None:
        """See `Storage`."""
        statement = sa.update(exchanges).where(exchanges.c.id == exchange_id).values(reply_id=reply_id)
        await self._transactions.execute(statement)

    async def asked_since(self, platform: str, person: str, since: dt.datetime) -> int:
        """See `Storage`."""
        of_person = (exchanges.c.platform == platform, exchanges.c.person == person, exchanges.c.asked >= since)
        query = sa.select(sa.func.count()).select_from(exchanges).where(*of_person)
        return await self._transactions.read(lambda connection: connection.execute(query).scalar_one())

    async def watch(self, platform: str, workspace: str, channel: str, *, on: bool) -> bool:
        """See `Storage`."""
        row = {"platform": platform, "workspace": workspace, "channel": channel}
        if on:
            inserting = self._transactions.insert(watches).values(row).on_conflict_do_nothing()
            return await self._transactions.execute(inserting) > 0
        here = (watches.c[name] == value for name, value in row.items())
        return await self._transactions.execute(sa.delete(watches).where(*here)) > 0

    async def watched(self, platform: str) -> frozenset[str]:
        """See `Storage`."""
        query = sa.select(watches.c.channel).where(watches.c.platform == platform)
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
            connection.execute(sa.delete(exchanges).where(exchanges.c.asked < before))

        await self._transactions.write(purge)
        for family in self._families.values():
            await family.purge(before)

    async def close(self) -> None:
        """See `Storage`."""
        await self._transactions.close()

    async def _exchanges(self, query: sa.Select[Any]) -> Sequence[Exchange]:
        rows: Any = await self._transactions.read(lambda connection: connection.execute(query).mappings().all())
        read = [{column.key: row[column] for column in exchanges.c} for row in rows]
        return [Exchange(**{**values, "options": json.loads(values["options"])}) for values in read]
