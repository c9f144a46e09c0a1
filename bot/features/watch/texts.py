"""The texts of watching channels, in addition to `core.texts`."""

from __future__ import annotations

from bot.core.texts import count

ALREADY_ON = "I already watch this channel."
ALWAYS_ANNOUNCED = "I tell everybody in a channel that I watch it. Please type /watch on without the word “private”."
ALREADY_OFF = "I was not watching this channel."
OFF_IN_CHANNEL = "I watch the channel of this thread, with all its threads. Use /watch off there."
WATCHED = "Watched channels"
WORKS = "I read all messages, and answer if I am sure."
NOT_HERE = "I don't watch this channel."
ONLY_PUBLIC = "A private channel is listed only in the channel itself."
IN_DIRECT = "In a direct message I already answer everything. Use /watch in a channel."
WATCHING = "Watching"
NOT_ON = "Off. I answer here only if I am mentioned."
BY_CHANNEL = "On, because I watch the channel of this thread. I read all messages, and answer if I am sure."


def on(missing: str) -> str:
    """Say that a channel is watched; `missing` are sentences about what keeps the bot from answering there."""
    return f"On. {missing}" if missing else f"On, with its threads. {WORKS}"


def in_direct(watched: int) -> str:
    """Say what the bot answers in a direct message, and in how many channels of the workspace it watches."""
    here = "I answer everything that you write here."
    return f"{here} I watch {count(watched, 'channel')}." if watched else here


def switched_on(name: str) -> str:
    """Announce to everybody that a channel is watched from now on."""
    return (
        f"From now on I read all messages in this channel, and answer without being mentioned if I am sure. "
        f"{name or 'A channel manager'} switched this on. A channel manager can stop it with /watch off."
    )


def switched_off(name: str) -> str:
    """Announce to everybody that a channel is no longer watched."""
    by = f" {name} switched that off." if name else ""
    return f"I no longer watch this channel.{by} Mention me to ask a question."
