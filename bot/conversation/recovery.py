"""Lose no question: take over those of processes that died, and find those that were asked while nobody listened."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeAlias

from bot.core import texts
from bot.core.errors import DeliveryError, StoreError
from bot.core.outage import StoreOutage
from bot.core.pending import LookBack, PendingQuestion
from bot.core.ports import Clock, Delivery, NoLease, Platform, Responder
from bot.core.replies import Notice
from bot.core.storage import Storage

log = logging.getLogger(__name__)

Resume: TypeAlias = Callable[[PendingQuestion, Responder], Coroutine[Any, Any, None]]

INTERVAL = 3.0
"""Seconds between two signs of life. Others take over the questions of a process that misses several."""
_LONGEST = dt.timedelta(minutes=10)
"""How far back missed messages are looked up."""
_MARGIN = dt.timedelta(seconds=10)
"""How much earlier than the last sign of life to look, as that is written every few seconds only."""
_BACKLOG = dt.timedelta(seconds=100)
"""The same after a process has ended, as messages that waited for their turn, up to 90 seconds, were in no store."""
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
        self._waiting: dict[str, list[PendingQuestion]] = {}
        """Questions that were taken over just when their platform, the key, lost its connection."""

    async def look_back(self, platform: str, lost: dt.datetime | None) -> LookBack | None:
        """Say where to look for missed messages; None if nowhere.

        `lost` is when the connection was lost; None for the first connection of this process.
        """
        if platform not in self._platforms:
            return None
        now, margin = self._clock.now(), _MARGIN
        try:
            if lost is None:
                margin = _BACKLOG
                seen = await self._storage.note(self._note(platform))
                lost = dt.datetime.fromisoformat(seen) if seen else None
            channels = await self._storage.last_channels(platform, now - _LATELY, _MOST_CHANNELS)
        except (StoreError, ValueError) as error:
            log.warning("Can't look for missed messages: %s", error)
            return None
        finally:
            self._looked_back.add(platform)
        if lost is None and not channels:  # the bot was never here before
            return None
        # A process that ended in its first seconds has answered, but has given no sign of life yet.
        return LookBack(max(now - _LONGEST, lost - margin) if lost else now - _LONGEST, channels)

    async def run(self, resume: Resume) -> None:
        """Give signs of life, and take over questions, until cancelled."""
        work: set[asyncio.Task[None]] = set()
        outage = StoreOutage(log, "Could not look for questions of other processes")
        while True:
            with outage:
                await self._storage.keep_alive()
                for name, platform in list(self._platforms.items()):
                    # Without a connection the bot hears nothing, and nothing can be answered.
                    if platform.connected and name in self._looked_back:
                        await self._storage.put_note(self._note(name), self._clock.now().isoformat())
                        for question, responder in await self._take_over(platform):
                            task = asyncio.create_task(resume(question, responder))
                            work.add(task)
                            task.add_done_callback(work.discard)
            await asyncio.sleep(INTERVAL)

    async def _take_over(self, platform: Platform) -> list[tuple[PendingQuestion, Responder]]:
        account = platform.reach.bot if platform.reach else ""
        questions = await self._storage.take_over(platform.name, account)
        taken: list[tuple[PendingQuestion, Responder]] = []
        for question in [*self._waiting.pop(platform.name, ()), *questions]:
            try:
                taken.append((question, platform.responder(question.message)))
            except DeliveryError as error:
                log.info("The question %s waits until I am connected: %s", question.key, error)
                self._waiting.setdefault(platform.name, []).append(question)
        return taken

    def _note(self, platform: str) -> str:
        reach = self._platforms[platform].reach
        return f"alive:{platform}:{reach.bot if reach else ''}"


async def tell_interrupted(platform: Platform, question: PendingQuestion) -> None:
    """Tell somebody in a direct message that a process died while it worked on their command. Raises DeliveryError."""
    target, person = question.message.target, question.message.author.id
    channel = "" if target.direct else await platform.channel_name(target)
    notice = Notice(texts.interrupted(question.command, channel))
    key = hashlib.sha256(question.key.encode()).hexdigest()[:16]
    await platform.post(Delivery(await platform.open_dm(person), platform.render(notice), key, NoLease()))
