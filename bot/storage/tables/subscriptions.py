"""The tables of subscriptions to the daily digest and of their slots."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.core.events import Target
from bot.core.ports import Reach
from bot.features.digest.subscriptions import ENDED, OFF, Subscription
from bot.scheduling import Schedule
from bot.storage.schema import AnyText, Key, Timestamp, metadata
from bot.storage.tables import TableFamily
from bot.storage.tables.places import is_served

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
    sa.Column("asked", Timestamp, nullable=False),
    sa.Column("next_date", sa.Text, nullable=False),
    sa.Column("next_due", Timestamp, nullable=False),
    sa.Column("paused", AnyText, nullable=False),
    sa.Column("bot", AnyText, nullable=False, server_default=""),
    sa.Column("until", sa.Text, nullable=False, server_default=""),  # date of the last day; empty if there is no end
    sa.Column("holidays", sa.Text, nullable=False, server_default=""),  # region whose public holidays have no digest
    sa.Index("subscriptions_next_due", "next_due", "id"),
)

slots = sa.Table(
    "slots",
    metadata,
    sa.Column("subscription", Key, primary_key=True),
    sa.Column("date", sa.Text, primary_key=True),
    sa.Column("due", Timestamp, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("until", Timestamp, nullable=False),
    sa.Column("body", AnyText, nullable=True),
    sa.Column("tried", Timestamp, nullable=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("posted", Timestamp, nullable=True),
    sa.Column("message_id", AnyText, nullable=True),
    sa.Column("covered", Timestamp, nullable=True),
    sa.Column("reason", AnyText, nullable=False),
    sa.Column("uncertain", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index("slots_due", "due"),
)


_LONGEST_HOLD = dt.timedelta(hours=2)
"""Longer than any lease and any wait for the next try."""
_IS_ON = subscriptions.c.paused != OFF
"""Matches subscriptions that somebody wants, even if they are paused."""
_OLDEST_RESTORED = dt.timedelta(days=2)
"""Slots that were due longer ago are not posted any more."""
_CLOCKS_DIFFER = dt.timedelta(minutes=1)
"""By how much the clocks of two machines may differ."""


class SubscriptionTables(TableFamily):
    """Implement the part of `features.digest.storage.DigestStorage` that is about subscriptions."""

    async def subscribe(self, subscription: Subscription) -> None:
        """See `DigestStorage`."""
        await self._transactions.upsert(subscriptions, _row_of(subscription))

    async def unsubscribe(self, subscription: str, reason: str) -> bool:
        """See `DigestStorage`."""
        stopping = sa.update(subscriptions).where(subscriptions.c.id == subscription, _IS_ON).values(paused=OFF)
        ending = sa.update(slots).where(slots.c.subscription == subscription, slots.c.state == "pending")
        now = self._clock.now()

        def unsubscribe(connection: sa.Connection) -> bool:
            connection.execute(ending.values(state=missed_state(), reason=reason, until=now))
            return connection.execute(stopping).rowcount > 0

        return await self._transactions.write(unsubscribe)

    async def subscription(self, subscription: str) -> Subscription | None:
        """See `DigestStorage`."""
        found = await self.kept(subscription)
        return None if found is None or found.is_off else found

    async def kept(self, subscription: str) -> Subscription | None:
        """See `DigestStorage`."""
        matches = await self._subscriptions(sa.select(subscriptions).where(subscriptions.c.id == subscription))
        return matches[0] if matches else None

    async def zone_in(self, platform: str, workspace: str) -> str:
        """See `DigestStorage`."""
        there = (subscriptions.c.platform == platform, subscriptions.c.workspace == workspace, ~subscriptions.c.direct)
        latest = sa.select(subscriptions).where(*there).order_by(subscriptions.c.asked.desc()).limit(1)
        return next((one.schedule.zone for one in await self._subscriptions(latest)), "")

    async def subscriptions(self) -> Sequence[Subscription]:
        """See `DigestStorage`."""
        return await self._subscriptions(sa.select(subscriptions).where(_IS_ON).order_by(subscriptions.c.id))

    async def pause(self, subscription: Subscription, reason: str) -> bool:
        """See `DigestStorage`."""
        here = (*_unchanged(subscription), subscriptions.c.paused == "")
        return await self._transactions.execute(sa.update(subscriptions).where(*here).values(paused=reason)) > 0

    async def advance(self, subscription: Subscription, done: dt.date, date: dt.date, due: dt.datetime) -> None:
        """See `DigestStorage`."""
        await self._set_next(subscription, date, due, _is_done(subscription, done))

    async def end(self, subscription: Subscription, done: dt.date) -> None:
        """See `DigestStorage`."""
        here = (*_unchanged(subscription), subscriptions.c.paused == "", _is_done(subscription, done))
        await self._transactions.execute(sa.update(subscriptions).where(*here).values(paused=ENDED))

    async def move_back(self, subscription: Subscription, date: dt.date, due: dt.datetime) -> None:
        """See `DigestStorage`."""
        await self._set_next(subscription, date, due)

    async def _set_next(
        self, subscription: Subscription, date: dt.date, due: dt.datetime, *only_if: sa.ColumnElement[bool]
    ) -> None:
        here = (*_unchanged(subscription), subscriptions.c.next_date == subscription.next_date.isoformat(), *only_if)
        following = {"next_date": date.isoformat(), "next_due": due}
        await self._transactions.execute(sa.update(subscriptions).where(*here).values(following))

    async def forget_future(self, platform: str, reach: Reach, now: dt.datetime) -> frozenset[str]:
        """See `DigestStorage`."""
        recent = slots.c.due > now - _OLDEST_RESTORED  # uses the index
        missed_later = (slots.c.state == "missed") & (slots.c.until > now + _CLOCKS_DIFFER)
        unfinished = (slots.c.due > now + _CLOCKS_DIFFER) & slots.c.state.in_(("missed", "failed", "pending"))
        own = slots.c.subscription.in_(sa.select(subscriptions.c.id).where(*_served(platform, reach)))
        deleting = sa.delete(slots).where(recent, own, missed_later | unfinished, slots.c.tried.is_(None))
        # What was tried may have been posted, so the moment of the first try must stay.
        reopening = sa.update(slots).where(recent, own, missed_later).values(state="pending", holder="", until=now)

        def forget(connection: sa.Connection) -> frozenset[str]:
            deleted = connection.scalars(deleting.returning(slots.c.subscription)).all()
            return frozenset((*deleted, *connection.scalars(reopening.returning(slots.c.subscription))))

        return await self._transactions.write(forget)

    async def due(self, platform: str, reach: Reach, now: dt.datetime, limit: int) -> Sequence[Subscription]:
        """See `DigestStorage`."""
        slot = (slots.c.subscription == subscriptions.c.id) & (slots.c.date == subscriptions.c.next_date)
        leased = sa.exists().where(slot, slots.c.state == "pending", is_held(now))
        query = (
            sa.select(subscriptions)
            .where(subscriptions.c.next_due <= now, subscriptions.c.paused == "", ~leased)
            .where(*_served(platform, reach))
            .order_by(subscriptions.c.next_due, subscriptions.c.id)
            .limit(limit)
        )
        return await self._subscriptions(query)

    async def due_after(self, platform: str, reach: Reach, moment: dt.datetime) -> Sequence[Subscription]:
        """See `DigestStorage`."""
        here = (subscriptions.c.next_due > moment, subscriptions.c.paused == "", *_served(platform, reach))
        return await self._subscriptions(sa.select(subscriptions).where(*here).order_by(subscriptions.c.id))

    async def unowned_directs(self, platform: str) -> Sequence[Subscription]:
        """See `DigestStorage`."""
        here = (subscriptions.c.platform == platform, subscriptions.c.direct, subscriptions.c.bot == "")
        return await self._subscriptions(sa.select(subscriptions).where(*here).order_by(subscriptions.c.id))

    async def adopt(self, subscription: Subscription, bot: str) -> None:
        """See `DigestStorage`."""
        here = (*_unchanged(subscription), subscriptions.c.bot == "")
        await self._transactions.execute(sa.update(subscriptions).where(*here).values(bot=bot))

    async def _subscriptions(self, query: sa.Select[Any]) -> list[Subscription]:
        def read(connection: sa.Connection) -> list[Subscription]:
            return [_subscription_of(row) for row in connection.execute(query)]

        return await self._transactions.read(read)


def is_held(now: dt.datetime) -> sa.ColumnElement[bool]:
    """Match a slot that somebody has, or that waits for its next try.

    A moment too far away was stored by a clock that was ahead. Nobody could take the slot until then.
    """
    return (slots.c.until > now) & (slots.c.until <= now + _LONGEST_HOLD)


def missed_state() -> sa.ColumnElement[str]:
    """Choose the state of an open slot that nobody posts any more.

    It may have been posted if an attempt was uncertain, or if a process ended before it noted the result of one.
    """
    ended_midway = (slots.c.holder != "") & slots.c.tried.is_not(None)
    return sa.case((slots.c.uncertain | ended_midway, "uncertain"), else_="missed")


def _served(platform: str, reach: Reach) -> tuple[sa.ColumnElement[bool], ...]:
    """Match the subscriptions that a bot serves. Those of places that are not on the list wait."""
    anybody = (subscriptions.c.bot == "") & subscriptions.c.workspace.in_(sorted(reach.workspaces))
    own = (subscriptions.c.bot == reach.bot) | anybody
    return subscriptions.c.platform == platform, _IS_ON, own, is_served(platform, subscriptions.c.workspace)


def _is_done(subscription: Subscription, date: dt.date) -> sa.ColumnElement[bool]:
    """Match if the slot of a date is finished."""
    slot = sa.exists().where(slots.c.subscription == subscription.id, slots.c.date == date.isoformat())
    return slot.where(slots.c.state != "pending")


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
        "bot": subscription.bot,
        "until": schedule.until.isoformat() if schedule.until else "",
        "holidays": schedule.holidays,
    }


def _subscription_of(row: Any) -> Subscription:
    """Return the subscription of a row."""
    time = dt.time(*divmod(row.minute, 60))
    days, until = frozenset(map(int, row.days)), dt.date.fromisoformat(row.until) if row.until else None
    return Subscription(
        target=Target(row.platform, row.workspace, row.channel, direct=row.direct),
        schedule=Schedule(time, row.zone, days, until, row.holidays),
        owner=row.owner,
        asked=row.asked,
        next_date=dt.date.fromisoformat(row.next_date),
        next_due=row.next_due,
        topics=tuple(json.loads(row.topics)),
        quiet=row.quiet,
        curators=row.curators,
        paused=row.paused,
        bot=row.bot,
    )
