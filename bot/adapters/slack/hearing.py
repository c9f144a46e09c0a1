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
        self.scopes: frozenset[str] | None = None
        """The scopes of the bot token; None if Slack did not name them."""

    def note(self, body: Payload) -> None:
        """Note what kind of channel sent a message that need not mention the bot."""
        event = mapping(body.get("event"))
        if event.get("type") == "message" and event.get("channel_type") in _KINDS:
            self._heard.add(str(event["channel_type"]))

    def placed(self, message: Message) -> Message:
        """Add to a message the thread of the reply, if only mentions are heard there."""
        if message.target.direct or not message.addressed or self._heard:
            return message
        return replace(message, unheard_thread=message.target.thread or message.id)

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
