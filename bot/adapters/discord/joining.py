"""Notice that the bot was added to a server, and find a channel in which it may introduce itself."""

from __future__ import annotations

import datetime as dt
from typing import Final, Protocol

from bot.adapters.discord.payloads import Payload
from bot.adapters.discord.permissions import Allowed
from bot.core.events import Joined, Person, Target

TEXT_CHANNEL: Final = 0
RECENT: Final = dt.timedelta(hours=12)
"""How long ago the bot was added, if that is news. Discord sends the same event at each start and after each outage. So
a bot that was added while it was not running learns of it at its start."""


class Rights(Protocol):
    """Knows what the bot may do."""

    def allowed(self, guild: str, channel: str) -> Allowed | None:
        """Return what the bot may do in a channel; None if that isn't known."""
        ...


def joined(payload: Payload, rights: Rights, now: dt.datetime) -> Joined | None:
    """Read the event GUILD_CREATE. None if the bot is not new in the server, or may post in none of its channels."""
    guild, since = str(payload.get("id") or ""), _moment(payload.get("joined_at"))
    if not guild or payload.get("unavailable") or since is None or abs(now - since) > RECENT:
        return None
    channel = _first_open(payload, guild, rights)
    # Discord does not say who added the bot.
    return Joined(guild, Person(""), Target("discord", guild, channel)) if channel else None


def _first_open(payload: Payload, guild: str, rights: Rights) -> str | None:
    """Return the server's channel for such news, or else the first text channel, in which the bot may post."""
    texts = [channel for channel in payload.get("channels") or () if channel.get("type") == TEXT_CHANNEL]
    texts.sort(key=lambda channel: (channel.get("position") or 0, int(channel["id"])))
    candidates = [payload.get("system_channel_id"), *(channel["id"] for channel in texts)]
    granted = ((str(channel), rights.allowed(guild, str(channel))) for channel in candidates if channel)
    return next((channel for channel, allowed in granted if allowed and allowed.can_post), None)


def _moment(text: object) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
