"""The adapter on the stand-in, with a handler that each test brings."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeAlias

import pytest

from bot.adapters.slack.adapter import SlackPlatform
from bot.adapters.slack.calls import Patience
from bot.core.messages import Event
from bot.core.models import Fact, Quote, Source
from bot.core.ports import Handler, Responder
from bot.core.replies import Notice
from tests.standins.slack import SlackStandIn

QUICK = Patience(
    attempt=2.0,
    retry_for=3.0,
    retry_pause=0.02,
    first_backoff=0.02,
    longest_backoff=0.2,
    greeting=1.0,
    linger=0.3,
    close=0.5,
)
SOURCE = Source("Six neighbours, one table", "The Lamp", dt.date(2025, 10, 22), "https://lamp.example/six?a=1&b=2")
FACT = Fact("kfor-until", "The mission runs until December 2028.", SOURCE, SOURCE.published)
QUOTE = Quote("rails", "We’d rather build <railways> than *walls* & gates.", "Ana Example", SOURCE, role="Minister")

Serve: TypeAlias = Callable[[Handler], AbstractAsyncContextManager[SlackPlatform]]


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    """A stand-in that was sent nothing that Slack would refuse."""
    async with SlackStandIn() as server:
        yield server
        assert server.problems == []


@pytest.fixture
def platform(slack: SlackStandIn) -> SlackPlatform:
    """The adapter, pointed at the stand-in and quick to retry."""
    return SlackPlatform(slack.bot_token, slack.app_token, slack.api_url, patience=QUICK)


@pytest.fixture
def serve(slack: SlackStandIn, platform: SlackPlatform) -> Serve:
    """Run the adapter with a handler, until the end of the block."""

    @asynccontextmanager
    async def serving(handler: Handler) -> AsyncIterator[SlackPlatform]:
        running = asyncio.create_task(platform.run(handler))
        try:
            await slack.link.connected()
            yield platform
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    return serving


class Recorder:
    """A handler that keeps the events that it is given and answers each with one reply."""

    def __init__(self, reply: Notice | None = None) -> None:
        self.events: list[Event] = []
        self.responders: list[Responder] = []
        self.sent: list[str | None] = []
        self._reply = reply

    async def __call__(self, event: Event, responder: Responder) -> None:
        self.events.append(event)
        self.responders.append(responder)
        if self._reply is not None:
            self.sent.append(await responder.send(self._reply))


@pytest.fixture
def recorder() -> Recorder:
    """Keeps events and answers none."""
    return Recorder()
