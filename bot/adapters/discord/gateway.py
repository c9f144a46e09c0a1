"""The library's gateway client, which hands over events as they come over the wire."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import discord

from bot.adapters.discord import library_hooks
from bot.adapters.discord.http import RefusalError, Rest
from bot.adapters.discord.permissions import MANAGER, Allowed
from bot.adapters.discord.timeouts import Timeouts

log = logging.getLogger(__name__)

Listener: TypeAlias = Callable[["Gateway", str, Mapping[str, Any]], None]
"""Takes an event: the session that heard it, its name and its data as they came."""
Welcome: TypeAlias = Callable[["Gateway"], None]
"""Learns that a session has begun."""

HEARD = ("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK", "INTERACTION_CREATE")
"""Events that go to the listener; all others keep the library's cache of servers up to date."""

UNKNOWN_ACCOUNT = {"username": "", "discriminator": "0", "avatar": None}
UNKNOWN_APPLICATION = {
    "name": "",
    "description": "",
    "icon": None,
    "bot_public": False,
    "bot_require_code_grant": False,
    "verify_key": "",
    "flags": 0,
    "owner": {"id": 0, **UNKNOWN_ACCOUNT},
}
"""What the library insists on, and we don't need."""

ATTEMPTS = 5
"""The library may reconnect so often in vain before a fresh client takes over."""


class Gateway(discord.Client):
    """One session with Discord; `start` it, and make another one when it has ended.

    The library serves the gateway alone: what it asks over HTTP, two questions at login, goes through our `Rest`.
    """

    def __init__(self, rest: Rest, listener: Listener, welcome: Welcome, patience: Timeouts, *, content: bool) -> None:
        """With `content` the session asks for the privileged intent to read what isn't addressed to the bot."""
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=content),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            enable_debug_events=True,  # makes it call on_socket_raw_receive
        )
        self.lost = asyncio.Event()
        """Set once the library has tried for long enough to come back, see `Timeouts.resume_for`."""
        self._rest = rest
        self._listener = listener
        self._welcome = welcome
        self._patience = patience
        self._losses = 0
        """How often the connection was lost since it stood last."""
        self._giving_up: asyncio.TimerHandle | None = None
        library_hooks.route_requests(self, self._ask)
        library_hooks.protect_parsers(self, unused=HEARD)

    @property
    def connected(self) -> bool:
        """Whether it hears of every change, so that the cache is right; before the session has begun, it is empty."""
        return self._losses == 0 and not self.is_closed()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Keep the distance between two sessions that Discord asks for."""
        if not initial:
            await asyncio.sleep(self._patience.identify_pause)

    async def _ask(self, route: library_hooks.Route, **_: Any) -> Any:
        """Answer the library's questions. What a compatible server doesn't know about the application is filled in."""
        if not route.path.startswith("/oauth2/"):
            account = await self._rest.get("the bot's account", route.path)
            return {**UNKNOWN_ACCOUNT, **account}
        try:
            told = await self._rest.get("the application", route.path)
        except RefusalError as refusal:
            if refusal.status != 404:
                raise
            told = {}
        return {"id": self.user.id if self.user else 0, **UNKNOWN_APPLICATION, **told}

    async def on_socket_raw_receive(self, packet: str | bytes) -> None:
        """Take whatever comes over the wire; called after the library has read it, so that its cache is up to date."""
        name: object = None
        try:
            told = json.loads(packet)
            name = told.get("t")
            if name in HEARD:
                self._listener(self, name, told["d"])
        except Exception:
            log.exception("Could not read an event of type %s, so it is ignored", name or "unknown")

    async def on_connect(self) -> None:
        """Discord has taken us in: a session has begun."""
        self._back()
        log.info("Connected to Discord as %s (%s)", self.user, self.user.id if self.user else "?")
        self._welcome(self)

    async def on_resumed(self) -> None:
        """The session goes on where it was lost."""
        self._back()
        log.info("Resumed the session with Discord")

    async def on_disconnect(self) -> None:
        """The connection is gone; the library tries to resume it, but for as long as it likes."""
        self._losses += 1
        log.info("Lost the connection to Discord")
        if self._losses >= ATTEMPTS:
            self.lost.set()
        elif self._giving_up is None:
            self._giving_up = asyncio.get_running_loop().call_later(self._patience.resume_for, self.lost.set)

    def _back(self) -> None:
        self._losses = 0
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None

    async def close(self) -> None:
        """Say goodbye."""
        self._back()
        await super().close()


class Cache:
    """What the library's cache knows of a place: the surroundings of a message."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self.bot = str(client.user.id) if client.user else ""

    def own_role(self, guild: str) -> str | None:
        """Id of the role that a server gave to the bot itself."""
        roles = found.roles if (found := self._guild(guild)) else []
        return next((str(r.id) for r in roles if r.tags and str(r.tags.bot_id) == self.bot), None)

    def role_name(self, guild: str, role: str) -> str | None:
        """Name of a role."""
        found = self._guild(guild)
        known = found.get_role(int(role)) if found else None
        return known.name if known else None

    def channel_name(self, guild: str, channel: str) -> str | None:
        """Name of a channel or thread."""
        known = self._place(guild, channel)
        return known.name if known else None

    def manages(self, guild: str, person: str, roles: Sequence[str]) -> bool:
        """Whether a person may manage the server's channels, by ownership or by what the roles allow everywhere."""
        found = self._guild(guild)
        if found is None:
            return False
        held = [found.default_role, *(found.get_role(int(role)) for role in roles)]
        return str(found.owner_id) == person or any(role.permissions.value & MANAGER for role in held if role)

    def allowed(self, guild: str, channel: str) -> Allowed | None:
        """What the bot may do in a channel or thread; None where that isn't known."""
        place = self._place(guild, channel)
        if place is None or place.guild.get_member(int(self.bot)) is None:
            return None
        try:
            return Allowed(place.permissions_for(place.guild.me).value, isinstance(place, discord.Thread))
        except discord.ClientException:  # the channel that a thread belongs to isn't known
            return None

    def open_to_all(self, guild: str, channel: str) -> bool:
        """Whether every member of a server may read a channel or thread; where that isn't known, no.

        What is written in a voice channel is read by those who may connect to it.
        """
        place = self._place(guild, channel)
        if place is None or (isinstance(place, discord.Thread) and place.is_private()):
            return False
        voice = isinstance(place, discord.VoiceChannel | discord.StageChannel)
        try:
            everybody = place.permissions_for(place.guild.default_role)
        except discord.ClientException:  # as above
            return False
        return everybody.view_channel and (everybody.connect or not voice)

    def _place(self, guild: str, channel: str) -> discord.abc.GuildChannel | discord.Thread | None:
        found = self._guild(guild)
        return found.get_channel_or_thread(int(channel)) if found else None

    def _guild(self, guild: str) -> discord.Guild | None:
        return self._client.get_guild(int(guild)) if guild else None
