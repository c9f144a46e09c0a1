"""Reply to a message: in its channel or, if the bot may not post there, by the best way that is left."""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from bot.adapters.common.rendering import render_off_loop
from bot.adapters.discord.fallbacks import Fallbacks
from bot.adapters.discord.gateway import Cache
from bot.adapters.discord.http import HttpRequest, RefusalError, Rest
from bot.adapters.discord.payloads import Json, edit
from bot.adapters.discord.permissions import CLOSED, MANAGERS, REFUSED, Allowed
from bot.adapters.discord.posting import NO_PINGS, id_in, post_path
from bot.adapters.discord.render import Renderer
from bot.adapters.discord.timeouts import DiscordTimeouts
from bot.core import texts
from bot.core.errors import DeliveryError, LateError
from bot.core.events import Event, Message, Person
from bot.core.forms import Form
from bot.core.plain_text import plain_text
from bot.core.replies import Reply
from bot.core.subjects import MessageSubject

log = logging.getLogger(__name__)

NO_HISTORY, UNKNOWN_MESSAGE = 160002, 10008
"""Discord's own error codes."""


class ChannelResponder:
    """Replies to a message, deletes earlier replies, or posts in a new server.

    `surroundings` knows the event's server and channel.
    """

    def __init__(
        self,
        rest: Rest,
        event: Event,
        surroundings: Cache,
        timeouts: DiscordTimeouts,
        render: Renderer,
        fallbacks: Fallbacks,
        on_late: Callable[[], None] = lambda: None,
    ) -> None:
        """Set up. `on_late` is called if a reply is given up because it would come too late."""
        self._rest = rest
        self._event = event
        self._surroundings = surroundings
        self._timeouts = timeouts
        self._render = render
        self._fallbacks = fallbacks
        self._on_late = on_late
        self._sent = 0

    @property
    def can_reply_privately(self) -> bool:
        """Return whether this is a direct message. Nothing else is private."""
        return self._event.target.direct

    @property
    def _channel(self) -> str:
        return post_path(self._event.target.channel)

    async def send(self, reply: Reply) -> str | None:
        """Post a reply. Discord has no private replies to messages, so every reply is public."""
        if not self._can_post:
            await self._elsewhere(reply, None)
            return None
        try:
            return await self._post(reply)
        except LateError:
            self._on_late()
            raise
        except RefusalError as refusal:
            if refusal.code != UNKNOWN_MESSAGE:  # that one was posted earlier, and somebody deleted it
                await self._elsewhere(reply, refusal)
            return None

    def keep_pressed(self) -> None:
        """Do nothing: nothing was pressed. `Responder` demands this method."""

    async def edit(self, message_id: str, reply: Reply) -> str | None:
        """Replace one of the bot's messages, or post a new one if somebody deleted it."""
        body = {**edit(await render_off_loop(self._render, reply)), "allowed_mentions": NO_PINGS}
        path = f"{self._channel}/{message_id}"
        try:
            await self._rest.send(HttpRequest("an edit", "PATCH", path, body, self._channel + " PATCH"))
        except RefusalError as refusal:
            if refusal.code != UNKNOWN_MESSAGE:
                raise
            log.info("An answer was deleted, so its new version is posted")
            return await self.send(reply)
        return message_id

    async def delete(self, message_id: str) -> None:
        """Delete one of the bot's messages."""
        try:
            await self._rest.send(
                HttpRequest("a deletion", "DELETE", f"{self._channel}/{message_id}", lane=self._channel + " DELETE")
            )
        except RefusalError as refusal:
            if refusal.status != HTTPStatus.NOT_FOUND:
                raise

    async def delete_pressed(self) -> bool:
        """Return False: nothing was pressed. `Responder` demands this method."""
        return False

    async def dismiss(self) -> None:
        """Do nothing: nobody waits for a reply to a message. `Responder` demands this method."""

    async def open_form(self, form: Form) -> bool:
        """Return False: Discord shows a form only in answer to a command or a button."""
        return False

    async def identify(self, person: Person) -> Person:
        """Return the person unchanged: each event says what its author may do."""
        return person

    async def look_up(self, subject: MessageSubject) -> MessageSubject:
        """Return the message unchanged: the interaction and the cache have said everything."""
        return subject

    async def missing_permission(self) -> str | None:
        """Explain which permission is missing for posts in the channel; None if nothing is."""
        allowed = None if self._event.target.direct else self._allowed()
        return allowed.missing_permission() if allowed else None

    async def managers(self) -> str:
        """Name the permissions that make somebody a manager."""
        return MANAGERS

    def _allowed(self) -> Allowed | None:
        """Return what the bot may do in the event's channel; None if that isn't known."""
        return self._surroundings.allowed(self._event.target.workspace, self._event.target.channel)

    @property
    def _can_post(self) -> bool:
        """Return whether the bot may post in the event's channel, as far as that is known."""
        allowed = None if self._event.target.direct else self._allowed()
        return allowed is None or allowed.can_post

    async def _post(self, reply: Reply) -> str | None:
        """Post a reply in the channel, as a reply to the message if there is one."""
        rendered = await render_off_loop(self._render, reply)
        body = {**rendered, "allowed_mentions": NO_PINGS, "nonce": self._nonce(), "enforce_nonce": True}
        if isinstance(self._event, Message):
            body["message_reference"] = {"message_id": self._event.id, "fail_if_not_exists": False}
        try:
            answer = await self._request(body)
        except RefusalError as refusal:
            # Without the permission to read the history the bot may not reply to a message, but it may post.
            if refusal.code != NO_HISTORY or "message_reference" not in body:
                raise
            del body["message_reference"]
            answer = await self._request(body)
        return id_in(answer)

    async def _request(self, body: Json) -> Any:
        patience, lane = self._timeouts.late_after, self._channel + " POST"
        return await self._rest.send(
            HttpRequest("a reply", "POST", self._channel, body, lane, patience=patience, spared=True)
        )

    async def _elsewhere(self, reply: Reply, refusal: RefusalError | None) -> None:
        """Bring a reply to the person in another way, if the bot may not post here.

        Raises the refusal, or DeliveryError, if nobody waits for the reply or no way is left.
        """
        allowed, event, target = self._allowed(), self._event, self._event.target
        missing = allowed.missing_permission() if allowed else None
        reason = CLOSED.get(refusal.code, REFUSED) if refusal else missing or REFUSED
        error = refusal or DeliveryError(reason)
        bad_token = refusal is not None and refusal.status == HTTPStatus.UNAUTHORIZED
        if bad_token or target.direct or not isinstance(event, Message) or not event.addressed:
            raise error
        channel = self._surroundings.channel_name(target.workspace, target.channel)
        name = f"#{channel}" if channel else "that channel"
        log.warning("No reply in %s: %s", name, refusal or reason)
        first_line = texts.answered_elsewhere(name, "" if reason in plain_text(reply.document()) else reason)
        if await self._fallbacks.by_dm(event.author.id, reply, first_line):
            return
        reached = await self._fallbacks.by_sign(event)
        await self._fallbacks.report(self._surroundings.owner(target.workspace), target, name, reason)
        if not reached:
            raise error

    def _nonce(self) -> str:
        """Make a nonce that is equal for the same reply in every process: Discord posts it once in some minutes."""
        revision = self._event.revision if isinstance(self._event, Message) else None
        self._sent += 1
        digest = hashlib.sha256(f"{self._event.key}|{revision or ''}|{self._sent}".encode()).digest()
        return base64.urlsafe_b64encode(digest).decode()[:25]
