"""Lose no question: take over those of processes that died, and find those that were asked while nobody listened."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from bot.core.errors import DeliveryError, StoreError
from bot.core.pending import LookBack, PendingQuestion
from bot.core.ports import Clock, Platform, Responder
from bot.core.storage import Storage

log = logging.getLogger(__name__)

Resume: TypeAlias = Callable[[PendingQuestion, Responder], Awaitable[None]]

INTERVAL = 3.0
"""Seconds between two signs of life. Others take over the questions of a process that misses several."""
_LONGEST = dt.timedelta(minutes=10)
"""How far back missed messages are looked up."""
_MARGIN = dt.timedelta(seconds=10)
"""How much earlier than the last sign of life to look, as that is written every few seconds only."""
_LATELY = dt.timedelta(days=30)
_MOST_CHANNELS = 50


class Recovery:
    """Says that this process is alive, and finds what others left behind."""

    def __init__(self, storage: Storage, clock: Clock, platforms: Mapping[str, Platform]) -> None:
        self._storage = storage
        self._clock = clock
        self._platforms = platforms
        self._looked_back: set[str] = set()
        """Platforms that have looked back since the start, so that their sign of life may be written."""

    async def look_back(self, platform: str, lost: dt.datetime | None) -> LookBack | None:
        """Say where to look for missed messages; None if nowhere.

        `lost` is when the connection was lost; None for the first connection of this process.
        """
        if platform not in self._platforms:
            return None
        now = self._clock.now()
        try:
            if lost is None:
                seen = await self._storage.note(self._note(platform))
                lost = dt.datetime.fromisoformat(seen) if seen else None
            channels = await self._storage.last_channels(platform, now - _LATELY, _MOST_CHANNELS) if lost else ()
        except (StoreError, ValueError) as error:
            log.warning("Can't look for missed messages: %s", error)
            return None
        finally:
            self._looked_back.add(platform)
        if lost is None:  # the bot was never here before
            return None
        return LookBack(max(now - _LONGEST, lost - _MARGIN), channels)

    async def run(self, resume: Resume) -> None:
        """Give signs of life, and take over questions, until cancelled."""
        work: set[asyncio.Task[None]] = set()
        while True:
            try:
                await self._storage.keep_alive()
                for name, platform in list(self._platforms.items()):
                    if platform.reach and name in self._looked_back:
                        await self._storage.put_note(self._note(name), self._clock.now().isoformat())
                        for question in await self._storage.take_over(name, platform.reach.bot):
                            task = asyncio.create_task(_resume(platform, question, resume))
                            work.add(task)
                            task.add_done_callback(work.discard)
            except StoreError as error:
                log.info("Can't look for questions of other processes: %s", error)
            await asyncio.sleep(INTERVAL)

    def _note(self, platform: str) -> str:
        reach = self._platforms[platform].reach
        return f"alive:{platform}:{reach.bot if reach else ''}"


async def _resume(platform: Platform, question: PendingQuestion, resume: Resume) -> None:
    try:
        responder = platform.responder(question.message)
    except DeliveryError as error:
        log.warning("Could not take over the question %s: %s", question.key, error)
    else:
        await resume(question, responder)
