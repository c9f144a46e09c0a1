"""The library's gateway client, which passes on raw events."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from http import HTTPStatus
from operator import or_
from typing import Any, TypeAlias

import discord

from bot.adapters.discord import library_hooks
from bot.adapters.discord.http import RefusalError, Rest
from bot.adapters.discord.payloads import Payload
from bot.adapters.discord.permissions import ALL, Allowed
from bot.adapters.discord.timeouts import DiscordTimeouts
from bot.core.mentions import Mention

log = logging.getLogger(__name__)

Listener: TypeAlias = Callable[["Gateway", str, Payload], None]
"""Takes an event: the session that received it, its name and its raw data."""
Welcome: TypeAlias = Callable[["Gateway"], None]
"""Called when a session has begun."""

HANDLED = ("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK", "INTERACTION_CREATE")
"""Events that go to the listener. All others keep the library's cache of servers up to date."""
PASSED_ON = (*HANDLED, "GUILD_CREATE")
"""With the event that does both: the bot may be new in the server."""

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
"""Fields that the library demands and the bot does not need."""

DISPATCH, HEARTBEAT_ACK = 0, 11
"""Codes of packets that come while a session is connected."""

ATTEMPTS = 5
"""Failed reconnections of the library after which a new client replaces it."""


class IdentifyGate:
    """Keeps Discord's limits of new sessions, for all clients of the process: one in 5 seconds, and 1,000 a day.

    After the last one of a day, Discord resets the token.
    """

    _DAY, _MOST, _SLOW = 86_400.0, 500, 180.0
    """Seconds of a day; sessions in it after which they are spared; the pause from then on, which gives 480 more."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._turn = asyncio.Lock()
        self._begun: deque[float] = deque()
        """When sessions were begun in the last day, on the clock of the event loop."""

    async def pass_through(self) -> None:
        """Wait until a session may begin, and note that it does."""
        loop = asyncio.get_running_loop()
        async with self._turn:
            while self._begun and self._begun[0] < loop.time() - self._DAY:
                self._begun.popleft()
            pause = self._pause if len(self._begun) < self._MOST else max(self._pause, self._SLOW)
            if self._begun:
                await asyncio.sleep(max(0.0, self._begun[-1] + pause - loop.time()))
            self._begun.append(loop.time())


@dataclass(slots=True)
class LastHeard:
    """When the process last heard of Discord, over all its sessions."""

    at: dt.datetime | None = None


@dataclass(slots=True)
class Presence:
    """What is shown beneath the bot's name, over all sessions; empty if nothing."""

    line: str = ""

    @property
    def activity(self) -> discord.CustomActivity | None:
        """Return it as the library takes it."""
        return discord.CustomActivity(self.line) if self.line else None


class Gateway(discord.Client):
    """One session with Discord. `start` it, and make another one when it has ended.

    The library serves only the gateway. Its two HTTP requests at login go through `Rest`.
    """

    def __init__(
        self,
        rest: Rest,
        listener: Listener,
        welcome: Welcome,
        timeouts: DiscordTimeouts,
        gate: IdentifyGate,
        heard: LastHeard,
        presence: Presence,
        *,
        content: bool,
    ) -> None:
        """Request the privileged intent to read what isn't addressed to the bot if `content`."""
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=content),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            activity=presence.activity,
            allowed_mentions=discord.AllowedMentions.none(),
            enable_debug_events=True,  # makes it call on_socket_raw_receive
        )
        self.lost = asyncio.Event()
        """Set when the library has tried to reconnect for too long, see `DiscordTimeouts.resume_for`."""
        self._rest = rest
        self._listener = listener
        self._welcome = welcome
        self._timeouts = timeouts
        self._gate = gate
        self._heard = heard
        self._presence = presence
        self._shown = presence.line
        self.missed_since: dt.datetime | None = None
        """When the process last heard of Discord before this session; None if this is the first one."""
        self._listening = False
        """Whether a session is going on. Before it, the gateway sends signs of life, too, but no messages."""
        self._losses = 0
        """Number of losses since the last successful connection."""
        self._give_up_timer: asyncio.TimerHandle | None = None
        library_hooks.route_requests(self, self._answer_request)
        library_hooks.protect_parsers(self, unused=HANDLED)

    @property
    def connected(self) -> bool:
        """Return whether every change arrives, so that the cache is right. It is empty before the session has begun."""
        return self._losses == 0 and not self.is_closed()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait as long as Discord demands between two sessions, of this client or another one."""
        if not initial:  # the connection itself waits for the first one, as no socket is open then
            await self._gate.pass_through()

    async def show_presence(self) -> None:
        """Show what is to be shown beneath the bot's name. If the connection is lost, the next session shows it."""
        self.activity = self._presence.activity
        if not self.connected or self._shown == self._presence.line:
            return
        self._shown = self._presence.line
        try:
            await self.change_presence(activity=self.activity)
        except (discord.DiscordException, OSError, AttributeError) as error:  # the connection is being lost
            log.info("Could not change the presence: %s", error)

    async def _answer_request(self, route: library_hooks.Route, **_: Any) -> Any:
        """Answer the library's HTTP requests. Fields that a compatible server doesn't know are filled in."""
        if not route.path.startswith("/oauth2/"):
            account = await self._rest.get("the bot's account", route.path)
            return {**UNKNOWN_ACCOUNT, **account}
        try:
            application = await self._rest.get("the application", route.path)
        except RefusalError as refusal:
            if refusal.status != HTTPStatus.NOT_FOUND:
                raise
            application = {}
        return {"id": self.user.id if self.user else 0, **UNKNOWN_APPLICATION, **application}

    async def on_socket_raw_receive(self, packet: str | bytes) -> None:
        """Pass on a raw event. The library calls this after it has read the event, so its cache is up to date."""
        name: object = None
        try:
            event = json.loads(packet)
            name = event.get("t")
            if name == "READY":
                self.missed_since = self._heard.at
            self._listening = self._listening or name in ("READY", "RESUMED")
            if self._listening and event.get("op") in (DISPATCH, HEARTBEAT_ACK):
                self._heard.at = dt.datetime.now(dt.UTC)
            if name in PASSED_ON:
                self._listener(self, name, event["d"])
        except Exception:
            log.exception("Could not read an event of type %s, so it is ignored", name or "unknown")

    async def on_connect(self) -> None:
        """Note that a session has begun."""
        self._reset_losses()
        log.info("Connected to Discord as %s (%s)", self.user, self.user.id if self.user else "?")
        self._welcome(self)
        await self.show_presence()  # it may have changed since the session was asked for

    async def on_resumed(self) -> None:
        """Note that a lost session was resumed."""
        self._reset_losses()
        log.info("Resumed the session with Discord")

    async def on_disconnect(self) -> None:
        """Note a lost connection, and limit how long the library may try to resume it."""
        self._listening = False
        self._losses += 1
        log.info("Lost the connection to Discord")
        if self._losses >= ATTEMPTS:
            self.lost.set()
        elif self._give_up_timer is None:
            self._give_up_timer = asyncio.get_running_loop().call_later(self._timeouts.resume_for, self.lost.set)

    def _reset_losses(self) -> None:
        self._losses = 0
        if self._give_up_timer is not None:
            self._give_up_timer.cancel()
            self._give_up_timer = None

    async def close(self) -> None:
        """Close the connection."""
        self._reset_losses()
        await super().close()


