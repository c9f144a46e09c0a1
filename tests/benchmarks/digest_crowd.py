"""Measure a process in which thousands of subscriptions are due at the same time while it answers questions."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import itertools
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot import app
from bot.adapters.discord.adapter import DiscordPlatform
from bot.core.events import Message, Person, Target
from bot.core.forms import Form
from bot.core.models import Fact, FactCollection, Quote, Source
from bot.core.ports import Delivery, Reach
from bot.core.replies import Reply
from bot.core.subjects import MessageSubject
from bot.features.digest.delivery import DigestScheduler
from bot.features.digest.recorder import ChangeRecorder
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import Subscription
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.scheduling import Schedule
from bot.storage.database import Database, open_store
from tests.benchmarks.crowds import Crowd

_TICK, _ASKED_EVERY, _ANSWER = 0.005, 0.1, 0.05
"""Seconds between two checks of the event loop, between two questions, and until Discord answers."""
_WARM = 10.0
"""Seconds of measurement before the subscriptions are due."""


class _AnsweringDiscord(DiscordPlatform):
    """Formats posts as usual, but instead of sending them to a server it waits for a fixed time."""

    def __init__(self, store: Database, rate_limit: float, expected: int) -> None:
        super().__init__("token", "http://127.0.0.1:9", store=store, menu=app.menu())
        self.rate_limit = rate_limit
        self.posted: list[float] = []
        self.all_posted = asyncio.Event()
        self._expected = expected

    @property
    def reach(self) -> Reach:
        return Reach("bot", frozenset(("1",)))

    async def post(self, delivery: Delivery) -> str:
        await delivery.lease.renew()
        delivery.lease.check()
        await asyncio.sleep(_ANSWER)
        self.posted.append(time.monotonic())
        if len(self.posted) == self._expected:
            self.all_posted.set()
        return str(len(self.posted))


class _SilentResponder:
    """A responder that shows nothing."""

    can_reply_privately = True

    async def send(self, reply: Reply) -> str | None:
        return "1"

    def keep_pressed(self) -> None: ...

    async def edit(self, message_id: str, reply: Reply) -> str | None: ...

    async def delete(self, message_id: str) -> None: ...

    async def delete_pressed(self) -> bool:
        return False

    async def dismiss(self) -> None: ...

    async def open_form(self, form: Form) -> bool:
        """Return that no form was opened."""
        return False

    async def identify(self, person: Person) -> Person:
        return person

    async def look_up(self, subject: MessageSubject) -> MessageSubject:
        return subject

    async def missing_permission(self) -> str | None: ...
    async def managers(self) -> str:
        return ""


@dataclass(slots=True)
class Watch:
    """The measurements of a period."""

    lags: list[float] = field(default_factory=list)
    """How many seconds late the event loop was at each check."""
    answers: list[float] = field(default_factory=list)
    """How many seconds each answer took."""
    resident: int = 0
    """The maximum memory of the process, in bytes."""

    async def tick(self) -> None:
        """Measure how late the event loop is, until cancelled."""
        for number in itertools.count():
            due = time.perf_counter() + _TICK
            await asyncio.sleep(_TICK)
            self.lags.append(time.perf_counter() - due)
            if number % 20 == 0:
                self.resident = max(self.resident, resident())

    async def ask(self, people: _People) -> None:
        """Ask questions and measure the answers, until cancelled."""
        while True:
            start = time.perf_counter()
            await people.ask()
            self.answers.append(time.perf_counter() - start)
            await asyncio.sleep(_ASKED_EVERY)


def resident() -> int:
    """Return the memory of this process in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def knowledge() -> Knowledge:
    """Return invented facts and quotes. Twenty of the facts were published today."""
    crowd, today = Crowd(), dt.datetime.now(dt.UTC).date()
    old = Source("Annual report", "Harbour office", today - dt.timedelta(days=200), "https://example.org/report")
    new = replace(old, title="Notes of the day", published=today)
    texts = crowd.facts(600)
    facts = [
        Fact(f"fact-{n}", text, new if n < 20 else old, old.published, f"Topic {n % 7}", (crowd.question(text),))
        for n, text in enumerate(texts[:500])
    ]
    quotes = [Quote(f"quote-{n}", text, f"Speaker {n % 9}", old) for n, text in enumerate(texts[500:])]
    return Knowledge(FactCollection((*facts, *quotes)), Thresholds.default())


