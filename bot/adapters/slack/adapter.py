"""Slack as a platform: Bolt's app behind Socket Mode, one task for each event, replies through a responder."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import blocks, diagnostics, interactions, messages
from bot.adapters.slack.channel_visibility import ChannelVisibility
from bot.adapters.slack.messages import Identity, Payload, Taken
from bot.adapters.slack.publisher import Publisher
from bot.adapters.slack.responder import SlackResponder, message_body
from bot.adapters.slack.socket_mode import Sockets
from bot.adapters.slack.web_api import Timeouts
from bot.core.errors import DeliveryError
from bot.core.events import COMPLETE_WITHIN, Target
from bot.core.ports import Delivery, EventHandler
from bot.core.replies import Reply
from bot.core.router import Menu

log = logging.getLogger(__name__)

_NOT_CONNECTED = "not connected to Slack"
_PACE = 20.0
"""Deliveries a second. Slack takes one a second in a channel and, beyond that, asks only to be spared bursts."""


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
        menu: Menu,
        patience: Timeouts = Timeouts(),  # noqa: B008 - frozen
    ) -> None:
        """`sockets` is the number of connections that are held at once, so that a refresh of one loses nothing."""
        self._bot_token = bot_token
        self._app_token = app_token
        self._api_url = api_url
        self._sockets = sockets
        self._menu = menu
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
            desk = Dispatcher(web, me, handler, self._patience, self._menu, lambda: self._watched)
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
        menu: Menu,
        watched: Callable[[], frozenset[str]],
    ) -> None:
        self._web = web
        self._me = me
        self._handler = handler
        self._patience = patience
        self._menu = menu
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
            async with asyncio.timeout(COMPLETE_WITHIN):
                return blocks.options(await self._handler.complete(typing))
        except Exception:
            log.exception("Could not find completions for option %s of /%s", typing.option, typing.command)
            return []

    async def _take(self, body: Payload) -> None:
        try:
            taken = self._read(body)
            if taken is not None:
                event, way = taken
                responder = SlackResponder(self._web, self._me, way, event.key, self._patience)
                await self._handler.handle(event, responder)
        except Exception:
            log.exception("Could not handle an event of type %s", body.get("type"))

    def _read(self, body: Payload) -> Taken | None:
        kind = body.get("type")
        if kind == "event_callback":
            return messages.read_event(body, self._me, self._watched())
        if kind == "block_actions":
            return interactions.read_press(body, self._me, self._menu)
        if kind == "message_action":
            return interactions.read_shortcut(body, self._me)
        if body.get("command"):
            return messages.read_command(body, self._me)
        log.debug("Ignored an event of type %s from Slack", kind)
        return None
