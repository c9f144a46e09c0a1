"""Ask Discord about a member of a server who does not write there, but in a direct message."""

from __future__ import annotations

from typing import Final

from bot.adapters.discord.http import HttpRequest, RefusalError, Rest
from bot.adapters.discord.messages import Surroundings, person_of
from bot.core.events import Person

_PATIENCE: Final = 5.0
"""Longest wait in seconds."""
_NO_MEMBER: Final = (10007, 10013, 10004, 50001)
"""Discord's own error codes: the person is no member, there is no such person or server, or the bot is not in it."""


async def find_member(rest: Rest, guild: str, person: str, surroundings: Surroundings) -> Person | None:
    """Return a person with what they may do in the whole server; None if they are no member. Raises DeliveryError."""
    if not (guild.isdecimal() and person.isdecimal()):
        return None
    lane = f"/guilds/{guild}/members"
    try:
        member = await rest.send(HttpRequest("a member", "GET", f"{lane}/{person}", lane=lane, patience=_PATIENCE))
    except RefusalError as refusal:
        if refusal.code not in _NO_MEMBER:
            raise
        return None
    return person_of(member["user"], member, guild, surroundings)
