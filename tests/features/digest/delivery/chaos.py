"""Post many slots with a few processes that are killed and paused meanwhile, and count the results."""

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
from tests.features.digest.delivery.fault_proxy import LATE_POST, MISHAPS, Fault, FaultProxy, Mishap
from tests.features.digest.delivery.scheduler_process import LAG, LATE, LEASE, Wiring
from tests.standins.discord import DiscordStandIn
from tests.standins.discord.place import GUILD, OWNER
from tests.standins.slack import ALICE, BOB, BOT_USER, TEAM, SlackStandIn

Serve = Callable[[Wiring], None]


@dataclass(slots=True)
class Outcome:
    """The results of all slots. A slot is counted by the messages that people see."""

    slots: int
    posted: int
    twice: int
    kills: int
    pauses: int
    midway: int
    """Kills and pauses during a post; the others came at random moments."""
    faults: int
    late: int
    """How many of the failing requests were carried out after the process had given them up."""
    seconds: float
    wrong: list[str] = field(default_factory=list)
    """Other errors: records that differ from what people see, refused requests, processes that ended by themselves."""

    @property
    def lost(self) -> int:
        """Slots without any message."""
        return self.slots - self.posted

    def __str__(self) -> str:
        return (
            f"{self.slots} slots: {self.posted} posted, {self.twice} twice, {self.lost} lost; {self.kills} kills, "
            f"{self.pauses} pauses ({self.midway} of both with a post on its way), {self.faults} failing requests, "
            f"{self.late} of them late; {self.seconds:.0f} s"
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """The number of slots and processes, and how often faults happen."""

    slots: int = 200
    """Half of them on each platform."""
    processes: int = 3
    spread: float = 6.0
    """Seconds over which the slots are due."""
    share: float = 0.25
    """The share of posts that get a fault."""
    every: tuple[float, float] = (0.8, 2.4)
    """Shortest and longest time in seconds between faults at random moments."""
    idle: float = 120.0
    """The trial ends if no slot was finished for so many seconds."""
    seed: int = 1


class RestartableProcess:
    """A process that can be killed and started again, always with the same proxies."""

    def __init__(self, serve: Serve, wiring: Wiring) -> None:
        context = multiprocessing.get_context("forkserver")  # imports what all processes need only once
        context.set_forkserver_preload([scheduler_process.__name__])
        self._make = partial(context.Process, target=serve, args=(wiring,), daemon=True)
        self._process: BaseProcess | None = None
        self.state: Literal["off", "runs", "stopped"] = "off"

    def start(self) -> None:
        """Start the process."""
        self._process = self._make()
        self._process.start()
        self.state = "runs"

    def kill(self) -> None:
        """Kill the process. It has ended only after `ended`."""
        if self._process:
            self._process.kill()
        self.state = "off"

    async def ended(self) -> int | None:
        """Wait until the process has ended; return its exit code, None if there was no process."""
        process, self._process = self._process, None
        if process is None:
            return None
        while (code := process.exitcode) is None:  # noqa: ASYNC110 - not in a thread, because `start` polls all processes too
            await asyncio.sleep(0.005)
        process.close()
        return code

    def stop(self) -> None:
        """Pause the process with SIGSTOP."""
        self._signal(signal.SIGSTOP)
        self.state = "stopped"

    def go_on(self) -> None:
        """Continue the process, unless it was killed since."""
        if self.state == "stopped":
            self._signal(signal.SIGCONT)
            self.state = "runs"

    def _signal(self, number: int) -> None:
        if self._process and self._process.pid and self._process.is_alive():
            os.kill(self._process.pid, number)


class FaultInjector:
    """Kills and pauses processes, at random moments and during posts."""

    def __init__(self, plan: Plan) -> None:
        self.processes: list[RestartableProcess] = []
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._plan = plan
        self._random = random.Random(plan.seed)
        self._over = False
        self._after: set[asyncio.Task[None]] = set()

    def next_mishap(self) -> Mishap | None:
        """Choose the fault of a post, if it gets one."""
        if self._over or self._random.random() >= self._plan.share:
            return None
        mishap = self._random.choice(MISHAPS) if self.counts["late"] else LATE_POST  # each trial has one at least
        if mishap.fault not in ("kill", "pause"):
            self.counts["faults"] += 1
            self.counts["late"] += mishap.fault == "late"
        return mishap

    def inject(self, number: int, fault: Fault) -> bool:
        """Kill or pause a process for a while, but never pause all at once. Return whether this was done."""
        process = self.processes[number]
        if self._over or process.state == "off":
            return False
        if fault == "kill":
            self.counts["kills"] += 1
            process.kill()
            self._later(self._return(number, self._random.uniform(0.0, 0.4)))
            return True
        stopped = sum(other.state == "stopped" for other in self.processes)
        if process.state == "runs" and stopped + 1 < len(self.processes):
            self.counts["pauses"] += 1
            process.stop()
            self._later(_go_on(process, LEASE * self._random.uniform(0.8, 1.8)))
            return True
        return False

    def inject_midway(self, number: int, fault: Fault) -> None:
        """Kill or pause a process during a post."""
        self.counts["midway"] += self.inject(number, fault)

    async def inject_at_random(self) -> None:
        """Kill and pause processes at random moments, until cancelled."""
        while True:
            await asyncio.sleep(self._random.uniform(*self._plan.every))
            fault: Fault = "kill" if self._random.random() < 0.7 else "pause"
            self.inject(self._random.randrange(len(self.processes)), fault)

    async def end(self) -> None:
        """Stop injecting faults, and wait until all processes run again."""
        self._over = True
        while self._after:
            await asyncio.wait(self._after)

    async def _return(self, number: int, delay: float) -> None:
        if (code := await self.processes[number].ended()) != -signal.SIGKILL:
            self.wrong.append(f"process {number} had ended by itself with {code}")
        await asyncio.sleep(delay)
        self.processes[number].start()

    def _later(self, work: Coroutine[None, None, None]) -> None:
        """Run work in a task of its own: the connection that asked for it breaks when its process dies."""
        task = asyncio.create_task(work)
        self._after.add(task)
        task.add_done_callback(self._after.discard)


async def _go_on(process: RestartableProcess, delay: float) -> None:
    await asyncio.sleep(delay)
    process.go_on()


async def trial(plan: Plan, store_url: str, folder: Path, serve: Serve = scheduler_process.serve) -> Outcome:
    """Let processes that run `serve` post all slots in spite of faults; `folder` is for logs."""
    async with AsyncExitStack() as stack:
        discord = await stack.enter_async_context(DiscordStandIn())
        slack = await stack.enter_async_context(SlackStandIn())
        slack.history_lag = LAG
        store = await open_store(store_url, SystemClock())
        stack.push_async_callback(store.close)
        injector = FaultInjector(plan)
        for number in range(plan.processes):
            inject = partial(injector.inject_midway, number)
            urls_of_standins = [urlsplit(discord.url), urlsplit(slack.api_url)]
            proxies = [
                await stack.enter_async_context(FaultProxy(url.port or 0, injector.next_mishap, inject, late=LATE))
                for url in urls_of_standins
            ]
            pairs = zip(urls_of_standins, proxies, strict=True)
            urls = [url._replace(netloc=f"127.0.0.1:{proxy.port}").geturl() for url, proxy in pairs]
            injector.processes.append(
                RestartableProcess(serve, Wiring(store_url, urls[0], urls[1], folder / "senders.log"))
            )
        for process in injector.processes:
            stack.push_async_callback(process.ended)
            stack.callback(process.kill)
        began = time.monotonic()
        subscriptions = await _subscribe(store, slack, plan)
        for process in injector.processes:
            process.start()
        async with asyncio.TaskGroup() as group:
            background = [group.create_task(work) for work in (injector.inject_at_random(), _forget_nonces(discord))]
            await _done(store, injector, plan.idle)
            for task in background:
                task.cancel()
        seconds = time.monotonic() - began
        await injector.end()
        await asyncio.sleep(LEASE * 1.5 + LATE)  # a paused process has time to continue and post twice
        kills, pauses, midway = (injector.counts[name] for name in ("kills", "pauses", "midway"))
        faults, late = injector.counts["faults"], injector.counts["late"]
        posted, twice = _posted_and_twice(subscriptions, discord, slack)
        outcome = Outcome(plan.slots, posted, twice, kills, pauses, midway, faults, late, seconds)
        outcome.wrong = [*injector.wrong, *discord.problems, *slack.problems, *await _misrecorded(store, subscriptions)]
        return outcome


async def _subscribe(store: Database, slack: SlackStandIn, plan: Plan) -> list[Subscription]:
    """Add a subscription for each slot, due within the next seconds."""
    rng = random.Random(plan.seed)
    made = []
    for number in range(plan.slots):
        if number % 2:
            target, owner = Target("discord", GUILD, str(70_000 + number)), OWNER
        else:
            target, owner = Target("slack", TEAM, f"C{number:05}"), ALICE
            described = {"id": target.channel, "name": f"quay-{number}", "creator": BOB}
            slack.channels[target.channel] = described | {"is_member": True, "is_archived": False}
        due = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1 + rng.uniform(0, plan.spread))
        schedule = Schedule(due.time().replace(second=0, microsecond=0), "UTC")
        made.append(Subscription(target, schedule, owner, due - dt.timedelta(days=1), due.date(), due))
        await store.tables(DigestStorage).subscribe(made[-1])
    return made


