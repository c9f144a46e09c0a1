"""Answer an interaction: a command, a button, a picker or a form."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from functools import partial
from typing import Any

from bot.adapters.common.rendering import render_off_loop
from bot.adapters.common.replacing import may_replace
from bot.adapters.discord.components import completions
from bot.adapters.discord.fallbacks import Fallbacks
from bot.adapters.discord.gateway import Cache
from bot.adapters.discord.http import HttpRequest, RefusalError, Rest
from bot.adapters.discord.interactions import is_guest
from bot.adapters.discord.modals import modal
from bot.adapters.discord.payloads import EPHEMERAL, Json, Payload, edit, ephemeral
from bot.adapters.discord.permissions import Allowed, allowed_in
from bot.adapters.discord.posting import NO_PINGS, id_in
from bot.adapters.discord.render import Renderer
from bot.adapters.discord.responder import ChannelResponder
from bot.adapters.discord.timeouts import DiscordTimeouts
from bot.core import texts
from bot.core.errors import DeliveryError, LateError
from bot.core.events import Choice, FormSubmission, Invocation, Press
from bot.core.forms import Form, check_texts
from bot.core.replies import Notice, Reply
from bot.core.router import Menu

log = logging.getLogger(__name__)

ANSWER, THINKING, KEEP, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
"""Kinds of answers to an interaction: message, "thinking…", nothing yet, edited pressed message, choices, form."""

ALREADY_ANSWERED = 40060
MOST_OF_GUESTS = 5
"""Most follow-ups if the bot is not a member."""
LOST = (10062, 10015, 50027)
"""Discord's own error codes; the last ones mean that an interaction can no longer be answered."""


