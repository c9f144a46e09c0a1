"""Reload changed fact files while the bot runs."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable

from bot.core.errors import ConfigurationError
from bot.core.models import Collection
from bot.core.ports import Clock
from bot.core.storage import Storage
from bot.factfiles import FactFolder
from bot.features.digest.composer import DigestComposer
from bot.knowledge import presentation
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching.vector_source import VectorSource

log = logging.getLogger(__name__)

NOTE = "facts"
"""Key of the note with the state of a running bot's facts; `factbot doctor` reads it."""


class FactWatcher:
    """Polls the fact folder. After a faulty change the bot keeps answering from the last good state.

    Polling names and times twice a second costs microseconds. It also works on network drives, bind mounts and replaced
    folders, for which notifications from the operating system get lost.
    """

    def __init__(
        self,
        folder: FactFolder,
        build: Callable[[Collection], Knowledge],
        vectors: VectorSource,
        facts: CurrentKnowledge,
        digests: DigestComposer,
        store: Storage,
        clock: Clock,
        *,
        interval: float = 0.5,
    ) -> None:
        """Take the parts of the bot that change with the facts. `interval` is the polling interval in seconds."""
        self._folder = folder
        self._build = build
        self._vectors = vectors
        self._facts = facts
        self._digests = digests
        self._recorded: Knowledge | None = None
        """The facts that were last recorded for the digests."""
        self._store = store
        self._clock = clock
        self._interval = interval

    async def run(self) -> None:
        """Watch until cancelled."""
        await self._put_state(None)
        while True:
            if await asyncio.to_thread(self._folder.changed):
                await self._reload()
            if self._recorded is not self._facts.knowledge:
                await self.record_facts()
            await asyncio.sleep(self._interval)

    async def record_facts(self) -> None:
        """Record the current facts for the digests. If the store can't be reached, `run` tries again."""
        knowledge = self._facts.knowledge
        try:
            await self._digests.record(knowledge)
        except ConfigurationError as error:
            log.warning("Could not record the current facts for the digest: %s", error)
        else:
            self._recorded = knowledge

    async def _reload(self) -> None:
        try:
            knowledge = await asyncio.to_thread(lambda: self._build(self._folder.load()))
        except ConfigurationError as error:
            log.error("The fact files changed but have problems, so I keep using the previous facts:\n%s", error)
            await self._put_state(str(error))
        except Exception:
            log.exception("The fact files changed but could not be loaded, so I keep using the previous facts")
            await self._put_state("an unexpected error (see the log)")
        else:
            self._facts.knowledge = knowledge
            self._vectors.follow(knowledge.matcher)
            log.info("Reloaded the changed fact files. %s", presentation.summary(knowledge))
            await self._put_state(None)

    async def _put_state(self, problem: str | None) -> None:
        state = {"at": self._clock.now().isoformat(timespec="seconds"), "problem": problem}
        try:
            await self._store.put_note(NOTE, json.dumps(state))
        except ConfigurationError as error:  # an outage of the store must not stop the watcher
            log.warning("Could not record the state of the facts: %s", error)
