"""Find messages that were written while no socket to Slack was open."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.payloads import Json
from bot.adapters.slack.web_api import TROUBLE, describe
from bot.core.pending import LookBack

log = logging.getLogger(__name__)

_MOST_CHANNELS: Final = 30
"""Slack allows some 50 of these requests a minute."""
_PAGE: Final = 100


async def missed_events(web: AsyncWebClient, look_back: LookBack, watched: frozenset[str]) -> AsyncIterator[Json]:
    """Yield what was written in channels since a moment, as events, the oldest of each channel first.

    Channels that the bot may not read are left out: Slack itself sends most missed events again. So are threads.
    """
    asked = {target.channel: target.direct for target in look_back.channels}
    channels = dict.fromkeys(watched, False) | asked
    found = 0
    for channel, direct in sorted(channels.items(), key=lambda item: not item[1])[:_MOST_CHANNELS]:
        oldest = f"{look_back.since.timestamp():.6f}"
        try:
            page = await web.conversations_history(channel=channel, oldest=oldest, limit=_PAGE)
        except TROUBLE as error:
            log.info("Could not look for missed messages in %s: %s", channel, describe(error))
            continue
        for message in reversed(page.get("messages") or ()):
            found += 1
            kind = "im" if direct or channel.startswith("D") else "channel"
            yield {**message, "type": "message", "channel": channel, "channel_type": kind}
    log.info("Looked at %d messages that were written while I was not connected", found)
