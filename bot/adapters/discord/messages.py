"""Messages as Discord sends them, as events of the core. Pure, and liberal: fields that may be missing may be missing.

Payloads are read as they come over the wire. The library's own models would do it too, but they need many fields that
we have no use for, and one that is missing would cost the whole message.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from bot.adapters.discord.markup import plain
from bot.core.events import Deletion, Message, Person, Target

Payload: TypeAlias = Mapping[str, Any]

DEFAULT, REPLY = 0, 19
"""Types of the messages that people write; all others are notes of Discord's own."""

EPOCH = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)
"""Where the time in Discord's ids begins."""


class Surroundings(Protocol):
    """What is known of the place where something was written; the gateway's cache in real life."""

    bot: str
    """Id of our own user."""

    def own_role(self, guild: str) -> str | None:
        """Id of the role that a server gave to the bot itself."""
        ...

    def role_name(self, guild: str, role: str) -> str | None:
        """Name of a role."""
        ...

    def channel_name(self, guild: str, channel: str) -> str | None:
        """Name of a channel or thread."""
        ...

    def manages(self, guild: str, person: str, roles: Sequence[str]) -> bool:
        """Whether a person with these roles may manage the server's channels."""
        ...


@dataclass(frozen=True, slots=True)
class Names:
    """Names for the ids in one message; implements `markup.Names`."""

    payload: Payload
    around: Surroundings

    def user(self, user: str) -> str | None:
        if user == self.around.bot:
            return ""
        for mentioned in self.payload.get("mentions") or ():
            if str(mentioned.get("id")) == user:
                nick = (mentioned.get("member") or {}).get("nick")
                return as_text(nick or mentioned.get("global_name") or mentioned.get("username")) or None
        return None

    def role(self, role: str) -> str | None:
        guild = as_text(self.payload.get("guild_id"))
        return "" if role == self.around.own_role(guild) else self.around.role_name(guild, role)

    def channel(self, channel: str) -> str | None:
        for mentioned in self.payload.get("mention_channels") or ():
            if str(mentioned.get("id")) == channel:
                return as_text(mentioned.get("name")) or None
        return self.around.channel_name(as_text(self.payload.get("guild_id")), channel)


def message(payload: Payload, around: Surroundings, watched: frozenset[str], *, edited: bool) -> Message | None:
    """Read MESSAGE_CREATE, or MESSAGE_UPDATE where `edited`; None where it is not for us.

    Not for us is what bots, webhooks and Discord itself write, what is neither addressed to the bot nor in a watched
    channel, and an update that is no edit: Discord sends one when it has unfolded a link, too.
    """
    author = payload.get("author") or {}
    revision = payload.get("edited_timestamp")
    if author.get("id") is None or _of_machines(payload, author, around) or (edited and not revision):
        return None
    target = target_of(payload)
    addressed = target.direct or _mentions_bot(payload, around)
    content = payload.get("content")
    # Without the message-content intent the content of what isn't addressed to us is empty.
    if not addressed and not (content and target.channel in watched):
        return None
    if edited and not isinstance(content, str):
        return None
    return Message(
        id=str(payload["id"]),
        author=_author(payload, author, around),
        text=plain(as_text(content), Names(payload, around)),
        target=target,
        sent=_time(payload.get("timestamp")) or _time_of_id(str(payload["id"])),
        addressed=addressed,
        revision=str(revision) if edited else None,
    )


def deletions(payload: Payload) -> Iterator[Deletion]:
    """Read MESSAGE_DELETE or MESSAGE_DELETE_BULK."""
    for deleted in payload.get("ids") or [payload["id"]]:
        yield Deletion(str(deleted), target_of(payload))


def _author(payload: Payload, author: Payload, around: Surroundings) -> Person:
    member = payload.get("member") or {}
    person = str(author["id"])
    roles = [str(role) for role in member.get("roles") or ()]
    guild = as_text(payload.get("guild_id"))
    manager = bool(guild) and around.manages(guild, person, roles)
    return Person(person, name_of(author, member), manager=manager, admin=manager)


def name_of(user: Payload, member: Payload) -> str:
    """What a person is called where they are a member."""
    return as_text(member.get("nick") or user.get("global_name") or user.get("username"))


def _of_machines(payload: Payload, author: Payload, around: Surroundings) -> bool:
    return bool(
        author.get("bot")
        or author.get("system")
        or payload.get("webhook_id")
        or str(author["id"]) == around.bot
        or payload.get("type", DEFAULT) not in (DEFAULT, REPLY)
    )


def _mentions_bot(payload: Payload, around: Surroundings) -> bool:
    """Mentioned by name, by its role, or replied to with a ping: Discord lists the first and the last itself."""
    if any(str(mentioned.get("id")) == around.bot for mentioned in payload.get("mentions") or ()):
        return True
    content = as_text(payload.get("content"))
    if re.search(rf"<@!?{re.escape(around.bot)}>", content):
        return True
    role = around.own_role(as_text(payload.get("guild_id")))
    return role is not None and (role in map(str, payload.get("mention_roles") or ()) or f"<@&{role}>" in content)


def target_of(payload: Payload) -> Target:
    """A thread is a channel with an id of its own."""
    channel = payload.get("channel_id") or (payload.get("channel") or {}).get("id")
    guild = as_text(payload.get("guild_id"))
    return Target("discord", guild, as_text(channel), direct=not guild)


def as_text(value: object) -> str:
    """A field as text; empty where it is missing."""
    return "" if value is None else str(value)


def _time(stamp: object) -> dt.datetime | None:
    """Read an ISO time; None where it is none."""
    try:
        time = dt.datetime.fromisoformat(str(stamp))
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=dt.UTC)


def _time_of_id(snowflake: str) -> dt.datetime:
    """When an id was made."""
    return EPOCH + dt.timedelta(milliseconds=int(snowflake) >> 22)
