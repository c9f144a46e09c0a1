"""Slack as a platform: Bolt's app behind Socket Mode, one task for each event, replies through a responder."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import blocks, diagnostics, interactions, messages
from bot.adapters.slack.channel_visibility import ChannelVisibility
from bot.adapters.slack.messages import Identity, Payload, ReplyRoute, Taken
from bot.adapters.slack.publisher import Publisher
from bot.adapters.slack.responder import SlackResponder, message_body
from bot.adapters.slack.socket_mode import Sockets
from bot.adapters.slack.web_api import Timeouts
from bot.core.commands import COMMANDS, Command
from bot.core.errors import DeliveryError, UserError
from bot.core.events import Event, Invocation, Message, Target
from bot.core.ports import Delivery, EventHandler
from bot.core.replies import Notice, Reply

log = logging.getLogger(__name__)

_NOT_CONNECTED = "not connected to Slack"
_PACE = 20.0
"""Deliveries a second. Slack takes one a second in a channel and, beyond that, asks only to be spared bursts."""
_SUGGEST_WITHIN = 2.0
"""Seconds for what fits what somebody types into a picker; Slack shows nothing that comes after three."""


class SlackPlatform:
    """Implements `core.ports.Platform` on one workspace's bot token."""

    name = messages.PLATFORM

    def __init__(
        self,
        bot_token: str,
        app_token: str,
        api_url: str = "https://slack.com/api/",
        *,
        sockets: int = 2,
        commands: Sequence[Command] = COMMANDS,
        patience: Timeouts = Timeouts(),  # noqa: B008 - frozen
    ) -> None:
        """`sockets` is the number of connections that are held at once, so that a refresh of one loses nothing."""
        self._bot_token = bot_token
        self._app_token = app_token
        self._api_url = api_url
        self._sockets = sockets
        self._commands = commands
        self._patience = patience
        self._watched: frozenset[str] = frozenset()
        self._team: str | None = None
        """Our workspace while we are connected."""
        self._openness: ChannelVisibility | None = None
        """There while we are connected, too."""

    @property
    def pace(self) -> float:
        """Deliveries a second. See `core.ports.Platform`."""
        return _PACE

    @property
    def ready(self) -> bool:
        """Whether Slack knows us. See `core.ports.Platform`."""
        return self._team is not None

    def render(self, reply: Reply) -> str:
        """Text and blocks, as JSON."""
        return json.dumps(message_body(reply), ensure_ascii=False)

    async def post(self, delivery: Delivery) -> str:
        """Post something of our own accord. See `core.ports.Platform`."""
        if self._team is None:
            raise DeliveryError(_NOT_CONNECTED)
        return await Publisher(self._bot_token, self._api_url, self._patience).post(delivery)

    def link(self, target: Target) -> str:
        """The address that opens a channel in Slack."""
        return f"https://slack.com/app_redirect?team={target.workspace}&channel={target.channel}"

    async def is_public_channel(self, channel: str, workspace: str) -> bool:
        """Whether a channel of our workspace is a public one."""
        return self._openness is not None and workspace == self._team and await self._openness.of(channel)

    async def open_dm(self, person: str) -> Target:
        """Where to write to a person: Slack takes their id for the channel."""
        if self._team is None:
            raise DeliveryError(_NOT_CONNECTED)
        return Target(self.name, self._team, person, direct=True)

    async def watch(self, channels: frozenset[str]) -> None:
        """Learn which channels are watched now."""
        self._watched = channels

    async def run(self, handler: EventHandler) -> None:
        """Serve until cancelled. See `core.ports.Platform`."""
        async with diagnostics.open_session(self._patience) as session:
            web = diagnostics.web_client(self._bot_token, self._api_url, session, self._patience)
            me = await diagnostics.identify(web, self._patience)
            self._team, self._openness = me.team, ChannelVisibility(web, self._patience)
            desk = Dispatcher(web, me, handler, self._patience, self._commands, lambda: self._watched)
            # The token is given so that Bolt looks for none in the environment; our desk makes no use of it.
            app = AsyncApp(name="factbot", token=self._bot_token, signing_secret="", before_authorize=desk)
            try:
                await Sockets(app, web, self._app_token, self._sockets, self._patience).serve()
            finally:
                self._team = self._openness = None
                await desk.finish()


