"""Say in a channel, in one line, that questions were left out there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from bot.core import texts
from bot.core.errors import DeliveryError
from bot.core.events import Target
from bot.core.metrics import Counter
from bot.core.replies import Notice

log = logging.getLogger(__name__)

Post: TypeAlias = Callable[[Target, Notice], Awaitable[None]]
"""Posts a notice in a channel, as soon as the platform allows it. Raises DeliveryError."""


class Apologies:
    """Posts at most one line in a channel for all questions that were left out in a while."""

    def __init__(self, post: Post, *, pause: float, left_out: Counter | None = None) -> None:
        """Wait `pause` seconds before a line, and after it as long until the next one. `left_out` counts questions."""
        self._left_out = left_out
        self._post = post
        self._pause = pause
        self._tasks: dict[str, asyncio.Task[None]] = {}
        """The task of each channel that has a line coming or had one lately."""

    def note(self, target: Target) -> None:
        """Note that a question was left out in a channel."""
        if self._left_out:
            self._left_out.add(target.platform)
        if target.channel_key not in self._tasks:
            task = asyncio.create_task(self._apologise(target))
            self._tasks[target.channel_key] = task
            task.add_done_callback(lambda _: self._tasks.pop(target.channel_key, None))

    async def close(self) -> None:
        """Cancel what was not posted yet."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _apologise(self, target: Target) -> None:
        log.warning("Left out questions in %s, because their answers would have come too late", target.channel_key)
        await asyncio.sleep(self._pause)
        try:
            await self._post(target, Notice(texts.LEFT_OUT, private=False))
        except DeliveryError as error:
            log.warning("Could not say in %s that questions were left out: %s", target.channel_key, error)
        await asyncio.sleep(self._pause)
