"""What several tests of the Discord adapter do."""

from __future__ import annotations

import asyncio

from bot.adapters.discord.render import render
from bot.core.events import Event
from bot.core.ports import Responder
from bot.core.replies import Reply
from tests.adapters.discord.conftest import Script
from tests.standins.discord import Shown
from tests.standins.discord.checking import problems
from tests.standins.discord.reading import show


def seen(reply: Reply) -> Shown:
    """What a person sees of a reply that Discord takes."""
    body = render(reply)
    told = {**body, "allowed_mentions": {"parse": [], "replied_user": False}}
    assert problems("POST", "/channels/{channel_id}/messages", told) == []
    return show("1", "2", body, private=False)


def replying(reply: Reply, after: float = 0.0) -> Script:
    """Answer everything with one reply."""

    async def send(event: Event, responder: Responder) -> None:
        await asyncio.sleep(after)
        await responder.send(reply)

    return send
