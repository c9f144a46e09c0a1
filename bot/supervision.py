"""Run the bot's background tasks. One that fails is logged, restarted after a pause, and shown by `factbot doctor`.

The state of the tasks is kept here for this process. It is also written to the store as a note for other processes.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import logging
import os
import socket
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from bot.adapters.common.retry import backoff
from bot.core.errors import StoreError
from bot.core.outage import StoreOutage
from bot.core.ports import Clock
from bot.core.storage import Storage

log = logging.getLogger(__name__)

NOTE: Final = "tasks"
"""Key of the note in the store."""

NOTE_EVERY = 30.0
"""Seconds between two notes."""

STALE = dt.timedelta(minutes=2)
"""A process whose note is older does not run any more, or hangs."""

_FORGET = dt.timedelta(minutes=5)
"""Another process removes a note that is older."""

_STABLE = 60.0
"""A task that ran for so many seconds is restarted soon if it fails."""

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0


@dataclass(frozen=True, slots=True)
class TaskState:
    """How a background task is doing. Moments are in ISO format."""

    name: str
    since: str | None = None
    """Since when it runs; None if it waits to be restarted."""
    failures: int = 0
    """How often it failed since the process started."""
    error: str = ""
    """The last error."""
    failed: str | None = None
    """When it failed last."""


@dataclass(frozen=True, slots=True)
class ProcessState:
    """The note of one process."""

    process: str
    """Its host and process id."""
    at: dt.datetime
    """When it wrote the note."""
    tasks: tuple[TaskState, ...]


class Supervisor:
    """Runs tasks until they are cancelled. No error of a task ends it for good, and no outage of the store does."""

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        *,
        note_every: float = NOTE_EVERY,
        first_pause: float = _FIRST_PAUSE,
        longest_pause: float = _LONGEST_PAUSE,
    ) -> None:
        """Set the seconds between two notes, and the first and the longest pause before a restart."""
        self._storage = storage
        self._clock = clock
        self._note_every = note_every
        self._pauses = first_pause, longest_pause
        self._process = f"{socket.gethostname()}:{os.getpid()}"
        self._states: dict[str, TaskState] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._news = asyncio.Event()

    @property
    def states(self) -> tuple[TaskState, ...]:
        """Return the present state of every task, in the order in which they were started."""
        return tuple(self._states.values())

    def start(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> asyncio.Task[None]:
        """Run `work()`, and again whenever it ends, until the returned task is cancelled."""
        if not self._tasks:
            self._tasks.append(asyncio.create_task(self._write_notes(), name="notes about tasks"))
        self._states[name] = TaskState(name, self._now())
        task = asyncio.create_task(self._keep(name, work), name=name)
        self._tasks.append(task)
        return task

    async def stop(self, patience: float) -> None:
        """Cancel all tasks, wait for them for `patience` seconds at most, and note that this process stopped."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)
        with contextlib.suppress(StoreError, TimeoutError):
            async with asyncio.timeout(2.0):
                await self._write(stopped=True)

    async def _keep(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        loop = asyncio.get_running_loop()
        pauses = backoff(*self._pauses)
        while True:
            began = loop.time()
            self._states[name] = replace(self._states[name], since=self._now())
            error = "it ended by itself"
            try:
                await work()
                log.error("The background task “%s” ended by itself", name)
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if task and task.cancelling():
                    raise
                error = "it was cancelled by itself"  # a cancelled future that it waited for
                log.exception("The background task “%s” failed", name)
            except Exception as failure:
                error = _described(failure)
                log.exception("The background task “%s” failed", name)
            if loop.time() - began >= _STABLE:
                pauses = backoff(*self._pauses)
            pause = next(pauses)
            log.info("The background task “%s” restarts in %.1f s", name, pause)
            failures = self._states[name].failures + 1
            self._states[name] = TaskState(name, None, failures, error, self._now())
            self._news.set()
            await asyncio.sleep(pause)

    async def _write_notes(self) -> None:
        """Write the note regularly, and soon after every failure."""
        problem = "Could not note how the background tasks are doing"
        outage = StoreOutage(log, problem)
        while True:
            self._news.clear()
            try:
                with outage:
                    await self._write()
            except Exception:
                log.exception("%s", problem)
            if outage.lasts:
                await asyncio.sleep(self._note_every)
            else:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), self._note_every)

    async def _write(self, *, stopped: bool = False) -> None:
        """Replace this process in the note, and remove those that are long gone. Raises StoreError."""
        now = self._clock.now()
        noted = _parsed(await self._storage.note(NOTE))
        processes = {each.process: each for each in noted if now - each.at < _FORGET}
        processes.pop(self._process, None)
        if not stopped:
            processes[self._process] = ProcessState(self._process, now, self.states)
        written = {
            each.process: {"at": each.at.isoformat(), "tasks": [asdict(task) for task in each.tasks]}
            for each in processes.values()
        }
        await self._storage.put_note(NOTE, json.dumps(written))

    def _now(self) -> str:
        return self._clock.now().isoformat(timespec="seconds")


async def read_processes(storage: Storage) -> tuple[ProcessState, ...]:
    """Read the notes of the processes on a store that were not stopped. Raises StoreError."""
    return _parsed(await storage.note(NOTE))


def _parsed(text: str | None) -> tuple[ProcessState, ...]:
    """Read a note; leave out what another version wrote in another form."""
    try:
        noted = json.loads(text or "{}")
        return tuple(_processes(noted))
    except (ValueError, TypeError, KeyError, AttributeError):
        return ()


def _processes(noted: Mapping[str, Any]) -> Iterator[ProcessState]:
    for process, state in noted.items():
        tasks = tuple(TaskState(**task) for task in state["tasks"])
        yield ProcessState(process, dt.datetime.fromisoformat(state["at"]), tasks)


def _described(error: BaseException) -> str:
    """Return the kind and the first line of an error. Of a group, take the first error."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    lines = str(error).splitlines()
    return f"{type(error).__name__}: {lines[0][:300]}" if lines else type(error).__name__
