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
_MOST_THREADS: Final = 15
_PAGE: Final = 100


async def missed_events(web: AsyncWebClient, look_back: LookBack, watched: frozenset[str]) -> AsyncIterator[Json]:
    """Yield what was written in channels and their threads since a moment, as events, the oldest of each first.

    Only threads under the last messages of a channel are looked at. Channels that the bot may not read are left out:
    Slack itself sends most missed events again.
    """
    asked = {target.channel: target.direct for target in look_back.channels}
    channels = dict.fromkeys(watched, False) | asked
    oldest = f"{look_back.since.timestamp():.6f}"
    found, threads = 0, _MOST_THREADS
    for channel, direct in sorted(channels.items(), key=lambda item: not item[1])[:_MOST_CHANNELS]:
        messages: list[Json] = []
        try:
            # Without `oldest`, because a thread can be new under an old message.
            page = await web.conversations_history(channel=channel, limit=_PAGE)
            messages += reversed(page.get("messages") or ())
            roots = [message for message in messages if str(message.get("latest_reply") or "") > oldest]
            for root in roots[max(len(roots) - threads, 0) :]:
                threads -= 1
                page = await web.conversations_replies(channel=channel, ts=root["ts"], oldest=oldest, limit=_PAGE)
                messages += [reply for reply in page.get("messages") or () if reply.get("ts") != root["ts"]]
        except TROUBLE as error:
            log.info("Could not look for missed messages in %s: %s", channel, describe(error))
        for message in messages:
            if str(message.get("ts") or "") > oldest:
                found += 1
                kind = "im" if direct or channel.startswith("D") else "channel"
                yield {**message, "type": "message", "channel": channel, "channel_type": kind}
    log.info("Looked at %d messages that were written while I was not connected", found)
