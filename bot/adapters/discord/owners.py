"""Who owns the bot: its application's owner or, if that is a team, those of its members who may change it."""

from __future__ import annotations

import asyncio
import math
from typing import Final

from bot.adapters.discord.diagnostics import about_application
from bot.adapters.discord.http import Rest
from bot.adapters.discord.payloads import Payload

_ACCEPTED: Final = 2
"""State of a member who has accepted the invitation to the team."""
_READS_ONLY: Final = "read_only"
"""Role of a member who may look at the application, and change nothing."""


class ApplicationOwners:
    """Knows who owns the application. It asks Discord once for several questions."""

    _KEPT = 60.0
    """Seconds for which an answer is kept."""

    def __init__(self) -> None:
        self._asked = -math.inf
        """When Discord was asked last, on the clock of the event loop."""
        self._owners: frozenset[str] = frozenset()

    async def include(self, rest: Rest, person: str) -> bool:
        """Return whether a person is one of them. Raises DeliveryError if Discord does not say."""
        now = asyncio.get_running_loop().time()
        if now - self._asked > self._KEPT:
            self._owners, self._asked = owners_of(await about_application(rest)), now
        return person in self._owners


def owners_of(application: Payload) -> frozenset[str]:
    """Return the ids of the owners. A team has an account of its own as the owner, which is nobody's."""
    team = application.get("team")
    if not team:
        return frozenset(_ids([application.get("owner")]))
    members = [member for member in team.get("members") or () if member.get("membership_state") == _ACCEPTED]
    able = [member.get("user") for member in members if member.get("role") != _READS_ONLY]
    return frozenset(_ids([{"id": team.get("owner_user_id")}, *able]))


def _ids(users: list[Payload | None]) -> list[str]:
    return [str(user["id"]) for user in users if user and user.get("id")]
