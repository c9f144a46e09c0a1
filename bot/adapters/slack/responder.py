"""Reply to one event: where and how a reply is posted, edited and deleted."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.adapters.common.rendering import render_off_loop
from bot.adapters.common.replacing import comes_in_place, may_replace
from bot.adapters.slack import channel_access, forms, history, identity, render, subjects, views
from bot.adapters.slack.message_body import LITERAL, PLAIN, message_body, prefixed
from bot.adapters.slack.messages import Identity, ReplyRoute
from bot.adapters.slack.outbox import Outbox
from bot.adapters.slack.payloads import Json
from bot.adapters.slack.user_groups import UserGroups
from bot.adapters.slack.web_api import Answer, HttpError, RejectedError, call, count_refusal, error_code
from bot.core import texts
from bot.core.errors import DeliveryError, LateError, UncertainError
from bot.core.events import Person
from bot.core.forms import Form, check_texts
from bot.core.replies import Reply, as_private
from bot.core.subjects import MessageSubject

log = logging.getLogger(__name__)

EVENT_TYPE = "factbot_reply"
"""Marks the bot's replies in their metadata, so that one can be found if it is unknown whether it was posted."""

_REFUSED_BLOCKS: Final = ("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long")


@dataclass(slots=True)
class SlackResponder:
    """Implements `core.ports.Responder` for one event."""

    web: AsyncWebClient
    me: Identity
    route: ReplyRoute
    key: str
    """The event's key."""
    outbox: Outbox
    groups: UserGroups
    on_late: Callable[[], None] = lambda: None
    """Called if a reply is given up because it would come too late."""
    awaited: bool = True
    """Whether somebody addressed the bot, so that the reply must reach them."""
    resumed: bool = False
    """Whether another process may have posted a reply before it died."""
    named: Callable[[Reply], Reply] = lambda reply: reply
    """Names the commands in a reply as people type them."""
    posts: int = 0
    """Number of replies that were posted so far."""
    answered: bool = False
    """Whether there was a reply or a form. Later replies replace nothing."""
    deleted: bool = False
    """Whether a message was deleted, which may have been the last one in its thread."""

    @property
    def can_reply_privately(self) -> bool:
        """Return True: Slack can show every reply to one person only."""
        return True

    async def send(self, reply: Reply) -> str | None:
        """Post a reply. See `core.ports.Responder`."""
        try:
            posted = await self._send(reply)
        except LateError:
            self.on_late()
            raise
        self.answered = True
        return posted

    async def _send(self, reply: Reply) -> str | None:
        body = await self._body(reply)
        if not self.route.channel:
            shown = await render_off_loop(partial(render.blocks, view=True), self.named(reply))
            await views.publish_home(self.web, self.outbox, self.route.person, self.route.home, shown)
            return None
        pressed, ephemeral, direct = self.route.pressed, self.route.ephemeral, self.route.direct
        in_place, first = bool(pressed) and self.route.replaces, not self.answered
        if pressed and may_replace(reply, in_place=in_place, pressed_private=ephemeral, direct=direct, first=first):
            return await (self._in_place_of_private(body) if ephemeral else self._in_place(pressed, reply, body))
        if ephemeral and not reply.private and comes_in_place(reply, in_place=in_place, first=first):
            return await self._instead_of_private(body)
        if self.route.response_url and (reply.private or not self.route.pressed):
            return await self._by_response_url(reply, body)
        # A direct message is private already, and unlike an ephemeral message it can be edited.
        if not reply.private or self.route.direct:
            return await self._post_or_reach(reply, body)
        await self._post_ephemeral(body)
        return None

    async def delete_pressed(self) -> bool:
        """Delete the pressed message. See `core.ports.Responder`."""
        return self.route.replaces and not self.answered and await self._delete_original()

    async def dismiss(self) -> None:
        """Do nothing: Slack waits for the acknowledgement only. `Responder` demands this method."""

    async def open_form(self, form: Form) -> bool:
        """Open a modal. See `core.ports.Responder`."""
        check_texts(form)
        if not self.route.trigger:
            return False
        opened = await views.open_modal(self.web, self.outbox, self.route.trigger, forms.modal(form, self.route))
        self.answered = self.answered or opened
        return opened

    async def identify(self, person: Person) -> Person:
        """Ask Slack who somebody is. See `core.ports.Responder`."""
        return await identity.load_permissions(self.web, self.me, self.groups, person, self.route.channel)

    async def look_up(self, subject: MessageSubject) -> MessageSubject:
        """Ask Slack who wrote a message, and where. See `core.ports.Responder`."""
        return await subjects.look_up(self.web, subject, self.route.channel)

    async def missing_permission(self) -> str | None:
        """Explain what would keep the bot from posting here later. See `core.ports.Responder`."""
        if self.route.direct and not self.route.response_url:  # a message to the bot, so it is there
            return None
        return await channel_access.missing_permission(self.web, self.route.channel, direct=self.route.direct)

    async def managers(self) -> str:
        """Say who manages the channel. See `core.ports.Responder`."""
        return await identity.managers(self.web, self.route.channel)

    def keep_pressed(self) -> None:
        """Keep the pressed message. See `core.ports.Responder`."""
        self.route = replace(self.route, replaces=False)

    async def edit(self, message_id: str, reply: Reply) -> str | None:
        """Replace one of the bot's messages, or post a new one if it is gone. See `core.ports.Responder`."""
        body = await self._body(reply)

        async def update() -> Answer:
            return await call(self.web, "chat.update", channel=self.route.channel, ts=message_id, **body, **LITERAL)

        try:
            await self.outbox.persist(update, repeatable=True)
        except RejectedError as error:
            if error.code != "message_not_found":
                raise
            log.info("An answer was deleted, so its new version is posted")
            return await self._post(body)
        return message_id

    async def delete(self, message_id: str) -> None:
        """Delete one of the bot's messages. See `core.ports.Responder`."""

        async def remove() -> Answer:
            try:
                return await call(self.web, "chat.delete", channel=self.route.channel, ts=message_id)
            except SlackClientError as error:
                if error_code(error) != "message_not_found":
                    raise
                return {}

        await self.outbox.persist(remove, repeatable=True)
        self.deleted = True

    async def _body(self, reply: Reply) -> Json:
        return await render_off_loop(lambda reply: message_body(reply, self.route.thread), self.named(reply))

    # ------------------------------------------------------------ ways to post

    async def _post(self, body: Json) -> str | None:
        """Post for everybody in the channel, in the question's thread; returns the message's id."""
        self.posts += 1
        marker = hashlib.sha256(f"{self.key}|{self.posts}".encode()).hexdigest()[:32]
        metadata = history.marked(EVENT_TYPE, marker)
        thread = {"thread_ts": self.route.thread} if self.route.thread else {}
        since = self.route.question or history.from_moment(dt.datetime.now(dt.UTC))

        async def post() -> Answer:
            fields = {**body, **thread, **LITERAL, **PLAIN, "metadata": metadata}
            return await call(self.web, "chat.postMessage", channel=self.route.channel, **fields)

        async def look_up() -> Answer | None:
            return await history.find(self.web, marker, self.route.channel, since, self.route.thread)

        if self.resumed and (earlier := await history.if_known(look_up)):
            return str(earlier.get("ts") or "") or None
        answer = await self.outbox.post(post, look_up)
        return str(answer.get("ts") or "") or None

    async def _post_or_reach(self, reply: Reply, body: Json) -> str | None:
        """Post a reply or, if Slack refuses that, bring it to the person in another way.

        A message whose blocks are refused is posted as text. If the bot may not post in the channel, it answers the
        person in the channel alone or, if that is refused as well, in a direct message.
        """
        try:
            return await self._post(body)
        except RejectedError as refusal:
            error = refusal
        if error.code in _REFUSED_BLOCKS:
            log.error("Slack refused the blocks of a reply, so I post its text: %s", error)
            return await self._post({"text": body["text"]})
        reason = channel_access.sentence(error.code)
        if not self.awaited or self.route.direct or reason is None:
            raise error
        log.warning("No public reply in %s: %s", self.route.channel, error)
        await self._post_ephemeral(await self._body(as_private(reply)), texts.answered_privately(reason))
        return None

    async def _by_dm(self, body: Json) -> None:
        """Send a message to the person. Raises DeliveryError."""
        direct = ReplyRoute(self.route.person, self.route.person, direct=True)
        await replace(self, route=direct)._post(body)

    async def _post_ephemeral(self, body: Json, first_line: str = "") -> None:
        """Post for one person or, if Slack refuses that, send a direct message if the person waits for a reply.

        Without an open thread, post to the channel, because it would be seen nowhere else.
        """
        shown = prefixed(body, first_line) if first_line else body
        thread = await self._in_thread()

        async def post() -> Answer:
            fields = {**shown, **thread, **LITERAL, "user": self.route.person}
            return await call(self.web, "chat.postEphemeral", channel=self.route.channel, **fields)

        try:
            await self.outbox.persist(post)
        except RejectedError as error:
            if not self.awaited:
                raise
            log.info("No private message in %s (%s); answering in a direct message", self.route.channel, error)
            reason = channel_access.sentence(error.code) or ""
            elsewhere = texts.answered_elsewhere(f"<#{self.route.channel}>", reason)
            await self._by_dm(body if self.route.direct else prefixed(body, elsewhere))

    async def _by_response_url(self, reply: Reply, body: Json) -> str | None:
        """Answer a command or a press by its response_url, which works in every channel; else post a message."""
        kind = "ephemeral" if reply.private else "in_channel"
        thread = await self._in_thread()
        try:
            await self._respond({**body, **thread, "response_type": kind, "replace_original": False})
        except UncertainError:
            raise
        except DeliveryError as error:
            log.info("The response_url failed (%s); answering with a separate message", error)
            if not reply.private:
                return await self._post(body)
            await self._post_ephemeral(body)
        return None

    async def _in_place(self, pressed: str, reply: Reply, body: Json) -> str | None:
        """Replace a public message with a reply. If the bot can't edit it, use the response_url of the press."""
        try:
            return await self.edit(pressed, reply)
        except DeliveryError as error:
            log.info("Could not edit in %s (%s); answering through the press", self.route.channel, error)
            await self._respond({**body, "replace_original": True})
            return None

    async def _in_place_of_private(self, body: Json) -> None:
        """Replace a private message."""
        try:
            await self._respond({**body, "response_type": "ephemeral", "replace_original": True})
        except DeliveryError as error:
            log.info("The pressed message stays (%s)", error)
            await self._post_ephemeral(body)

    async def _instead_of_private(self, body: Json) -> str | None:
        """Post a public reply, then delete the private message that it settles."""
        try:
            posted = await self._post(body)
        except UncertainError:
            raise
        except DeliveryError as error:
            log.info("Could not post in %s (%s); answering through the press", self.route.channel, error)
            await self._respond({**body, "response_type": "in_channel", "replace_original": False})
            posted = None
        await self._delete_original()
        return posted

    async def _delete_original(self) -> bool:
        try:
            await self._respond({"delete_original": True})
        except DeliveryError as error:
            log.info("The pressed message stays (%s)", error)
            return False
        self.deleted = True
        return True

    async def _in_thread(self) -> Json:
        """Return the field that puts a private message into the open thread; none if that has lost its last reply."""
        thread = self.route.open_thread
        if thread and self.deleted and not await history.has_replies(self.web, self.route.channel, thread):
            return {}
        return {"thread_ts": thread} if thread else {}

    # ------------------------------------------------------------ requests

    async def _respond(self, body: Json) -> None:
        """Use the event's `response_url`."""
        if not self.route.response_url:
            raise DeliveryError("there is no response_url")
        hook = AsyncWebhookClient(self.route.response_url, session=self.web.session, retry_handlers=[])
        hook.proxy = self.web.proxy  # the library would use a proxy from the environment for a local address, too

        async def post() -> Answer:
            answer = await hook.send_dict(body)
            if answer.status_code != 200:
                error = HttpError(answer.status_code, answer.headers, answer.body)
                count_refusal(self.outbox.metrics, error)
                raise error
            return {}

        again = bool(body.get("replace_original") or body.get("delete_original"))
        await self.outbox.persist(post, repeatable=again, within=self.outbox.timeouts.retry_for / 3)
