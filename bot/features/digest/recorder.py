"""Record what every statement says, so that digests can find what is new."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Mapping

from bot.core.clock_watch import ClockWatch
from bot.core.outage import StoreOutage
from bot.core.storage import Storage
from bot.features.digest.changes import snapshot
from bot.features.digest.storage import ChangeStorage
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge

log = logging.getLogger(__name__)

_LONGEST_PAUSE = 10.0
"""Seconds between two attempts while the store is away. With many facts, each attempt takes seconds."""


class ChangeRecorder:
    """Records each state of the facts, once. Only one call of its methods does so at a time."""

    def __init__(
        self,
        facts: CurrentKnowledge,
        storage: Storage,
        *,
        watch: ClockWatch | None = None,
        interval: float = 0.5,
    ) -> None:
        """Set the time between two checks for changed facts, in seconds. `watch` says if the clock can be trusted."""
        self._facts = facts
        self._changes = storage.tables(ChangeStorage)
        self._watch = watch
        self._interval = interval
        self._outage = StoreOutage(log, "Could not record the current facts for the digest")
        self._recorded: Knowledge | None = None
        self._hashes: dict[str, int] = {}
        """Hash of what was last recorded of each statement, by id. Of many facts, few change at once."""
        self._recording = asyncio.Lock()
        self._first = asyncio.Event()

    async def run(self) -> None:
        """Record the facts, and each of their changes, until cancelled.

        This waits while the clock can't be trusted. A wrong date would keep a change from the next digests.
        """
        pause = self._interval
        while True:
            if self._watch is None or self._watch.now():
                await self.try_record()
            pause = min(2 * pause, _LONGEST_PAUSE) if self._outage.lasts else self._interval
            await asyncio.sleep(pause)

    async def recorded(self) -> None:
        """Wait until the facts were recorded once since the start."""
        await self._first.wait()

    def forget(self) -> None:
        """Record everything again, because the store may have other contents now."""
        self._recorded = None
        self._hashes = {}

    async def try_record(self) -> None:
        """Record the current facts, if they are not recorded yet. If the store can't be reached, log that once."""
        with self._outage:
            await self.record()

    async def record(self) -> None:
        """Record the current facts, if they are not recorded yet. Raises StoreError.

        In an empty store, a statement counts as added on the day on which its source was published.
        """
        async with self._recording:
            knowledge, hashes = self._facts.whole, self._hashes
            if knowledge is not self._recorded:
                differing, first = await asyncio.to_thread(_differing, knowledge, hashes, self._recorded)
                await self._changes.record_statements(differing, first)
                hashes |= {i: hash(text) for i, text in differing.items()}
                if hashes is self._hashes:  # else it was told to forget
                    self._recorded = knowledge
            self._first.set()


def _differing(
    knowledge: Knowledge, hashes: Mapping[str, int], before: Knowledge | None
) -> tuple[dict[str, str], dict[str, dt.datetime]]:
    """Return what each statement says whose hash is another one, and when its source was published, by id.

    Most statements are the same as in the knowledge `before`, which was recorded.
    """
    midnight = dt.time(tzinfo=dt.UTC)
    states: dict[str, str] = {}
    first: dict[str, dt.datetime] = {}
    for statement in knowledge.shown:
        same = before is not None and before.statement(statement.id) is statement
        if before and same and knowledge.replaces(statement) == before.replaces(statement):
            continue
        text = snapshot(statement, knowledge)
        if hashes.get(statement.id) != hash(text):
            states[statement.id] = text
            first[statement.id] = dt.datetime.combine(statement.source.published, midnight)
    return states, first
