"""What Discord sends, as events of the core. Pure, and liberal: fields that may be missing may be missing.

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
from bot.core.commands import Command
from bot.core.messages import Deletion, Invocation, Message, Person, Press, Target

Payload: TypeAlias = Mapping[str, Any]

DEFAULT, REPLY = 0, 19
"""Types of the messages that people write; all others are notes of Discord's own."""
COMMAND, COMPONENT, AUTOCOMPLETE = 2, 3, 4
"""Types of interactions."""
SUB_COMMAND, SUB_COMMAND_GROUP = 1, 2
CHAT_INPUT, BUTTON = 1, 2

ADMINISTRATOR, MANAGE_CHANNELS, MANAGE_GUILD = 1 << 3, 1 << 4, 1 << 5
MANAGER = ADMINISTRATOR | MANAGE_CHANNELS | MANAGE_GUILD

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
class _Names:
    """Names for the ids in one message."""

    payload: Payload
    around: Surroundings

    def user(self, user: str) -> str | None:
        if user == self.around.bot:
            return ""
        for mentioned in self.payload.get("mentions") or ():
            if str(mentioned.get("id")) == user:
                nick = (mentioned.get("member") or {}).get("nick")
                return _text(nick or mentioned.get("global_name") or mentioned.get("username")) or None
        return None

    def role(self, role: str) -> str | None:
        guild = _text(self.payload.get("guild_id"))
        return "" if role == self.around.own_role(guild) else self.around.role_name(guild, role)

    def channel(self, channel: str) -> str | None:
        for mentioned in self.payload.get("mention_channels") or ():
            if str(mentioned.get("id")) == channel:
                return _text(mentioned.get("name")) or None
        return self.around.channel_name(_text(self.payload.get("guild_id")), channel)


def message(payload: Payload, around: Surroundings, watched: frozenset[str], *, edited: bool) -> Message | None:
    """Read MESSAGE_CREATE, or MESSAGE_UPDATE where `edited`; None where it is not for us.

    Not for us is what bots, webhooks and Discord itself write, what is neither addressed to the bot nor in a watched
    channel, and an update that is no edit: Discord sends one when it has unfolded a link, too.
    """
    author = payload.get("author") or {}
    revision = payload.get("edited_timestamp")
    if author.get("id") is None or _of_machines(payload, author, around) or (edited and not revision):
        return None
    target = _target(payload)
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
        text=plain(_text(content), _Names(payload, around)),
        target=target,
        sent=_time(payload.get("timestamp")) or _time_of_id(str(payload["id"])),
        addressed=addressed,
        revision=str(revision) if edited else None,
    )


def deletions(payload: Payload) -> Iterator[Deletion]:
    """Read MESSAGE_DELETE or MESSAGE_DELETE_BULK."""
    for deleted in payload.get("ids") or [payload["id"]]:
        yield Deletion(str(deleted), _target(payload))


def interaction(payload: Payload, commands: Sequence[Command]) -> Invocation | Press | None:
    """Read INTERACTION_CREATE; None where it is no command of the table and no button."""
    data = payload.get("data") or {}
    match payload.get("type"):
        case 2 if data.get("type", CHAT_INPUT) == CHAT_INPUT:
            return _invocation(payload, data, commands)
        case 3 if data.get("component_type", BUTTON) == BUTTON:
            return Press(str(payload["id"]), _invoker(payload), _target(payload), _text(data.get("custom_id")))
    return None


def _invocation(payload: Payload, data: Payload, commands: Sequence[Command]) -> Invocation | None:
    name, given = _text(data.get("name")), data.get("options") or []
    while given and given[0].get("type") in (SUB_COMMAND, SUB_COMMAND_GROUP):
        name, given = f"{name} {given[0].get('name')}", given[0].get("options") or []
    command = next((c for c in commands if c.name == name), None)
    if command is None:
        return None
    declared = {o.name: o.kind for o in command.options}
    options = {
        o["name"]: str(o["value"]) if declared[o["name"]] == "text" else o["value"] in (True, "true", "True")
        for o in given
        if o.get("name") in declared and o.get("value") is not None
    }
    return Invocation(str(payload["id"]), _invoker(payload), _target(payload), command.name, options)


def _invoker(payload: Payload) -> Person:
    """In a server there is a member with permissions, in a direct message just a user."""
    member = payload.get("member") or {}
    user = member.get("user") or payload.get("user") or {}
    permissions = int(member.get("permissions") or 0)
    return Person(
        id=str(user["id"]),
        name=_name(user, member),
        bot=bool(user.get("bot")),
        manager=bool(permissions & MANAGER),
    )


def _author(payload: Payload, author: Payload, around: Surroundings) -> Person:
    member = payload.get("member") or {}
    person = str(author["id"])
    roles = [str(role) for role in member.get("roles") or ()]
    guild = _text(payload.get("guild_id"))
    return Person(person, _name(author, member), manager=bool(guild) and around.manages(guild, person, roles))


def _name(user: Payload, member: Payload) -> str:
    return _text(member.get("nick") or user.get("global_name") or user.get("username"))


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
    content = _text(payload.get("content"))
    if re.search(rf"<@!?{re.escape(around.bot)}>", content):
        return True
    role = around.own_role(_text(payload.get("guild_id")))
    return role is not None and (role in map(str, payload.get("mention_roles") or ()) or f"<@&{role}>" in content)


def _target(payload: Payload) -> Target:
    """A thread is a channel with an id of its own."""
    channel = payload.get("channel_id") or (payload.get("channel") or {}).get("id")
    guild = _text(payload.get("guild_id"))
    return Target("discord", guild, _text(channel), direct=not guild)


def _text(value: object) -> str:
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
