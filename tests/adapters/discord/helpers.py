"""Help several tests of the Discord adapter."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.adapters.discord.render import render
from bot.core.document import Document, Element
from bot.core.events import Event
from bot.core.ports import Responder
from bot.core.replies import Reply
from tests.adapters.discord.conftest import Script
from tests.standins.discord import Shown
from tests.standins.discord.checking import problems
from tests.standins.discord.reading import show


@dataclass(frozen=True)
class AnyReply:
    """A reply with any elements."""

    elements: tuple[Element, ...]
    private: bool = False

    def document(self) -> Document:
        """Return them."""
        return Document.of(*self.elements, private=self.private)


def show_reply(reply: Reply) -> Shown:
    """Render a reply, assert that Discord accepts it, and return what a person sees."""
    body = render(reply)
    message = {**body, "allowed_mentions": {"parse": [], "replied_user": False}}
    assert problems("POST", "/channels/{channel_id}/messages", message) == []
    return show("1", "2", body, private=False)


def replying(reply: Reply, after: float = 0.0) -> Script:
    """Return a script that answers every event with one reply."""

    async def send(event: Event, responder: Responder) -> None:
        await asyncio.sleep(after)
        await responder.send(reply)

    return send
