"""The tables of subscriptions to the daily digest and of their slots."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from bot.core.events import Target
from bot.features.digest.subscriptions import Subscription
from bot.scheduling import Schedule
from bot.storage.schema import AnyText, Key, Moment, metadata
from bot.storage.tables import TableFamily

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("platform", sa.Text, nullable=False),
    sa.Column("workspace", AnyText, nullable=False),
    sa.Column("channel", AnyText, nullable=False),
    sa.Column("direct", sa.Boolean, nullable=False),
    sa.Column("minute", sa.Integer, nullable=False),  # of the day
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("days", sa.Text, nullable=False),  # digits, Monday is 0
    sa.Column("topics", AnyText, nullable=False),  # JSON
    sa.Column("quiet", sa.Boolean, nullable=False),
    sa.Column("curators", sa.Boolean, nullable=False),
    sa.Column("owner", AnyText, nullable=False),
    sa.Column("asked", Moment, nullable=False),
    sa.Column("next_date", sa.Text, nullable=False),
    sa.Column("next_due", Moment, nullable=False),
    sa.Column("paused", AnyText, nullable=False),
    sa.Index("subscriptions_next_due", "next_due", "id"),
)

slots = sa.Table(
    "slots",
    metadata,
    sa.Column("subscription", Key, primary_key=True),
    sa.Column("date", sa.Text, primary_key=True),
    sa.Column("due", Moment, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("until", Moment, nullable=False),
    sa.Column("body", AnyText, nullable=True),
    sa.Column("tried", Moment, nullable=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("posted", Moment, nullable=True),
    sa.Column("message_id", AnyText, nullable=True),
    sa.Column("covered", Moment, nullable=True),
    sa.Column("reason", AnyText, nullable=False),
    sa.Index("slots_due", "due"),
)


class SubscriptionTables(TableFamily):
    """Implement the part of `features.digest.storage.DigestStorage` that is about subscriptions."""

    async def subscribe(self, subscription: Subscription) -> None:
        """See `DigestStorage`."""
        await self._transactions.upsert(subscriptions, _row_of(subscription))

    async def unsubscribe(self, subscription: str, reason: str) -> bool:
        """See `DigestStorage`."""
        deleting = sa.delete(subscriptions).where(subscriptions.c.id == subscription)
        ending = sa.update(slots).where(slots.c.subscription == subscription, slots.c.state == "pending")

        def unsubscribe(connection: sa.Connection) -> bool:
            connection.execute(ending.values(state="missed", reason=reason))
            return connection.execute(deleting).rowcount > 0

        return await self._transactions.write(unsubscribe)

    async def subscription(self, subscription: str) -> Subscription | None:
        """See `DigestStorage`."""
        matches = await self._subscriptions(sa.select(subscriptions).where(subscriptions.c.id == subscription))
        return matches[0] if matches else None

    async def subscriptions(self) -> Sequence[Subscription]:
        """See `DigestStorage`."""
        return await self._subscriptions(sa.select(subscriptions).order_by(subscriptions.c.id))

    async def pause(self, subscription: Subscription, reason: str) -> bool:
        """See `DigestStorage`."""
        here = (*_unchanged(subscription), subscriptions.c.paused == "")
        return await self._transactions.execute(sa.update(subscriptions).where(*here).values(paused=reason)) > 0

    async def advance(self, subscription: Subscription, done: dt.date, date: dt.date, due: dt.datetime) -> None:
        """See `DigestStorage`."""
        is_done = (
            sa.exists()
            .where(slots.c.subscription == subscription.id, slots.c.date == done.isoformat())
            .where(slots.c.state != "pending")
        )
        here = (*_unchanged(subscription), subscriptions.c.next_date == subscription.next_date.isoformat(), is_done)
        following = {"next_date": date.isoformat(), "next_due": due}
        await self._transactions.execute(sa.update(subscriptions).where(*here).values(following))

    async def due(self, platforms: Collection[str], now: dt.datetime, limit: int) -> Sequence[Subscription]:
        """See `DigestStorage`."""
        slot = (slots.c.subscription == subscriptions.c.id) & (slots.c.date == subscriptions.c.next_date)
        leased = sa.exists().where(slot, slots.c.state == "pending", slots.c.until > now)
        query = (
            sa.select(subscriptions)
            .where(subscriptions.c.next_due <= now, subscriptions.c.paused == "", ~leased)
            .where(subscriptions.c.platform.in_(sorted(platforms)))
            .order_by(subscriptions.c.next_due, subscriptions.c.id)
            .limit(limit)
        )
        return await self._subscriptions(query)

    async def _subscriptions(self, query: sa.Select[Any]) -> list[Subscription]:
        rows = await self._transactions.read(lambda connection: connection.execute(query).all())
        return [_subscription_of(row) for row in rows]


def _unchanged(subscription: Subscription) -> tuple[sa.ColumnElement[bool], ...]:
    """Match a subscription as it was read, but not one that was changed since."""
    return subscriptions.c.id == subscription.id, subscriptions.c.asked == subscription.asked


def _row_of(subscription: Subscription) -> dict[str, object]:
    """Return the row of a subscription, by column name."""
    target, schedule = subscription.target, subscription.schedule
    return {
        "id": subscription.id,
        "platform": target.platform,
        "workspace": target.workspace,
        "channel": target.channel,
        "direct": target.direct,
        "minute": schedule.time.hour * 60 + schedule.time.minute,
        "zone": schedule.zone,
        "days": "".join(map(str, sorted(schedule.days))),
        "topics": json.dumps(subscription.topics),
        "quiet": subscription.quiet,
        "curators": subscription.curators,
        "owner": subscription.owner,
        "asked": subscription.asked,
        "next_date": subscription.next_date.isoformat(),
        "next_due": subscription.next_due,
        "paused": subscription.paused,
    }


def _subscription_of(row: Any) -> Subscription:
    """Return the subscription of a row."""
    time = dt.time(*divmod(row.minute, 60))
    return Subscription(
        target=Target(row.platform, row.workspace, row.channel, direct=row.direct),
        schedule=Schedule(time, row.zone, frozenset(map(int, row.days))),
        owner=row.owner,
        asked=row.asked,
        next_date=dt.date.fromisoformat(row.next_date),
        next_due=row.next_due,
        topics=tuple(json.loads(row.topics)),
        quiet=row.quiet,
        curators=row.curators,
        paused=row.paused,
    )
