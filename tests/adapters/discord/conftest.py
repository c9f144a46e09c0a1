"""Run a bot against the stand-in: the real adapter and client library, with a handler that each test chooses."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any, TypeAlias, cast

import pytest

from bot.adapters.discord.adapter import DiscordPlatform
from bot.adapters.discord.timeouts import DiscordTimeouts
from bot.core.events import Choice, Completion, Event
from bot.core.pending import LookBack
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.core.storage import Storage
from tests.menu import MENU
from tests.standins.discord import DiscordStandIn
from tests.waiting import PATIENCE

QUICK = DiscordTimeouts(
    defer_after=30.0,
    form_within=30.0,
    retry_for=2.0,
    late_after=2.0,
    apology_pause=0.05,
    retry_pause=0.02,
    first_backoff=0.02,
    longest_backoff=0.2,
    stable_after=1.0,
    resume_for=0.5,
    identify_pause=0.02,
    close=1.0,
)

deferring = pytest.mark.parametrize("timeouts", [replace(QUICK, defer_after=0.2)], indirect=True, ids=["deferring"])
"""For tests with an answer that takes longer than this. In other tests no answer is late, even on a busy machine."""

Script: TypeAlias = Callable[[Event, Responder], Awaitable[None]]
Offer: TypeAlias = Callable[[Completion], Awaitable[Sequence[Choice]]]


class FakeNoteStorage:
    """A store that keeps only notes, because the adapter uses nothing else."""

    def __init__(self) -> None:
        self.notes: dict[str, str] = {}

    async def note(self, key: str) -> str | None:
        return self.notes.get(key)

    async def put_note(self, key: str, text: str) -> None:
        self.notes[key] = text


class Bot:
    """Runs the adapter and keeps every event. `script` handles the events, by default with an echo.

    It also keeps every text to complete; `offer` returns the choices for it.
    """

    def __init__(
        self, discord: DiscordStandIn, notes: FakeNoteStorage, timeouts: DiscordTimeouts, *, user_install: bool = False
    ) -> None:
        store = cast("Storage", notes)
        self.platform = DiscordPlatform(
            discord.token, discord.url, store=store, menu=MENU, user_install=user_install, timeouts=timeouts
        )
        self.events: list[Event] = []
        self.sent: list[str | None] = []
        self.script: Script = self.echo
        self.typed: list[Completion] = []
        self.offer: Offer = self.offer_nothing
        self.task: asyncio.Task[None] | None = None
        self.losses: list[dt.datetime | None] = []
        """For each session, when Discord was last heard before it."""
        self.look_back_to: LookBack | None = None
        self._received = asyncio.Condition()

    async def echo(self, event: Event, responder: Responder) -> None:
        """Reply with the text of the event."""
        self.sent.append(await responder.send(Notice(f"heard {getattr(event, 'text', '')}", private=False)))

    async def handle(self, event: Event, responder: Responder) -> None:
        self.events.append(event)
        async with self._received:
            self._received.notify_all()
        await self.script(event, responder)

    async def offer_nothing(self, asked: Completion) -> Sequence[Choice]:
        """Offer nothing."""
        return ()

    async def look_back(self, platform: str, lost: dt.datetime | None) -> LookBack | None:
        self.losses.append(lost)
        return self.look_back_to

    async def complete(self, asked: Completion) -> Sequence[Choice]:
        self.typed.append(asked)
        return await self.offer(asked)

    async def event(self, number: int = 1) -> Any:
        """Wait for the event with this number, counted from 1, and return it."""
        async with asyncio.timeout(PATIENCE), self._received:
            await self._received.wait_for(lambda: len(self.events) >= number)
        return self.events[number - 1]


Running: TypeAlias = Callable[..., Any]


@asynccontextmanager
async def running(
    discord: DiscordStandIn,
    *,
    notes: FakeNoteStorage | None = None,
    timeouts: DiscordTimeouts = QUICK,
    user_install: bool = False,
    wait: bool = True,
) -> AsyncIterator[Bot]:
    """Run a bot against the stand-in, and stop it at the end as the program does."""
    bot = Bot(discord, notes or FakeNoteStorage(), timeouts, user_install=user_install)
    bot.task = asyncio.create_task(bot.platform.run(bot))
    try:
        if wait:
            await discord.connected()
        yield bot
    finally:
        bot.task.cancel()
        with suppress(asyncio.CancelledError):
            await bot.task


@pytest.fixture
async def discord() -> AsyncIterator[DiscordStandIn]:
    """A stand-in for Discord. The test fails if the bot sends anything that the real one would refuse."""
    async with DiscordStandIn() as standin:
        yield standin
    assert standin.problems == []


@pytest.fixture
def timeouts(request: pytest.FixtureRequest) -> DiscordTimeouts:
    """The timeouts of the bot; see `deferring`."""
    given: DiscordTimeouts = getattr(request, "param", QUICK)
    return given


@pytest.fixture
async def bot(discord: DiscordStandIn, timeouts: DiscordTimeouts) -> AsyncIterator[Bot]:
    """A bot that is connected."""
    async with running(discord, timeouts=timeouts) as connected:
        yield connected
