"""The current state of the facts, searched off the event loop."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

from bot.core.audience import Places, places_of
from bot.core.events import Target
from bot.core.explanation import Explanation
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.search_results import Context, SearchResult

T = TypeVar("T")

_THREADS: Final = 2
"""Searches at once. The second one is for questions that come while a large store is searched for another."""


class CurrentKnowledge:
    """The current state of the facts, shared by all platforms. A new state replaces it between two questions.

    What people see comes from `at`, or from `ask` and `explain`, which name the place. All else is for the operator.
    """

    def __init__(self, state: KnowledgeByPlace, *, seen_from: Target | None = None) -> None:
        """Begin with a state. With `seen_from`, everybody sees what is seen in that place, wherever they are."""
        self.state = state
        self._seen_from = seen_from
        # More threads would not search faster, as they share one interpreter, but the event loop would wait for them.
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="search")
        self.rebuilding = False
        """Whether changed facts are being built; what can wait should leave the processor to that."""

    @property
    def state(self) -> KnowledgeByPlace:
        """Return the current state. Setting it replaces the state, and notes when."""
        return self._state

    @state.setter
    def state(self, state: KnowledgeByPlace) -> None:
        self._state = state
        self._since = time.monotonic()

    @property
    def age(self) -> float:
        """Return for how many seconds this has been the current state."""
        return time.monotonic() - self._since

    @property
    def whole(self) -> Knowledge:
        """Return all facts, for what nobody but operators sees."""
        return self._state.whole

    @property
    def public(self) -> Knowledge:
        """Return what everybody may see, for what is shown in no place."""
        return self._state.public

    def at(self, target: Target) -> Knowledge:
        """Return what may be seen in a place."""
        return self._state.at(self._seen_from or target)

    def sees_all(self, target: Target, there: Places) -> bool:
        """Return whether a place sees everything that the one with the names `there` does."""
        return self._seen_from is not None or self._state.sees_all(places_of(target), there)

    async def ask(
        self, target: Target, message: str, today: dt.date, context: Context | None = None
    ) -> tuple[Knowledge, SearchResult]:
        """Answer a message in a place, off the event loop. Also returns what answered, for the rest of the reply."""
        knowledge = self.at(target)

        def ask() -> SearchResult:
            result = knowledge.ask(message, today=today, context=context)
            if result.outcome == "none":
                _ = knowledge.languages  # compute it here: the reply may name the languages
            return result

        return knowledge, await self._off_loop(ask)

    async def explain(self, target: Target, question: str, statement_id: str, today: dt.date) -> Explanation | None:
        """Explain why a statement was shown in a place for a question that was asked `today`, off the event loop."""
        return await self._off_loop(partial(self.at(target).explain, question, statement_id, today))

    async def _off_loop(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)
