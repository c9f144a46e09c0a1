"""Build facts while others go on asking, and replace them after each change of their files."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable
from typing import Final, Protocol

from bot.core.models import FactCollection
from bot.core.ports import Clock
from bot.core.storage import Storage
from bot.factfiles import FactFolder
from bot.factfiles.watcher import FactWatcher
from bot.knowledge import presentation
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching.vector_source import VectorSource

log = logging.getLogger(__name__)

SWITCH: Final = 0.001
"""Seconds after which a thread lets another run while facts are built. An answer has to wait for that many times."""


class KnowledgeBuilder(Protocol):
    """Makes knowledge from a collection."""

    def __call__(
        self, collection: FactCollection, before: Knowledge | None = None, check: Callable[[], None] = ...
    ) -> Knowledge:
        """Build it. What did not change since the knowledge `before` is taken from there.

        `check` is called now and then; what it raises ends the work.
        """
        ...


def built(build: Callable[[], Knowledge]) -> Knowledge:
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


def watch_facts(
    folder: FactFolder,
    build: KnowledgeBuilder,
    facts: CurrentKnowledge,
    vectors: VectorSource,
    storage: Storage,
    clock: Clock,
) -> FactWatcher[Knowledge]:
    """Return the watcher that replaces the facts after each change of the folder."""

    def rebuild(collection: FactCollection, check: Callable[[], None]) -> Knowledge:
        facts.rebuilding = True
        try:
            return built(lambda: build(collection, facts.knowledge, check))
        finally:
            facts.rebuilding = False

    async def use(knowledge: Knowledge) -> None:
        facts.knowledge = knowledge
        vectors.follow(knowledge.matcher)
        log.info("Reloaded the changed fact files. %s", presentation.summary(knowledge, clock.now().date()))

    return FactWatcher(folder, rebuild, use, storage, clock)