class _Clock:
    """The system clock, and later an hour ahead of it, so that what is due in an hour becomes due at once."""

    ahead = dt.timedelta()

    def now(self) -> dt.datetime:
        """Return the current time."""
        return dt.datetime.now(dt.UTC) + self.ahead


class _People:
    """People who ask about the facts, one question after another."""

    def __init__(self, answering: CurrentKnowledge, store: Database, clock: _Clock) -> None:
        self._conversation = app.build_conversation(answering, store, clock, flood_limit=0)
        self._questions = [q for s in answering.whole.collection.statements for q in s.questions]
        self._ids = itertools.count()
        self._clock = clock

    async def ask(self) -> None:
        """Ask the next question and wait for the answer."""
        number = next(self._ids)
        text = self._questions[number * 7 % len(self._questions)]
        target, now = Target("discord", "1", "2"), self._clock.now()
        message = Message(f"m{number}", Person("p"), text, target, now, addressed=True)
        await self._conversation.handle(message, _SilentResponder())


@dataclass(slots=True)
class Measured:
    """The measurements before the subscriptions were due, and until all were posted."""

    before: Watch
    during: Watch
    idle: int
    """The memory just before the subscriptions were due, in bytes."""
    seconds: float
    """The time from the due time to the last post."""
    posts: int


async def measure(count: int, rate_limit: float, folder: Path) -> Measured:
    """Measure with `count` subscriptions that are due at the same time.

    `rate_limit` is the maximum number of posts a second. The database is in `folder`.
    """
    clock = _Clock()
    store = await open_store(f"sqlite:///{folder / 'factbot.db'}", clock)
    answering = CurrentKnowledge(KnowledgeByPlace(knowledge()))
    for feature in app.FEATURES:
        feature.prepare(answering.whole)
    gc.freeze()  # as the app does
    await ChangeRecorder(answering, store).record()
    people, discord = _People(answering, store, clock), _AnsweringDiscord(store, rate_limit, count)
    due = clock.now() + dt.timedelta(hours=1)
    schedule = Schedule(due.time().replace(second=0, microsecond=0), "UTC")
    for number in range(count):
        target = Target("discord", "1", str(number))
        await store.tables(DigestStorage).subscribe(Subscription(target, schedule, "p", due, due.date(), due))
    sender = DigestScheduler(
        [discord], answering, store, clock, catch_up=dt.timedelta(hours=3), lease=dt.timedelta(seconds=30)
    )
    serving = asyncio.create_task(sender.run())
    before = await _watched(people, lambda: asyncio.sleep(_WARM))
    idle, start = resident(), time.monotonic()
    clock.ahead = due - clock.now()
    during = await _watched(people, discord.all_posted.wait)
    serving.cancel()
    await asyncio.wait([serving])
    await store.close()
    return Measured(before, during, idle, max(discord.posted) - start, len(discord.posted))


async def _watched(people: _People, work: Callable[[], Awaitable[object]]) -> Watch:
    """Measure the event loop and the answers to people while `work` runs."""
    watch = Watch()
    tasks = [asyncio.create_task(watch.tick()), asyncio.create_task(watch.ask(people))]
    await work()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return watch


def percentiles(seconds: list[float]) -> str:
    """Return the 50th, 95th and 99th percentile and the maximum, in milliseconds, as columns."""
    ordered = sorted(seconds)
    values = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95, 0.99)]
    return "".join(f"{1e3 * value:>9.1f}" for value in (*values, ordered[-1]))
