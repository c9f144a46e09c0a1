"""What is known about the running bot, and whether it can answer questions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from bot.core.metrics import Metrics
from bot.core.ports import Platform
from bot.knowledge.current import CurrentKnowledge

Tasks: TypeAlias = Callable[[], Mapping[str, tuple[int, int]]]
"""Returns for each background task, by name, how many of it run now, and how often it failed."""


class Store(Protocol):
    """The store, as `bot.storage.fallback` offers it: what it reads may come from memory."""

    @property
    def problem(self) -> str | None:
        """Return why the database is away, or None if it isn't."""
        ...

    async def note(self, key: str) -> str | None:
        """Read from the database, and find out whether it is away."""
        ...


STORE_PATIENCE = 2.0
"""Seconds after which a store that does not answer counts as away."""
_UNUSED_NOTE = "monitoring"


@dataclass(slots=True)
class BotStatus:
    """Filled in while the bot starts. Until then it is not ready."""

    metrics: Metrics = field(default_factory=Metrics)
    platforms: Sequence[Platform] = ()
    """Every platform that is configured."""
    facts: CurrentKnowledge | None = None
    store: Store | None = None
    tasks: Tasks = dict
    stopping: bool = False
    _check: asyncio.Task[Any] | None = field(default=None, init=False)
    """The last check of the store. It may go on while the store hangs, so that checks don't pile up."""

    def started(
        self,
        metrics: Metrics,
        platforms: Sequence[Platform],
        facts: CurrentKnowledge,
        store: Store,
        tasks: Tasks,
    ) -> None:
        """Fill in what there is after the start."""
        self.metrics, self.platforms, self.facts, self.store = metrics, platforms, facts, store
        self.tasks = tasks

    @property
    def statements(self) -> int:
        """Return the number of facts and quotes that are loaded."""
        return len(self.facts.whole.shown) if self.facts else 0

    @property
    def is_ready(self) -> bool:
        """Return whether questions are answered: there are facts, and one platform at least is connected.

        The store may be away, because questions are answered from memory.
        """
        return not self.stopping and self.statements > 0 and any(platform.connected for platform in self.platforms)

    async def store_is_reachable(self) -> bool:
        """Read from the database, and return whether it answers in `STORE_PATIENCE` seconds.

        While the bot stops, nothing is read, and the last result counts.
        """
        if self.store is None:
            return False
        if self.stopping:  # it is closed soon, which is no failure
            return self.store.problem is None
        if self._check is None or self._check.done():
            self._check = asyncio.create_task(self._read(self.store))
        done, _ = await asyncio.wait({self._check}, timeout=STORE_PATIENCE)
        return bool(done) and self._check.result()

    async def _read(self, store: Store) -> bool:
        try:
            await store.note(_UNUSED_NOTE)
        except Exception:
            return False
        return store.problem is None


def states(tasks: Sequence[asyncio.Task[None]]) -> Mapping[str, tuple[int, int]]:
    """Return for each task, by name, whether it runs (0 or 1) and whether it failed (0 or 1)."""
    return {task.get_name(): (int(not task.done()), int(_failed(task))) for task in tasks}


def _failed(task: asyncio.Task[None]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is not None
