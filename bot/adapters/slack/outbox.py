"""Send the requests of all replies to one workspace: a limited number of posts at once, each until it is too late."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from bot.adapters.common.retry import retry
from bot.adapters.slack.tokens import is_token_refusal
from bot.adapters.slack.web_api import Answer, RejectedError, SlackTimeouts, judge
from bot.core.metrics import Metrics

Attempt = Callable[[], Awaitable[Answer]]
LookUp = Callable[[], Awaitable[Answer | None]]

_POSTS: Final = 16
"""Posts at once. All of them together would time out together, and would all be tried again."""


class Outbox:
    """Repeats requests as `common.retry` does, and notes if Slack refuses the bot's token."""

    def __init__(self, timeouts: SlackTimeouts, metrics: Metrics | None = None) -> None:
        self.timeouts = timeouts
        self.metrics = metrics or Metrics()
        self.token_refused = asyncio.Event()
        """Set when Slack refused a request because of the bot token, which may have been revoked."""
        self._posts = asyncio.Semaphore(_POSTS)

    async def post(self, attempt: Attempt, look_up: LookUp | None = None) -> Answer:
        """Post something once, when its turn has come. Raises DeliveryError."""

        async def in_turn() -> Answer:
            async with self._posts:
                return await attempt()

        return await self.persist(in_turn, look_up=look_up, within=self.timeouts.late_after)

    async def persist(
        self,
        attempt: Attempt,
        *,
        repeatable: bool = False,
        look_up: LookUp | None = None,
        within: float | None = None,
    ) -> Answer:
        """Repeat a request for `within` seconds, or else as long as the timeouts allow. Raises DeliveryError."""
        seconds, pause = self.timeouts.retry_for if within is None else within, self.timeouts.retry_pause
        try:
            return await retry(attempt, judge, within=seconds, pause=pause, repeatable=repeatable, look_up=look_up)
        except RejectedError as error:
            if is_token_refusal(error.code):
                self.token_refused.set()
            raise
