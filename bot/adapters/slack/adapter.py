"""Slack as a platform: a Bolt app behind Socket Mode, and what is posted of our own accord."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import messages
from bot.adapters.slack.channel_access import ChannelVisibility
from bot.adapters.slack.clients import open_session, web_client
from bot.adapters.slack.identity import identify
from bot.adapters.slack.listeners import Listeners
from bot.adapters.slack.messages import Identity
from bot.adapters.slack.publisher import Publisher
from bot.adapters.slack.responder import message_body
from bot.adapters.slack.socket_mode import Sockets
from bot.adapters.slack.web_api import Timeouts
from bot.core.errors import DeliveryError
from bot.core.events import Target
from bot.core.ports import Delivery, EventHandler
from bot.core.replies import Reply
from bot.core.router import Menu

log = logging.getLogger(__name__)

Authorize: TypeAlias = Callable[..., Awaitable[AuthorizeResult]]
"""Finds who we are in the workspace that a payload comes from; Bolt gives it what it asks for by name."""

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
        async with open_session(self._patience) as session:
            web = web_client(self._bot_token, self._api_url, session, self._patience)
            me = await identify(web, self._patience)
            self._team, self._openness = me.team, ChannelVisibility(web, self._patience)
            listeners = Listeners(handler, self._menu, self._patience, lambda: self._watched)
            app = bolt_app(web, one_workspace(me, self._bot_token))
            listeners.register(app)
            try:
                await Sockets(app, web, self._app_token, self._sockets, self._patience).serve()
            finally:
                self._team = self._openness = None
                await listeners.finish()


def one_workspace(me: Identity, token: str) -> Authorize:
    """Authorize for the one workspace that we have the token of; for many of them, Bolt looks into a store."""

    async def authorize() -> AuthorizeResult:
        # Bolt's own way for one workspace asks Slack before it takes the first event, and loses that on trouble.
        return AuthorizeResult(enterprise_id=None, team_id=me.team, bot_id=me.bot, bot_user_id=me.user, bot_token=token)

    return authorize


def bolt_app(web: AsyncWebClient, authorize: Authorize, signing_secret: str = "") -> AsyncApp:
    """Make Bolt's app, whose events come by sockets; with `signing_secret` they may come by HTTP, too."""
    logger = logging.getLogger("slack_bolt.app")
    if not log.isEnabledFor(logging.DEBUG):
        logger.setLevel(logging.ERROR)  # Bolt warns that it does not use the SLACK_BOT_TOKEN of the environment
    return AsyncApp(
        name="factbot",
        logger=logger,
        client=web,
        authorize=authorize,
        signing_secret=signing_secret,
        process_before_response=True,  # our listeners only acknowledge and start tasks: this keeps the order of arrival
        ignoring_self_events_enabled=False,  # people delete our messages, too
        raise_error_for_unhandled_request=True,  # so that our listeners acknowledge what is unknown
    )
