"""One state of the facts, ready to be asked, explained and quoted from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from threading import RLock
from typing import Any, TypeVar

from bot.core import texts
from bot.core.commands import Examples
from bot.core.events import NO_EXCHANGE, Action
from bot.core.models import Collection, Quote, Statement, validity
from bot.core.replies import Button, Card, Explanation
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
"""Characters of a text from which some platform may cut it."""
_OPENING = 60
"""Characters of a quotation that stand in an example."""
_MOST_READ = 300
"""Statements of which the language is looked at."""


class Knowledge(Catalogue):
    """A catalogue that can be asked: immutable but for its thresholds, as a changed fact file makes a new one."""

    def __init__(self, collection: Collection, thresholds: Thresholds) -> None:
        super().__init__(collection)
        self.thresholds = thresholds
        """Replaced as a whole once the store was measured; everything else stays as it is."""
        self._quotes: QuoteIndex | None = None
        self._derived: dict[Callable[[Knowledge], Any], Any] = {}
        self._languages: tuple[str, ...] | None = None
        self._building = RLock()  # what is derived may need the quotations

    @property
    def quotes(self) -> QuoteIndex:
        """The quotations by speaker and topic; made when first asked for, as `factbot ask` does without."""
        with self._building:
            if self._quotes is None:
                shown = (s for s in self._shown.values() if isinstance(s, Quote))
                self._quotes = QuoteIndex(shown, self.group, self.collection.aliases)
            return self._quotes

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the statements by their English names, the commonest first; empty if that isn't clear."""
        if self._languages is None:
            step = max(1, len(self) // _MOST_READ)
            self._languages = languages(statement.text for statement in self.shown[::step])
        return self._languages

    def derived(self, build: Callable[[Knowledge], T]) -> T:
        """Give what `build` makes of this state of the facts: made once, by the first thread that asks for it."""
        with self._building:
            if build not in self._derived:
                self._derived[build] = build(self)
            made: T = self._derived[build]
            return made

    def ask(
        self, message: str, limit: int = 5, *, today: dt.date | None = None, context: Context | None = None
    ) -> SearchResult:
        """Answer a message, keeping the best `limit` candidates. Takes milliseconds of CPU: see `CurrentKnowledge.ask`.

        `today` gives "last year" its meaning; `context` is what a short question such as "and in 2024?" goes on from.
        """
        return Search(self, self.thresholds, limit, today, context).message(message)

    def explain(self, question: str, statement_id: str) -> Explanation | None:
        """Tell why a statement was shown for a question; None if the store no longer shows it."""
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
            runner_up=(self.best(asked, others[0].id, ranking.quiet).id, others[0].score) if others else None,
            likeness=why.likeness,
            veto=why.veto,
            counted=why.counted,
        )

    def card(self, statement: Statement, today: dt.date) -> Card:
        """Dress a statement for showing, without buttons but for the whole of a long text."""
        also = duplicates.other_sources(self.group(statement.id), statement, today)
        long = len(statement.text) > LONG
        whole = Button(texts.WHOLE, Action("whole", NO_EXCHANGE, statement.id)) if long else None
        return Card(statement, validity(statement, today), self.replaces(statement), also, whole)

    @property
    def examples(self) -> Examples:
        """What the examples of the help are about."""
        asked = (q for s in self._shown.values() for q in s.questions)
        quote = next((s for s in self._shown.values() if isinstance(s, Quote) and s.status == "active"), None)
        return Examples(next(asked, Examples.question), *((quote.speaker, _opening(quote.text)) if quote else ()))

    @property
    def summary(self) -> str:
        """One sentence on what is held."""
        quotes = sum(isinstance(s, Quote) for s in self._shown.values())
        facts = len(self._shown) - quotes
        sources = len({s.source for s in self._shown.values()})
        held = texts.count(facts, "fact"), texts.count(quotes, "quote"), texts.count(sources, "source")
        return "I have {} and {} from {}.".format(*held)


def _opening(text: str) -> str:
    """The first words of a text, as they stand there, without any quotation mark, which would end the example."""
    words = re.split(r"[“”„«»\"]", text, maxsplit=1)[0][:_OPENING].strip()
    if len(words) == len(text) or " " not in words:
        return words or Examples.words
    return words.rpartition(" ")[0]
