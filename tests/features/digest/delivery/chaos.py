"""Many slots, few processes that are killed and stopped while they post them, and what came of it."""

from __future__ import annotations

import asyncio
import datetime as dt
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from bot.app import SystemClock
from bot.core.events import Target
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import Subscription
from bot.scheduling import Schedule
from bot.storage.database import Database, open_store
from tests.features.digest.delivery import scheduler_process
from tests.features.digest.delivery.fault_proxy import MISHAPS, Fault, FaultProxy, Mishap
from tests.features.digest.delivery.scheduler_process import LEASE, Wiring
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import GUILD, OWNER
from tests.standins.slack import ALICE, BOB, BOT_USER, TEAM, SlackStandIn

Serve = Callable[[Wiring], None]


@dataclass(slots=True)
class Outcome:
    """What became of all slots. A slot is counted by the messages that people see."""

    slots: int
    posted: int
    twice: int
    kills: int
    pauses: int
    midway: int
    """Kills and pauses while a post was on its way; the others came at random moments."""
    faults: int
    seconds: float
    wrong: list[str] = field(default_factory=list)
    """What else is not as it should be: records that differ from what people see, requests that were refused,
    processes that ended by themselves."""

    @property
    def lost(self) -> int:
        """Slots without any message."""
        return self.slots - self.posted

    def __str__(self) -> str:
        return (
            f"{self.slots} slots: {self.posted} posted, {self.twice} twice, {self.lost} lost; {self.kills} kills, "
            f"{self.pauses} pauses ({self.midway} of both with a post on its way), {self.faults} failing requests; "
            f"{self.seconds:.0f} s"
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """How much there is to do, and how much goes wrong."""

    slots: int = 200
    """Half of them on each platform."""
    processes: int = 3
    spread: float = 6.0
    """Seconds over which the slots are due."""
    share: float = 0.25
    """The share of posts that something befalls on their way."""
    every: tuple[float, float] = (0.4, 1.2)
    """Seconds between deeds at random moments."""
    idle: float = 120.0
    """Where nothing was done for so many seconds, nothing more will be."""
    seed: int = 1


class RestartableProcess:
    """The place of a process: killed, it is started anew with the same wires."""

    def __init__(self, serve: Serve, wiring: Wiring) -> None:
        context = multiprocessing.get_context("forkserver")  # imports what a process needs once for all of them
        context.set_forkserver_preload([scheduler_process.__name__])
        self._make = partial(context.Process, target=serve, args=(wiring,), daemon=True)
        self._process: BaseProcess | None = None
        self.state: Literal["off", "runs", "stopped"] = "off"

    def start(self) -> None:
        """Start it."""
        self._process = self._make()
        self._process.start()
        self.state = "runs"

    def kill(self) -> None:
        """Kill it; it is gone only after `ended`."""
        if self._process:
            self._process.kill()
        self.state = "off"

    async def ended(self) -> int | None:
        """Wait until it is gone; returns its exit code, None where it was not there."""
        process, self._process = self._process, None
        if process is None:
            return None
        while (code := process.exitcode) is None:  # noqa: ASYNC110 - in no thread: `start` looks at all of them, too
            await asyncio.sleep(0.005)
        process.close()
        return code

    def stop(self) -> None:
        """Stop it where it stands."""
        self._signal(signal.SIGSTOP)
        self.state = "stopped"

    def go_on(self) -> None:
        """Let it go on, unless it was killed since."""
        if self.state == "stopped":
            self._signal(signal.SIGCONT)
            self.state = "runs"

    def _signal(self, number: int) -> None:
        if self._process and self._process.pid and self._process.is_alive():
            os.kill(self._process.pid, number)


class FaultInjector:
    """Kills and stops processes, at random moments and while a post is on its way."""

    def __init__(self, plan: Plan) -> None:
        self.seats: list[RestartableProcess] = []
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._plan = plan
        self._random = random.Random(plan.seed)
        self._over = False
        self._after: set[asyncio.Task[None]] = set()

    def next_mishap(self) -> Mishap | None:
        """What befalls a post, if anything does."""
        if self._over or self._random.random() >= self._plan.share:
            return None
        mishap = self._random.choice(MISHAPS)
        if mishap.fault not in ("kill", "pause"):
            self.counts["faults"] += 1
        return mishap

    def inject(self, number: int, fault: Fault) -> bool:
        """Kill or stop a process, which comes back after a while; one at least goes on. Tells whether that was done."""
        seat = self.seats[number]
        if self._over or seat.state == "off":
            return False
        if fault == "kill":
            self.counts["kills"] += 1
            seat.kill()
            self._later(self._return(number, self._random.uniform(0.0, 0.4)))
            return True
        if seat.state == "runs" and sum(other.state == "stopped" for other in self.seats) + 1 < len(self.seats):
            self.counts["pauses"] += 1
            seat.stop()
            self._later(_go_on(seat, LEASE * self._random.uniform(0.8, 1.8)))
            return True
        return False

    def inject_midway(self, number: int, fault: Fault) -> None:
        """The same to a process that has a post on its way."""
        self.counts["midway"] += self.inject(number, fault)

    async def inject_at_random(self) -> None:
        """Strike at random moments, until cancelled."""
        while True:
            await asyncio.sleep(self._random.uniform(*self._plan.every))
            fault: Fault = "kill" if self._random.random() < 0.7 else "pause"
            self.inject(self._random.randrange(len(self.seats)), fault)

    async def end(self) -> None:
        """Let all processes be, and wait until they are back."""
        self._over = True
        while self._after:
            await asyncio.wait(self._after)

    async def _return(self, number: int, delay: float) -> None:
        if (code := await self.seats[number].ended()) != -signal.SIGKILL:
            self.wrong.append(f"process {number} had ended by itself with {code}")
        await asyncio.sleep(delay)
        self.seats[number].start()

    def _later(self, work: Coroutine[None, None, None]) -> None:
        """Do something apart from the wire that asked for it, which breaks when its process dies."""
        task = asyncio.create_task(work)
        self._after.add(task)
        task.add_done_callback(self._after.discard)


async def _go_on(seat: RestartableProcess, delay: float) -> None:
    await asyncio.sleep(delay)
    seat.go_on()


async def trial(plan: Plan, store_url: str, place: Path, serve: Serve = scheduler_process.serve) -> Outcome:
    """Have all slots posted by processes that know how to `serve`, in spite of all; `place` is a folder for logs."""
    async with AsyncExitStack() as stack:
        discord = await stack.enter_async_context(DiscordStandIn())
        slack = await stack.enter_async_context(SlackStandIn())
        store = await open_store(store_url, SystemClock())
        stack.push_async_callback(store.close)
        injector = FaultInjector(plan)
        for number in range(plan.processes):
            inject = partial(injector.inject_midway, number)
            ways = [urlsplit(discord.url), urlsplit(slack.api_url)]
            wires = [
                await stack.enter_async_context(FaultProxy(way.port or 0, injector.next_mishap, inject)) for way in ways
            ]
            near = zip(ways, wires, strict=True)
            urls = [way._replace(netloc=f"127.0.0.1:{wire.port}").geturl() for way, wire in near]
            injector.seats.append(RestartableProcess(serve, Wiring(store_url, urls[0], urls[1], place / "senders.log")))
        for seat in injector.seats:
            stack.push_async_callback(seat.ended)
            stack.callback(seat.kill)
        began = time.monotonic()
        subscriptions = await _subscribe(store, slack, plan)
        for seat in injector.seats:
            seat.start()
        async with asyncio.TaskGroup() as group:
            besides = [group.create_task(work) for work in (injector.inject_at_random(), _forget_nonces(discord))]
            await _done(store, injector, plan.idle)
            for task in besides:
                task.cancel()
        seconds = time.monotonic() - began
        await injector.end()
        await asyncio.sleep(LEASE * 1.5)  # whoever was stopped has had its chance to do wrong
        kills, pauses, midway, faults = (injector.counts[name] for name in ("kills", "pauses", "midway", "faults"))
        posted, twice = _seen(subscriptions, discord, slack)
        outcome = Outcome(plan.slots, posted, twice, kills, pauses, midway, faults, seconds)
        outcome.wrong = [*injector.wrong, *discord.problems, *slack.problems, *await _misrecorded(store, subscriptions)]
        return outcome


async def _subscribe(store: Database, slack: SlackStandIn, plan: Plan) -> list[Subscription]:
    """A subscription for each slot, due within the next seconds."""
    chance = random.Random(plan.seed)
    made = []
    for number in range(plan.slots):
        if number % 2:
            target, owner = Target("discord", GUILD, str(70_000 + number)), OWNER
        else:
            target, owner = Target("slack", TEAM, f"C{number:05}"), ALICE
            described = {"id": target.channel, "name": f"quay-{number}", "creator": BOB}
            slack.channels[target.channel] = described | {"is_member": True, "is_archived": False}
        due = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1 + chance.uniform(0, plan.spread))
        schedule = Schedule(due.time().replace(second=0, microsecond=0), "UTC")
        made.append(Subscription(target, schedule, owner, due - dt.timedelta(days=1), due.date(), due))
        await store.tables(DigestStorage).subscribe(made[-1])
    return made


