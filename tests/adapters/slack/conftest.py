"""Run the adapter against the stand-in, with a handler that each test chooses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeAlias

import pytest

from bot.adapters.slack.adapter import SlackPlatform
from bot.adapters.slack.web_api import SlackTimeouts
from bot.core.events import Choice, Completion, Deletion, Event, Person, Press
from bot.core.ports import EventHandler, Responder
from bot.core.replies import Reply
from tests.menu import MENU
from tests.standins.slack import SlackStandIn

QUICK = SlackTimeouts(
    attempt=2.0,
    retry_for=3.0,
    late_after=3.0,
    apology_pause=0.05,
    retry_pause=0.02,
    first_backoff=0.02,
    longest_backoff=0.2,
    switched_off=0.2,
    greeting=1.0,
    linger=0.3,
    post=2.0,
    settle=0.05,
    renewal=0.02,
    close=0.5,
)

Handle: TypeAlias = Callable[[Event, Responder], Awaitable[None]]
Serve: TypeAlias = Callable[[EventHandler | Handle], AbstractAsyncContextManager[SlackPlatform]]


class FakeHandler:
    """A handler that calls one function for every event and completes nothing."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    async def handle(self, event: Event, responder: Responder) -> None:
        await self._handle(event, responder)

    async def look_back(self, platform: str, lost: object) -> None:
        return None

    async def complete(self, asked: Completion) -> Sequence[Choice]:
        return ()


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    """A stand-in for Slack. The test fails if the bot sends anything that Slack would refuse."""
    async with SlackStandIn() as server:
        yield server
        assert server.problems == []


@pytest.fixture
def platform(slack: SlackStandIn) -> SlackPlatform:
    """The adapter, pointed at the stand-in and quick to retry."""
    return SlackPlatform(slack.bot_token, slack.app_token, slack.api_url, timeouts=QUICK, menu=MENU)


@pytest.fixture
def serve(slack: SlackStandIn, platform: SlackPlatform) -> Serve:
    """Run the adapter with a handler, or with a function for every event, until the end of the block."""

    @asynccontextmanager
    async def serving(handler: EventHandler | Handle) -> AsyncIterator[SlackPlatform]:
        running = asyncio.create_task(platform.run(FakeHandler(handler) if callable(handler) else handler))
        try:
            await slack.link.connected()
            yield platform
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    return serving


class Recorder:
    """A handler that keeps its events, and answers each with one reply or with none."""

    def __init__(self, reply: Reply | None = None) -> None:
        self.events: list[Event] = []
        self.responders: list[Responder] = []
        self.sent: list[str | None] = []
        self._reply = reply

    async def look_back(self, platform: str, lost: object) -> None:
        return None

    async def complete(self, asked: Completion) -> Sequence[Choice]:
        return ()

    async def handle(self, event: Event, responder: Responder) -> None:
        self.events.append(event)
        self.responders.append(responder)
        if self._reply is not None:
            self.sent.append(await responder.send(self._reply))


class Script:
    """Answers messages and commands with one reply, presses with another, and completes every text with `choices`."""

    def __init__(self, asked: Reply, pressed: Reply | None = None, choices: Sequence[Choice] = ()) -> None:
        self.asked, self.pressed = asked, pressed
        self.sent: list[str | None] = []
        self.events: list[Event] = []
        self.typed: list[Completion] = []
        self._choices = choices

    async def look_back(self, platform: str, lost: object) -> None:
        return None

    async def complete(self, asked: Completion) -> Sequence[Choice]:
        self.typed.append(asked)
        return self._choices

    async def handle(self, event: Event, responder: Responder) -> None:
        self.events.append(event)
        reply = self.pressed if isinstance(event, Press) else self.asked
        if reply is not None:
            self.sent.append(await responder.send(reply))


class Known(Recorder):
    """Identifies the author of every event."""

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[str, Person] = {}

    async def handle(self, event: Event, responder: Responder) -> None:
        assert not isinstance(event, Deletion)
        self.people[event.author.id] = await responder.identify(event.author)


@pytest.fixture
def recorder() -> Recorder:
    """Keeps events and answers none."""
    return Recorder()
