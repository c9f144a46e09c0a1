"""What we may do in a channel, in words for whoever can change it, and who may read it."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.messages import mapping
from bot.adapters.slack.web_api import TROUBLE, Timeouts, describe, error_code, judge

log = logging.getLogger(__name__)

_INVITE: Final = "I am not in the channel. Any member can invite me by typing /invite @Factbot there."
_ARCHIVED: Final = "The channel is archived. I can post there again only after somebody unarchives it."
_RESTRICTED: Final = (
    "I am not allowed to post in the channel. A Slack admin restricted it; please ask them to allow me."
)
_PERSON: Final = "I can't write to that person. The account is closed, or does not accept direct messages from me."
_SENTENCES: Final = {
    "channel_not_found": _INVITE,
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
    """Say what is missing where Slack refuses a message with `code`; None where it is about no channel."""
    return _RESTRICTED if code.startswith("restricted_action") else _SENTENCES.get(code)


async def missing_permission(web: AsyncWebClient, channel: str) -> str | None:
    """What would keep us from posting in a channel; None where nothing does, or Slack does not say."""
    try:
        info = (await web.conversations_info(channel=channel)).get("channel") or {}
    except TROUBLE as error:
        log.info("Slack does not say if the bot may post in %s: %s", channel, describe(error))
        return _INVITE if error_code(error) == "channel_not_found" else None
    if info.get("is_archived"):
        return _ARCHIVED
    return _INVITE if info.get("is_member") is False and not info.get("is_im") else None


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
            if not error_code(error) or judge(error).final is None:
                return False
            answer = False
        self._known[channel] = answer, now
        return answer

    async def _ask(self, channel: str) -> bool:
        info = mapping((await self._web.conversations_info(channel=channel)).get("channel"))
        return bool(info) and not any(info.get(key) for key in _NOT_PUBLIC)
