"""Read Discord's messages as events of the core. Pure, and tolerant of missing fields.

Raw payloads are read. The library's models need many fields that the bot does not use, and one missing field would
lose the whole message.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.adapters.discord.markdown import SMALL
from bot.adapters.discord.markup import plain
from bot.adapters.discord.payloads import PRIVATE_CHANNEL, Payload, as_text, every
from bot.adapters.discord.permissions import ADMIN, MANAGER, moderating
from bot.core.events import UNREADABLE, Deletion, Message, Person, Target
from bot.core.pointing import quotes
from bot.core.subjects import MessageSubject

DEFAULT, REPLY = 0, 19
"""Types of the messages that people write. Discord itself writes all others."""

UNKNOWN: Payload = {}
"""Instead of a message that Discord does not include."""

EPOCH = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)
"""Start of the time in Discord's ids."""


class Surroundings(Protocol):
    """The server and channel of a message; implemented by the gateway's cache."""

    bot: str
    """Id of the bot's user."""
    reads_content: bool
    """Whether the content of messages that don't address the bot arrives."""

    def own_role(self, guild: str) -> str | None:
        """Return the id of the role that a server gave to the bot itself."""
        ...

    def role_name(self, guild: str, role: str) -> str | None:
        """Return the name of a role."""
        ...

    def channel_name(self, guild: str, channel: str) -> str | None:
        """Return the name of a channel or thread."""
        ...

    def parent(self, guild: str, channel: str) -> str | None:
        """Return the id of the channel to which a thread belongs; None for a channel, or if that isn't known."""
        ...

    def open_to_all(self, guild: str, channel: str) -> bool:
        """Return whether every member of a server may read a channel or thread; False if that isn't known."""
        ...

    def granted(self, guild: str, person: str, roles: Sequence[str]) -> int:
        """Return what a person with these roles may do in the whole server, as a set of bits; none if it isn't known.

        What a channel allows or denies does not count.
        """
        ...


@dataclass(frozen=True, slots=True)
class MessageNames:
    """Names for the ids in one message; implements `markup.Names`."""

    payload: Payload
    surroundings: Surroundings

    def user(self, user: str) -> str | None:
        if user == self.surroundings.bot:
            return ""
        for mentioned in self.payload.get("mentions") or ():
            if str(mentioned.get("id")) == user:
                nick = (mentioned.get("member") or {}).get("nick")
                return as_text(nick or mentioned.get("global_name") or mentioned.get("username")) or None
        return None

    def role(self, role: str) -> str | None:
        guild = as_text(self.payload.get("guild_id"))
        return "" if role == self.surroundings.own_role(guild) else self.surroundings.role_name(guild, role)

    def channel(self, channel: str) -> str | None:
        for mentioned in self.payload.get("mention_channels") or ():
            if str(mentioned.get("id")) == channel:
                return as_text(mentioned.get("name")) or None
        return self.surroundings.channel_name(as_text(self.payload.get("guild_id")), channel)


def message(payload: Payload, surroundings: Surroundings, watched: frozenset[str], *, edited: bool) -> Message | None:
    """Read MESSAGE_CREATE, or MESSAGE_UPDATE if `edited`; None if the bot should ignore it.

    The bot ignores messages of bots, webhooks and Discord itself. It ignores messages that are neither addressed to it
    nor in a watched channel or a thread. It ignores updates that are no edits, such as for the preview of a link. All
    edits are read, because one may have removed the mention.
    """
    author = payload.get("author") or {}
    revision = payload.get("edited_timestamp")
    if author.get("id") is None or _of_machines(payload, author, surroundings) or (edited and not revision):
        return None
    target = target_of(payload, surroundings)
    addressed = target.direct or _mentions_bot(payload, surroundings)
    content = payload.get("content")
    may_be_heard = target.thread is not None or target.channel in watched
    # Without the message-content intent the content of what isn't addressed to the bot is empty.
    if not addressed and not edited and not (content and may_be_heard):
        return None
    if edited and not isinstance(content, str):
        return None
    names = MessageNames(payload, surroundings)
    return Message(
        id=str(payload["id"]),
        author=person_of(author, payload.get("member") or {}, as_text(payload.get("guild_id")), surroundings),
        text=plain(as_text(content), names),
        target=target,
        sent=_time(payload.get("timestamp")) or _time_of_id(str(payload["id"])),
        addressed=addressed,
        revision=str(revision) if edited else None,
        to_others=_is_to_others(payload, str(author["id"]), surroundings),
        replied_to=_replied_to(payload, surroundings) if addressed else None,
        unheard_thread=target.thread if addressed and not surroundings.reads_content else None,
    )


def deletions(payload: Payload, surroundings: Surroundings) -> Iterator[Deletion]:
    """Read MESSAGE_DELETE or MESSAGE_DELETE_BULK."""
    for deleted in payload.get("ids") or [payload["id"]]:
        yield Deletion(str(deleted), target_of(payload, surroundings))


def written(message: Payload) -> Iterator[str]:
    """Yield the texts of a message: its content or, if it has none, its other texts and the forwarded message.

    Small print above embeds and in components is left out: in an answer of the bot, it says who asked, for example.
    """
    content = as_text(message.get("content")).strip()
    if content := _without_small_print(content) if message.get("embeds") else content:
        yield content
        return
    for component in every(message.get("components")):
        yield _without_small_print(as_text(component.get("content")))
    for embed in message.get("embeds") or ():
        yield as_text(embed.get("description"))
    for snapshot in message.get("message_snapshots") or ():
        yield from written(snapshot.get("message") or {})