async def _done(store: Database, injector: FaultInjector, idle: float) -> None:
    """Wait until every subscription waits for its next day, or something is wrong, or nothing is done any more."""
    open_before, since = -1, time.monotonic()
    while not injector.wrong and time.monotonic() - since < idle:
        soon = dt.datetime.now(dt.UTC) + dt.timedelta(hours=12)
        left = sum(subscription.next_due < soon for subscription in await store.tables(DigestStorage).subscriptions())
        if not left:
            return
        if left != open_before:
            open_before, since = left, time.monotonic()
        await asyncio.sleep(0.3)


async def _forget_nonces(discord: DiscordStandIn) -> None:
    """Discord knows them for some minutes, which is some leases as they are used to be."""
    while True:
        known = list(discord.board.nonces)
        await asyncio.sleep(LEASE * 4)
        for nonce in known:
            discord.board.nonces.pop(nonce, None)


def _seen(subscriptions: list[Subscription], discord: DiscordStandIn, slack: SlackStandIn) -> tuple[int, int]:
    """How many channels got a digest, and how many got more than one."""
    messages = Counter(post.channel for post in discord.board.posts.values())
    messages.update(message.channel for message in slack.messages if message.author == BOT_USER)
    counts = [messages[subscription.target.channel] for subscription in subscriptions]
    return sum(count > 0 for count in counts), sum(count > 1 for count in counts)


async def _misrecorded(store: Database, subscriptions: list[Subscription]) -> list[str]:
    """Slots of which the store does not say that they were posted."""
    wrong = []
    for subscription in subscriptions:
        past = await store.tables(DigestStorage).results(subscription.id, 5)
        if [slot.state for slot in past] != ["posted"]:
            wrong.append(f"{subscription.id} is recorded as {[(slot.state, slot.reason) for slot in past]}")
    return wrong
