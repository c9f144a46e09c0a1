"""Find out what Slack did not say of the message on which somebody used a shortcut."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.channel_access import channel_info, is_public
from bot.adapters.slack.identity import name_of, user_info
from bot.adapters.slack.payloads import Payload
from bot.core.subjects import MessageSubject

_WITHIN: Final = 1.0
"""Seconds in which Slack must answer: after three it opens no form."""


async def look_up(web: AsyncWebClient, subject: MessageSubject, channel: str) -> MessageSubject:
    """Fill in the author's name, the name of the channel, and whether it is public. See `core.ports.Responder`."""
    asks_author = bool(subject.author_id and not subject.author)
    info, user = await asyncio.gather(
        _in_time(channel_info(web, channel)), _in_time(user_info(web, subject.author_id) if asks_author else _nothing())
    )
    name = info.get("name")
    return replace(
        subject,
        author=subject.author or name_of(user),
        channel=f"#{name}" if name and not info.get("is_mpim") else "",
        public=is_public(info),
    )


async def _in_time(asked: Awaitable[Payload | None]) -> Payload:
    try:
        async with asyncio.timeout(_WITHIN):
            return await asked or {}
    except TimeoutError:
        return {}


async def _nothing() -> Payload:
    return {}
