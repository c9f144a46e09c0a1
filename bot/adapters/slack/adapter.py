"""Slack as a platform: a Bolt app behind Socket Mode, and the posts that answer nobody, such as digests."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.common.apologies import Apologies
from bot.adapters.common.rendering import render_off_loop
from bot.adapters.common.tasks import first_to_end
from bot.adapters.slack import messages
from bot.adapters.slack.channel_access import ChannelVisibility, channel_info
from bot.adapters.slack.clients import open_session, web_client
from bot.adapters.slack.command_names import CommandNames
from bot.adapters.slack.hearing import SlackHearing
from bot.adapters.slack.identity import find_member, load_identity, watch_token
from bot.adapters.slack.listeners import Listeners
from bot.adapters.slack.look_back import missed_events
from bot.adapters.slack.message_body import LITERAL, PLAIN, message_body
from bot.adapters.slack.messages import Identity
from bot.adapters.slack.outbox import Outbox
from bot.adapters.slack.publisher import SlackPublisher
from bot.adapters.slack.socket_mode import Sockets
from bot.adapters.slack.user_groups import UserGroups
from bot.adapters.slack.web_api import SlackTimeouts, call
from bot.core.errors import DeliveryError
from bot.core.events import Message, Person, Target
from bot.core.mentions import Mention
from bot.core.metrics import Metrics
from bot.core.ports import Delivery, EventHandler, Obstacle, Reach, Responder
from bot.core.replies import Notice, Reply
from bot.core.router import Menu

log = logging.getLogger(__name__)

Authorize: TypeAlias = Callable[..., Awaitable[AuthorizeResult]]
"""Finds the bot's identity in the workspace of a payload. Bolt passes the arguments that it names."""

_NOT_CONNECTED = "not connected to Slack"
_PACE = 20.0
"""Deliveries a second. Slack allows one a second in a channel. Beyond that, it only asks to avoid bursts."""


@dataclass(frozen=True, slots=True)
class _Link:
    """What is needed to work for one workspace while the adapter runs."""

    web: AsyncWebClient
    me: Identity
    """The bot and its workspace."""
    listeners: Listeners
    visibility: ChannelVisibility


