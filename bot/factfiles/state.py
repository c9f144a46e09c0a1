"""The note that a running bot leaves in the store about its facts, for `factbot doctor`."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from typing import Final

from bot.core.outage import StoreOutage
from bot.core.ports import Clock
from bot.core.storage import Storage

log = logging.getLogger(__name__)

NOTE: Final = "facts"
"""Key of the note in the store."""


@dataclass(frozen=True, slots=True)
class FactsState:
    """The result of the last time that a running bot loaded the fact files."""

    at: str
    """When that was, in ISO format."""
    problem: str | None
    """Why the bot kept using the previous facts; None if it loaded the files."""

    async def save(self, storage: Storage) -> None:
        """Store the note in place of the last one. Raises StoreError."""
        await storage.put_note(NOTE, json.dumps(asdict(self)))

    @classmethod
    async def read(cls, storage: Storage) -> FactsState | None:
        """Read the last note; None if no bot ran on this store. Raises StoreError."""
        text = await storage.note(NOTE)
        if not text:
            return None
        state = json.loads(text)
        return cls(state["at"], state["problem"])


class StateKeeper:
    """Keeps the note up to date. While the store is away, it tries again now and then."""

    def __init__(self, storage: Storage, clock: Clock, *, retry: float) -> None:
        """Set the seconds between two attempts."""
        self._storage = storage
        self._clock = clock
        self._retry = retry
        self._state = FactsState(clock.now().isoformat(timespec="seconds"), None)
        self._outage = StoreOutage(log, "Could not record the state of the facts")
        self._due: float | None = 0.0

    @property
    def problem(self) -> str | None:
        """Return the problem that was noted last."""
        return self._state.problem

    def set(self, problem: str | None) -> None:
        """Note a problem, or that there is none; `save` stores it."""
        self._state = FactsState(self._clock.now().isoformat(timespec="seconds"), problem)
        self._due = 0.0

    async def save(self, now: float) -> None:
        """Store the note if it is not stored yet. `now` is in seconds of a clock that only goes forward."""
        if self._due is None or now < self._due:
            return
        state, self._due = self._state, now + self._retry
        with self._outage:  # it must not stop the watcher
            await state.save(self._storage)
            self._due = None if state is self._state else 0.0
