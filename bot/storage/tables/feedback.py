"""The tables of feedback: what people said of answers, and the channels in which they are not asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import cast

import sqlalchemy as sa

from bot.core.events import Target
from bot.features.feedback.storage import FeedbackStorage, Opinion, Verdict
from bot.storage.schema import Key, exchanges, feedback, metadata
from bot.storage.tables import TableFamily

feedback_off = sa.Table(
    "feedback_off",
    metadata,
    sa.Column("platform", Key, primary_key=True),
    sa.Column("workspace", Key, primary_key=True),
    sa.Column("channel", Key, primary_key=True),
)


class FeedbackTables(TableFamily):
    """Implement `features.feedback.storage.FeedbackStorage`."""

    protocol = FeedbackStorage

    async def give_feedback(self, exchange_id: str, person: str, verdict: Verdict) -> bool:
        """See `FeedbackStorage`."""
        row = {"exchange": exchange_id, "person": person, "verdict": verdict, "given": self._clock.now()}
        there = sa.select(exchanges.c.id).where(exchanges.c.id == exchange_id)

        def give(connection: sa.Connection) -> bool:
            if connection.execute(there).first() is None:
                return False
            connection.execute(self._transactions.upserting(feedback, row), row)
            return True

        return await self._transactions.write(give)

    async def feedback_since(self, since: dt.datetime) -> Sequence[Opinion]:
        """See `FeedbackStorage`."""
        columns = (exchanges.c.statement_id, exchanges.c.channel_key, feedback.c.verdict, feedback.c.given)
        query = sa.select(*columns).join(exchanges, exchanges.c.id == feedback.c.exchange)
        query = query.where(feedback.c.given > since, exchanges.c.statement_id.is_not(None))
        query = query.order_by(feedback.c.given, feedback.c.exchange, feedback.c.person)
        rows = await self._transactions.read(lambda connection: connection.execute(query).all())
        return [Opinion(statement, key, cast(Verdict, verdict), given) for statement, key, verdict, given in rows]

    async def set_feedback(self, target: Target, *, on: bool) -> bool:
        """See `FeedbackStorage`."""
        row = {"platform": target.platform, "workspace": target.workspace, "channel": target.channel}
        if not on:
            inserting = self._transactions.insert(feedback_off).values(row).on_conflict_do_nothing()
            return await self._transactions.execute(inserting) > 0
        here = (feedback_off.c[name] == value for name, value in row.items())
        return await self._transactions.execute(sa.delete(feedback_off).where(*here)) > 0

    async def channels_without_feedback(self, platform: str) -> frozenset[str]:
        """See `FeedbackStorage`."""
        query = sa.select(feedback_off.c.channel).where(feedback_off.c.platform == platform)
        return await self._transactions.read(lambda connection: frozenset(connection.scalars(query)))

    async def purge(self, before: dt.datetime) -> None:
        """Delete the feedback on exchanges that are gone. They are deleted first."""
        there = sa.exists().where(exchanges.c.id == feedback.c.exchange)
        await self._transactions.execute(sa.delete(feedback).where(~there))
