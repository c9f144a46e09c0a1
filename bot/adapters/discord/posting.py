"""What all messages of the bot on Discord have in common."""

from __future__ import annotations

from typing import Any

from bot.adapters.discord.http import HttpRequest, Rest
from bot.adapters.discord.payloads import Json
from bot.adapters.discord.render import Renderer
from bot.core.errors import DeliveryError
from bot.core.events import Target
from bot.core.replies import Notice

NO_PINGS: Json = {"parse": [], "replied_user": False}
"""Part of every message: nobody is ever pinged, not even the person who asked."""

_APOLOGY_PATIENCE = 900.0
"""Seconds that a line about questions that were left out may wait until the channel is free again."""


def post_path(channel: str) -> str:
    """Return the path of a channel's messages; with the method, it names the lane, too."""
    return f"/channels/{channel}/messages"


def id_in(answer: Any) -> str | None:
    """Return the id of the message in an answer; None if there is none."""
    message_id = answer.get("id") if isinstance(answer, dict) else None
    return None if message_id is None else str(message_id)


async def say_in(rest: Rest, render: Renderer, target: Target, notice: Notice) -> None:
    """Post a notice in a channel as soon as Discord allows it. Raises DeliveryError."""
    path = post_path(target.channel)
    body = {**render(notice), "allowed_mentions": NO_PINGS}
    await rest.send(HttpRequest("a notice", "POST", path, body, path + " POST", patience=_APOLOGY_PATIENCE))


async def open_dm(rest: Rest, person: str) -> Target:
    """Find or open the channel of direct messages with a person. Raises DeliveryError."""
    path = "/users/@me/channels"
    answer = await rest.send(HttpRequest("a direct channel", "POST", path, {"recipient_id": person}, path))
    channel = id_in(answer)
    if channel is None:
        raise DeliveryError("Discord did not return a channel for direct messages")
    return Target("discord", "", channel, direct=True)
