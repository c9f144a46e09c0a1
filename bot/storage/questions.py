"""Claims, pending questions and exchanges: what every question needs of the store."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from bot.core.events import Target
from bot.core.exchanges import Exchange
from bot.core.pending import PendingQuestion
from bot.core.ports import Clock
from bot.core.storage import NO_CLAIMS, Claims
from bot.storage.schema import Key, Timestamp, exchanges, feedback, pending_questions
from bot.storage.schema import claims as claims_table
from bot.storage.transactions import Transactions

TOO_OLD = dt.timedelta(minutes=10)
"""Age from which a pending question is not taken over any more."""
ALIVE = dt.timedelta(seconds=12)
"""How long a process counts as alive after `keep_alive`."""

_PROCESS = "process:"
"""Prefix of the claims by which processes say that they are alive."""


class QuestionStore:
    """Implement the part of `core.storage.Storage` that every question needs."""

    def __init__(self, transactions: Transactions, clock: Clock) -> None:
        self._transactions = transactions
        self._clock = clock
        self._holder = secrets.token_hex(8)
        """Identifies this process among those on the same store."""
        statement = transactions.insert(claims_table).values(
            key=sa.bindparam("key", type_=Key()), until=sa.bindparam("until", type_=Timestamp())
        )
        self._claiming = statement.on_conflict_do_update(
            index_elements=[claims_table.c.key],
            set_={"until": statement.excluded.until},
            where=claims_table.c.until <= sa.bindparam("now", type_=Timestamp()),
        )

    async def claim(self, key: str, ttl: dt.timedelta, question: PendingQuestion | None = None) -> bool:
        """See `Storage`."""
        now = self._clock.now()
        values = {"key": key, "until": now + ttl, "now": now}
        row = None if question is None else self._row(question)

        def claim(connection: sa.Connection) -> bool:
            if not connection.execute(self._claiming, values).rowcount:
                return False
            if row:
                connection.execute(self._transactions.upserting(pending_questions, row), row)
            return True

        return await self._transactions.write(claim)

    async def is_claimed(self, key: str) -> bool:
        """See `Storage`."""
        query = sa.select(claims_table.c.key).where(claims_table.c.key == key, claims_table.c.until > self._clock.now())
        return await self._transactions.read(lambda connection: connection.execute(query).first() is not None)

    async def set_claim(self, key: str, ttl: dt.timedelta) -> None:
        """See `Storage`."""
        await self._transactions.upsert(claims_table, {"key": key, "until": self._clock.now() + ttl})

    # ------------------------------------------------------------------ pending questions

    async def close_questions(self, keys: Sequence[str]) -> None:
        """See `Storage`."""
        await self._transactions.execute(sa.delete(pending_questions).where(pending_questions.c.key.in_(keys)))

    async def keep_alive(self) -> None:
        """See `Storage`."""
        await self.set_claim(_PROCESS + self._holder, ALIVE)

    async def retire(self) -> None:
        """See `Storage`."""
        await self._transactions.execute(sa.delete(claims_table).where(claims_table.c.key == _PROCESS + self._holder))

    async def take_over(self, platform: str, account: str) -> Sequence[PendingQuestion]:
        """See `Storage`."""
        now, table = self._clock.now(), pending_questions
        mine = (table.c.platform == platform, table.c.account == account)
        orphaned = sa.select(table).where(*mine, table.c.holder != self._holder).order_by(table.c.since)
        alive = sa.select(claims_table.c.key).where(claims_table.c.key.like(_PROCESS + "%"), claims_table.c.until > now)

        def take_over(connection: sa.Connection) -> list[PendingQuestion]:
            holders = {key.removeprefix(_PROCESS) for key in connection.scalars(alive)}
            taken = []
            for row in connection.execute(orphaned).all():
                here = (table.c.key == row.key, table.c.holder == row.holder)
                if row.holder in holders:
                    continue
                if row.since < now - TOO_OLD:
                    connection.execute(sa.delete(table).where(*here))
                elif connection.execute(sa.update(table).where(*here).values(holder=self._holder)).rowcount:
                    taken.append(PendingQuestion.from_text(row.key, row.account, row.message))
            return taken

        return await self._transactions.write(take_over)

    def _row(self, question: PendingQuestion) -> dict[str, Any]:
        return {
            "key": question.key, "platform": question.platform, "account": question.account, "holder": self._holder,
            "since": self._clock.now(), "message": question.to_text(),
        }  # fmt: skip

    # ------------------------------------------------------------------ exchanges

    async def add_exchange(self, exchange: Exchange) -> None:
        """See `Storage`."""
        row = {field.name: getattr(exchange, field.name) for field in fields(exchange)}
        row |= {"options": json.dumps(dict(exchange.options)), "offered": json.dumps(exchange.offered)}
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

        def drop(connection: sa.Connection) -> None:
            connection.execute(sa.delete(feedback).where(feedback.c.exchange == exchange_id))
            connection.execute(sa.delete(exchanges).where(exchanges.c.id == exchange_id))

        await self._transactions.write(drop)

    async def wish(self, exchange_id: str) -> bool:
        """See `Storage`."""
        wishing = sa.update(exchanges).where(exchanges.c.id == exchange_id).values(wished=True)
        return await self._transactions.execute(wishing) > 0

    async def forget(self, question_key: str) -> None:
        """See `Storage`."""
        own = (exchanges.c.question_key == question_key) | (exchanges.c.copy_of == question_key)
        ids = sa.select(exchanges.c.id).where(own)

        def forget(connection: sa.Connection) -> None:
            connection.execute(sa.delete(feedback).where(feedback.c.exchange.in_(ids)))
            connection.execute(sa.delete(exchanges).where(own))
            connection.execute(sa.delete(pending_questions).where(pending_questions.c.key == question_key))

        await self._transactions.write(forget)

    async def set_reply(
        self,
        exchange_id: str,
        reply_id: str | None,
        *,
        closes: str = "",
        claims: Claims = NO_CLAIMS,
    ) -> None:
        """See `Storage`."""
        now = self._clock.now()
        rows = [{"key": key, "until": now + ttl} for key, ttl in claims.items()]
        statement = sa.update(exchanges).where(exchanges.c.id == exchange_id).values(reply_id=reply_id)
        closing = sa.delete(pending_questions).where(pending_questions.c.key == closes)

        def set_reply(connection: sa.Connection) -> None:
            connection.execute(statement)
            if closes:
                connection.execute(closing)
            if rows:
                connection.execute(self._transactions.upserting(claims_table, rows[0]), rows)

        await self._transactions.write(set_reply)

    async def last_channels(self, platform: str, since: dt.datetime, limit: int) -> Sequence[Target]:
        """See `Storage`."""
        last = sa.func.max(exchanges.c.asked)
        query = sa.select(exchanges.c.channel_key, sa.func.max(exchanges.c.direct.cast(sa.Integer)))
        query = query.where(exchanges.c.platform == platform, exchanges.c.asked >= since)
        query = query.group_by(exchanges.c.channel_key).order_by(last.desc()).limit(limit)
        rows = await self._transactions.read(lambda connection: connection.execute(query).all())
        parts = [(key.split(":", 2), bool(direct)) for key, direct in rows]
        return [Target(name, workspace, channel, direct=direct) for (name, workspace, channel), direct in parts]

    async def _exchanges(self, query: sa.Select[Any]) -> Sequence[Exchange]:
        rows: Any = await self._transactions.read(lambda connection: connection.execute(query).mappings().all())
        return [exchange_of(row) for row in rows]


def exchange_of(row: Any) -> Exchange:
    """Make an exchange of a row's mapping that has all its columns."""
    values = {column.key: row[column] for column in exchanges.c}
    return Exchange(**{**values, **_from_json(values)})


def _from_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Read the columns of an exchange that are JSON."""
    return {"options": json.loads(values["options"]), "offered": tuple(json.loads(values["offered"]))}
