"""Search the history of a channel: for a message that the bot may have posted, and for replies in a thread."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.common.retry import UnverifiableError
from bot.adapters.slack.payloads import Json, Payload
from bot.adapters.slack.web_api import TROUBLE, Answer, describe

log = logging.getLogger(__name__)

_PAGE: Final = 200
_MOST_PAGES: Final = 10
_SKEW: Final = dt.timedelta(minutes=1)
"""The local clock may be ahead of Slack's by up to this time."""


def marked(event_type: str, key: str) -> Json:
    """Make the metadata by which `find` recognises a message."""
    return {"event_type": event_type, "event_payload": {"key": key}}


def from_moment(moment: dt.datetime) -> str:
    """Return a Slack timestamp that is older than every message posted after `moment`."""
    return f"{(moment - _SKEW).timestamp():.6f}"


async def find(web: AsyncWebClient, key: str, channel: str, since: str, thread: str | None = None) -> Answer | None:
    """Look for the message that is marked with `key`, among those posted after the timestamp `since`.

    Raises UnverifiableError if the bot may not read the channel, Slack doesn't answer, or there is too much to read.
    """
    query: Json = {"channel": channel, "oldest": since, "limit": _PAGE, "include_all_metadata": True}
    cursor = ""
    for _ in range(_MOST_PAGES):
        page = query | ({"cursor": cursor} if cursor else {})
        try:
            if thread:
                answer = await web.conversations_replies(ts=thread, **page)
            else:
                answer = await web.conversations_history(**page)
        except TROUBLE as error:
            raise UnverifiableError(describe(error)) from error
        for message in answer.get("messages") or ():
            if _key(message) == key:
                return dict(message)
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return None
    raise UnverifiableError("too many messages were posted since then")


async def if_known(look_up: Callable[[], Awaitable[Answer | None]]) -> Answer | None:
    """Look for a reply of another process. If the bot may not read the channel, the question counts as unanswered."""
    try:
        return await look_up()
    except UnverifiableError as error:
        log.info("Could not check if a question was already answered: %s", error)
        return None


async def has_replies(web: AsyncWebClient, channel: str, thread: str) -> bool:
    """Return whether everybody sees replies in a thread. False if Slack does not say."""
    try:
        answer = await web.conversations_replies(channel=channel, ts=thread, limit=2)
    except (*TROUBLE, ValueError) as error:
        log.info("Could not check if a thread in %s still has replies: %s", channel, describe(error))
        return False
    return any(message.get("ts") != thread for message in answer.get("messages") or ())


def _key(message: Payload) -> str:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return str(payload.get("key") or "")
