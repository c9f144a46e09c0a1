"""Work on events: many tasks at once, a bounded queue behind them, and a word about what is left out.

Interactions come before messages, because somebody looks at a waiting sign. No channel can take all the places.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeAlias

from bot.core.errors import DeliveryError

log = logging.getLogger(__name__)

_MOST_REFUSALS: Final = 100

Work: TypeAlias = Callable[[], Coroutine[None, None, None]]
"""Starts the work on one event. The work handles its own errors."""
LeaveOut: TypeAlias = Callable[[], None]
"""Called instead, if the event is left out."""


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """How much is done at once, and how much may wait."""

    at_once: int = 100
    """Tasks for messages that run at once. Most of them wait for the platform."""
    per_channel: int = 3
    """Tasks for messages of one channel that run at once."""
    waiting: int = 500
    """Messages that may wait. If there are more, the oldest is left out."""
    urgent_at_once: int = 100
    """Tasks for interactions that run at once."""
    urgent_waiting: int = 500
    """Interactions that may wait."""
    late_after: float = 90.0
    """Seconds after which a message that still waits is left out, because its answer would come too late."""


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work
    leave_out: LeaveOut
    since: float
    """When it was added, on the clock of the event loop."""


class WorkQueue:
    """Starts the work on events, in the order in which they came, as far as the limits allow it."""

    def __init__(self, limits: WorkLimits) -> None:
        self._limits = limits
        self._urgent: deque[_Job] = deque()
        self._channels: dict[str, deque[_Job]] = {}
        """Waiting messages by channel. The channel whose turn it is comes first."""
        self._waiting = 0
        self._running: Counter[str] = Counter()
        """Tasks for messages that run, by channel."""
        self._tasks: dict[asyncio.Task[None], str | None] = {}
        """Every task that runs, with the channel of its message; None for an interaction."""
        self._refusing: set[asyncio.Task[None]] = set()
        """Tasks that tell somebody that there is too much to do."""

    @property
    def is_busy(self) -> bool:
        """Return whether something waits, so that new work does not start at once."""
        return bool(self._waiting or self._urgent)

    @property
    def waiting(self) -> int:
        """Return how many events wait."""
        return self._waiting + len(self._urgent)

    def add_urgent(self, work: Work, refuse: Work | None = None) -> None:
        """Add the work on an interaction. If it is left out, `refuse` says so to the person."""
        self._urgent.append(_Job(work, partial(self._refuse, refuse), _now()))
        if len(self._urgent) > self._limits.urgent_waiting:
            self._urgent.popleft().leave_out()
        self._start_more()

    def add(self, channel: str, work: Work, leave_out: LeaveOut) -> None:
        """Add the work on a message of a channel."""
        self._channels.setdefault(channel, deque()).append(_Job(work, leave_out, _now()))
        self._waiting += 1
        if self._waiting > self._limits.waiting:
            oldest = min(self._channels, key=lambda channel: self._channels[channel][0].since)
            self._take(oldest).leave_out()
        self._start_more()

    async def finish(self) -> None:
        """Wait until all work is done. If this is cancelled, cancel the tasks, and leave the rest as it is."""
        try:
            while self._tasks:
                await asyncio.wait(self._tasks)
        except asyncio.CancelledError:
            self._urgent.clear()
            self._channels.clear()
            self._waiting = 0
            running = list(self._tasks)
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            raise

    def _refuse(self, refuse: Work | None) -> None:
        """Start to tell somebody that there is too much to do, unless many are told already."""
        if refuse and len(self._refusing) < _MOST_REFUSALS:
            task = asyncio.create_task(refuse())
            self._refusing.add(task)
            task.add_done_callback(self._refusing.discard)

    def _start_more(self) -> None:
        messages = self._running.total()
        while self._urgent and len(self._tasks) - messages < self._limits.urgent_at_once:
            self._start(self._urgent.popleft(), None)
        while messages < self._limits.at_once and (channel := self._next_channel()) is not None:
            job = self._take(channel)
            if _now() - job.since > self._limits.late_after:
                job.leave_out()
            else:
                self._start(job, channel)
                messages += 1

    def _next_channel(self) -> str | None:
        """Return the channel whose turn it is, without those that have enough tasks."""
        return next((c for c in self._channels if self._running[c] < self._limits.per_channel), None)

    def _take(self, channel: str) -> _Job:
        """Take the first job of a channel, and move the channel to the end of the line."""
        jobs = self._channels.pop(channel)
        job = jobs.popleft()
        if jobs:
            self._channels[channel] = jobs
        self._waiting -= 1
        return job

    def _start(self, job: _Job, channel: str | None) -> None:
        task = asyncio.create_task(job.work())
        self._tasks[task] = channel
        if channel is not None:
            self._running[channel] += 1
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        channel = self._tasks.pop(task)
        if channel is not None:
            self._running[channel] -= 1
            if not self._running[channel]:
                del self._running[channel]
        self._start_more()


async def logged(platform: str, work: Coroutine[Any, Any, object]) -> None:
    """Wait for the work on an event, and log its errors."""
    try:
        await work
    except DeliveryError as error:
        log.error("Could not answer an event from %s: %s", platform, error)
    except Exception:
        log.exception("Could not handle an event from %s", platform)


def _now() -> float:
    return asyncio.get_running_loop().time()
