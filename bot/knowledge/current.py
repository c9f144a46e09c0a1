"""The current state of the facts, searched off the event loop."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

from bot.core.explanation import Explanation
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.search_results import Context, SearchResult

T = TypeVar("T")

_THREADS: Final = 2
"""Searches at once. The second one is for questions that come while a large store is searched for another."""


class CurrentKnowledge:
    """The current state of the facts, shared by all platforms. A new state replaces it between two questions."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        # More threads would not search faster, as they share one interpreter, but the event loop would wait for them.
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="search")
        self.rebuilding = False
        """Whether changed facts are being built; what can wait should leave the processor to that."""

    @property
    def knowledge(self) -> Knowledge:
        """Return the current state. Setting it replaces the state, and notes when."""
        return self._knowledge

    @knowledge.setter
    def knowledge(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._since = time.monotonic()

    @property
    def age(self) -> float:
        """Return for how many seconds this has been the current state."""
        return time.monotonic() - self._since

    async def ask(self, message: str, today: dt.date, context: Context | None = None) -> tuple[Knowledge, SearchResult]:
        """Answer a message off the event loop. Also returns the state that answered, for the rest of the reply."""
        knowledge = self.knowledge

        def ask() -> SearchResult:
            result = knowledge.ask(message, today=today, context=context)
            if result.outcome == "none":
                _ = knowledge.languages  # compute it here: the reply may name the languages
            return result

        return knowledge, await self._off_loop(ask)

    async def explain(self, question: str, statement_id: str, today: dt.date) -> Explanation | None:
        """Explain why a statement was shown for a question that was asked `today`, off the event loop."""
        return await self._off_loop(partial(self.knowledge.explain, question, statement_id, today))

    async def _off_loop(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)
