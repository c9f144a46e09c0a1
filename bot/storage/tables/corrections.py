"""The table of corrections: how the messages with answers are corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from bot.core.exchanges import Exchange
from bot.features.ask.correction_storage import CorrectionStorage, PostedAnswer
from bot.storage.questions import exchange_of
from bot.storage.schema import Key, exchanges, metadata
from bot.storage.tables import TableFamily, paces

corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("exchange", Key, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
)


class CorrectionTables(TableFamily):
    """Implement `features.ask.correction_storage.CorrectionStorage`."""

    protocol = CorrectionStorage

    async def posted_answers(
        self, platform: str, since: dt.datetime, limit: int, after: Exchange | None = None
    ) -> Sequence[PostedAnswer]:
        """See `CorrectionStorage`."""
        table, state = exchanges.c, sa.func.coalesce(corrections.c.state, "").label("state")
        joined = exchanges.outerjoin(corrections, corrections.c.exchange == table.id)
        query = sa.select(exchanges, state).select_from(joined).where(
            table.platform == platform, table.asked >= since, table.outcome == "answer", table.command == "",
            table.statement_id.is_not(None), table.reply_id.is_not(None), ~table.private, ~table.direct,
        )  # fmt: skip
        if after:
            earlier = (table.asked == after.asked) & (table.id < after.id)
            query = query.where((table.asked < after.asked) | earlier)
        query = query.order_by(table.asked.desc(), table.id.desc()).limit(limit)

        def read(connection: sa.Connection) -> list[PostedAnswer]:
            rows = connection.execute(query).mappings()
            return [PostedAnswer(exchange_of(row), row["state"]) for row in rows]

        return await self._transactions.read(read)

    async def note_correction(self, exchange_id: str, state: str) -> None:
        """See `CorrectionStorage`."""
        await self._transactions.upsert(corrections, {"exchange": exchange_id, "state": state})

    async def next_turn(self, sender: str, rate: float) -> dt.datetime:
        """See `CorrectionStorage`."""
        return await paces.next_turn(self._transactions, self._clock, sender, rate)

    async def purge(self, before: dt.datetime) -> None:
        """Delete the corrections of exchanges that are gone."""
        there = sa.exists().where(exchanges.c.id == corrections.c.exchange)
        await self._transactions.execute(sa.delete(corrections).where(~there))
