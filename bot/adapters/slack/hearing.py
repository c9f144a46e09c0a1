"""Which messages of a channel Slack sends to the bot: what is known of its scopes and events."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import channel_access, message_text
from bot.adapters.slack.messages import Identity
from bot.adapters.slack.payloads import Payload, mapping
from bot.adapters.slack.web_api import TROUBLE, describe
from bot.core.events import UNREADABLE, Message, Target
from bot.core.ports import Obstacle

log = logging.getLogger(__name__)

_REMEDY: Final = (
    "A manager of the Slack app can paste the output of `factbot manifest --watch` at api.slack.com/apps, and install "
    "the app again."
)
_KINDS: Final = ("channel", "group")
"""Types of channels whose messages the bot can subscribe to: public and private ones."""


class SlackHearing:
    """Notes which kinds of channels send all their messages. Slack itself does not say what the app subscribes to."""

    def __init__(self) -> None:
        self._heard: set[str] = set()
        self._mentioned: dict[str, str] = {}
        """The first mention in each channel. Where all is heard, a second event has followed it before the next one."""
        self._known_kinds: dict[str, str] = {}
        self.scopes: frozenset[str] | None = None
        """The scopes of the bot token; None if Slack did not name them."""

    def note(self, body: Payload) -> None:
        """Note what kind of channel sent a message that need not mention the bot, or note the channel of a mention."""
        event = mapping(body.get("event"))
        if event.get("type") == "message" and event.get("channel_type") in _KINDS:
            self._heard.add(str(event["channel_type"]))
        elif event.get("type") == "app_mention":
            self._mentioned.setdefault(str(event.get("channel")), str(event.get("ts")))

    async def placed(self, web: AsyncWebClient, message: Message) -> Message:
        """Add to a mention the thread of the reply, if it is known that only mentions are heard there."""
        if message.target.direct or not await self._hears_only_mentions(web, message):
            return message
        return replace(message, unheard_thread=message.target.thread or message.id)

    async def _hears_only_mentions(self, web: AsyncWebClient, message: Message) -> bool:
        """Return whether nothing else is heard in a message's channel. False until that is known."""
        channel = message.target.channel
        if channel not in self._known_kinds and (info := await channel_access.channel_info(web, channel)):
            self._known_kinds[channel] = _kind(info)
        kind = self._known_kinds.get(channel, _KINDS[0])
        if kind in self._heard:
            return False
        lacks_scope = self.scopes is not None and f"{kind}s:history" not in self.scopes
        return kind not in _KINDS or lacks_scope or self._mentioned.get(channel, message.id) != message.id

    async def obstacle(self, web: AsyncWebClient, channel: str) -> Obstacle | None:
        """Return what keeps the bot from hearing and answering all messages of a channel."""
        info = await channel_access.channel_info(web, channel)
        if missing := channel_access.missing_in(info):
            return Obstacle(missing)
        kind = "group" if mapping(info).get("is_private") else "channel"
        scope, event = f"{kind}s:history", f"message.{kind}s"
        if self.scopes is not None and scope not in self.scopes:
            return Obstacle(f"The Slack app does not have the scope {scope}, so I hear only mentions here. {_REMEDY}")
        if kind in self._heard:
            return None
        return Obstacle(f"If I stay silent, the Slack app does not get the event {event}. {_REMEDY}", certain=False)


def _kind(info: Payload) -> str:
    """Return the type of a channel as events name it."""
    return "mpim" if info.get("is_mpim") else "group" if info.get("is_private") else "channel"


async def root_text(web: AsyncWebClient, me: Identity, target: Target) -> str | None:
    """Return the text of the message that began a thread, see `Message.replied_to`. None if the bot wrote it."""
    if target.thread is None:
        return None
    try:
        answer = await web.conversations_replies(channel=target.channel, ts=target.thread, limit=1)
    except (*TROUBLE, ValueError) as error:
        log.info("Could not read the beginning of a thread in %s: %s", target.channel, describe(error))
        return UNREADABLE
    root = next((mapping(one) for one in answer.get("messages") or () if one.get("ts") == target.thread), None)
    if root is None:
        return UNREADABLE
    is_own = root.get("user") == me.user or (bool(me.bot) and root.get("bot_id") == me.bot)
    return None if is_own else message_text.read(root, me.user) or UNREADABLE
