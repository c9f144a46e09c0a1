"""Discord as a platform of the core: connections, commands, and the posts that answer nobody, such as digests."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from functools import partial

from bot.adapters.common.rendering import render_off_loop
from bot.adapters.common.retry import Failure, persist
from bot.adapters.discord.command_mentions import CommandMentions
from bot.adapters.discord.command_registration import register
from bot.adapters.discord.connection import Connection
from bot.adapters.discord.diagnostics import ContentPermission, no_content
from bot.adapters.discord.dispatcher import Dispatcher
from bot.adapters.discord.gateway import Cache, Gateway, IdentifyGate, LastHeard, Presence
from bot.adapters.discord.http import RefusalError, Rest
from bot.adapters.discord.look_back import missed_messages
from bot.adapters.discord.members import find_member
from bot.adapters.discord.owners import ApplicationOwners
from bot.adapters.discord.permissions import MODERATING
from bot.adapters.discord.publisher import DiscordPublisher
from bot.adapters.discord.render import Renderer
from bot.adapters.discord.timeouts import DiscordTimeouts
from bot.core.errors import DeliveryError, StoreError
from bot.core.events import Message, Person, Target
from bot.core.mentions import Mention
from bot.core.metrics import Metrics
from bot.core.ports import Delivery, EventHandler, Obstacle, Reach, Responder
from bot.core.replies import Reply
from bot.core.router import Menu
from bot.core.storage import Storage

log = logging.getLogger(__name__)

_NOT_CONNECTED = "Discord is not connected"
_LONGEST_REGISTRATION_PAUSE = 3600.0


class DiscordPlatform:
    """Implements `core.ports.Platform`."""

    name = "discord"
    permissions = tuple(Mention("permission", id_, name) for id_, (_, name) in MODERATING.items())
    rate_limit = 45.0
    """Deliveries a second. Discord allows a bot 50 requests a second, and answers to messages need some of them."""
    edit_rate = 0.5
    """Edits a second. Discord allows five in five seconds in one channel, and fewer of messages older than an hour."""

    def __init__(
        self,
        token: str,
        api_url: str,
        *,
        store: Storage,
        menu: Menu,
        user_install: bool = False,
        timeouts: DiscordTimeouts | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        """Use `store` to note which commands were registered last. They are registered again only if they change.

        With `user_install`, people who install the bot for themselves may use some commands everywhere.
        """
        self._token = token.strip()
        self._api_url = api_url.rstrip("/")
        self._store = store
        self._menu = menu
        self._user_install = user_install
        self._timeouts = timeouts or DiscordTimeouts()
        self._metrics = metrics or Metrics()
        self._renderer = Renderer()
        self._presence = Presence()
        self._content = ContentPermission()
        self._owners = ApplicationOwners()
        self._watched: frozenset[str] = frozenset()
        self._watching_changed = asyncio.Event()
        self._publisher: DiscordPublisher | None = None
        """Set while the adapter runs."""
        self._dispatcher: Dispatcher | None = None
        """Set while the adapter runs."""
        self._rest: Rest | None = None
        """Set while the adapter runs."""
        self._connection: Connection | None = None
        """The connection that Discord accepted last. Set while the adapter runs."""

    async def watch(self, channels: frozenset[str]) -> None:
        """Set which channels are watched. Message content is requested from Discord once there are any."""
        self._watched = channels
        self._watching_changed.set()

    async def announce(self, line: str) -> None:
        """Show a line beneath the bot's name. See `core.ports.Announcer`."""
        self._presence.line = line
        if client := self._connection.client if self._connection else None:
            await client.show_presence()

    def render(self, reply: Reply) -> str:
        """Render a reply as the JSON of a message's body."""
        return json.dumps(self._renderer(reply), ensure_ascii=False, separators=(",", ":"))

    async def post(self, delivery: Delivery) -> str:
        """Post a message with its key as the nonce.

        This works before the gateway is connected. Raises DeliveryError if `run` is not running.
        """
        return await self._require_publisher().post(delivery)

    async def edit_post(self, target: Target, message_id: str, reply: Reply) -> None:
        """Replace a message. See `core.ports.Platform`."""
        body = await render_off_loop(self._renderer, reply)
        await self._require_publisher().edit(target, message_id, body)

    def link(self, target: Target) -> str:
        """Return the address that opens a channel in Discord, after its name if that is known."""
        address = f"https://discord.com/channels/{target.workspace or '@me'}/{target.channel}"
        client = self._connection.client if self._connection else None
        name = Cache(client).channel_name(target.workspace, target.channel) if client else None
        return f"#{name} ({address})" if name else address

    async def is_public_channel(self, channel: str, workspace: str) -> bool:
        """Return whether everybody in a server may view a channel or thread, according to the gateway's cache."""
        client = self._connection.client if self._connection else None
        return client is not None and Cache(client).open_to_all(workspace, channel)

    async def roles(self, workspace: str) -> Sequence[Mention]:
        """Return the roles of a server, according to the gateway's cache. Raises DeliveryError without a connection."""
        return self._cache().roles(workspace)

    async def member(self, workspace: str, person: str) -> Person | None:
        """Ask Discord for a member of a server. See `core.ports.Platform`."""
        cache = self._cache()
        return await find_member(self._rest, workspace, person, cache) if self._rest else None

    def _cache(self) -> Cache:
        if client := self._connection.client if self._connection else None:
            return Cache(client)
        raise DeliveryError(_NOT_CONNECTED)

    async def channel_name(self, target: Target) -> str:
        """Return a channel's name with its sign, or its address if the name isn't known."""
        client = self._connection.client if self._connection else None
        name = Cache(client).channel_name(target.workspace, target.channel) if client else None
        return f"#{name}" if name else self.link(target)

    async def cannot_hear(self, target: Target) -> Obstacle | None:
        """Return which permission or intent is missing; see `core.ports.Platform`."""
        client = self._connection.client if self._connection else None
        allowed = Cache(client).allowed(target.workspace, target.channel) if client else None
        if missing := allowed.missing_permission() if allowed else None:
            return Obstacle(missing)
        refused = self._connection is not None and self._connection.content_refused
        try:
            granted = self._rest is None or await self._content.granted(self._rest)
        except DeliveryError as error:
            log.info("Discord does not say if messages can be read: %s", error)
            granted = not refused
        if granted and not refused:
            return None
        return Obstacle(no_content(self._token, restart=refused))

    async def open_dm(self, person: str) -> Target:
        """Find or open the channel of direct messages with a person."""
        return await self._require_publisher().open_dm(person)

    def workspace_name(self, workspace: str) -> str:
        """Return the name of a server, as the last session knows it."""
        return self._connection.server_name(workspace) if self._connection else ""

    async def is_owner(self, person: str) -> bool:
        """Return whether the bot's application belongs to a person. See `core.ports.Platform`."""
        if self._rest is None:
            raise DeliveryError("Discord is not connected")
        return await self._owners.include(self._rest, person)

    @property
    def reach(self) -> Reach | None:
        """Return the bot and its servers as of the last session. See `core.ports.Platform`."""
        return self._connection.reach if self._connection else None

    @property
    def connected(self) -> bool:
        """Return whether the gateway is connected. See `core.ports.Platform`."""
        return self._connection is not None and self._connection.client is not None

    async def owns_direct(self, target: Target, person: str) -> bool:
        """Return whether a direct message is this bot's: each bot has its own channel with a person."""
        try:
            return (await self.open_dm(person)).channel == target.channel
        except RefusalError:  # nobody can write to them, so the first bot that posts tells why
            return True

    def responder(self, message: Message) -> Responder:
        """Make a responder for a message that was read earlier. See `core.ports.Platform`."""
        if self._dispatcher is None:
            raise DeliveryError(_NOT_CONNECTED)
        return self._dispatcher.responder(message, self._cache())

    def _require_publisher(self) -> DiscordPublisher:
        if self._publisher is None:
            raise DeliveryError(_NOT_CONNECTED)
        return self._publisher

    async def run(self, handler: EventHandler) -> None:
        """Serve until cancelled. Raises AccessError if Discord does not accept the token."""
        rest = Rest(self._token, self._api_url, self._timeouts, self._metrics)
        dispatcher = Dispatcher(rest, handler, self._menu, lambda: self._watched, self._timeouts, self._renderer)
        self._publisher, self._dispatcher, self._rest = DiscordPublisher(rest), dispatcher, rest
        try:
            await self._stay_connected(rest, dispatcher, handler)
        finally:
            try:
                await dispatcher.finish()
            finally:
                self._publisher = self._connection = self._dispatcher = self._rest = None
                await rest.close()

    async def _stay_connected(self, rest: Rest, dispatcher: Dispatcher, handler: EventHandler) -> None:
        """Keep a connection with the intents that are needed. A new one is ready before the old one is closed.

        Message content stays requested once it was needed, or everybody could use up the sessions of a day with
        `/watch on` and `/watch off`.
        """
        shared = (self._timeouts, IdentifyGate(self._timeouts.identify_pause), LastHeard(), self._presence)
        registering: set[asyncio.Task[None]] = set()
        looking_back: set[asyncio.Task[None]] = set()
        sessions: list[asyncio.Task[None]] = []

        def accept(connection: Connection, client: Gateway) -> None:
            self._connection = connection  # before the first event is heard, as its account is read from here
            if not registering:
                registering.add(asyncio.create_task(self._register(rest, client)))
            task = asyncio.create_task(self._look_back(rest, client, dispatcher, handler))
            looking_back.add(task)
            task.add_done_callback(looking_back.discard)

        try:
            while True:
                content = bool(self._watched)
                connection = Connection(self._token, rest, dispatcher.hear, accept, *shared, content=content)
                sessions.append(asyncio.create_task(connection.run()))
                await _wait_for(connection.ready, sessions[-1])
                await _cancel(sessions[:-1])
                del sessions[:-1]
                while content or not self._watched:
                    self._watching_changed.clear()
                    await _wait_for(self._watching_changed, sessions[-1])
        finally:
            dispatcher.close()
            await _cancel([*sessions, *registering, *looking_back])

    async def _look_back(self, rest: Rest, client: Gateway, dispatcher: Dispatcher, handler: EventHandler) -> None:
        """Find the messages that were written while the bot did not listen, after a new session has begun."""
        await asyncio.sleep(self._timeouts.look_back_after)  # Discord tells about its servers only after the beginning
        look_back = await handler.look_back(self.name, client.missed_since)
        if look_back is None:
            return
        async for payload in missed_messages(rest, client, look_back):
            dispatcher.hear_again(client, payload)

    async def _register(self, rest: Rest, client: Gateway) -> None:
        """Register the commands once in this process. If that fails, mentions still work."""
        application = str(client.application_id or (client.user and client.user.id))
        what = (self._store, application, self._menu.commands, self._api_url)
        ids = await persist(
            partial(register, rest, *what, user_install=self._user_install),
            _judge_registration,
            first=self._timeouts.longest_backoff,
            longest=_LONGEST_REGISTRATION_PAUSE,
        )
        self._renderer.commands = CommandMentions(ids)


def _judge_registration(error: Exception) -> Failure:
    """Allow another attempt if Discord or the store failed. Raises all other errors."""
    if not isinstance(error, DeliveryError | StoreError):
        raise error
    return Failure(f"Could not register the commands: {error}")


async def _wait_for(event: asyncio.Event, task: asyncio.Task[None]) -> None:
    """Wait for an event. If `task` fails first, raise its error."""
    waiting = asyncio.create_task(event.wait())
    try:
        await asyncio.wait({waiting, task}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
    finally:
        waiting.cancel()


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