class Dispatcher(AsyncMiddleware):
    """Takes what Slack sends: acknowledges it at once, then handles it in a task of its own.

    Only what somebody types into a picker is answered in the acknowledgement itself.
    """

    def __init__(
        self,
        web: AsyncWebClient,
        me: Identity,
        handler: EventHandler,
        patience: Timeouts,
        commands: Sequence[Command],
        watched: Callable[[], frozenset[str]],
    ) -> None:
        self._web = web
        self._me = me
        self._brain = handler
        self._patience = patience
        self._commands = commands
        self._watched = watched
        self._tasks: set[asyncio.Task[None]] = set()

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002
    ) -> BoltResponse:
        """Stand first in Bolt's chain and end it, so that whatever comes is acknowledged, unknown kinds too."""
        if req.body.get("type") == "block_suggestion":
            return await req.context.ack(options=await self._suggest(req.body))
        task = asyncio.create_task(self._take(req.body))  # starts only after the acknowledgement is written
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await req.context.ack()

    async def finish(self) -> None:
        """Wait for what is under way; a second cancellation ends it."""
        try:
            while self._tasks:
                await asyncio.wait(self._tasks)
        except asyncio.CancelledError:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            raise

    async def _suggest(self, body: Payload) -> list[blocks.Block]:
        """What fits what somebody types into a picker; nothing where that goes wrong."""
        typing = interactions.read_typing(body)
        if typing is None:
            return []
        try:
            async with asyncio.timeout(_SUGGEST_WITHIN):
                return blocks.options(await self._brain.complete(typing))
        except Exception:
            log.exception("Nothing was offered for what is typed as %s of /%s", typing.option, typing.command)
            return []

    async def _take(self, body: Payload) -> None:
        try:
            taken = await self._read(body)
            if taken is not None:
                event, way = taken
                await self._brain.handle(await self._knowing_author(event), self._responder(event.key, way))
        except Exception:
            log.exception("An event of type %s could not be handled", body.get("type"))

    async def _read(self, body: Payload) -> Taken | None:
        kind = body.get("type")
        if kind == "event_callback":
            return messages.read_event(body, self._me, self._watched())
        if kind == "block_actions":
            return interactions.read_press(body, self._me)
        if kind == "message_action":
            return interactions.read_shortcut(body, self._me, self._commands)
        if body.get("command"):
            return await self._read_command(body)
        log.debug("Nothing to do for what Slack sent, of type %s", kind)
        return None

    async def _read_command(self, body: Payload) -> Taken | None:
        try:
            return messages.read_command(body, self._me, self._commands)
        except UserError as error:
            way = messages.command_way(body)
            try:
                await self._responder(str(body.get("trigger_id")), way).send(Notice(str(error)))
            except DeliveryError as failure:
                log.error("No word to %s about a mistyped command: %s", way.person, failure)
            return None

    async def _knowing_author(self, event: Event) -> Event:
        """Fill in who the author is, where the event is about a command for managers."""
        if isinstance(event, Message):
            matters = messages.starts_with_managing(event.text, self._commands)
        elif isinstance(event, Invocation):
            matters = messages.starts_with_managing(event.command, self._commands)
        else:
            return event
        if not matters:
            return event
        return replace(
            event, author=await diagnostics.load_permissions(self._web, self._me, event.author, event.target.channel)
        )

    def _responder(self, key: str, way: ReplyRoute) -> SlackResponder:
        return SlackResponder(self._web, way, key, self._patience)
