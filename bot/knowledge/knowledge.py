"""One state of the facts, ready to answer questions, to explain answers and to find quotes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property
from threading import Lock
from typing import Any, TypeVar

from bot.core.explanation import Explanation
from bot.core.freshness import is_too_old
from bot.core.models import FactCollection, Quote, Statement
from bot.knowledge import versions
from bot.knowledge.catalogue import Catalogue
from bot.knowledge.quotes import QuoteIndex
from bot.knowledge.search import Search
from bot.knowledge.search_results import Context, SearchResult, Suggestion
from bot.matching import Thresholds
from bot.matching.languages import languages
from bot.matching.timeframes import timeframe

T = TypeVar("T")

_LANGUAGE_SAMPLE = 300
"""Number of statements from which the languages are guessed."""


class Knowledge(Catalogue):
    """A catalogue that answers questions. Immutable except for its thresholds: changed fact files give a new one."""

    def __init__(
        self,
        collection: FactCollection,
        thresholds: Thresholds,
        *,
        is_example: bool = False,
        before: Knowledge | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare a collection. It takes less time if most of it is the same as in the knowledge `before`.

        `check` is called now and then; what it raises ends the work.
        """
        super().__init__(collection, before, check)
        self.is_example = is_example
        """Whether users must be told that these are only example facts."""
        self.thresholds = thresholds
        """Replaced after calibration."""
        self._derived: dict[Callable[[Knowledge], Any], Any] = {}
        self._building: defaultdict[Callable[[Knowledge], Any], Lock] = defaultdict(Lock)
        self._choosing = Lock()

    @property
    def quotes(self) -> QuoteIndex:
        """Return the quotes by speaker and topic. Built on first use, because `factbot ask` does not need them."""
        return self.derived(_quote_index)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Return the English names of the statements' languages, most common first; empty if they are not clear."""
        step = max(1, len(self) // _LANGUAGE_SAMPLE)
        return languages(statement.text for statement in self.shown[::step])

    @cached_property
    def has_quotes(self) -> bool:
        """Return whether anybody is quoted. This does not build `quotes`."""
        return any(isinstance(statement, Quote) for statement in self.shown)

    def derived(self, build: Callable[[Knowledge], T]) -> T:
        """Return the result of `build` for this state of the facts. It is computed once and then cached.

        Who needs another result does not wait for this one.
        """
        with self._choosing:
            building = self._building[build]
        with building:
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

    def offer(self, question: str, statement_ids: Iterable[str]) -> tuple[Suggestion, ...]:
        """Return suggestions of these statements, each labelled with its question that is closest to this one."""
        return Search(self, self.thresholds, 0, None, None).offer(question, statement_ids)

    def explain(self, question: str, statement_id: str, today: dt.date | None = None) -> Explanation | None:
        """Explain why a statement was shown for a question that was asked `today`; None if it is no longer shown."""
        statement = self.any_version(statement_id)
        if statement is None:
            return None
        representative = self.representative(self.newest(statement_id))
        readings = [question]
        frame = timeframe(question, today)
        if frame and (statement_id != self.newest(statement_id) or self.is_dated(statement)):
            readings.append(frame.rest)
        why, asked = max(((self.matcher.explain(q, representative), q) for q in readings), key=lambda w: w[0].score)
        ranking = self.search(asked, 2)
        others = [match for match in ranking.matches if match.id != representative]
        return Explanation(
            question=question,
            read_as=why.repairs,
            met=why.met,
            missing=why.missing,
            closest=why.closest_question,
            statement=statement,
            score=why.score,
            threshold=self.thresholds.answer,
            runner_up=(self.best(asked, others[0].id, ranking.silenced_files).id, others[0].score) if others else None,
            likeness=why.likeness,
            veto=why.veto or self._veto(question, statement, today),
            counted=why.counted,
        )

    def _veto(self, question: str, statement: Statement, today: dt.date | None) -> str:
        """Return why a statement is no answer, though it fits the question; empty if nothing speaks against it."""
        if self.doubt(question, statement.id, today):
            return versions.OTHER_TIME
        return versions.UNCHECKED if today and is_too_old(statement, today) else ""

    def doubt(self, question: str, statement_id: str, today: dt.date | None) -> versions.Span | None:
        """Return when a statement was true, if that is not known of the time that a question names.

        The question was asked `today`.
        """
        frame, newest = timeframe(question, today), self.statement(self.newest(statement_id))
        if frame is None or newest is None:
            return None
        return versions.doubt(frame, question, statement_id, newest, self.replaces(newest), today)


def _quote_index(knowledge: Knowledge) -> QuoteIndex:
    shown = (s for s in knowledge.shown if isinstance(s, Quote))
    return QuoteIndex(shown, knowledge.find_group, knowledge.collection.aliases)
