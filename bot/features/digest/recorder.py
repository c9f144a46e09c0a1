"""Record what every statement says, so that digests can find what is new."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging

from bot.core.errors import StoreError
from bot.core.storage import Storage
from bot.features.digest.contents import snapshot
from bot.features.digest.storage import ChangeStorage
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge

log = logging.getLogger(__name__)


class ChangeRecorder:
    """Records each state of the facts, once."""

    def __init__(self, facts: CurrentKnowledge, storage: Storage, *, interval: float = 0.5) -> None:
        """Set the time between two checks for changed facts, in seconds."""
        self._facts = facts
        self._changes = storage.tables(ChangeStorage)
        self._interval = interval
        self._recorded: Knowledge | None = None
        self._hashes: dict[str, int] = {}
        """Hash of what was last recorded of each statement, by id. Of many facts, few change at once."""

    async def run(self) -> None:
        """Record every change of the facts until cancelled."""
        while True:
            await asyncio.sleep(self._interval)
            await self.try_record()

    async def try_record(self) -> None:
        """Record the current facts, if they are not recorded yet. If the store can't be reached, log that."""
        try:
            await self.record()
        except StoreError as error:
            log.warning("Could not record the current facts for the digest: %s", error)

    async def record(self) -> None:
        """Record the current facts, if they are not recorded yet. Raises StoreError.

        In an empty store, a statement counts as added on the day on which its source was published.
        """
        knowledge = self._facts.knowledge
        if knowledge is self._recorded:
            return
        states, first = await asyncio.to_thread(_states, knowledge)
        differing = {i: text for i, text in states.items() if self._hashes.get(i) != hash(text)}
        await self._changes.record_statements(differing, first)
        self._hashes |= {i: hash(text) for i, text in differing.items()}
        self._recorded = knowledge


def _states(knowledge: Knowledge) -> tuple[dict[str, str], dict[str, dt.datetime]]:
    """Return what each statement says, and when its source was published, by id."""
    midnight = dt.time(tzinfo=dt.UTC)
    states = {statement.id: snapshot(statement, knowledge) for statement in knowledge.shown}
    first = {s.id: dt.datetime.combine(s.source.published, midnight) for s in knowledge.shown}
    return states, first
