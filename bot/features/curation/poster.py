"""Post drafts in the review channels, each once."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import logging
from collections.abc import Sequence
from typing import Final

from bot.core.audience import may_see, places_of
from bot.core.errors import ClosedError, DeliveryError, RefusedError
from bot.core.events import Target
from bot.core.outage import StoreOutage
from bot.core.ports import Delivery, NoLease, Platform
from bot.core.storage import Storage
from bot.curation.editing import Editing
from bot.curation.entries import Draft
from bot.features.curation import draft_cards
from bot.features.curation.review_storage import ReviewChannel, ReviewStorage
from bot.knowledge.current import CurrentKnowledge

log = logging.getLogger(__name__)

LOOK_EVERY: Final = 1.0
"""Seconds between two looks for new drafts."""
_AT_ONCE = 20
_CLAIM = dt.timedelta(minutes=5)
"""How long a process has to post a draft before another one tries."""


class DraftPoster:
    """Posts new drafts in the review channels that this process can reach."""

    def __init__(
        self,
        platforms: Sequence[Platform],
        storage: Storage,
        editing: Editing,
        facts: CurrentKnowledge,
        *,
        interval: float = LOOK_EVERY,
    ) -> None:
        """Take the platforms that are served here. `interval` is the time between two looks in seconds."""
        self._platforms = {platform.name: platform for platform in platforms}
        self._storage = storage
        self._editing = editing
        self._facts = facts
        self._interval = interval

    async def run(self) -> None:
        """Post until cancelled."""
        outage = StoreOutage(log, "Could not look for drafts")
        while True:
            with outage:
                await self._post_all()
            await asyncio.sleep(self._interval)

    async def _post_all(self) -> None:
        channels = await self._tables.review_channels()
        for channel in channels:
            if platform := self._serving(channel):
                for draft_id in await self._tables.unposted(channel, _AT_ONCE):
                    draft = await self._editing.entries.draft(draft_id)
                    if draft and _belongs(draft, channel.target, channels):
                        await self._post(draft, channel, platform)

    def _serving(self, channel: ReviewChannel) -> Platform | None:
        """Return the platform of a channel if this process posts there."""
        platform = self._platforms.get(channel.target.platform)
        reach = platform.reach if platform else None
        if reach is None or channel.target.workspace not in reach.workspaces:
            return None
        return platform if channel.bot in ("", reach.bot) else None

    async def _post(self, draft: Draft, channel: ReviewChannel, platform: Platform) -> None:
        key = f"draft:{draft.id}:{channel.target.channel_key}"
        if not await self._storage.claim(key, _CLAIM):
            return
        card = await draft_cards.card(draft, self._editing, self._storage, self._facts.at(channel.target))
        once = hashlib.sha256(key.encode()).hexdigest()[:16]
        try:
            message_id = await platform.post(Delivery(channel.target, platform.render(card), once, NoLease()))
        except ClosedError as error:
            log.warning("A draft could not be posted, so drafts no longer go there: %s", error)
            await self._tables.set_review_channel(channel, on=False)
        except RefusedError as error:
            log.error("A draft was refused: %s", error)
            await self._tables.note_posted(draft.id, channel, "")
        except DeliveryError as error:
            log.warning("A draft could not be posted. I try again later: %s", error)
        else:
            await self._tables.note_posted(draft.id, channel, message_id)

    @property
    def _tables(self) -> ReviewStorage:
        return self._storage.tables(ReviewStorage)


def _belongs(draft: Draft, target: Target, channels: Sequence[ReviewChannel]) -> bool:
    """Return whether a draft is shown in a channel: in its own workspace, or in all if that has no review channel."""
    if not may_see(draft.change.statement.audience, places_of(target)):
        return False
    home = (draft.place.platform, draft.place.workspace)
    own = any((channel.target.platform, channel.target.workspace) == home for channel in channels)
    return not own or (target.platform, target.workspace) == home
