"""Reply to one event: replies to messages, and answers to commands and buttons."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from bot.adapters.common.rendering import render_off_loop
from bot.adapters.common.replacing import may_replace
from bot.adapters.discord.components import completions
from bot.adapters.discord.gateway import Cache
from bot.adapters.discord.http import HttpRequest, RefusalError, Rest
from bot.adapters.discord.modals import modal
from bot.adapters.discord.payloads import Json, Payload
from bot.adapters.discord.permissions import Allowed, allowed_in
from bot.adapters.discord.render import render
from bot.adapters.discord.timeouts import DiscordTimeouts
from bot.core.errors import DeliveryError
from bot.core.events import Choice, Event, FormSubmission, Invocation, Message, Person, Press
from bot.core.forms import Form, check_texts
from bot.core.replies import Reply
from bot.core.router import Menu

log = logging.getLogger(__name__)

NO_PINGS: Json = {"parse": [], "replied_user": False}
"""Part of every message: nobody is ever pinged, not even the person who asked."""

EPHEMERAL = 1 << 6
ANSWER, THINKING, KEEP, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
"""Kinds of answers to an interaction: message, "thinking…", nothing yet, edited pressed message, choices, form."""

ALREADY_ANSWERED, NO_HISTORY = 40060, 160002
"""Discord's own error codes."""


class ChannelResponder:
    """Replies to a message, or deletes earlier replies. `surroundings` knows the event's server and channel."""

    def __init__(self, rest: Rest, event: Event, surroundings: Cache) -> None:
        self._rest = rest
        self._event = event
        self._surroundings = surroundings
        self._sent = 0

    @property
    def can_reply_privately(self) -> bool:
        """Return whether this is a direct message. Nothing else is private."""
        return self._event.target.direct

    @property
    def _channel(self) -> str:
        return f"/channels/{self._event.target.channel}/messages"

    async def send(self, reply: Reply) -> str | None:
        """Post a reply. Discord has no private replies to messages, so every reply is public."""
        rendered = await render_off_loop(render, reply)
        body = {**rendered, "allowed_mentions": NO_PINGS, "nonce": self._nonce(), "enforce_nonce": True}
        if isinstance(self._event, Message):
            body["message_reference"] = {"message_id": self._event.id, "fail_if_not_exists": False}
        try:
            answer = await self._post(body)
        except RefusalError as refusal:
            # Without the permission to read the history the bot may not reply to a message, but it may post.
            if refusal.code != NO_HISTORY or "message_reference" not in body:
                raise
            del body["message_reference"]
            answer = await self._post(body)
        return id_in(answer)

    async def edit(self, message_id: str, reply: Reply) -> None:
        """Replace one of the bot's messages."""
        body = {**await render_off_loop(render, reply), "allowed_mentions": NO_PINGS}
        await self._rest.send(
            HttpRequest("an edit", "PATCH", f"{self._channel}/{message_id}", body, self._channel + " PATCH")
        )

    async def delete(self, message_id: str) -> None:
        """Delete one of the bot's messages."""
        try:
            await self._rest.send(
                HttpRequest("a deletion", "DELETE", f"{self._channel}/{message_id}", bucket=self._channel + " DELETE")
            )
        except RefusalError as refusal:
            if refusal.status != HTTPStatus.NOT_FOUND:
                raise

    async def open_form(self, form: Form) -> bool:
        """Return False: Discord shows a form only in answer to a command or a button."""
        return False

    async def identify(self, person: Person) -> Person:
        """Return the person unchanged: each event says what its author may do."""
        return person

    async def missing_permission(self) -> str | None:
        """Explain which permission is missing for posts in the channel; None if nothing is."""
        allowed = None if self._event.target.direct else self._allowed()
        return allowed.missing_permission() if allowed else None

    def _allowed(self) -> Allowed | None:
        """Return what the bot may do in the event's channel; None if that isn't known."""
        return self._surroundings.allowed(self._event.target.workspace, self._event.target.channel)

    async def _post(self, body: Json) -> Any:
        return await self._rest.send(HttpRequest("a reply", "POST", self._channel, body, self._channel + " POST"))

    def _nonce(self) -> str:
        """Make a nonce that is equal for the same reply in every process: Discord posts it once in some minutes."""
        revision = self._event.revision if isinstance(self._event, Message) else None
        self._sent += 1
        digest = hashlib.sha256(f"{self._event.key}|{revision or ''}|{self._sent}".encode()).digest()
        return base64.urlsafe_b64encode(digest).decode()[:25]


