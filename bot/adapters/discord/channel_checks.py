"""Check for `factbot doctor` which permissions the bot lacks in channels that it watches or posts digests in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.adapters.discord.http import HttpRequest, RefusalError, Rest
from bot.adapters.discord.payloads import Payload
from bot.adapters.discord.permissions import CLOSED, EFFECTS, NAMES, THREADS, granted, needed_in
from bot.core.diagnostics import CheckResult
from bot.core.errors import DeliveryError

_REMEDY = "A server manager can give it to the bot's role under Edit Channel, Permissions."


class ChannelChecks:
    """Asks Discord about channels, and only once about the roles in each server."""

    def __init__(self, rest: Rest, bot: str) -> None:
        """Set up. `bot` is the id of the bot's user."""
        self._rest = rest
        self._bot = bot
        self._roles: dict[str, tuple[Sequence[Payload], Sequence[str]]] = {}
        """For each server all roles, and the ids of those that the bot has."""

    async def check(self, channel: str, purpose: str) -> list[CheckResult]:
        """Check a channel, given by its id. `purpose` says what the bot does there, such as "watched"."""
        try:
            info: Payload = await self._get("the channel", f"/channels/{channel}")
            bits = await self._bits(info)
        except RefusalError as refusal:
            reason = CLOSED.get(refusal.code, str(refusal))
            return [CheckResult(False, f"The bot can't use the channel {channel} ({purpose}). {reason}")]
        except DeliveryError as error:
            return [CheckResult(False, f"The channel {channel} ({purpose}) could not be checked: {error}.")]
        name = f"#{info.get('name') or channel} ({purpose})"
        missing = [bit for bit in needed_in(info) if not bits & bit]
        if not missing:
            return [CheckResult(True, f"In {name} the bot has every permission that it needs.")]
        return [
            CheckResult(False, f"In {name} the bot does not have the permission {NAMES[bit]}: {EFFECTS[bit]}", _REMEDY)
            for bit in missing
        ]

    async def _bits(self, info: Payload) -> int:
        """Compute what the bot may do in a channel. A thread has the permissions of its channel."""
        guild = str(info["guild_id"])
        parent = info.get("parent_id")
        if info.get("type") in THREADS and parent:
            info = await self._get("the channel of a thread", f"/channels/{parent}")
        if guild not in self._roles:
            roles = await self._get("the roles", f"/guilds/{guild}/roles")
            member = await self._get("the bot's roles", f"/guilds/{guild}/members/{self._bot}")
            self._roles[guild] = roles, [str(role) for role in member.get("roles") or ()]
        roles, own = self._roles[guild]
        return granted(guild, self._bot, own, roles, info.get("permission_overwrites") or ())

    async def _get(self, what: str, path: str) -> Any:
        return await self._rest.send(HttpRequest(what, "GET", path, lane=path.rpartition("/")[0]))