class SlackPlatform:
    """Implements `core.ports.Platform` on one workspace's bot token."""

    name = messages.PLATFORM
    permissions: Sequence[Mention] = ()
    edit_rate = 25 / 60
    """Edits a second. Slack allows a workspace about 50 calls of `chat.update` a minute."""

    def __init__(
        self,
        bot_token: str,
        app_token: str,
        api_url: str,
        *,
        sockets: int = 2,
        menu: Menu,
        command_prefix: str = "",
        timeouts: SlackTimeouts = SlackTimeouts(),  # noqa: B008 - frozen
        metrics: Metrics | None = None,
    ) -> None:
        """Keep `sockets` connections open at once, so that no event is lost while one of them is refreshed."""
        self._bot_token = bot_token
        self._app_token = app_token
        self._api_url = api_url
        self._sockets = sockets
        self._menu = menu
        self._names = CommandNames(menu.commands, command_prefix)
        self._timeouts = timeouts
        self._metrics = metrics or Metrics()
        self._watched: frozenset[str] = frozenset()
        self._link: _Link | None = None
        """Set while the adapter is connected."""
        self._hearing = SlackHearing()
        self._groups = UserGroups(timeouts.groups_ttl)
        self._open: Sockets | None = None
        """Set while the adapter is connected."""

    @property
    def rate_limit(self) -> float:
        """Return how many deliveries a second Slack accepts. See `core.ports.Platform`."""
        return _PACE

    @property
    def reach(self) -> Reach | None:
        """Return the bot and its workspace; None until Slack has accepted the bot token. See `core.ports.Platform`."""
        me = self._link.me if self._link else None
        return Reach(f"{me.team}/{me.user}", frozenset((me.team,))) if me else None

    @property
    def connected(self) -> bool:
        """Return whether a socket is open. See `core.ports.Platform`."""
        return self._open is not None and self._open.any_open

    async def owns_direct(self, target: Target, person: str) -> bool:
        """Return False, as Slack does not say it. See `core.ports.Platform`."""
        return False

    def render(self, reply: Reply) -> str:
        """Return text and blocks of a reply, as JSON."""
        return json.dumps(message_body(self._names.shown(reply)), ensure_ascii=False)

    async def post(self, delivery: Delivery) -> str:
        """Post a message that answers no event. See `core.ports.Platform`."""
        if self._link is None:
            raise DeliveryError(_NOT_CONNECTED)
        publisher = SlackPublisher(self._bot_token, self._api_url, self._timeouts, self._metrics)
        return await publisher.post(delivery)

    async def edit_post(self, target: Target, message_id: str, reply: Reply) -> None:
        """Replace a message. See `core.ports.Platform`."""
        if self._link is None:
            raise DeliveryError(_NOT_CONNECTED)
        body = await render_off_loop(lambda reply: message_body(reply, target.thread), self._names.shown(reply))
        publisher = SlackPublisher(self._bot_token, self._api_url, self._timeouts, self._metrics)
        await publisher.edit(target, message_id, body)

    def link(self, target: Target) -> str:
        """Return the address that opens a channel in Slack."""
        return f"https://slack.com/app_redirect?team={target.workspace}&channel={target.channel}"

    async def is_public_channel(self, channel: str, workspace: str) -> bool:
        """Return whether a channel is a public one of the bot's workspace."""
        if self._link is None or workspace != self._link.me.team:
            return False
        return await self._link.visibility.of(channel)

    def responder(self, message: Message) -> Responder:
        """Make a responder for a message that was read earlier. See `core.ports.Platform`."""
        if self._link is None:
            raise DeliveryError(_NOT_CONNECTED)
        responder = self._link.listeners.responder(self._link.web, self._link.me, message, messages.route_of(message))
        return replace(responder, resumed=True)

    async def _look_back(self, link: _Link, handler: EventHandler, lost: dt.datetime | None) -> None:
        """Find the messages that were written while no socket was open."""
        look_back = await handler.look_back(self.name, lost)
        if look_back is not None:
            async for event in missed_events(link.web, look_back, self._watched):
                if routed := messages.read_event({"event": event}, link.me, self._watched):
                    link.listeners.add(link.web, link.me, routed)

    async def roles(self, workspace: str) -> Sequence[Mention]:
        """Return the user groups of the workspace. See `core.ports.Platform`."""
        link = self._link_to(workspace)
        return tuple(group.mention for group in await self._groups.all(link.web, link.me.team)) if link else ()

    async def member(self, workspace: str, person: str) -> Person | None:
        """Ask Slack for a person of the workspace. See `core.ports.Platform`."""
        link = self._link_to(workspace)
        return await find_member(link.web, link.me, self._groups, person) if link else None

    def _link_to(self, workspace: str) -> _Link | None:
        """Return what is needed to work for a workspace; None for another one. Raises DeliveryError."""
        if self._link is None:
            raise DeliveryError(_NOT_CONNECTED)
        return self._link if self._link.me.team == workspace else None

    async def channel_name(self, target: Target) -> str:
        """Return a channel's name with its sign, or its address if Slack does not say it."""
        info = await channel_info(self._link.web, target.channel) if self._link else None
        return f"#{info['name']}" if info and info.get("name") else self.link(target)

    async def cannot_hear(self, target: Target) -> Obstacle | None:
        """Return which invitation, scope or event is missing; see `core.ports.Platform`."""
        return await self._hearing.obstacle(self._link.web, target.channel) if self._link else None

    async def open_dm(self, person: str) -> Target:
        """Return where to write to a person: Slack accepts their id as a channel."""
        if self._link is None:
            raise DeliveryError(_NOT_CONNECTED)
        return Target(self.name, self._link.me.team, person, direct=True)

    def workspace_name(self, workspace: str) -> str:
        """Return the name of the bot's workspace."""
        return self._link.me.team_name if self._link and workspace == self._link.me.team else ""

    async def is_owner(self, person: str) -> bool:
        """Return False: Slack does not say who owns an app, and anybody can own a workspace."""
        return False

    async def watch(self, channels: frozenset[str]) -> None:
        """Set which channels are watched from now on."""
        self._watched = channels

    async def run(self, handler: EventHandler) -> None:
        """Serve until cancelled. See `core.ports.Platform`."""
        async with open_session(self._timeouts) as session:
            web = web_client(self._bot_token, self._api_url, session, self._timeouts, self._metrics)
            me, self._hearing.scopes = await load_identity(web, self._timeouts, watching=bool(self._watched))
            outbox = Outbox(self._timeouts, self._metrics)
            pause, left_out = self._timeouts.apology_pause, self._metrics.left_out
            apologies = Apologies(partial(_say_in, web, outbox), pause=pause, left_out=left_out)
            watched, names = lambda: self._watched, self._names
            groups = self._groups
            listeners = Listeners(handler, self._menu, outbox, watched, apologies, self._hearing, names, groups)
            app = bolt_app(web, one_workspace(me, self._bot_token))
            listeners.register(app)
            self._link = _Link(web, me, listeners, ChannelVisibility(web, self._timeouts))
            try:
                heard = partial(self._look_back, self._link, handler)
                self._open = Sockets(app, web, self._app_token, self._sockets, self._timeouts, heard, self._metrics)
                await first_to_end(self._open.serve(), watch_token(web, outbox.token_refused))
            finally:
                self._link = self._open = None
                try:
                    await listeners.finish()
                finally:
                    await apologies.close()


async def _say_in(web: AsyncWebClient, outbox: Outbox, target: Target, notice: Notice) -> None:
    """Post a notice in a channel. Raises DeliveryError."""
    fields = {**message_body(notice), **LITERAL, **PLAIN}
    await outbox.post(lambda: call(web, "chat.postMessage", channel=target.channel, **fields))


def one_workspace(me: Identity, token: str) -> Authorize:
    """Return the authorization for one workspace. For several of them, Bolt would read a store of installations."""

    async def authorize() -> AuthorizeResult:
        # Bolt's default for one workspace asks Slack first, and loses the first event if that request fails.
        return AuthorizeResult(enterprise_id=None, team_id=me.team, bot_id=me.bot, bot_user_id=me.user, bot_token=token)

    return authorize


def bolt_app(web: AsyncWebClient, authorize: Authorize, signing_secret: str = "") -> AsyncApp:
    """Make Bolt's app. Its events come by sockets, and with `signing_secret` also by HTTP."""
    logger = logging.getLogger("slack_bolt.app")
    if not log.isEnabledFor(logging.DEBUG):
        logger.setLevel(logging.ERROR)  # Bolt warns that it does not use the SLACK_BOT_TOKEN of the environment
    return AsyncApp(
        name="factbot",
        logger=logger,
        client=web,
        authorize=authorize,
        signing_secret=signing_secret,
        process_before_response=True,  # listeners only acknowledge and start tasks: this keeps the order
        ignoring_self_events_enabled=False,  # people delete the bot's messages, too
        raise_error_for_unhandled_request=True,  # so that `Listeners` acknowledges unknown events
    )
