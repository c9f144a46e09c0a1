"""The tables of messages about new answers: which questions are done, and who wants no messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from bot.core.exchanges import Exchange
from bot.features.telling.storage import TellingStorage, Waiting
from bot.storage.questions import exchange_of
from bot.storage.schema import Key, Timestamp, exchanges, feedback, metadata
from bot.storage.tables import TableFamily

told = sa.Table(
    "told",
    metadata,
    sa.Column("exchange", Key, primary_key=True),
    sa.Column("at", Timestamp, nullable=False),
)

telling_off = sa.Table(
    "telling_off",
    metadata,
    sa.Column("platform", Key, primary_key=True),
    sa.Column("person", Key, primary_key=True),
)


class TellingTables(TableFamily):
    """Implement `features.telling.storage.TellingStorage`."""

    protocol = TellingStorage

    async def waiting(self, platform: str, since: dt.datetime, limit: int) -> Sequence[Waiting]:
        """See `TellingStorage`."""
        table = exchanges.c
        wrong = sa.exists().where(
            feedback.c.exchange == table.id, feedback.c.person == table.person, feedback.c.verdict == "wrong"
        )
        is_done = sa.exists().where(told.c.exchange == table.id)
        is_off = sa.exists().where(telling_off.c.platform == table.platform, telling_off.c.person == table.person)
        in_vain = table.outcome.in_(("none", "suggestions"))
        query = sa.select(exchanges, wrong.label("is_wrong")).where(
            table.platform == platform, table.asked >= since, table.command == "", table.question != "",
            table.copy_of == "", sa.or_(in_vain, wrong), ~is_done, ~is_off,
        )  # fmt: skip
        query = query.order_by(table.asked.desc(), table.id).limit(limit)
        rows = await self._transactions.read(lambda connection: connection.execute(query).mappings().all())
        return [Waiting(exchange_of(row), bool(row["is_wrong"])) for row in rows]

    async def has_answer(self, exchange: Exchange, statement_id: str) -> bool:
        """See `TellingStorage`."""
        table = exchanges.c
        query = sa.select(table.id).where(
            table.platform == exchange.platform, table.person == exchange.person, table.asked > exchange.asked,
            table.outcome == "answer", table.statement_id == statement_id,
        )  # fmt: skip
        return await self._transactions.read(lambda connection: connection.execute(query).first() is not None)

    async def note_told(self, exchange_ids: Sequence[str]) -> None:
        """See `TellingStorage`."""
        rows = [{"exchange": exchange_id, "at": self._clock.now()} for exchange_id in exchange_ids]
        noting = self._transactions.insert(told).on_conflict_do_nothing()
        await self._transactions.write(lambda connection: connection.execute(noting, rows))

    async def set_telling(self, platform: str, person: str, *, on: bool) -> None:
        """See `TellingStorage`."""
        row = {"platform": platform, "person": person}
        if on:
            here = (telling_off.c.platform == platform, telling_off.c.person == person)
            await self._transactions.execute(sa.delete(telling_off).where(*here))
        else:
            inserting = self._transactions.insert(telling_off).values(row).on_conflict_do_nothing()
            await self._transactions.execute(inserting)

    async def purge(self, before: dt.datetime) -> None:
        """Delete the notes on exchanges that are gone."""
        there = sa.exists().where(exchanges.c.id == told.c.exchange)
        await self._transactions.execute(sa.delete(told).where(~there))
