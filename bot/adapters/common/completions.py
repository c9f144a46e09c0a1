"""Find completions while somebody is typing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from bot.core.events import COMPLETE_WITHIN, Choice, Completion, usable_choices
from bot.core.ports import EventHandler

log = logging.getLogger(__name__)


async def complete_in_time(handler: EventHandler, completion: Completion) -> Sequence[Choice]:
    """Find completions of what is being typed; none if that fails or takes longer than the platforms wait."""
    try:
        async with asyncio.timeout(COMPLETE_WITHIN):
            return usable_choices(await handler.complete(completion))
    except Exception:
        log.exception("Could not find completions for option %s of /%s", completion.option, completion.command)
        return ()
