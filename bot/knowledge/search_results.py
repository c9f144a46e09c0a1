"""What a question, or a message of several, led to."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.exchanges import Outcome
from bot.core.models import Statement
from bot.knowledge import smalltalk
from bot.matching import Match


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A statement that may be meant, with the one of its questions that comes closest to what was asked."""

    statement: Statement
    label: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a question led to; of a message that asks several, what all of them led to together."""

    question: str
    """As it was asked."""
    outcome: Outcome
    ranked: tuple[Match, ...] = ()
    """The best candidates whatever the outcome, best first."""
    answer: Statement | None = None
    """Of a message that asks several, the first answer."""
    suggestions: tuple[Suggestion, ...] = ()
    smalltalk: smalltalk.Kind | None = None
    """What was said speaks of the bot or to it and asks no fact; the outcome is "none" then."""
    silent: bool = False
    """A file that may answer lists the question, or one as near, under `stay_silent`; the outcome is "none" then."""
    read_as: str = ""
    """How a question that goes on from another was read; empty if it was read as it stands."""
    parts: tuple[SearchResult, ...] = ()
    """Of a message that asks several: what each question led to, in their order; empty if it asks one."""

    @property
    def score(self) -> float:
        """Of the best candidate; 0 if there is none."""
        return max((match.score for match in self.ranked), default=0.0)

    @property
    def each(self) -> tuple[SearchResult, ...]:
        """What each question led to: the parts, or this alone."""
        return self.parts or (self,)

    @property
    def answers(self) -> tuple[Statement, ...]:
        """Every answer, in the order of the questions."""
        return tuple(part.answer for part in self.each if part.answer)


@dataclass(frozen=True, slots=True)
class Context:
    """What was spoken of before a question: the last question that got an answer, and that answer."""

    question: str
    """As it was read; empty if a command asked no question."""
    answer: Statement


def together(question: str, parts: tuple[SearchResult, ...], limit: int) -> SearchResult:
    """Put what the questions of one message led to into one result, with at most `limit` candidates."""
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
