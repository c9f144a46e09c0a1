"""Schedulers with a real store and a clock that tests set; only the platform is a fake."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import pytest

from bot.core import metrics
from bot.core.clock_watch import ClockWatch
from bot.core.errors import DeliveryError
from bot.core.events import Message, Person, Target
from bot.core.mentions import Mention
from bot.core.models import Fact, FactCollection, Source, Statement
from bot.core.ports import Delivery, EventHandler, Obstacle, Reach, Responder
from bot.core.replies import Notice, Reply
from bot.core.words import plain
from bot.features.digest.delivery import DigestScheduler
from bot.features.digest.recorder import ChangeRecorder
from bot.features.digest.replies import Digest
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import SlotResult, Subscription
from bot.knowledge.by_place import KnowledgeByPlace
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
"""The facts at first; they were published long ago."""


@dataclass
class FakePlatform:
    """A platform that keeps the posts of its channels; a channel can be made to fail or to wait."""

    name: str = "chat"
    rate_limit: float = 1000.0
    edit_rate: float = 1000.0
    connected: bool = True
    permissions: Sequence[Mention] = ()
    posts: list[tuple[str, str, str]] = field(default_factory=list)
    """Channel, key and body."""
    tries: list[Delivery] = field(default_factory=list)
    fails: dict[str, list[Exception]] = field(default_factory=dict)
    """The errors of the next tries in a channel, one after another."""
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    """An event for each channel whose posts must wait until it is set."""
    bot: str = "B1"
    workspaces: frozenset[str] = frozenset(("W1",))
    directs: dict[str, str] = field(default_factory=dict)
    """The direct channel of each person with this bot."""
    unknown_directs: int = 0
    """For so many of the next questions the platform doesn't say whose direct channel it is."""
    unfit: str = "\x00"
    """Rendering fails for a digest with this text."""

    @property
    def reach(self) -> Reach | None:
        """What the bot serves. A scheduler asks this before each check for due digests."""
        task = asyncio.current_task()
        assert task
        if task.get_name().startswith("digests of"):  # and not a task that posts
            _checks[task] = _checks.get(task, 0) + 1
        return Reach(self.bot, self.workspaces) if self.connected else None

    async def owns_direct(self, target: Target, person: str) -> bool:
        """Return whether the bot has this channel with a person."""
        if self.unknown_directs:
            self.unknown_directs -= 1
            raise DeliveryError("The wire is down.")
        return self.directs.get(person) == target.channel

    def render(self, reply: Reply) -> str:
        """Return the texts of a reply."""
        if isinstance(reply, Notice):
            return plain(reply.text)
        assert isinstance(reply, Digest)
        items = [item.text for section in reply.sections for item in section.items]
        closing = [item.text for section in reply.closing for item in section.items]
        if self.unfit in items:
            raise ValueError("a planted fault")
        return "\n".join((reply.title, reply.summary, *items, *(f"Also: {text}" for text in closing), reply.note))

    async def edit_post(self, target: Target, message_id: str, reply: Reply) -> None:
        """Refuse every edit."""
        raise DeliveryError("nothing is edited here")

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

    def responder(self, message: Message) -> Responder:
        raise NotImplementedError

    async def is_public_channel(self, channel: str, workspace: str) -> bool:
        """Treat every channel as public."""
        return True

    def link(self, target: Target) -> str:
        """Return the name of a channel."""
        return f"#{target.channel}"

    async def open_dm(self, person: str) -> Target:
        """Return the direct channel of a person; the hermit has none."""
        if person == "hermit":
            raise DeliveryError("They take no messages.")
        return Target(self.name, "", f"@{person}", direct=True)

    async def roles(self, workspace: str) -> Sequence[Mention]:
        """Know no roles."""
        return ()

    async def member(self, workspace: str, person: str) -> Person | None:
        """Know nobody."""
        return None

    async def channel_name(self, target: Target) -> str:
        """Return the name of a channel."""
        return self.link(target)

    def workspace_name(self, workspace: str) -> str:
        """Return no name."""
        return ""

    async def is_owner(self, person: str) -> bool:
        """Treat nobody as the owner."""
        return False

    async def cannot_hear(self, target: Target) -> Obstacle | None:
        """Hear everything."""
        return None

    async def run(self, handler: EventHandler) -> None:
        """Deliver no events."""

    async def watch(self, channels: frozenset[str]) -> None:
        """Watch nothing."""

    def bodies(self, channel: str) -> list[str]:
        """Return what was posted in a channel."""
        return [body for posted_in, _, body in self.posts if posted_in == channel]

    @property
    def counts(self) -> Counter[str]:
        """The number of posts in each channel."""
        return Counter(channel for channel, _, _ in self.posts)


def ships_in(body: str) -> list[int]:
    """Return the numbers of the ships in a digest."""
    return [n for n, news in enumerate(NEWS) if f"\n{news.text}" in body]


