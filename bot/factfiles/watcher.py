"""Takes up changed fact files while the bot runs."""

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
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching.vector_source import VectorSource

log = logging.getLogger(__name__)

NOTE = "facts"
"""The note in which a running bot says how its facts are; `factbot doctor` reads it."""


class FactWatcher:
    """Looks at the fact folder again and again; a broken change leaves the last good state answering.

    Looking at names and times twice a second works on network drives, bind mounts and replaced folders too, where
    notifications from the operating system get lost, and costs microseconds.
    """

    def __init__(
        self,
        folder: FactFolder,
        build: Callable[[Collection], Knowledge],
        vectors: VectorSource,
        answering: CurrentKnowledge,
        digests: DigestComposer,
        store: Storage,
        clock: Clock,
        *,
        interval: float = 0.5,
    ) -> None:
        """`interval` is the time between two looks, in seconds."""
        self._folder = folder
        self._build = build
        self._vectors = vectors
        self._answering = answering
        self._digests = digests
        self._noted: Knowledge | None = None
        """The facts of which digests know what they say."""
        self._store = store
        self._clock = clock
        self._interval = interval

    async def run(self) -> None:
        """Serve until cancelled."""
        await self._note(None)
        while True:
            if await asyncio.to_thread(self._folder.changed):
                await self._take_up()
            if self._noted is not self._answering.knowledge:
                await self.note_facts()
            await asyncio.sleep(self._interval)

    async def note_facts(self) -> None:
        """Note what the facts say, for the digests; where the store is away, that is done as soon as it is back."""
        knowledge = self._answering.knowledge
        try:
            await self._digests.record(knowledge)
        except ConfigurationError as error:
            log.warning("Could not record the current facts for the digest: %s", error)
        else:
            self._noted = knowledge

    async def _take_up(self) -> None:
        try:
            knowledge = await asyncio.to_thread(lambda: self._build(self._folder.load()))
        except ConfigurationError as error:
            log.error("The fact files changed but have problems, so I keep using the previous facts:\n%s", error)
            await self._note(str(error))
        except Exception:
            log.exception("The fact files changed but could not be loaded, so I keep using the previous facts")
            await self._note("an unexpected error (see the log)")
        else:
            self._answering.knowledge = knowledge
            self._vectors.follow(knowledge.matcher)
            log.info("Reloaded the changed fact files. %s", knowledge.summary)
            await self._note(None)

    async def _note(self, problem: str | None) -> None:
        state = {"at": self._clock.now().isoformat(timespec="seconds"), "problem": problem}
        try:
            await self._store.put_note(NOTE, json.dumps(state))
        except ConfigurationError as error:  # a store that is away for a moment must not stop the facts
            log.warning("Could not record the state of the facts: %s", error)