class InteractionResponder(ChannelResponder):
    """Answers a command, a button, a picker or a form: at once, or after "thinking…" if that takes too long.

    Further replies are follow-ups. `payload` is the raw interaction, and `event` was read from it.
    """

    def __init__(
        self,
        rest: Rest,
        payload: Payload,
        event: Invocation | Press | FormSubmission,
        surroundings: Cache,
        menu: Menu,
        timeouts: DiscordTimeouts,
    ) -> None:
        super().__init__(rest, event, surroundings)
        self._payload = payload
        self._webhook = f"/webhooks/{payload.get('application_id')}/{payload['token']}"
        self._timeouts = timeouts
        self._lock = asyncio.Lock()
        self._deferred: int | None = None
        """How the interaction was deferred, THINKING or KEEP."""
        self._answered = False
        pressed = payload.get("message") or {}
        self._pressed_private = bool((pressed.get("flags") or 0) & EPHEMERAL)
        self._replaces = isinstance(event, Press) and menu.is_in_place(event.code)
        """Whether a reply may replace the message that was pressed."""
        self._asked_private = not event.target.direct and (not isinstance(event, Invocation) or menu.is_private(event))

    @property
    def can_reply_privately(self) -> bool:
        """Return True: an answer to an interaction can be shown to one person only."""
        return True

    async def send(self, reply: Reply) -> str | None:
        """Answer, or follow up if there is an answer already. In a direct message nothing has to be ephemeral."""
        body = {**await render_off_loop(render, reply), "allowed_mentions": NO_PINGS}
        async with self._lock:
            direct = self._event.target.direct
            private = reply.private and not direct
            in_place = may_replace(
                reply,
                in_place=self._replaces,
                pressed_private=self._pressed_private,
                direct=direct,
                first=not self._answered,
            )
            if self._answered:
                answer = await self._follow_up(body, private=private)
            elif self._deferred is None:
                answer = await self._answer(UPDATE if in_place else ANSWER, body, private=private and not in_place)
            else:
                answer = await self._after_deferring(body, private=private, in_place=in_place)
            self._answered = True
            return None if private or (in_place and self._pressed_private) else id_in(answer)

    async def open_form(self, form: Form) -> bool:
        """Show a form as the first answer. False after another answer, or "thinking…", and in answer to a form."""
        check_texts(form)
        async with self._lock:
            if self._answered or self._deferred or isinstance(self._event, FormSubmission):
                return False
            await _answer(self._rest, self._payload, MODAL, modal(form))
            self._answered = True  # further replies can only be follow-ups
            return True

    async def defer_in_time(self) -> None:
        """Wait as long as Discord allows, then show "thinking…". Cancel this when the answer was sent."""
        await asyncio.sleep(self._timeouts.defer_after)
        async with self._lock:
            if self._answered:
                return
            kind = KEEP if self._replaces else THINKING
            try:
                await self._answer(kind, None, private=kind == THINKING and self._asked_private)
            except DeliveryError as error:
                log.warning("Could not defer an interaction: %s", error)
            else:
                self._deferred = kind

    def _allowed(self) -> Allowed | None:
        """Read it from the interaction, or else from the cache."""
        return allowed_in(self._payload) or super()._allowed()

    async def _answer(self, kind: int, body: Json | None, *, private: bool) -> Any:
        data = dict(body or {})
        if private:
            data["flags"] = EPHEMERAL
        return await _answer(self._rest, self._payload, kind, data)

    async def _after_deferring(self, body: Json, *, private: bool, in_place: bool) -> Any:
        if self._deferred == KEEP and not in_place:
            return await self._follow_up(body, private=private)
        if self._deferred == THINKING and private != self._asked_private:
            # A reply that replaces "thinking…" is shown to the same people. One for others must be a separate message.
            await self._rest.send(
                HttpRequest("a clean-up", "DELETE", f"{self._webhook}/messages/@original", authorized=False)
            )
            return await self._follow_up(body, private=private)
        request = HttpRequest("an answer", "PATCH", f"{self._webhook}/messages/@original", body, authorized=False)
        return await self._rest.send(request)

    async def _follow_up(self, body: Json, *, private: bool) -> Any:
        message = {**body, "flags": EPHEMERAL} if private else body
        return await self._rest.send(
            HttpRequest(
                "a follow-up", "POST", f"{self._webhook}?wait=true", message, authorized=False, repeatable=False
            )
        )


async def offer(rest: Rest, payload: Payload, choices: Iterable[Choice]) -> None:
    """Answer a request for completions."""
    await _answer(rest, payload, CHOICES, {"choices": completions(choices)})


async def _answer(rest: Rest, payload: Payload, kind: int, data: Json) -> Any:
    """Send the one direct answer to an interaction, and return its message if Discord includes it."""
    path = f"/interactions/{payload['id']}/{payload['token']}/callback?with_response=true"
    body = {"type": kind, "data": data} if data else {"type": kind}
    try:
        answer = await rest.send(HttpRequest("an answer", "POST", path, body, authorized=False))
    except RefusalError as refusal:
        # Caused by a repeated request or by another process with the same token: there is an answer already.
        if refusal.code != ALREADY_ANSWERED:
            raise
        log.info("An interaction was already answered")
        return None
    resource = answer.get("resource") if isinstance(answer, dict) else None
    return resource.get("message") if isinstance(resource, dict) else None


def id_in(answer: Any) -> str | None:
    """Return the id of the message in an answer; None if there is none."""
    message_id = answer.get("id") if isinstance(answer, dict) else None
    return None if message_id is None else str(message_id)
