"""The tables of the daily digest: the slots of subscriptions, their results, and the contents of digests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import Slot, SlotResult, SlotState, Subscription
from bot.storage.schema import AnyText, Key, Timestamp, metadata
from bot.storage.tables import paces
from bot.storage.tables.subscriptions import SubscriptionTables, is_held, missed_state, slots

_DONE = ("posted", "quiet")

shown_statements = sa.Table(
    "shown_statements",
    metadata,
    sa.Column("subscription", Key, primary_key=True),
    sa.Column("statement", Key, primary_key=True),
    sa.Column("date", sa.Text, nullable=False),
)

contents = sa.Table(
    "contents",
    metadata,
    sa.Column("key", Key, primary_key=True),
    sa.Column("text", AnyText, nullable=False),
    sa.Column("made", Timestamp, nullable=False),
)


class DigestTables(SubscriptionTables):
    """Implement `features.digest.storage.DigestStorage`."""

    protocol = DigestStorage

    # ------------------------------------------------------------------ slots

    async def claim(
        self,
        subscription: Subscription,
        date: dt.date,
        due: dt.datetime,
        *,
        holder: str,
        lease: dt.timedelta,
    ) -> Slot | None:
        """See `DigestStorage`."""
        now = self._clock.now()
        row = {
            "subscription": subscription.id, "date": date.isoformat(), "due": due, "state": "pending",
            "holder": holder, "until": now + lease, "attempts": 0, "reason": "",
        }  # fmt: skip
        statement = self._transactions.insert(slots).values(row)
        free = (slots.c.state == "pending") & ~is_held(now)
        again = slots.c.state.in_(("missed", "failed")) & (slots.c.due < statement.excluded.due)
        taking = statement.on_conflict_do_update(
            index_elements=list(slots.primary_key),
            set_={name: statement.excluded[name] for name in ("due", "state", "holder", "until", "reason")},
            where=free | again,
        ).returning(slots.c.body, slots.c.tried, slots.c.attempts)

        before = sa.select(slots.c.holder, slots.c.until).where(slots.c.tried.is_not(None))
        before = before.where(slots.c.subscription == subscription.id, slots.c.date == date.isoformat())

        def claim(connection: sa.Connection) -> Slot | None:
            earlier = connection.execute(before).first()
            taken = connection.execute(taking).first()
            if taken is None:
                return None
            abandoned = earlier.until if earlier and earlier.holder else None
            return Slot(subscription.id, date, due, holder, taken.body or "", taken.tried, taken.attempts, abandoned)

        return await self._transactions.write(claim)

    async def next_turn(self, sender: str, rate_limit: float) -> dt.datetime:
        """See `DigestStorage`."""
        return await paces.next_turn(self._transactions, self._clock, sender, rate_limit)

    async def store_body(self, slot: Slot, body: str) -> bool:
        """See `DigestStorage`."""
        return await self._change_leased(slot, body=body)

    async def renew(self, slot: Slot, lease: dt.timedelta) -> bool:
        """See `DigestStorage`."""
        now = self._clock.now()
        return await self._change_leased(
            slot, until=now + lease, tried=sa.func.coalesce(slots.c.tried, sa.literal(now, Timestamp))
        )

    async def release(self, slot: Slot, until: dt.datetime, reason: str, *, uncertain: bool = False) -> None:
        """See `DigestStorage`."""
        after = {"holder": "", "until": until, "reason": reason, "attempts": slots.c.attempts + 1}
        await self._change_leased(slot, **after, **({"uncertain": True} if uncertain else {}))

    async def finish(
        self,
        slot: Slot,
        state: SlotState,
        *,
        message_id: str | None = None,
        covered: dt.datetime | None = None,
        shown: Collection[str] = (),
        reason: str = "",
    ) -> None:
        """See `DigestStorage`."""
        now = self._clock.now()
        values = {"state": state, "covered": covered, "reason": reason, "message_id": message_id}
        mine = (slots.c.state == "pending", slots.c.holder == slot.holder)
        # A post is there even if the lease was lost meanwhile, so its result counts.
        here = (*_same(slot), *((slots.c.state.not_in(_DONE),) if state == "posted" else mine))
        statement = sa.update(slots).where(*here).values(**values, posted=now if state == "posted" else None)

        def finish(connection: sa.Connection) -> None:
            if connection.execute(statement).rowcount:
                for statement_id in shown:
                    row = {
                        "subscription": slot.subscription,
                        "statement": statement_id,
                        "date": slot.date.isoformat(),
                    }
                    connection.execute(self._transactions.upserting(shown_statements, row), row)

        await self._transactions.write(finish)

    async def miss(self, subscription: str, missed: Sequence[tuple[dt.date, dt.datetime]], reason: str) -> None:
        """See `DigestStorage`."""
        now = self._clock.now()
        common = {
            "subscription": subscription,
            "state": "missed",
            "holder": "",
            "until": now,
            "attempts": 0,
            "reason": reason,
        }
        rows = [{**common, "date": date.isoformat(), "due": due} for date, due in missed]
        statement = self._transactions.insert(slots)
        statement = statement.on_conflict_do_update(
            index_elements=list(slots.primary_key),
            set_={
                "state": missed_state(),
                "until": statement.excluded.until,
                "reason": sa.case((slots.c.reason != "", slots.c.reason), else_=statement.excluded.reason),
            },
            where=(slots.c.state == "pending") & ~is_held(now),
        )

        def miss(connection: sa.Connection) -> None:
            for row in rows:
                connection.execute(statement, row)

        await self._transactions.write(miss)

    async def results(self, subscription: str, limit: int) -> Sequence[SlotResult]:
        """See `DigestStorage`."""
        query = sa.select(slots.c.date, slots.c.due, slots.c.state, slots.c.posted, slots.c.reason)
        query = query.where(slots.c.subscription == subscription).order_by(slots.c.due.desc()).limit(limit)
        rows = await self._transactions.read(lambda connection: connection.execute(query).all())
        return [SlotResult(dt.date.fromisoformat(row.date), row.due, row.state, row.posted, row.reason) for row in rows]

    async def used_dates(self, subscription: str, since: dt.date) -> frozenset[dt.date]:
        """See `DigestStorage`."""
        leased = (slots.c.state == "pending") & (slots.c.holder != "") & is_held(self._clock.now())
        query = sa.select(slots.c.date).where(slots.c.subscription == subscription, slots.c.date >= since.isoformat())
        query = query.where(slots.c.state.in_((*_DONE, "uncertain")) | leased)
        dates = await self._transactions.read(lambda connection: list(connection.scalars(query)))
        return frozenset(map(dt.date.fromisoformat, dates))

    async def covered(self, subscription: str) -> dt.datetime | None:
        """See `DigestStorage`."""
        # A later moment comes from a clock that was ahead: what is new would be left out until then.
        known = (slots.c.subscription == subscription, slots.c.covered <= self._clock.now())
        query = sa.select(slots.c.covered).where(*known)
        query = query.order_by(slots.c.due.desc()).limit(1)
        return await self._transactions.read(lambda connection: connection.scalar(query))

    async def shown(self, subscription: str) -> Mapping[str, dt.date]:
        """See `DigestStorage`."""
        table = shown_statements
        query = sa.select(table.c.statement, table.c.date).where(table.c.subscription == subscription)
        rows = await self._transactions.read(lambda connection: connection.execute(query).all())
        return {row.statement: dt.date.fromisoformat(row.date) for row in rows}

    # ------------------------------------------------------------------ contents

    async def put_contents(self, key: str, text: str) -> None:
        """See `DigestStorage`."""
        await self._transactions.upsert(contents, {"key": key, "text": text, "made": self._clock.now()})

    async def contents(self, key: str) -> str | None:
        """See `DigestStorage`."""
        query = sa.select(contents.c.text).where(contents.c.key == key)
        return await self._transactions.read(lambda connection: connection.scalar(query))

    async def purge(self, before: dt.datetime) -> None:
        """Delete the slots and contents of digests from before a moment."""

        def purge(connection: sa.Connection) -> None:
            connection.execute(sa.delete(contents).where(contents.c.made < before))
            over = (slots.c.state != "pending") | (slots.c.until < before)
            connection.execute(sa.delete(slots).where(slots.c.due < before, over))

        await self._transactions.write(purge)

    # ------------------------------------------------------------------ helpers

    async def _change_leased(self, slot: Slot, **values: object) -> bool:
        """Change a slot if its holder still has the lease. Return whether it did."""
        mine = (*_same(slot), slots.c.state == "pending", slots.c.holder == slot.holder)
        return await self._transactions.execute(sa.update(slots).where(*mine).values(values)) > 0


def _same(slot: Slot) -> tuple[sa.ColumnElement[bool], ...]:
    return slots.c.subscription == slot.subscription, slots.c.date == slot.date.isoformat()
