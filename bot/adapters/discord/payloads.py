"""Types of Discord's JSON, and numbers in it that several modules use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""An object that is sent."""
Payload: TypeAlias = Mapping[str, Any]
"""An object that was received."""

CHAT_INPUT, ON_MESSAGE = 1, 3
"""Types of commands: one that is typed, and one in the menu of a message."""
SUB_COMMAND, SUB_COMMAND_GROUP, STRING, BOOLEAN, MENTIONABLE = 1, 2, 3, 5, 9
"""Types of options."""

GUILD, BOT_DM, PRIVATE_CHANNEL = 0, 1, 2
"""Contexts of commands and interactions: a server, direct messages with the bot, and messages among other people."""
GUILD_INSTALL, USER_INSTALL = 0, 1
"""Whom the bot is installed for: a server, or a person who uses it everywhere."""
EPHEMERAL, COMPONENTS_V2 = 1 << 6, 1 << 15
"""Flags of messages: only one person sees it and no history keeps it; it has components and no content."""


def every(components: Iterable[Payload] | None) -> Iterator[Payload]:
    """Yield the components of a message from top to bottom, with those inside of others."""
    for component in components or ():
        yield component
        yield from every(component.get("components"))
        yield from every([accessory] if (accessory := component.get("accessory")) else ())


def edit(body: Json) -> Json:
    """Return the body of a message for one that it replaces, which may have content or embeds."""
    return {"content": None, "embeds": [], **body}


def ephemeral(body: Json) -> Json:
    """Return the body of a message for only one person to see."""
    return {**body, "flags": body.get("flags", 0) | EPHEMERAL}


def as_text(value: object) -> str:
    """Return a field as text; empty if it is missing."""
    return "" if value is None else str(value)
