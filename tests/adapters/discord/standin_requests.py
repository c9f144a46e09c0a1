"""Send requests to the stand-in of Discord as a bot does, without any library, to see what it refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import aiohttp

from tests.standins.discord import DiscordStandIn
from tests.standins.discord.components import LAYOUT
from tests.standins.discord.place import BOT, GENERAL

Json: TypeAlias = dict[str, Any]

QUIET = {"parse": [], "replied_user": False}


class Caller:
    """Sends requests and returns the status and the body of each answer."""

    def __init__(self, standin: DiscordStandIn, session: aiohttp.ClientSession) -> None:
        self.standin = standin
        self._session = session

    async def send(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Send a request, such as "POST" to "/channels/4001/messages"."""
        headers = {"Authorization": f"Bot {self.standin.token}", "User-Agent": "DiscordBot (https://example.org, 1)"}
        async with self._session.request(method, self.standin.url + path, json=body, headers=headers) as answer:
            return answer.status, await answer.json() if answer.content_type == "application/json" else None

    async def post(self, body: Json, channel: str = GENERAL) -> tuple[int, Any]:
        """Post a message in a channel."""
        return await self.send("POST", f"/channels/{channel}/messages", message(**body))

    async def edit(self, id_: str, body: Json, channel: str = GENERAL) -> tuple[int, Any]:
        """Edit a message."""
        return await self.send("PATCH", f"/channels/{channel}/messages/{id_}", message(**body))

    async def answer(self, asked: str, kind: int, data: Json | None = None) -> tuple[int, Any]:
        """Answer an interaction directly."""
        token = self.standin.interaction(asked).token
        return await self.send("POST", f"/interactions/{asked}/{token}/callback", {"type": kind, "data": data or {}})

    async def follow(self, asked: str, body: Json) -> tuple[int, Any]:
        """Send a follow-up to an interaction."""
        return await self.send("POST", f"/webhooks/{BOT}/{self.standin.interaction(asked).token}", message(**body))

    async def edit_original(self, asked: str, body: Json) -> tuple[int, Any]:
        """Edit the direct answer to an interaction."""
        path = f"/webhooks/{BOT}/{self.standin.interaction(asked).token}/messages/@original"
        return await self.send("PATCH", path, message(**body))


@asynccontextmanager
async def calling() -> AsyncIterator[Caller]:
    """Run a stand-in and send requests to it."""
    async with DiscordStandIn() as standin, aiohttp.ClientSession() as session:
        yield Caller(standin, session)


def message(**parts: Any) -> Json:
    """Return a message that pings nobody."""
    return {"allowed_mentions": QUIET, **parts}


def layout(*components: Json, **parts: Any) -> Json:
    """Return a message of Components V2 that pings nobody."""
    return message(flags=LAYOUT, components=list(components), **parts)


def text(content: str = "x") -> Json:
    """Return a text display."""
    return {"type": 10, "content": content}


def button(label: str | None = "Why this?", **parts: Any) -> Json:
    """Return a button that differs from a valid one."""
    return {"type": 2, "style": 2, "label": label, "custom_id": "why", **parts}


def link(**parts: Any) -> Json:
    """Return a link button that differs from a valid one."""
    return {"type": 2, "style": 5, "label": "Read it", "url": "https://example.org/a", **parts}


def row(*components: Json) -> Json:
    """Return an action row."""
    return {"type": 1, "components": list(components)}


def select(count: int = 2, **parts: Any) -> Json:
    """Return a select of so many options."""
    options = [{"label": f"Option {n}", "value": str(n)} for n in range(count)]
    return {"type": 3, "custom_id": "pick", "options": options, **parts}


def section(*texts: Json, **parts: Any) -> Json:
    """Return a section with a button beside its texts."""
    return {"type": 9, "components": list(texts), "accessory": button(), **parts}


def container(*components: Json) -> Json:
    """Return a container."""
    return {"type": 17, "components": list(components)}


def without(component: Json, *names: str) -> Json:
    """Return a component without some of its parts."""
    return {name: value for name, value in component.items() if name not in names}
