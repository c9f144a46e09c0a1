"""Posting of our own accord: once, whatever goes wrong, and only while it is ours to post."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from bot.adapters.common.retry import UnableError, retry
from bot.adapters.slack import channel_access, history
from bot.adapters.slack.clients import open_session, web_client
from bot.adapters.slack.responder import LITERAL, PLAIN
from bot.adapters.slack.web_api import Answer, NoError, Timeouts, call, judge
from bot.core.errors import ClosedError, DeliveryError, RefusedError, UncertainError
from bot.core.ports import Delivery, LeaseLost

EVENT_TYPE: Final = "factbot_digest"
"""Marks what we posted unasked in its metadata; the payload holds the delivery's key."""
_REFUSED: Final = (
    "attachment_", "invalid_arg", "invalid_attachment", "invalid_blocks", "invalid_metadata", "metadata_", "msg_",
    "no_text", "too_many_",
)  # fmt: skip
"""How Slack's words for a message begin that it will never take."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Posts with one workspace's bot token."""

    token: str
    api_url: str
    patience: Timeouts

    async def post(self, delivery: Delivery) -> str:
        """Post something. See `core.ports.Platform.post`."""
        if delivery.again and (found := await self._look(delivery, delivery.again)):
            return str(found["ts"])
        fields = {**json.loads(delivery.body), **LITERAL, **PLAIN, "metadata": _marked(delivery)}
        if delivery.target.thread:
            fields["thread_ts"] = delivery.target.thread
        try:
            answer = await self._send(delivery, fields)
        except NoError as error:
            raise _lasting(error) from None
        if not answer.get("ts"):
            raise UncertainError("Slack accepted the message but returned no id")
        return str(answer["ts"])

    async def _send(self, delivery: Delivery, fields: dict[str, Any]) -> Answer:
        began = dt.datetime.now(dt.UTC)
        async with open_session(self.patience, delivery.permit.check) as session:
            web = web_client(self.token, self.api_url, session, self.patience)

            async def attempt() -> Answer:
                await delivery.permit.renew()
                try:
                    return await call(web, "chat.postMessage", channel=delivery.target.channel, **fields)
                except aiohttp.ClientError as error:
                    if isinstance(error.__cause__, LeaseLost):
                        raise error.__cause__ from None
                    raise

            async def look_up() -> Answer | None:
                return await self._look(delivery, began)

            within, pause = self.patience.retry_for, self.patience.retry_pause
            return await retry(attempt, judge, within=within, pause=pause, look_up=look_up)

    async def _look(self, delivery: Delivery, since: dt.datetime) -> Answer | None:
        """What was posted under the delivery's key since a moment. Where that can't be seen, nothing may be posted."""
        where, after = delivery.target, history.from_moment(since)
        async with open_session(self.patience) as session:
            web = web_client(self.token, self.api_url, session, self.patience)
            try:
                return await history.find(web, delivery.key, where.channel, after, where.thread)
            except UnableError as error:
                raise UncertainError(f"Could not check if it was already posted: {error}") from None


def _marked(delivery: Delivery) -> dict[str, Any]:
    return history.marked(EVENT_TYPE, delivery.key)


def _lasting(error: NoError) -> DeliveryError:
    """What a refusal means for whoever wants to post."""
    if sentence := channel_access.sentence(error.code):
        return ClosedError(sentence)
    return RefusedError(str(error)) if error.code.startswith(_REFUSED) else error
