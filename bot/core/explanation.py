"""Why a statement was chosen: the reasons in words for readers, and the figures behind them for curators."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.core.controls import Button, Link
from bot.core.document import Actions, Document, Panel, Text
from bot.core.models import Quote, Statement
from bot.core.shorten import label, shorten
from bot.core.statements import source

NEARLY_THE_SAME: Final = 0.8
"""Similarity from which a question is called nearly the same as a listed one."""
SURE: Final = 0.9
"""Score from which an answer is called sure; the others are fairly sure."""
_LONGEST_QUESTION, _LONGEST_WORD, _MOST_CORRECTED = 200, 40, 5


@dataclass(frozen=True, slots=True)
class Explanation:
    """The reasons for which a statement was chosen."""

    question: str
    """The question that was looked up."""
    read_as: tuple[tuple[str, str], ...]
    """Corrected words: (typed, read as)."""
    met: tuple[tuple[str, str], ...]
    """(word of the question, word of the statement that it matched)."""
    missing: tuple[str, ...]
    """Words of the question that matched nothing."""
    closest: str | None
    """The most similar listed question."""
    statement: Statement
    score: float
    threshold: float
    """The score that an answer needs."""
    runner_up: tuple[str, float] | None
    """Id and score of the best other candidate."""
    likeness: float = 0.0
    """Similarity to the closest listed question, from 0 to 1; 1 only if the question is listed word for word."""
    veto: str = ""
    """Why the statement must not be the answer, at any score; empty if nothing forbids it."""
    counted: tuple[tuple[str, float], ...] = ()
    """Factors for the statement and, below zero, against it, compared with other candidates; the biggest first."""
    typed: str = ""
    """The question as typed, if it may differ from the one that was looked up."""
    buttons: tuple[Button, ...] = ()
    links: tuple[Link, ...] = ()
    private: bool = True

    @property
    def statement_id(self) -> str:
        """Return the id of the statement."""
        return self.statement.id

    @property
    def is_listed(self) -> bool:
        """Return whether the question is one of the listed ones, word for word."""
        return self.likeness >= 1.0

    def reasons(self) -> tuple[str, ...]:
        """Write the reasons for a reader, a line each."""
        return tuple(_reasons(self))

    def details(self) -> tuple[tuple[str, str], ...]:
        """Write the figures and what they are based on as (label, text) pairs, without empty ones.

        For a question that is listed word for word, the deciding factors are left out, because the listing alone
        decides.
        """
        return tuple((label, text) for label, text in _details(self) if text)

    def document(self) -> Document:
        """Return the reasons in words, and where the statement comes from. `details` has the figures."""
        return Document.of(
            Panel("quiet"),
            *(Text(reason) for reason in self.reasons()),
            source(self.statement),
            Text(self._origin(), "quiet"),
            Actions(self.buttons, links=self.links),
            private=self.private,
        )

    def _origin(self) -> str:
        paragraph = f" · paragraph {self.statement.paragraph} of the source" if self.statement.paragraph else ""
        return f"{_kind(self).capitalize()} {self.statement.id}{paragraph}"


def _kind(why: Explanation) -> str:
    return "quote" if isinstance(why.statement, Quote) else "fact"


def _reasons(why: Explanation) -> Iterator[str]:
    asked = why.typed or why.question
    yield f"You asked: “{shorten(asked, _LONGEST_QUESTION)}”"
    if asked != why.question:
        yield f"I read it as: “{shorten(why.question, _LONGEST_QUESTION)}”"
    if why.read_as and not why.is_listed:
        corrected = [f"“{label(a, _LONGEST_WORD)}” as “{label(b, _LONGEST_WORD)}”" for a, b in why.read_as]
        yield f"I read {_listed(corrected[:_MOST_CORRECTED])}."
    yield f"{_similarity(why)} {_sureness(why)}"


def _similarity(why: Explanation) -> str:
    """Say how the question was matched."""
    kind, closest = _kind(why), shorten(why.closest or "", _LONGEST_QUESTION)
    if why.is_listed:
        return f"This is one of the questions that this {kind} answers."
    if closest and why.likeness >= NEARLY_THE_SAME and why.score >= why.threshold and not why.veto:
        return f"It is nearly the question “{closest}”, which this {kind} answers."
    if closest:
        return f"The most similar question that this {kind} answers is “{closest}”."
    return f"This {kind} lists no questions, so I compared yours with its words."


def _sureness(why: Explanation) -> str:
    """Say how sure the match is, and what prevented a direct answer, if anything did."""
    if why.veto:
        return f"I did not give it as a direct answer, because {why.veto}."
    if why.is_listed and why.runner_up and why.runner_up[1] >= why.score:
        return f"I did not give it as a direct answer, because {why.runner_up[0]} answers this question, too."
    if why.score < why.threshold:
        return "I was not sure, so I did not give it as a direct answer."
    return "I am sure." if why.is_listed or why.score >= SURE else "I am fairly sure."


def _listed(parts: list[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def _details(why: Explanation) -> Iterator[tuple[str, str]]:
    yield "Score", _score(why)
    yield "Words with a match", ", ".join(a if a == b else f"{a} → {b}" for a, b in why.met)
    if not why.is_listed:
        yield "Words without a match", ", ".join(why.missing)
        yield "What decided", ", ".join(f"{phrase} {_signed(value)}" for phrase, value in why.counted)
        yield "Read as", ", ".join(f"{typed} → {read}" for typed, read in why.read_as)
    if why.runner_up is None:
        yield "Next best", "none"
    else:
        other, score = why.runner_up
        yield "Next best" if score <= why.score else "Better than this", f"{other} with {score:.2f}"


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def _score(why: Explanation) -> str:
    score, threshold = f"{why.score:.2f}", f"{why.threshold:.2f}"
    if why.score >= why.threshold:
        return f"{score} for {why.statement_id}; an answer needs {threshold}"
    if score == threshold:  # the rounded score must not look as if it reached the threshold
        score, threshold = f"{math.floor(why.score * 1000) / 1000:.3f}", f"{why.threshold:.3f}"
    return f"{score} for {why.statement_id}: below {threshold}, the minimum for an answer"
