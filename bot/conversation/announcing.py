"""Show beside the bot's name what it has, on platforms that can show it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from bot.core.ports import Announcer, Clock
from bot.knowledge import presentation
from bot.knowledge.current import CurrentKnowledge

ANNOUNCE_EVERY: Final = 60.0
"""Seconds between two looks at what is announced. Discord takes 5 changes in 20 seconds."""


async def announce(facts: CurrentKnowledge, platforms: Sequence[Announcer], clock: Clock) -> None:
    """Announce what everybody may see, and again when that has changed, until cancelled."""
    announced: str | None = None
    while True:
        line = await asyncio.to_thread(presentation.announcement, facts.public, clock.now().date())
        if line != announced:
            announced = line
            for platform in platforms:
                await platform.announce(line)
        await asyncio.sleep(ANNOUNCE_EVERY)