def knowledge_of(*statements: Statement) -> Knowledge:
    """Return knowledge of these facts."""
    return Knowledge(FactCollection(statements), Thresholds.default())


@dataclass
class SchedulerProcess:
    """A process with a scheduler: its facts, store and platform."""

    store: Database
    clock: FixedClock
    platform: FakePlatform
    answering: CurrentKnowledge
    lease: dt.timedelta = dt.timedelta(seconds=30)
    catch_up: dt.timedelta = dt.timedelta(hours=3)
    results: metrics.Counter = field(default_factory=lambda: metrics.Counter("platform", "result"))

    async def set_facts(self, *statements: Statement) -> None:
        """Replace the facts by the known ones and these."""
        self.answering.state = KnowledgeByPlace(knowledge_of(*KNOWN, *statements))
        await ChangeRecorder(self.answering, self.store).record()

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """Run the scheduler until the end of the block."""
        sender = DigestScheduler(
            [self.platform],
            self.answering,
            self.store,
            self.clock,
            catch_up=self.catch_up,
            lease=self.lease,
            interval=0.01,
            watch=ClockWatch(self.clock, self.clock.monotonic),
            results=self.results,
        )
        known = set(_checks)
        _other_tasks.update(asyncio.all_tasks())
        task = asyncio.create_task(sender.run())
        _other_tasks.add(task)
        try:
            await until(lambda: set(_checks) - known, "the first check for due digests")
            yield
            assert not task.done()
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def subscribe(
        self, channel: str, time: dt.time = NOON, *, workspace: str = "W1", direct: bool = False, **more: object
    ) -> Subscription:
        """Subscribe a channel to the digest."""
        now = self.clock.now()
        schedule = Schedule(time, "UTC", EVERY_DAY)
        date, due = next(schedule.upcoming(now))
        one = Subscription(Target("chat", workspace, channel, direct=direct), schedule, "ann", now, date, due)
        one = replace(one, **more)  # type: ignore[arg-type]
        await self.store.tables(DigestStorage).subscribe(one)
        return one

    async def past(self, channel: str) -> list[SlotResult]:
        """Return the results of a channel's slots, the newest first."""
        return list(await self.store.tables(DigestStorage).results(f"chat:W1:{channel}", 99))

    async def next_date(self, channel: str) -> dt.date:
        """Return the date of a channel's next digest."""
        subscription = await self.store.tables(DigestStorage).subscription(f"chat:W1:{channel}")
        assert subscription is not None
        return subscription.next_date


async def finished(process: SchedulerProcess, channel: str) -> None:
    """Wait until a slot of a channel has its result."""

    async def condition() -> bool:
        return any(past.state != "pending" for past in await process.past(channel))

    await until(condition)


async def settled() -> None:
    """Wait until all schedulers have checked twice for due digests, and only posts that wait at a gate are in progress.

    Repeat this once, to see a finished digest that is wrongly found due again.
    """
    for _ in range(2):
        before = dict(_checks)
        await until(lambda before=before: all(_checks[task] >= before[task] + 2 or task.done() for task in before))  # type: ignore[misc]
        await until(lambda: not _under_way())


_checks: WeakKeyDictionary[asyncio.Task[Any], int] = WeakKeyDictionary()
"""How often each scheduler has checked for due digests."""
_at_gates: WeakSet[asyncio.Task[Any]] = WeakSet()
"""Tasks that wait for a gate to open."""
_other_tasks: WeakSet[asyncio.Task[Any]] = WeakSet()
"""The test itself and the schedulers; all other tasks post digests."""


def _under_way() -> set[asyncio.Task[Any]]:
    return asyncio.all_tasks() - set(_checks) - set(_at_gates) - set(_other_tasks)


MakeProcess = Callable[..., Awaitable[SchedulerProcess]]


@pytest.fixture
def clock() -> FixedClock:
    """A clock at half past eleven."""
    return FixedClock(dt.datetime(2026, 6, 1, 11, 30, tzinfo=dt.UTC))


@pytest.fixture
def platform() -> FakePlatform:
    """A platform without faults."""
    return FakePlatform()


@pytest.fixture
async def make_process(tmp_path: Path, clock: FixedClock, platform: FakePlatform) -> AsyncIterator[MakeProcess]:
    """Makes processes that share one store and one platform."""
    opened: list[Database] = []

    async def make(store_timeout: float = 15.0) -> SchedulerProcess:
        store = await open_store(f"sqlite:///{tmp_path / 'store.db'}", clock, patience=store_timeout)
        opened.append(store)
        return SchedulerProcess(store, clock, platform, CurrentKnowledge(KnowledgeByPlace(knowledge_of(*KNOWN))))

    yield make
    for store in opened:
        await store.close()


@pytest.fixture
async def process(make_process: MakeProcess) -> SchedulerProcess:
    """A process whose facts were published long ago."""
    made = await make_process()
    await made.set_facts()
    return made
