"""One state of the facts, ready to answer questions, to explain answers and to find quotes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from threading import RLock
from typing import Any, TypeVar

from bot.core import texts
from bot.core.commands import Examples
from bot.core.document import Button
from bot.core.events import NO_EXCHANGE, Action
from bot.core.explanation import Explanation
from bot.core.models import Collection, Quote, Statement, validity
from bot.core.replies import Card
from bot.knowledge import duplicates
from bot.knowledge.catalogue import Catalogue
from bot.knowledge.quotes import QuoteIndex
from bot.knowledge.search import Search
from bot.knowledge.search_results import Context, SearchResult
from bot.matching import Thresholds
from bot.matching.languages import languages
from bot.matching.timeframes import timeframe

T = TypeVar("T")

LONG = 1_000
"""Number of characters above which some platform may cut a text."""
_MAX_EXAMPLE = 60
"""Maximum characters of a quote in an example of the help."""
_LANGUAGE_SAMPLE = 300
"""Number of statements from which the languages are guessed."""


class Knowledge(Catalogue):
    """A catalogue that answers questions. Immutable except for its thresholds: changed fact files give a new one."""

    def __init__(self, collection: Collection, thresholds: Thresholds) -> None:
        super().__init__(collection)
        self.thresholds = thresholds
        """Replaced after calibration."""
        self._quotes: QuoteIndex | None = None
        self._derived: dict[Callable[[Knowledge], Any], Any] = {}
        self._languages: tuple[str, ...] | None = None
        self._building = RLock()  # reentrant, because `derived` may need `quotes`

    @property
    def quotes(self) -> QuoteIndex:
        """Return the quotes by speaker and topic. Built on first use, because `factbot ask` does not need them."""
        with self._building:
            if self._quotes is None:
                shown = (s for s in self._shown.values() if isinstance(s, Quote))
                self._quotes = QuoteIndex(shown, self.group, self.collection.aliases)
            return self._quotes

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the English names of the statements' languages, most common first; empty if they are not clear."""
        if self._languages is None:
            step = max(1, len(self) // _LANGUAGE_SAMPLE)
            self._languages = languages(statement.text for statement in self.shown[::step])
        return self._languages

    def derived(self, build: Callable[[Knowledge], T]) -> T:
        """Return the result of `build` for this state of the facts. It is computed once and then cached."""
        with self._building:
            if build not in self._derived:
                self._derived[build] = build(self)
            result: T = self._derived[build]
            return result

    def ask(
        self, message: str, limit: int = 5, *, today: dt.date | None = None, context: Context | None = None
    ) -> SearchResult:
        """Answer a message, and keep the best `limit` candidates. Takes milliseconds: see `CurrentKnowledge.ask`.

        `today` resolves expressions such as "last year". `context` resolves follow-up questions such as "and in 2024?".
        """
        return Search(self, self.thresholds, limit, today, context).message(message)

    def explain(self, question: str, statement_id: str) -> Explanation | None:
        """Explain why a statement was shown for a question; None if it is no longer shown."""
        if self.any_version(statement_id) is None:
            return None
        representative = self.representative(self.newest(statement_id))
        readings = [question]
        if statement_id != self.newest(statement_id) or self.replaces(self._shown[statement_id]):
            readings += [frame.rest] if (frame := timeframe(question)) else []
        why, asked = max(((self.matcher.explain(q, representative), q) for q in readings), key=lambda w: w[0].score)
        ranking = self.search(asked, 2)
        others = [match for match in ranking.matches if match.id != representative]
        return Explanation(
            question=question,
            read_as=why.repairs,
            met=why.met,
            missing=why.missing,
            closest=why.closest_question,
            statement_id=statement_id,
            score=why.score,
            threshold=self.thresholds.answer,
            runner_up=(self.best(asked, others[0].id, ranking.silenced_files).id, others[0].score) if others else None,
            likeness=why.likeness,
            veto=why.veto,
            counted=why.counted,
        )

    def card(self, statement: Statement, today: dt.date) -> Card:
        """Make the card of a statement. A long text gets a button that shows all of it."""
        also = duplicates.other_sources(self.group(statement.id), statement, today)
        long = len(statement.text) > LONG
        whole = Button(texts.WHOLE, Action("whole", NO_EXCHANGE, statement.id)) if long else None
        return Card(statement, validity(statement, today), self.replaces(statement), also, whole)

    @property
    def examples(self) -> Examples:
        """Choose a question, a speaker and the first words of a quote for the examples of the help."""
        questions = (q for s in self._shown.values() for q in s.questions)
        quote = next((s for s in self._shown.values() if isinstance(s, Quote) and s.status == "active"), None)
        return Examples(next(questions, Examples.question), *((quote.speaker, _opening(quote.text)) if quote else ()))

    @property
    def summary(self) -> str:
        """Write one sentence with the numbers of facts, quotes and sources."""
        quotes = sum(isinstance(s, Quote) for s in self._shown.values())
        facts = len(self._shown) - quotes
        sources = len({s.source for s in self._shown.values()})
        counts = texts.count(facts, "fact"), texts.count(quotes, "quote"), texts.count(sources, "source")
        return "I have {} and {} from {}.".format(*counts)


def _opening(text: str) -> str:
    """Return the first words of a text up to any quotation mark, which would end the example."""
    words = re.split(r"[“”„«»\"]", text, maxsplit=1)[0][:_MAX_EXAMPLE].strip()
    if len(words) == len(text) or " " not in words:
        return words or Examples.words
    return words.rpartition(" ")[0]
