"""Once a week, ask those who look after entries whether they are still right."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import logging
from collections.abc import Sequence
from typing import Final

from bot.conversation.curators import Curators
from bot.core.errors import ClosedError, DeliveryError, RefusedError
from bot.core.events import Target
from bot.core.models import Statement
from bot.core.outage import StoreOutage
from bot.core.ports import Clock, Delivery, NoLease, Platform
from bot.core.storage import Storage
from bot.curation.live import LiveEntries
from bot.features.curation.checking import due_list
from bot.features.curation.due import DueLists, visible
from bot.features.curation.review_storage import ReviewStorage

log = logging.getLogger(__name__)

LOOK_EVERY: Final = 600.0
"""Seconds between two looks for what is due."""
_BEGINS: Final = dt.timedelta(hours=9)
"""When a week begins: on Monday at this time, in UTC."""
_CLAIM: Final = dt.timedelta(minutes=10)
"""How long a process has to send a list before another one tries, or the same one again after a failure."""
_SENT: Final = dt.timedelta(days=8)
"""How long it is remembered that a list of a week was sent."""


class CheckReminder:
    """Sends each owner one list a week, if something is due. For who gets what, see `DueLists`."""

    def __init__(
        self,
        platforms: Sequence[Platform],
        storage: Storage,
        live: LiveEntries,
        clock: Clock,
        *,
        interval: float = LOOK_EVERY,
    ) -> None:
        """Take the platforms that are served here. `interval` is the time between two looks in seconds."""
        self._platforms = {platform.name: platform for platform in platforms}
        self._storage = storage
        self._clock = clock
        self._interval = interval
        self._curators = Curators(storage, self._platforms, clock)
        self._lists = DueLists(live, storage, self._curators)

    async def run(self) -> None:
        """Send lists until cancelled."""
        outage = StoreOutage(log, "Could not look for entries to check")
        while True:
            with outage:
                for platform in self._platforms.values():
                    await self._remind_all(platform)
            await asyncio.sleep(self._interval)

    async def _remind_all(self, platform: Platform) -> None:
        if platform.reach is None:
            return
        await self._curators.refresh(platform.name)
        try:
            for owner in await self._lists.by_owner(self._today):
                name, _, person = owner.partition(":")
                if name == platform.name and not await self._storage.is_claimed(self._key(owner)):
                    await self._remind(platform, owner, person)
            await self._remind_channels(platform)
        except DeliveryError as error:
            log.warning("Those who look after entries can't be asked about them now: %s", error)

    async def _remind(self, platform: Platform, owner: str, person: str) -> None:
        """Send an owner the list, if they can be asked."""
        place = await self._lists.direct(platform, person)
        entries = await self._lists.of_person(platform.name, person, place, self._today) if place else []
        if place and entries:
            await self._send(platform, place, entries, owner)

    async def _remind_channels(self, platform: Platform) -> None:
        """Post what no owner can be asked about in the review channels of the places that the bot is in."""
        reach, left = platform.reach, None
        for channel in await self._storage.tables(ReviewStorage).review_channels():
            target = channel.target
            is_here = reach and target.platform == platform.name and target.workspace in reach.workspaces
            if not (reach and is_here) or channel.bot not in ("", reach.bot):
                continue
            if await self._storage.is_claimed(self._key(target.channel_key)):
                continue
            left = await self._lists.left_over(platform, self._today) if left is None else left
            if entries := visible(left, target):
                await self._send(platform, target, entries, target.channel_key)

    async def _send(self, platform: Platform, place: Target, entries: Sequence[Statement], to: str) -> None:
        """Send a list unless it was sent in this week, or another process does."""
        key = self._key(to)
        if not await self._storage.claim(key, _CLAIM):
            return
        once = hashlib.sha256(key.encode()).hexdigest()[:16]
        body = await asyncio.to_thread(platform.render, due_list(entries, self._today))
        try:
            await platform.post(Delivery(place, body, once, NoLease()))
        except (ClosedError, RefusedError) as error:
            log.warning("A list of entries to check could not be sent: %s", error)
        except DeliveryError as error:
            log.warning("A list of entries to check could not be sent. I try again later: %s", error)
            return
        await self._storage.set_claim(key, _SENT)

    def _key(self, to: str) -> str:
        year, week, _ = (self._clock.now() - _BEGINS).isocalendar()
        return f"due:{year}-{week}:{to}"

    @property
    def _today(self) -> dt.date:
        return self._clock.now().date()
