"""Senders with a real store on a clock that stands still; only the far side of the platform's port is ours."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import pytest

from bot.core.errors import DeliveryError
from bot.core.events import Target
from bot.core.models import Collection, Fact, Source, Statement
from bot.core.ports import Delivery, EventHandler
from bot.core.replies import Notice, Reply
from bot.features.digest.delivery import DigestScheduler
from bot.features.digest.recorder import ChangeRecorder
from bot.features.digest.replies import Digest
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import SlotResult, Subscription
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.scheduling import EVERY_DAY, Schedule
from bot.storage.database import Database, open_store
from tests.chat_driver import FixedClock
from tests.samples.facts import FERRY, FOG, LOCKS
from tests.waiting import until

NOON = dt.time(12)
DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 6, 1)
NEWS = tuple(
    Fact(f"news-{n}", f"Ship {n} is in the harbour.", Source("Log", "Office", TODAY), TODAY, "Ships") for n in range(4)
)
KNOWN: tuple[Statement, ...] = (FERRY, FOG, LOCKS[0])
"""What the facts say at first; it was told long ago."""


@dataclass
class FakePlatform:
    """A platform that shows what was posted, by channel; a channel can be made to fail or to wait."""

    name: str = "chat"
    rate_limit: float = 1000.0
    connected: bool = True
    posts: list[tuple[str, str, str]] = field(default_factory=list)
    """Channel, key and body."""
    tries: list[Delivery] = field(default_factory=list)
    fails: dict[str, list[Exception]] = field(default_factory=dict)
    """What each try in a channel fails with, one after the other."""
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    """What must happen before a channel takes anything."""
    unfit: str = "\x00"
    """A digest that tells this can't be laid out."""

    @property
    def ready(self) -> bool:
        """Whether it is connected; a scheduler asks this each time before it looks at what is due."""
        task = asyncio.current_task()
        assert task
        _looks[task] = _looks.get(task, 0) + 1
        return self.connected

    def render(self, reply: Reply) -> str:
        """The texts."""
        if isinstance(reply, Notice):
            return reply.text
        assert isinstance(reply, Digest)
        items = [item.text for section in reply.sections for item in section.items]
        closing = [item.text for section in reply.closing for item in section.items]
        if self.unfit in closing:
            raise ValueError("a planted fault")
        return "\n".join((reply.title, reply.summary, *items, *(f"Also: {text}" for text in closing)))

    async def post(self, delivery: Delivery) -> str:
        """Post something, unless the channel fails."""
        channel = delivery.target.channel
        self.tries.append(delivery)
        if gate := self.gates.get(channel):
            task = asyncio.current_task()
            assert task
            _at_gates.add(task)
            await gate.wait()
            _at_gates.discard(task)
        await delivery.lease.renew()
        if fails := self.fails.get(channel):
            raise fails.pop(0)
        delivery.lease.check()
        self.posts.append((channel, delivery.key, delivery.body))
        return f"M{len(self.posts)}"

    async def is_public_channel(self, channel: str, workspace: str) -> bool:
        """All may read everything."""
        return True

    def link(self, target: Target) -> str:
        """A channel's name."""
        return f"#{target.channel}"

    async def open_dm(self, person: str) -> Target:
        """A person's own channel; not everybody has one."""
        if person == "hermit":
            raise DeliveryError("They take no messages.")
        return Target(self.name, "", f"@{person}", direct=True)

    async def run(self, handler: EventHandler) -> None:
        """Nobody says anything."""

    async def watch(self, channels: frozenset[str]) -> None:
        """Nothing is watched."""

    def bodies(self, channel: str) -> list[str]:
        """What was posted in a channel."""
        return [body for where, _, body in self.posts if where == channel]

    @property
    def counts(self) -> Counter[str]:
        """How much was posted in each channel."""
        return Counter(channel for channel, _, _ in self.posts)


def ships_in(body: str) -> list[int]:
    """Numbers of the ships that a digest tells of."""
    return [n for n, news in enumerate(NEWS) if f"\n{news.text}" in body]


def knowledge_of(*statements: Statement) -> Knowledge:
    """A state of the facts."""
    return Knowledge(Collection(statements), Thresholds.default())


