"""The listeners of the Bolt app. Each acknowledges a payload first, then handles it in a task of its own.

Nothing here depends on the transport, sockets or HTTP, nor on the workspaces that have the app. Bolt's authorization
says for each payload which token a reply needs.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Final, TypeAlias

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.common.apologies import Apologies
from bot.adapters.common.completions import complete_in_time
from bot.adapters.common.timed_responder import TimedResponder
from bot.adapters.common.work import WorkLimits, WorkQueue, logged
from bot.adapters.slack import forms, interactions, joining, messages, pressables
from bot.adapters.slack.agent import AgentView, opened_chat
from bot.adapters.slack.clients import web_client
from bot.adapters.slack.command_names import CommandNames
from bot.adapters.slack.hearing import SlackHearing, root_text
from bot.adapters.slack.messages import Identity, ReplyRoute, RoutedEvent
from bot.adapters.slack.outbox import Outbox
from bot.adapters.slack.payloads import Json, Payload, mapping
from bot.adapters.slack.responder import SlackResponder
from bot.adapters.slack.user_groups import UserGroups
from bot.core import texts
from bot.core.events import Deletion, Event, Joined, Message
from bot.core.pointing import points_at_another
from bot.core.ports import EventHandler, Responder
from bot.core.replies import Notice
from bot.core.router import Menu

log = logging.getLogger(__name__)

Read: TypeAlias = Callable[[Identity], RoutedEvent | None]
"""Reads a payload that was sent to the bot with this identity; None if it is to be ignored."""

_ANY: Final = re.compile("")
_REMOVALS: Final = {
    "app_uninstalled": "the app was removed from a workspace",
    "tokens_revoked": "tokens of the app were revoked",
}


class Listeners:
    """Passes what Slack sends to an event handler."""

    def __init__(
        self,
        handler: EventHandler,
        menu: Menu,
        outbox: Outbox,
        watched: Callable[[], frozenset[str]],
        apologies: Apologies,
        hearing: SlackHearing | None = None,
        names: CommandNames | None = None,
        groups: UserGroups | None = None,
    ) -> None:
        self._handler = handler
        self._menu = menu
        self._outbox = outbox
        self._watched = watched
        self._apologies = apologies
        self._hearing = hearing or SlackHearing()
        self._groups = groups or UserGroups(outbox.timeouts.groups_ttl)
        self._agent = AgentView(handler, menu, outbox.timeouts)
        self._names = names or CommandNames(menu.commands)
        self._other_prefix: str | None = None
        """The prefix of the last command that had another one than it should have."""
        self._work = WorkQueue(WorkLimits(late_after=outbox.timeouts.late_after))
        self._metrics = outbox.metrics
        self._metrics.waiting["slack"] = lambda: self._work.waiting

    def register(self, app: AsyncApp) -> None:
        """Add the listeners to an app, which must raise errors for unhandled requests."""
        app.event(_ANY)(self._event)
        app.command(_ANY)(self._command)
        app.action({"type": "block_actions", "action_id": _ANY})(self._press)
        app.action({"type": "interactive_message", "callback_id": _ANY})(self._press)
        app.shortcut({"type": "message_action", "callback_id": _ANY})(self._shortcut)
        app.view(_ANY)(self._submission)
        app.options({"action_id": _ANY})(self._typing)
        app.error(self._handle_error)

    async def finish(self) -> None:
        """Wait for the running tasks. If this is cancelled, cancel them."""
        await self._work.finish()

    # ------------------------------------------------------------ listeners

    async def _event(self, ack: AsyncAck, context: AsyncBoltContext, body: Json) -> None:
        await ack()
        self._hearing.note(body)
        self._check_removal(body)
        if chat := opened_chat(body, _identity(context)):
            web, scopes = _web(context, self._outbox), self._hearing.scopes
            self._work.add_urgent(lambda: logged("Slack", self._agent.suggest(web, chat, scopes)))
        self._start(context, body, partial(self._read_event, body))

    def _read_event(self, body: Json, me: Identity) -> RoutedEvent | None:
        return messages.read_event(body, me, self._watched()) or joining.read_joining(body, me)

    def _check_removal(self, body: Payload) -> None:
        """If Slack says that the app was removed, log it, and let the token be checked."""
        kind = mapping(body.get("event")).get("type")
        if kind in _REMOVALS:
            log.error("Slack says: %s. I check if my token still works.", _REMOVALS[str(kind)])
            self._outbox.token_refused.set()

    async def _command(self, ack: AsyncAck, context: AsyncBoltContext, body: Json) -> None:
        await ack()
        command = str(body.get("command") or "")
        self._check_prefix(command)
        mentions = self._names.takes_mentions(command)
        self._start(context, body, lambda me: messages.read_command(body, me, mentions=mentions))

    def _check_prefix(self, command: str) -> None:
        """Log once if the app's commands have another prefix than the bot's texts."""
        other = self._names.other_prefix(command)
        if other is not None and other != self._other_prefix:
            self._other_prefix = other
            value = other or "an empty value"
            log.warning(
                "The Slack app's command is %s. Set SLACK_COMMAND_PREFIX to %s, so that my texts use that name.",
                command,
                value,
            )

    async def _press(self, ack: AsyncAck, context: AsyncBoltContext, body: Json) -> None:
        await ack()
        self._start(context, body, lambda me: interactions.read_press(body, me, self._menu))

    async def _shortcut(self, ack: AsyncAck, context: AsyncBoltContext, body: Json) -> None:
        await ack()
        self._start(context, body, lambda me: interactions.read_shortcut(body, me))

    async def _submission(self, ack: AsyncAck, context: AsyncBoltContext, body: Json) -> None:
        routed = forms.read_submission(body, _identity(context), self._menu)
        if routed and (errors := forms.errors(routed[0], self._menu)):  # known at once, so the form stays open
            await ack(response_action="errors", errors=errors)
            return
        await ack()  # closes the form
        self._start(context, body, lambda _: routed)

    async def _typing(self, ack: AsyncAck, context: AsyncBoltContext, body: Json) -> None:
        """Suggest entries of a picker. Slack takes them only in the acknowledgement itself."""
        completion = interactions.read_typing(body, _identity(context))
        await ack(options=pressables.options(await complete_in_time(self._handler, completion) if completion else ()))

    async def _handle_error(self, error: Exception, body: Json) -> BoltResponse:
        """Acknowledge requests that are unhandled or failed; otherwise Slack would send them again."""
        if isinstance(error, BoltUnhandledRequestError):
            log.debug("Ignored an event of type %s from Slack", body.get("type"))
        else:
            log.warning("Could not read an event of type %s from Slack: %s", body.get("type"), error)
        return BoltResponse(status=200)

    # ------------------------------------------------------------ work

    def _start(self, context: AsyncBoltContext, body: Payload, read: Read) -> None:
        """Add a payload to the work. It is handled only after the acknowledgement was passed on."""
        me = _identity(context)
        routed = read(me)
        if routed is None:
            log.debug("Ignored an event of type %s from Slack", body.get("type"))
            return
        self.add(_web(context, self._outbox), me, routed)

    def add(self, web: AsyncWebClient, me: Identity, routed: RoutedEvent) -> None:
        """Add an event to the work; `web` is a client with the bot's token in that workspace."""
        event, route = self._names.read(routed[0]), routed[1]
        received = asyncio.get_running_loop().time()
        responder = self.responder(web, me, event, route)
        timed = TimedResponder(responder, "slack", self._metrics.replies, received)

        def handle() -> Coroutine[None, None, None]:
            return logged("Slack", self._handle(web, me, event, route, timed))

        if isinstance(event, Message | Deletion | Joined):
            self._work.add(event.target.channel_key, handle, partial(self._leave_out, event))
        else:
            self._work.add_urgent(handle, lambda: logged("Slack", responder.send(Notice(texts.BUSY))))

    def _leave_out(self, event: Event) -> None:
        """Note that an event is not handled, or its reply not sent, because it would be too late."""
        if isinstance(event, Message) and event.addressed:
            self._apologies.note(event.target)

    async def _handle(
        self, web: AsyncWebClient, me: Identity, event: Event, route: ReplyRoute, responder: Responder
    ) -> None:
        async with self._agent.looking_up(web, route) if isinstance(event, Message) else nullcontext():
            if isinstance(event, Message) and event.addressed:
                event = await self._hearing.placed(web, event)
                if points_at_another(event.text):
                    event = replace(event, replied_to=await root_text(web, me, event.target))
            await self._handler.handle(event, responder)

    def responder(self, web: AsyncWebClient, me: Identity, event: Event, route: ReplyRoute) -> SlackResponder:
        """Make a responder for an event."""
        awaited = event.addressed if isinstance(event, Message) else not isinstance(event, Joined)
        late = partial(self._leave_out, event)
        shown = self._names.shown
        return SlackResponder(web, me, route, _key(event), self._outbox, self._groups, late, awaited, named=shown)


def _key(event: Event) -> str:
    """Return a key that is the same in every process, and differs for each edit of a message."""
    return f"{event.key}:{event.revision}" if isinstance(event, Message) and event.revision else event.key


def _web(context: AsyncBoltContext, outbox: Outbox) -> AsyncWebClient:
    """Make a client with the bot's token in the workspace of a payload.

    Not Bolt's client: that would use a proxy from the environment for a local address, too.
    """
    client = context.client
    assert client.session is not None  # noqa: S101 - `bolt_app` got a client with a session
    return web_client(context.bot_token or "", client.base_url, client.session, outbox.timeouts, outbox.metrics)


def _identity(context: AsyncBoltContext) -> Identity:
    """Return the bot's identity in the workspace of a payload. Raises ValueError if Bolt did not authorize it."""
    authorization = context.authorize_result
    if authorization is None:
        raise ValueError("Bolt did not authorize the payload")
    return Identity(authorization.bot_user_id or "", authorization.bot_id or "", authorization.team_id or "")
