"""Discord as a platform of the core: what the gateway hears becomes events, and each gets its way back."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence

from bot.adapters.common.retry import backoff
from bot.adapters.discord.command_registration import register
from bot.adapters.discord.connection import Connection
from bot.adapters.discord.dispatcher import Dispatcher
from bot.adapters.discord.gateway import Cache, Gateway
from bot.adapters.discord.http import Rest
from bot.adapters.discord.publisher import Publisher
from bot.adapters.discord.render import render
from bot.adapters.discord.timeouts import Timeouts
from bot.core.errors import DeliveryError, StoreError
from bot.core.events import Target
from bot.core.ports import Delivery, EventHandler
from bot.core.replies import Reply
from bot.core.router import Menu
from bot.core.storage import Storage

log = logging.getLogger(__name__)

API_URL = "https://discord.com/api/v10"
HOUR = 3600.0


class DiscordPlatform:
    """Implements `core.ports.Platform`."""

    name = "discord"
    pace = 45.0
    """Of the 50 requests a second that Discord takes from a bot, some are left for answers to messages."""

    def __init__(
        self,
        token: str,
        api_url: str = API_URL,
        *,
        store: Storage,
        menu: Menu,
        patience: Timeouts | None = None,
    ) -> None:
        """`store` keeps a note of the commands that were registered last, so that it's done only when they change."""
        self._token = token.strip()
        self._api_url = api_url.rstrip("/")
        self._store = store
        self._menu = menu
        self._patience = patience or Timeouts()
        self._watched: frozenset[str] = frozenset()
        self._watching_changed = asyncio.Event()
        self._posting: Publisher | None = None
        """There while this runs."""
        self._connection: Connection | None = None
        """The one that Discord took in last; there while this runs."""
        self.ready = False
        """Discord has taken us in since this runs."""

    async def watch(self, channels: frozenset[str]) -> None:
        """Learn which channels are watched. The first and the last of them change what we ask of Discord."""
        self._watched = channels
        self._watching_changed.set()

    def render(self, reply: Reply) -> str:
        """Give a reply its look, as the JSON of a message's body."""
        return json.dumps(render(reply), ensure_ascii=False, separators=(",", ":"))

    async def post(self, delivery: Delivery) -> str:
        """Post something under its key, which is the nonce; also before the gateway is connected, but not before
        `run`."""
        return await self._open().post(delivery)

    def link(self, target: Target) -> str:
        """The address that opens a channel in Discord."""
        return f"https://discord.com/channels/{target.workspace or '@me'}/{target.channel}"

    async def is_public_channel(self, channel: str, workspace: str) -> bool:
        """Whether everybody in a server may view a channel, or a thread's channel, by what the gateway told."""
        client = self._connection.client if self._connection else None
        return client is not None and Cache(client).open_to_all(workspace, channel)

    async def open_dm(self, person: str) -> Target:
        """Find or open the channel of direct messages with a person."""
        return await self._open().open_dm(person)

    def _open(self) -> Publisher:
        if self._posting is None:
            raise DeliveryError("Discord is not connected")
        return self._posting

    async def run(self, handler: EventHandler) -> None:
        """Serve until cancelled. Raises AccessError where Discord does not accept the token."""
        rest = Rest(self._token, self._api_url, self._patience)
        reception = Dispatcher(rest, handler, self._menu, lambda: self._watched, self._patience)
        self._posting = Publisher(rest)
        try:
            await self._stay_connected(rest, reception)
        finally:
            try:
                await reception.finish()
            finally:
                self._posting, self._connection, self.ready = None, None, False
                await rest.close()

    async def _stay_connected(self, rest: Rest, reception: Dispatcher) -> None:
        """Hold a connection that asks for what is needed now. A new one is there before the old one goes."""
        registering: set[asyncio.Task[None]] = set()
        held: list[asyncio.Task[None]] = []

        def welcome(client: Gateway) -> None:
            if not registering:
                registering.add(asyncio.create_task(self._register(rest, client)))

        try:
            while True:
                content = bool(self._watched)
                connection = Connection(self._token, rest, reception.hear, welcome, self._patience, content=content)
                held.append(asyncio.create_task(connection.run()))
                await _until(connection.ready, held[-1])
                self._connection, self.ready = connection, True
                await _end(held[:-1])
                del held[:-1]
                while bool(self._watched) == content:
                    self._watching_changed.clear()
                    await _until(self._watching_changed, held[-1])
        finally:
            reception.close()
            await _end([*held, *registering])

    async def _register(self, rest: Rest, client: Gateway) -> None:
        """Register the commands, once in the life of this process; without them, mentions still work."""
        application = str(client.application_id or (client.user and client.user.id))
        for pause in backoff(self._patience.longest_backoff, HOUR):
            try:
                await register(rest, self._store, application, self._menu.commands, self._api_url)
                break
            except (DeliveryError, StoreError) as error:
                log.error("Could not register the commands: %s; next attempt in %.0f s", error, pause)
            await asyncio.sleep(pause)


async def _until(event: asyncio.Event, task: asyncio.Task[None]) -> None:
    """Wait for an event; raise what ends `task` if that comes first."""
    waiting = asyncio.create_task(event.wait())
    try:
        await asyncio.wait({waiting, task}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
    finally:
        waiting.cancel()


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