class Cache:
    """The library's cache of servers; implements `messages.Surroundings`."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self.bot = str(client.user.id) if client.user else ""
        self.reads_content = client.intents.message_content

    def own_role(self, guild: str) -> str | None:
        """Return the id of the role that a server gave to the bot itself."""
        roles = cached_guild.roles if (cached_guild := self._guild(guild)) else []
        return next((str(r.id) for r in roles if r.tags and str(r.tags.bot_id) == self.bot), None)

    def role_name(self, guild: str, role: str) -> str | None:
        """Return the name of a role."""
        cached_guild = self._guild(guild)
        cached = cached_guild.get_role(int(role)) if cached_guild else None
        return cached.name if cached else None

    def channel_name(self, guild: str, channel: str) -> str | None:
        """Return the name of a channel or thread."""
        cached = self._channel(guild, channel)
        return cached.name if cached else None

    def parent(self, guild: str, channel: str) -> str | None:
        """Return the id of the channel to which a thread belongs; None for a channel, or if that isn't known."""
        cached = self._channel(guild, channel)
        return str(cached.parent_id) if isinstance(cached, discord.Thread) else None

    def granted(self, guild: str, person: str, roles: Sequence[str]) -> int:
        """Return what a person with these roles may do in the whole server, as a set of bits; none if it isn't known.

        What a channel allows or denies does not count.
        """
        cached_guild = self._guild(guild)
        if cached_guild is None:
            return 0
        if str(cached_guild.owner_id) == person:
            return ALL
        granting = [cached_guild.default_role, *(cached_guild.get_role(int(role)) for role in roles)]
        return reduce(or_, (role.permissions.value for role in granting if role), 0)

    def roles(self, guild: str) -> list[Mention]:
        """Return the roles of a server that people can have. That of everybody has the server's id."""
        cached_guild = self._guild(guild)
        roles = cached_guild.roles if cached_guild else []
        return [Mention("role", str(role.id), role.name) for role in roles if not role.is_bot_managed()]

    def owner(self, guild: str) -> str | None:
        """Return the id of a server's owner; None if that isn't known."""
        cached_guild = self._guild(guild)
        return str(cached_guild.owner_id) if cached_guild and cached_guild.owner_id else None

    def allowed(self, guild: str, channel: str) -> Allowed | None:
        """Return what the bot may do in a channel or thread; None if that isn't known."""
        cached = self._channel(guild, channel)
        if cached is None or cached.guild.get_member(int(self.bot)) is None:
            return None
        try:
            return Allowed(cached.permissions_for(cached.guild.me).value, isinstance(cached, discord.Thread))
        except discord.ClientException:  # the channel that a thread belongs to isn't known
            return None

    def open_to_all(self, guild: str, channel: str) -> bool:
        """Return whether every member of a server may read a channel or thread; False if that isn't known.

        Messages in a voice channel are visible only to people who may connect to it.
        """
        cached = self._channel(guild, channel)
        if cached is None or (isinstance(cached, discord.Thread) and cached.is_private()):
            return False
        voice = isinstance(cached, discord.VoiceChannel | discord.StageChannel)
        try:
            everybody = cached.permissions_for(cached.guild.default_role)
        except discord.ClientException:  # as above
            return False
        return everybody.view_channel and (everybody.connect or not voice)

    def _channel(self, guild: str, channel: str) -> discord.abc.GuildChannel | discord.Thread | None:
        cached_guild = self._guild(guild)
        return cached_guild.get_channel_or_thread(int(channel)) if cached_guild else None

    def _guild(self, guild: str) -> discord.Guild | None:
        return self._client.get_guild(int(guild)) if guild else None
