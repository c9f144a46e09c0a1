"""The results of a search for one question or a message of several."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.exchanges import Outcome
from bot.core.models import Statement
from bot.knowledge import smalltalk
from bot.matching import Match


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A statement that may be meant, labelled with its question that is closest to the one asked."""

    statement: Statement
    label: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of a question, or the combined result of a message with several questions."""

    question: str
    """The question as asked."""
    outcome: Outcome
    ranked: tuple[Match, ...] = ()
    """The best candidates, best first, for every outcome."""
    answer: Statement | None = None
    """The answer; the first one if there were several questions."""
    suggestions: tuple[Suggestion, ...] = ()
    smalltalk: smalltalk.Kind | None = None
    """The kind of small talk, if the message asks for no fact; then the outcome is "none"."""
    silent: bool = False
    """Whether a negative example (`stay_silent`) of the file forbids an answer; then the outcome is "none"."""
    read_as: str = ""
    """The full reading of a follow-up question; empty if the question was read without context."""
    parts: tuple[SearchResult, ...] = ()
    """The result of each question of a message, in order; empty if there is only one question."""

    @property
    def score(self) -> float:
        """Return the score of the best candidate; 0 if there is none."""
        return max((match.score for match in self.ranked), default=0.0)

    @property
    def each(self) -> tuple[SearchResult, ...]:
        """Return the result of each question: the parts, or only this result if there are none."""
        return self.parts or (self,)

    @property
    def answers(self) -> tuple[Statement, ...]:
        """Return every answer, in the order of the questions."""
        return tuple(part.answer for part in self.each if part.answer)


@dataclass(frozen=True, slots=True)
class Context:
    """The context of a follow-up question: the last question with an answer, and that answer."""

    question: str
    """The question as understood; empty if the answer came from a command without a question."""
    answer: Statement


def together(question: str, parts: tuple[SearchResult, ...], limit: int) -> SearchResult:
    """Combine the results of the questions of one message, with at most `limit` candidates."""
    answers = [part.answer for part in parts if part.answer]
    ids = {answer.id for answer in answers}
    offered = {s.statement.id: s for part in parts for s in part.suggestions if s.statement.id not in ids}
    best: dict[str, Match] = {}
    for match in sorted((match for part in parts for match in part.ranked), key=lambda match: -match.score):
        best.setdefault(match.id, match)
    return SearchResult(
        question,
        "answer" if answers else "suggestions" if offered else "none",
        tuple(best.values())[:limit],
        answers[0] if answers else None,
        tuple(offered.values()),
        read_as=next((part.read_as for part in parts if part.read_as), ""),
        parts=parts,
    )
