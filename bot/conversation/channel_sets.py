"""Settings in memory: the channels that are watched, and those in which nobody is asked for feedback."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from bot.core.events import Target
from bot.core.outage import StoreOutage
from bot.core.ports import Platform
from bot.core.storage import Storage

log = logging.getLogger(__name__)

_INTERVAL = 3.0
"""Seconds between two looks: another process may have changed something."""


class StoredSetting(Protocol):
    """A setting that is kept in memory, and that other processes may change in the store."""

    async def refresh(self, name: str) -> bool:
        """Read the setting of a platform. Return whether it changed. Raises StoreError."""
        ...


class ChannelSet:
    """Reads from the store which channels have a setting, so that a question needs no look into the store for it."""

    def __init__(self, read: Callable[[str], Awaitable[frozenset[str]]]) -> None:
        """`read` returns the ids of a platform's channels with the setting, and raises StoreError."""
        self._read = read
        self._channels: dict[str, frozenset[str]] = {}
        """Ids of the channels, by platform."""

    def has(self, target: Target) -> bool:
        """Return whether a channel has the setting, or the one to which a thread belongs."""
        channels = self._channels.get(target.platform, frozenset())
        return target.channel in channels or target.parent in channels

    async def refresh(self, name: str) -> bool:
        """Read the channels of a platform. Return whether they changed. Raises StoreError."""
        known, self._channels[name] = self._channels.get(name), await self._read(name)
        return self._channels[name] != known


class WatchedChannels(ChannelSet):
    """The channels in which the bot answers without being mentioned. It also tells the platforms."""

    def __init__(self, storage: Storage, platforms: Mapping[str, Platform]) -> None:
        super().__init__(storage.watched)
        self._platforms = platforms

    async def refresh(self, name: str) -> bool:
        """Read the channels of a platform, and tell the platform if they changed. Raises StoreError."""
        changed = await super().refresh(name)
        if changed and (platform := self._platforms.get(name)):
            await platform.watch(self._channels[name])
        return changed


async def follow(settings: Sequence[StoredSetting], platforms: Mapping[str, Platform]) -> None:
    """Read all settings again and again until cancelled, because another process may change them."""
    outage = StoreOutage(log, "Could not read the settings of channels")
    while True:
        await asyncio.sleep(_INTERVAL)
        for name in list(platforms):
            with outage:
                for setting in settings:
                    await setting.refresh(name)