class InteractionResponder(ChannelResponder):
    """Answers at once or, if that takes too long, after a private "thinking…". Further replies are follow-ups.

    Whether a direct answer is private is fixed when it is given. So "thinking…" is always private, and what everybody
    may see follows it as a message of its own. `payload` is the raw interaction, and `event` was read from it.
    """

    def __init__(
        self,
        rest: Rest,
        payload: Payload,
        event: Invocation | Press | FormSubmission,
        surroundings: Cache,
        menu: Menu,
        timeouts: DiscordTimeouts,
        render: Renderer,
        fallbacks: Fallbacks,
    ) -> None:
        super().__init__(rest, event, surroundings, timeouts, render, fallbacks)
        self._payload = payload
        self._webhook = f"/webhooks/{payload.get('application_id')}/{payload['token']}"
        self._received = asyncio.get_running_loop().time()
        self._lock = asyncio.Lock()
        self._deferred: int | None = None
        """How the interaction was deferred, THINKING or KEEP."""
        self._answered = False
        self._lost = False
        """Whether Discord no longer knows the interaction, because the answer came too late."""
        self._pressed = pressed = payload.get("message")  # in a form, the message whose button opened it
        self._pressed_private = bool(pressed and (pressed.get("flags") or 0) & EPHEMERAL)
        self._replaces = pressed is not None and menu.is_in_place(event)
        """Whether a reply may replace the message that was pressed."""
        self._author = event.author.id
        self._guest = is_guest(payload)
        self._follow_ups = 0

    def keep_pressed(self) -> None:
        """Keep the pressed message. See `core.ports.Responder`."""
        self._replaces = False

    @property
    def can_reply_privately(self) -> bool:
        """Return True: an answer to an interaction can be shown to one person only."""
        return True

    async def send(self, reply: Reply) -> str | None:
        """Answer, or follow up if there is an answer already. In a direct message nothing is ephemeral."""
        private = reply.private and not self._event.target.direct
        rendered = await render_off_loop(partial(self._render, ephemeral=private), reply)
        async with self._lock:
            in_place = self._is_in_place(reply)
            try:
                if self._lost:
                    return await self._without_interaction(reply, private=private)
                answer = await self._send(rendered, private=private, in_place=in_place)
            except (RefusalError, LateError) as error:
                if isinstance(error, RefusalError) and error.code not in LOST:
                    raise
                log.info("An interaction was answered too late, so the answer is a message: %s", error)
                self._lost = True
                return await self._without_interaction(reply, private=private)
            self._answered = True
            unreachable = private or self._guest or (in_place and self._pressed_private)
            return None if unreachable else id_in(answer)

    async def delete_pressed(self) -> bool:
        """Delete the pressed message by the interaction, which works for private ones, too."""
        async with self._lock:
            if self._answered or self._lost or not self._replaces:
                return False
            if self._deferred is None:
                await self._defer(KEEP)
            if self._deferred is None:
                return False
            self._replaces = False
            return await self._delete_original()

    async def dismiss(self) -> None:
        """Acknowledge the interaction. "thinking…", which a command can't do without, is removed at once."""
        async with self._lock:
            if self._answered or self._lost:
                return
            if self._deferred is None:
                await self._defer(THINKING if self._pressed is None else KEEP)
            if self._deferred == THINKING:
                await self._delete_original()
            self._answered = True

    async def open_form(self, form: Form) -> bool:
        """Show a form as the first answer. False after another answer, or "thinking…", and in answer to a form."""
        check_texts(form)
        async with self._lock:
            if self._answered or self._deferred or self._lost or isinstance(self._event, FormSubmission):
                return False
            await _answer(self._rest, self._payload, MODAL, modal(form), self._timeouts, self._received)
            self._answered = True  # further replies can only be follow-ups
            return True

    async def defer_in_time(self, after: float) -> None:
        """Wait some seconds, then show "thinking…". Cancel this when the answer was sent."""
        await asyncio.sleep(after)
        async with self._lock:
            if not (self._answered or self._lost):
                await self._defer(KEEP if self._replaces else THINKING)

    async def _defer(self, kind: int) -> None:
        """Acknowledge the interaction without an answer, if Discord takes that."""
        try:
            await self._answer(kind, None, private=kind == THINKING and not self._event.target.direct)
        except DeliveryError as error:
            self._lost = isinstance(error, RefusalError) and error.code in LOST
            log.warning("Could not defer an interaction: %s", error)
        else:
            self._deferred = kind

    def _is_in_place(self, reply: Reply) -> bool:
        return may_replace(
            reply,
            in_place=self._replaces,
            pressed_private=self._pressed_private,
            direct=self._event.target.direct,
            first=not self._answered,
        )

    @property
    def _can_post(self) -> bool:
        """Return whether the bot may post in the channel, which only a member may do."""
        return not self._guest and super()._can_post

    def _allowed(self) -> Allowed | None:
        """Read it from the interaction, or else from the cache."""
        return allowed_in(self._payload) or super()._allowed()

    async def _send(self, rendered: Json, *, private: bool, in_place: bool) -> Any:
        body = {**rendered, "allowed_mentions": NO_PINGS}
        if self._answered:
            return await self._follow_up(body, private=private)
        if self._deferred is None:
            return await self._answer(UPDATE if in_place else ANSWER, body, private=private and not in_place)
        if self._deferred == KEEP and not in_place:
            return await self._follow_up(body, private=private)
        if self._deferred == THINKING and not private and not self._event.target.direct:
            return await self._show_to_all(body)
        return await self._edit_original(body)

    async def _answer(self, kind: int, body: Json | None, *, private: bool) -> Any:
        data = edit(body) if body and kind == UPDATE else dict(body or {})
        if private:
            data = ephemeral(data)
        return await _answer(self._rest, self._payload, kind, data, self._timeouts, self._received)

    async def _show_to_all(self, body: Json) -> Any:
        """Post a message for everybody after a private "thinking…", and remove what stands in its place.

        The first message after "thinking…" would be as private as that was, so it is one that is removed.
        """
        await self._edit_original({**self._render(Notice(texts.FOR_ALL)), "allowed_mentions": NO_PINGS})
        try:
            answer = await self._follow_up(body, private=False)
        except DeliveryError as error:
            log.info("An answer that everybody may see is shown to one person only: %s", error)
            await self._edit_original(body)
            return None
        await self._delete_original()
        return answer

    async def _delete_original(self) -> bool:
        path = f"{self._webhook}/messages/@original"
        try:
            await self._rest.send(HttpRequest("a clean-up", "DELETE", path, lane=self._webhook, authorized=False))
        except DeliveryError as error:
            log.info("Could not delete a message: %s", error)
            return False
        return True

    async def _edit_original(self, body: Json) -> Any:
        path = f"{self._webhook}/messages/@original"
        return await self._rest.send(
            HttpRequest("an answer", "PATCH", path, edit(body), lane=self._webhook, authorized=False)
        )

    async def _follow_up(self, body: Json, *, private: bool) -> Any:
        if self._guest and self._follow_ups == MOST_OF_GUESTS:
            raise DeliveryError("Discord takes no more replies to this interaction")
        self._follow_ups += 1
        message = ephemeral(body) if private else body
        path = f"{self._webhook}?wait=true"
        return await self._rest.send(
            HttpRequest("a follow-up", "POST", path, message, self._webhook, authorized=False, repeatable=False)
        )

    async def _without_interaction(self, reply: Reply, *, private: bool) -> str | None:
        """Post an answer that came too late for its interaction in the channel, or send it to the person.

        The person also gets it if the bot may not post in the channel.
        """
        if not private and self._can_post:
            try:
                return await self._post(reply)
            except RefusalError as refusal:
                log.info("No answer in the channel: %s", refusal)
        if not await self._fallbacks.by_dm(self._author, reply, texts.TOO_LATE_THERE):
            raise DeliveryError("the interaction was answered too late, and no other way is left")
        return None


async def offer(
    rest: Rest, payload: Payload, choices: Iterable[Choice], timeouts: DiscordTimeouts, received: float
) -> None:
    """Answer a request for completions."""
    await _answer(rest, payload, CHOICES, {"choices": completions(choices)}, timeouts, received)


async def _answer(
    rest: Rest, payload: Payload, kind: int, data: Json, timeouts: DiscordTimeouts, received: float
) -> Any:
    """Send the one direct answer to an interaction, and return its message if Discord includes it.

    Discord takes it as the acknowledgement. `received` is when the interaction arrived, on the clock of the event loop.
    """
    path = f"/interactions/{payload['id']}/{payload['token']}/callback?with_response=true"
    body = {"type": kind, "data": data} if data else {"type": kind}
    try:
        answer = await rest.send(
            HttpRequest("an answer", "POST", path, body, authorized=False, patience=timeouts.interaction)
        )
    except RefusalError as refusal:
        # Caused by a repeated request or by another process with the same token: there is an answer already.
        if refusal.code != ALREADY_ANSWERED:
            raise
        log.info("An interaction was already answered")
        return None
    rest.metrics.acknowledgements.add("discord", asyncio.get_running_loop().time() - received)
    resource = answer.get("resource") if isinstance(answer, dict) else None
    return resource.get("message") if isinstance(resource, dict) else None
