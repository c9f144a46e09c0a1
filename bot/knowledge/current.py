"""The current state of the facts, searched off the event loop."""

from __future__ import annotations

import asyncio
import datetime as dt

from bot.core.explanation import Explanation
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.search_results import Context, SearchResult


class CurrentKnowledge:
    """The current state of the facts, shared by all platforms. A new state replaces it between two questions."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    async def ask(self, message: str, today: dt.date, context: Context | None = None) -> tuple[Knowledge, SearchResult]:
        """Answer a message off the event loop. Also returns the state that answered, for the rest of the reply."""
        knowledge = self.knowledge

        def ask() -> SearchResult:
            result = knowledge.ask(message, today=today, context=context)
            if result.outcome == "none":
                _ = knowledge.languages  # compute it here: the reply may name the languages
            return result

        return knowledge, await asyncio.to_thread(ask)

    async def explain(self, question: str, statement_id: str) -> Explanation | None:
        """Explain why a statement was shown, off the event loop."""
        return await asyncio.to_thread(self.knowledge.explain, question, statement_id)
