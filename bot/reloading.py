"""Build facts while others go on asking, and replace them after each change of their files or of the store."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final, Protocol, TypeVar

from bot.core.models import FactCollection
from bot.core.outage import StoreOutage
from bot.core.ports import Clock
from bot.core.storage import Storage
from bot.curation.live import LiveEntries, SavedEntries
from bot.curation.merging import Merged, merge
from bot.curation.storage import EntryStorage
from bot.factfiles import FactFolder
from bot.factfiles.watcher import FactWatcher
from bot.knowledge import presentation
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.matching.vector_source import VectorSource

log = logging.getLogger(__name__)

T = TypeVar("T")

SWITCH: Final = 0.001
"""Seconds after which a thread lets another run while facts are built. An answer has to wait for that many times."""
LOOK_EVERY: Final = 1.0
"""Seconds between two looks at what other processes saved."""


class KnowledgeBuilder(Protocol):
    """Makes of a collection what each place sees of it."""

    def __call__(
        self, collection: FactCollection, before: KnowledgeByPlace | None = None, check: Callable[[], None] = ...
    ) -> KnowledgeByPlace:
        """Build it. What did not change since the state `before` is taken from there.

        `check` is called now and then; what it raises ends the work.
        """
        ...


class KnowledgePreparer(Protocol):
    """Builds what is otherwise built on demand, so that nobody waits for it."""

    def __call__(self, facts: KnowledgeByPlace, is_in_vain: Callable[[], bool] = ...) -> bool:
        """Build it. End early as soon as it is in vain. Return whether all was built."""
        ...


def built(build: Callable[[], T]) -> T:
    """Load and build facts so that others need not wait long for the interpreter; call it in a worker thread.

    The garbage collector is off meanwhile. It takes seconds for 100,000 facts, which have no cycles. Later collections
    leave the facts out, too.
    """
    gc.disable()
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        return build()
    finally:
        sys.setswitchinterval(interval)
        gc.freeze()
        gc.enable()


@dataclass(frozen=True, slots=True)
class BuiltFacts:
    """Facts that were built, and from what."""

    state: KnowledgeByPlace
    files: FactCollection
    saved: SavedEntries
    merged: Merged


class FactsKeeper:
    """Keeps the facts up to date with the fact files and with the entries of the store."""

    def __init__(
        self,
        build: KnowledgeBuilder,
        facts: CurrentKnowledge,
        live: LiveEntries,
        vectors: VectorSource,
        storage: Storage,
        clock: Clock,
        *,
        prepare: KnowledgePreparer | None = None,
        interval: float = LOOK_EVERY,
    ) -> None:
        """Take the facts and the entries that are in use now. `interval` is the time between two looks in seconds."""
        self._build = build
        self._facts = facts
        self._live = live
        self._vectors = vectors
        self._storage = storage
        self._clock = clock
        self._prepare = prepare
        self._prepared: KnowledgeByPlace | None = facts.state
        self._interval = interval
        self._building = Lock()
        self._used = live.files, live.saved

    def watcher(self, folder: FactFolder) -> FactWatcher[BuiltFacts]:
        """Return what replaces the facts after each change of the folder."""
        return FactWatcher(folder, self._rebuild, self._use_files, self._storage, self._clock)

    async def follow(self) -> None:
        """Replace the facts after each change in the store, until cancelled."""
        outage = StoreOutage(log, "Could not look for saved entries")
        self._live.is_followed = True
        while True:
            with outage:
                self._live.saved = await self._live.saved.read_on(self._storage.tables(EntryStorage))
            await self._catch_up()
            try:
                await asyncio.wait_for(self._live.woken.wait(), self._interval)
            except TimeoutError:
                await self._complete()
            else:
                self._live.woken.clear()

    async def _catch_up(self) -> None:
        """Build the facts until those in use are made from the newest files and entries."""
        while self._used[0] is not self._live.files or self._used[1] is not self._live.saved:
            fresh = await asyncio.to_thread(self._rebuild, self._live.files, lambda: None)
            if fresh.files is self._live.files:
                self._use(fresh)
                async with self._live.in_use:
                    self._live.in_use.notify_all()

    async def _complete(self) -> None:
        """Build the rest, unless something more was saved meanwhile. New facts answer before that."""
        state, woken = self._facts.state, self._live.woken
        if (prepare := self._prepare) and state is not self._prepared:
            is_whole = await asyncio.to_thread(built, lambda: prepare(state, woken.is_set))
            self._prepared = state if is_whole else self._prepared

    def _rebuild(self, files: FactCollection, check: Callable[[], None]) -> BuiltFacts:
        """Build the facts of these files and of the saved entries. Runs in a worker thread, one after the other."""
        with self._building:
            self._facts.rebuilding = True
            try:
                saved = self._live.saved
                merged = merge(files, saved.by_id.values())
                state = built(lambda: self._build(merged.collection, self._facts.state, check))
                return BuiltFacts(state, files, saved, merged)
            finally:
                self._facts.rebuilding = False

    async def _use_files(self, fresh: BuiltFacts) -> None:
        self._use(fresh)
        if fresh.saved is not self._live.saved:
            self._live.woken.set()
        known = presentation.summary(fresh.state.whole, self._clock.now().date())
        log.info("Reloaded the changed fact files. %s", known)

    def _use(self, fresh: BuiltFacts) -> None:
        self._live.files, self._used = fresh.files, (fresh.files, fresh.saved)
        self._live.number_in_use = fresh.saved.number
        for conflict in fresh.merged.conflicts:
            if conflict not in self._live.conflicts:
                log.warning("%s", conflict)
        self._live.conflicts = fresh.merged.conflicts
        self._facts.state = fresh.state
        self._vectors.follow(*fresh.state.matchers)