def _without_small_print(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith(SMALL))


def text_of(message: Payload, guild: object, surroundings: Surroundings, *, marking: bool = True) -> str:
    """Return the words of a message; for `marking`, see `markup.plain`. `guild` is the id of its server, if any."""
    names = MessageNames({**message, "guild_id": guild}, surroundings)
    return "\n\n".join(plain(text, names, marking=marking) for text in written(message) if text)


def subject_of(message: Payload, target: Target, surroundings: Surroundings) -> MessageSubject:
    """Read the message on which a shortcut was used. Discord says everything at once, so there is nothing to look up.

    Who wrote a message that was passed on is not known.
    """
    guild, channel = target.workspace, target.channel
    author = {} if message.get("message_snapshots") else message.get("author") or {}
    name, id_ = surroundings.channel_name(guild, channel), as_text(message.get("id"))
    return MessageSubject(
        text=text_of(message, guild or None, surroundings),
        author=name_of(author, message.get("member") or {}),
        author_id=as_text(author.get("id")),
        sent=_time(message.get("timestamp")),
        link=f"https://discord.com/channels/{guild or '@me'}/{channel}/{id_}" if id_ else "",
        channel=f"#{name}" if name else "",
        public=surroundings.open_to_all(guild, channel),
    )


def _replied_to(payload: Payload, surroundings: Surroundings) -> str | None:
    """Return the text of the message that is replied to, see `Message.replied_to`. Discord may withhold it."""
    if payload.get("type") != REPLY:
        return None
    other = payload.get("referenced_message", UNKNOWN)
    if other is None or str((other.get("author") or {}).get("id")) == surroundings.bot:  # deleted, or the bot's own
        return None
    text = text_of(other, guild := payload.get("guild_id"), surroundings)
    return (text if quotes(text) else text_of(other, guild, surroundings, marking=False)) or UNREADABLE


def _is_to_others(payload: Payload, author: str, surroundings: Surroundings) -> bool:
    """Return whether a message mentions other people or their roles, or replies to a message of somebody else."""
    own = (surroundings.bot, author)
    if any(str(mentioned.get("id")) not in own for mentioned in payload.get("mentions") or ()):
        return True
    own_role = surroundings.own_role(as_text(payload.get("guild_id")))
    if any(str(role) != own_role for role in payload.get("mention_roles") or ()):
        return True
    if payload.get("type") != REPLY:
        return False
    replied_to = payload.get("referenced_message") or {}
    return str((replied_to.get("author") or {}).get("id")) not in own


def person_of(user: Payload, member: Payload, guild: str, surroundings: Surroundings) -> Person:
    """Read a person. The rights are those in the whole server; there are none in a direct message."""
    person, roles = str(user["id"]), [str(role) for role in member.get("roles") or ()]
    bits = surroundings.granted(guild, person, roles) if guild else 0
    return Person(
        person,
        name_of(user, member),
        bot=bool(user.get("bot")),
        manager=bool(bits & MANAGER),
        admin=bool(bits & ADMIN),
        roles=frozenset((guild, *roles) if guild else ()),
        permissions=moderating(bits),
    )


def name_of(user: Payload, member: Payload) -> str:
    """Return a person's name, as their server shows it if they are a member."""
    return as_text(member.get("nick") or user.get("global_name") or user.get("username"))


def _of_machines(payload: Payload, author: Payload, surroundings: Surroundings) -> bool:
    return bool(
        author.get("bot")
        or author.get("system")
        or payload.get("webhook_id")
        or str(author["id"]) == surroundings.bot
        or payload.get("type", DEFAULT) not in (DEFAULT, REPLY)
    )


def _mentions_bot(payload: Payload, surroundings: Surroundings) -> bool:
    """Return whether the bot is mentioned by name or role, or replied to with a ping.

    Discord lists names and pings itself.
    """
    if any(str(mentioned.get("id")) == surroundings.bot for mentioned in payload.get("mentions") or ()):
        return True
    content = as_text(payload.get("content"))
    if re.search(rf"<@!?{re.escape(surroundings.bot)}>", content):
        return True
    role = surroundings.own_role(as_text(payload.get("guild_id")))
    return role is not None and (role in map(str, payload.get("mention_roles") or ()) or f"<@&{role}>" in content)


def target_of(payload: Payload, surroundings: Surroundings) -> Target:
    """Return where a payload comes from. A thread is a channel with an id of its own."""
    channel = as_text(payload.get("channel_id") or (payload.get("channel") or {}).get("id"))
    guild = as_text(payload.get("guild_id"))
    parent = surroundings.parent(guild, channel)
    direct = not guild and payload.get("context") != PRIVATE_CHANNEL
    return Target("discord", guild, channel, channel if parent else None, direct=direct, parent=parent)


def _time(stamp: object) -> dt.datetime | None:
    """Read an ISO time; None if it is invalid."""
    try:
        time = dt.datetime.fromisoformat(str(stamp))
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=dt.UTC)


def _time_of_id(snowflake: str) -> dt.datetime:
    """Return when an id was made."""
    return EPOCH + dt.timedelta(milliseconds=int(snowflake) >> 22)
