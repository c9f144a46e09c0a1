"""The tables of review channels, and of the posts of drafts in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.core.events import Target
from bot.features.curation.review_storage import ReviewChannel, ReviewStorage
from bot.storage.schema import AnyText, Key, metadata
from bot.storage.tables import TableFamily
from bot.storage.tables.drafts import drafts

review_channels = sa.Table(
    "review_channels",
    metadata,
    sa.Column("platform", Key, primary_key=True),
    sa.Column("workspace", Key, primary_key=True),
    sa.Column("channel", Key, primary_key=True),
    sa.Column("thread", AnyText, nullable=True),
    sa.Column("parent", AnyText, nullable=True),
    sa.Column("bot", Key, nullable=False),
)

draft_posts = sa.Table(
    "draft_posts",
    metadata,
    sa.Column("draft", Key, primary_key=True),
    sa.Column("channel_key", Key, primary_key=True),
    sa.Column("message", AnyText, nullable=False),
)


class ReviewTables(TableFamily):
    """Implement `features.curation.review_storage.ReviewStorage`."""

    protocol = ReviewStorage

    async def set_review_channel(self, channel: ReviewChannel, *, on: bool) -> bool:
        """See `ReviewStorage`."""
        row = _row_of(channel)
        if on:
            inserting = self._transactions.insert(review_channels).values(row).on_conflict_do_nothing()
            return await self._transactions.execute(inserting) > 0
        here = (review_channels.c[name] == row[name] for name in ("platform", "workspace", "channel"))
        return await self._transactions.execute(sa.delete(review_channels).where(*here)) > 0

    async def review_channels(self) -> Sequence[ReviewChannel]:
        """See `ReviewStorage`."""
        query = sa.select(review_channels).order_by(*review_channels.primary_key)
        rows = await self._transactions.read(lambda connection: connection.execute(query).all())
        return [_channel_of(row) for row in rows]

    async def unposted(self, channel: ReviewChannel, limit: int) -> Sequence[str]:
        """See `ReviewStorage`."""
        here = draft_posts.c.channel_key == channel.target.channel_key
        posted = sa.exists().where(draft_posts.c.draft == drafts.c.id, here)
        query = sa.select(drafts.c.id).where(drafts.c.state == "open", ~posted)
        query = query.order_by(drafts.c.made, drafts.c.id).limit(limit)
        return await self._transactions.read(lambda connection: list(connection.scalars(query)))

    async def note_posted(self, draft_id: str, channel: ReviewChannel, message_id: str) -> None:
        """See `ReviewStorage`."""
        row = {"draft": draft_id, "channel_key": channel.target.channel_key, "message": message_id}
        await self._transactions.upsert(draft_posts, row)

    async def purge(self, before: dt.datetime) -> None:
        """Delete the posts of drafts that are gone."""
        there = sa.exists().where(drafts.c.id == draft_posts.c.draft)
        await self._transactions.execute(sa.delete(draft_posts).where(~there))


def _row_of(channel: ReviewChannel) -> dict[str, Any]:
    target = channel.target
    return {
        "platform": target.platform,
        "workspace": target.workspace,
        "channel": target.channel,
        "thread": target.thread,
        "parent": target.parent,
        "bot": channel.bot,
    }


def _channel_of(row: Any) -> ReviewChannel:
    return ReviewChannel(Target(row.platform, row.workspace, row.channel, row.thread, parent=row.parent), row.bot)