@dataclass
class SchedulerProcess:
    """A process that sends: its facts, store and platform."""

    store: Database
    clock: FixedClock
    platform: FakePlatform
    answering: CurrentKnowledge
    lease: dt.timedelta = dt.timedelta(seconds=30)
    catch_up: dt.timedelta = dt.timedelta(hours=3)

    async def set_facts(self, *statements: Statement) -> None:
        """The facts say this as well from now on."""
        self.answering.knowledge = knowledge_of(*KNOWN, *statements)
        await ChangeRecorder(self.answering, self.store).record()

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """Send until the end of the block."""
        sender = DigestScheduler(
            [self.platform],
            self.answering,
            self.store,
            self.clock,
            catch_up=self.catch_up,
            lease=self.lease,
            interval=0.01,
        )
        known = set(_looks)
        _besides.update(asyncio.all_tasks())
        task = asyncio.create_task(sender.run())
        _besides.add(task)
        try:
            await until(lambda: set(_looks) - known, "the first look at what is due")
            yield
            assert not task.done()
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def subscribe(self, channel: str, time: dt.time = NOON, **more: object) -> Subscription:
        """A channel wants the digest."""
        now = self.clock.now()
        schedule = Schedule(time, "UTC", EVERY_DAY)
        date, due = next(schedule.upcoming(now))
        one = Subscription(Target("chat", "W1", channel), schedule, "ann", now, date, due)
        one = replace(one, **more)  # type: ignore[arg-type]
        await self.store.tables(DigestStorage).subscribe(one)
        return one

    async def past(self, channel: str) -> list[SlotResult]:
        """What became of a channel's slots, the newest first."""
        return list(await self.store.tables(DigestStorage).results(f"chat:W1:{channel}", 99))

    async def next_date(self, channel: str) -> dt.date:
        """When it comes next."""
        found = await self.store.tables(DigestStorage).subscription(f"chat:W1:{channel}")
        assert found is not None
        return found.next_date


async def finished(process: SchedulerProcess, channel: str) -> None:
    """Wait until it is known what became of a channel's slot."""

    async def condition() -> bool:
        return any(past.state != "pending" for past in await process.past(channel))

    await until(condition)


async def settled() -> None:
    """Wait until all schedulers have looked again at what is due, and nothing is under way but what waits at a gate.

    Twice, as what was done may wrongly be found due once more.
    """
    for _ in range(2):
        seen = dict(_looks)
        await until(lambda seen=seen: all(_looks[task] >= seen[task] + 2 or task.done() for task in seen))  # type: ignore[misc]
        await until(lambda: not _under_way())


_looks: WeakKeyDictionary[asyncio.Task[Any], int] = WeakKeyDictionary()
"""How often each scheduler looked at what is due."""
_at_gates: WeakSet[asyncio.Task[Any]] = WeakSet()
"""What waits for a gate to be opened."""
_besides: WeakSet[asyncio.Task[Any]] = WeakSet()
"""The test itself and schedulers; all other tasks post digests."""


def _under_way() -> set[asyncio.Task[Any]]:
    return asyncio.all_tasks() - set(_looks) - set(_at_gates) - set(_besides)


MakeProcess = Callable[..., Awaitable[SchedulerProcess]]


@pytest.fixture
def clock() -> FixedClock:
    """A clock at half past eleven."""
    return FixedClock(dt.datetime(2026, 6, 1, 11, 30, tzinfo=dt.UTC))


@pytest.fixture
def platform() -> FakePlatform:
    """A platform where all is well."""
    return FakePlatform()


@pytest.fixture
async def make_process(tmp_path: Path, clock: FixedClock, platform: FakePlatform) -> AsyncIterator[MakeProcess]:
    """Makes processes on one store and one platform."""
    opened: list[Database] = []

    async def make(patience: float = 15.0) -> SchedulerProcess:
        store = await open_store(f"sqlite:///{tmp_path / 'store.db'}", clock, patience=patience)
        opened.append(store)
        return SchedulerProcess(store, clock, platform, CurrentKnowledge(knowledge_of(*KNOWN)))

    yield make
    for store in opened:
        await store.close()


@pytest.fixture
async def process(make_process: MakeProcess) -> SchedulerProcess:
    """One process, whose facts were told long ago."""
    made = await make_process()
    await made.set_facts()
    return made
