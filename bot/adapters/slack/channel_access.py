"""What the bot may do in a channel, explained for people who can change it, and who may read the channel."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.payloads import Payload, mapping
from bot.adapters.slack.web_api import TROUBLE, SlackTimeouts, describe, error_code, judge

log = logging.getLogger(__name__)

_INVITE: Final = "I am not in the channel. Any member can invite me by typing /invite @Factbot there."
_NOT_FOUND: Final = (
    "The channel is gone, or I am not in it. If it is still there, any member can invite me by typing "
    "/invite @Factbot there."
)
_BETWEEN_OTHERS: Final = (
    "I can't post in a direct message of other people. Use the command in a channel, or write to me."
)
_ARCHIVED: Final = "The channel is archived. I can post there again only after somebody unarchives it."
_RESTRICTED: Final = (
    "I am not allowed to post in the channel. A Slack admin restricted it; please ask them to allow me."
)
_PERSON: Final = "I can't write to that person. The account is closed, or does not accept direct messages from me."
_SENTENCES: Final = {
    "channel_not_found": _NOT_FOUND,
    "not_in_channel": _INVITE,
    "is_archived": _ARCHIVED,
    "channel_is_archived": _ARCHIVED,
    "no_permission": _RESTRICTED,
    "user_is_restricted": _RESTRICTED,
    "cannot_dm_bot": _PERSON,
    "messages_tab_disabled": "Direct messages with me are switched off. A manager of the Slack app can switch on its "
    "Messages Tab.",
    "user_disabled": _PERSON,
    "user_not_found": _PERSON,
    "user_not_visible": _PERSON,
}
_NOT_PUBLIC: Final = ("is_private", "is_im", "is_mpim")


def sentence(code: str) -> str | None:
    """Explain what is missing if Slack refuses a message with `code`. None if the code concerns no channel."""
    return _RESTRICTED if code.startswith("restricted_action") else _SENTENCES.get(code)


async def missing_permission(web: AsyncWebClient, channel: str, *, direct: bool) -> str | None:
    """Explain what would keep the bot from posting in a channel. None if nothing does, or Slack does not say.

    Nobody can invite the bot to a `direct` message between other people, but they can use its commands there.
    """
    info = await channel_info(web, channel)
    return (_BETWEEN_OTHERS if info is None else None) if direct else missing_in(info)


async def channel_info(web: AsyncWebClient, channel: str) -> Payload | None:
    """Ask Slack about a channel. None if the bot can't see it; empty if Slack does not say."""
    try:
        return mapping((await web.conversations_info(channel=channel)).get("channel"))
    except (*TROUBLE, ValueError) as error:
        log.info("Slack does not say if the bot may post in %s: %s", channel, describe(error))
        return None if error_code(error) == "channel_not_found" else {}


def missing_in(info: Payload | None) -> str | None:
    """Explain what would keep the bot from posting, from what `channel_info` returned. None if nothing is known."""
    if info is None:
        return _INVITE
    if info.get("is_archived"):
        return _ARCHIVED
    return _INVITE if info.get("is_member") is False and not info.get("is_im") else None


def is_public(info: Payload | None) -> bool:
    """Return whether everybody in the workspace may read a channel, from what `channel_info` returned."""
    return bool(info and not any(info.get(key) for key in _NOT_PUBLIC))


class ChannelVisibility:
    """Asks Slack whether channels are public, and caches each answer: one reply may ask for many channels."""

    def __init__(self, web: AsyncWebClient, timeouts: SlackTimeouts) -> None:
        self._web = web
        self._timeouts = timeouts
        self._known: dict[str, tuple[bool, float]] = {}
        """For each channel: whether it is public, and when Slack was asked (time of the event loop)."""

    async def of(self, channel: str) -> bool:
        """Return whether everybody may read a channel. False if Slack doesn't say; then the next call asks again."""
        now = asyncio.get_running_loop().time()
        public, asked_at = self._known.get(channel, (False, float("-inf")))
        if now - asked_at < self._timeouts.visibility_ttl:
            return public
        try:
            public = await self._ask(channel)
        except (*TROUBLE, ValueError) as error:
            log.info("Slack does not say who may read %s: %s", channel, describe(error))
            if not error_code(error) or judge(error).final is None:
                return False
            public = False
        self._known[channel] = public, now
        return public

    async def _ask(self, channel: str) -> bool:
        return is_public(mapping((await self._web.conversations_info(channel=channel)).get("channel")))
