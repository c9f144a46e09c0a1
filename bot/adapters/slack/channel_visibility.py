"""Which channels everybody in the workspace may read."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.messages import mapping
from bot.adapters.slack.web_api import TROUBLE, Timeouts, describe, error_code, fate

log = logging.getLogger(__name__)

_CLOSED: Final = ("is_private", "is_im", "is_mpim")


class ChannelVisibility:
    """Asks Slack, and remembers for a while what it said: what is told of many channels asks for each of them."""

    def __init__(self, web: AsyncWebClient, patience: Timeouts) -> None:
        self._web = web
        self._patience = patience
        self._known: dict[str, tuple[bool, float]] = {}
        """What Slack said of a channel, and when."""

    async def of(self, channel: str) -> bool:
        """Whether everybody may read a channel. No where Slack doesn't say, and that is asked again."""
        now = asyncio.get_running_loop().time()
        said, since = self._known.get(channel, (False, float("-inf")))
        if now - since < self._patience.believe:
            return said
        try:
            answer = await self._ask(channel)
        except (*TROUBLE, ValueError) as error:
            log.info("Slack does not say who may read %s: %s", channel, describe(error))
            if not error_code(error) or fate(error) != "refused":
                return False
            answer = False
        self._known[channel] = answer, now
        return answer

    async def _ask(self, channel: str) -> bool:
        info = mapping((await self._web.conversations_info(channel=channel)).get("channel"))
        return bool(info) and not any(info.get(key) for key in _CLOSED)
