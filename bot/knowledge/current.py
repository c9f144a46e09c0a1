"""The facts of the moment, asked off the event loop."""

from __future__ import annotations

import asyncio
import datetime as dt

from bot.core.replies import Explanation
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.search_results import Context, SearchResult


class CurrentKnowledge:
    """The facts of the moment, shared by all platforms; a new state replaces the old between two questions."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    async def ask(self, message: str, today: dt.date, context: Context | None = None) -> tuple[Knowledge, SearchResult]:
        """Answer a message off the event loop; the state that answered comes along, so that all parts agree."""
        knowledge = self.knowledge

        def ask() -> SearchResult:
            result = knowledge.ask(message, today=today, context=context)
            if result.outcome == "none":
                _ = knowledge.languages  # of which the reply may tell
            return result

        return knowledge, await asyncio.to_thread(ask)

    async def explain(self, question: str, statement_id: str) -> Explanation | None:
        """Tell why a statement was shown, off the event loop."""
        return await asyncio.to_thread(self.knowledge.explain, question, statement_id)
