"""The channels in which the bot answers without being mentioned, in memory."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from bot.core.events import Target
from bot.core.outage import StoreOutage
from bot.core.ports import Platform
from bot.core.storage import Storage

log = logging.getLogger(__name__)

_INTERVAL = 10.0
"""Seconds between two looks: another process may have changed something."""


class WatchedChannels:
    """Reads the watched channels from the store, and passes them to the platforms."""

    def __init__(self, storage: Storage, platforms: Mapping[str, Platform]) -> None:
        self._storage = storage
        self._platforms = platforms
        self._channels: dict[str, frozenset[str]] = {}
        """Ids of the channels, by platform."""

    def has(self, target: Target) -> bool:
        """Return whether a channel is watched, or the one to which a thread belongs."""
        watched = self._channels.get(target.platform, frozenset())
        return target.channel in watched or target.parent in watched

    async def refresh(self, name: str) -> None:
        """Read the channels of a platform, and tell the platform if they changed. Raises StoreError."""
        channels = await self._storage.watched(name)
        known = self._channels.get(name)
        self._channels[name] = channels
        if channels != known and (platform := self._platforms.get(name)):
            await platform.watch(channels)

    async def run(self) -> None:
        """Read them again and again until cancelled."""
        outage = StoreOutage(log, "Could not read the watched channels")
        while True:
            await asyncio.sleep(_INTERVAL)
            for name in list(self._platforms):
                with outage:
                    await self.refresh(name)
