"""Post messages that answer no event: never twice, even after failures, and only while the bot has the lease."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import aiohttp

from bot.adapters.common.retry import UnverifiableError, retry
from bot.adapters.slack import channel_access, history
from bot.adapters.slack.clients import open_session, web_client
from bot.adapters.slack.message_body import LITERAL, PLAIN
from bot.adapters.slack.payloads import Json
from bot.adapters.slack.web_api import Answer, RejectedError, SlackTimeouts, call, judge
from bot.core.errors import ClosedError, DeliveryError, RefusedError, UncertainError
from bot.core.events import Target
from bot.core.metrics import Metrics
from bot.core.ports import Delivery, LeaseLost

EVENT_TYPE: Final = "factbot_digest"
"""Marks such posts in their metadata. The payload contains the delivery's key."""
_REFUSED_PREFIXES: Final = (
    "attachment_", "invalid_arg", "invalid_attachment", "invalid_blocks", "invalid_metadata", "metadata_", "msg_",
    "no_text", "too_many_",
)  # fmt: skip
"""Prefixes of error codes with which Slack refuses a message for good."""

_UNCHANGEABLE: Final = {
    "message_not_found": "The message is gone.",
    "cant_update_message": "The message is not mine.",
    "edit_window_closed": "The workspace does not allow edits of old messages.",
}
"""Explanations of error codes that mean that a message can't be edited."""


@dataclass(frozen=True, slots=True)
class SlackPublisher:
    """Posts with the bot token of one workspace."""

    token: str
    api_url: str
    timeouts: SlackTimeouts
    metrics: Metrics

    async def post(self, delivery: Delivery) -> str:
        """Post a message. See `core.ports.Platform.post`."""
        if delivery.abandoned is not None:
            await self._wait(delivery, min(self.timeouts.settle, self.timeouts.settle - delivery.abandoned))
        if delivery.again and (existing := await self._find_posted(delivery, delivery.again)):
            return str(existing["ts"])
        fields = {**json.loads(delivery.body), **LITERAL, **PLAIN, "metadata": _marked(delivery)}
        if delivery.target.thread:
            fields["thread_ts"] = delivery.target.thread
        try:
            answer = await self._send(delivery, fields)
        except RejectedError as error:
            raise _permanent_error(error) from None
        return str(answer["ts"])

    async def edit(self, target: Target, message_id: str, body: Json) -> None:
        """Replace an earlier message of the bot; see `core.ports.Platform.edit_post`."""
        async with open_session(self.timeouts) as session:
            web = web_client(self.token, self.api_url, session, self.timeouts, self.metrics)

            async def attempt() -> Answer:
                return await call(web, "chat.update", channel=target.channel, ts=message_id, **body, **LITERAL)

            within, pause = self.timeouts.retry_for, self.timeouts.retry_pause
            try:
                await retry(attempt, judge, within=within, pause=pause, repeatable=True)
            except RejectedError as error:
                if sentence := _UNCHANGEABLE.get(error.code):
                    raise ClosedError(sentence, gone=True) from None
                raise _permanent_error(error) from None

    async def _send(self, delivery: Delivery, fields: Json) -> Answer:
        began, timeouts = dt.datetime.now(dt.UTC), replace(self.timeouts, attempt=self.timeouts.post)
        async with open_session(timeouts, delivery.lease.check) as session:
            web = web_client(self.token, self.api_url, session, timeouts, self.metrics)

            async def attempt() -> Answer:
                await delivery.lease.renew()
                try:
                    answer = await call(web, "chat.postMessage", channel=delivery.target.channel, **fields)
                    if not answer.get("ts"):
                        raise aiohttp.ClientPayloadError("Slack accepted the message but returned no id")
                    return answer
                except aiohttp.ClientError as error:
                    if isinstance(error.__cause__, LeaseLost):
                        raise error.__cause__ from None
                    raise

            async def look_up() -> Answer | None:
                return await self._find_posted(delivery, began)

            return await retry(
                attempt,
                judge,
                within=timeouts.retry_for,
                pause=timeouts.retry_pause,
                look_up=look_up,
                settle=timeouts.settle,
                sleep=partial(self._wait, delivery),
            )

    async def _wait(self, delivery: Delivery, seconds: float) -> None:
        """Wait, and keep the lease meanwhile. Raises LeaseLost."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while (left := end - loop.time()) > 0:
            await delivery.lease.renew()
            await asyncio.sleep(min(left, self.timeouts.renewal))

    async def _find_posted(self, delivery: Delivery, since: dt.datetime) -> Answer | None:
        """Find what was posted under the delivery's key since a moment.

        Raises UncertainError if the channel can't be read: then nothing may be posted.
        """
        target, after = delivery.target, history.from_moment(since)
        async with open_session(self.timeouts) as session:
            web = web_client(self.token, self.api_url, session, self.timeouts, self.metrics)
            try:
                return await history.find(web, delivery.key, target.channel, after, target.thread)
            except UnverifiableError as error:
                raise UncertainError(f"Could not check if it was already posted: {error}") from None


def _marked(delivery: Delivery) -> Json:
    return history.marked(EVENT_TYPE, delivery.key)


def _permanent_error(error: RejectedError) -> DeliveryError:
    """Turn a refusal into the error that the caller of `post` expects."""
    if sentence := channel_access.sentence(error.code):
        return ClosedError(sentence)
    return RefusedError(str(error)) if error.code.startswith(_REFUSED_PREFIXES) else error