async def _done(store: Database, injector: FaultInjector, idle: float) -> None:
    """Wait until every subscription is due the next day, or an error is found, or no slot is finished for `idle`."""
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
    """Let the stand-in forget nonces after some leases, as Discord does after some minutes."""
    while True:
        known = list(discord.board.nonces)
        await asyncio.sleep(LEASE * 4)
        for nonce in known:
            discord.board.nonces.pop(nonce, None)


def _posted_and_twice(
    subscriptions: list[Subscription], discord: DiscordStandIn, slack: SlackStandIn
) -> tuple[int, int]:
    """Return how many channels got a digest, and how many got more than one."""
    messages = Counter(post.channel for post in discord.board.posts.values())
    messages.update(message.channel for message in slack.messages if message.author == BOT_USER)
    counts = [messages[subscription.target.channel] for subscription in subscriptions]
    return sum(count > 0 for count in counts), sum(count > 1 for count in counts)


async def _misrecorded(store: Database, subscriptions: list[Subscription]) -> list[str]:
    """Return the slots that are not recorded as posted exactly once."""
    wrong = []
    for subscription in subscriptions:
        past = await store.tables(DigestStorage).results(subscription.id, 5)
        if [slot.state for slot in past] != ["posted"]:
            wrong.append(f"{subscription.id} is recorded as {[(slot.state, slot.reason) for slot in past]}")
    return wrong
