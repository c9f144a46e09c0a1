"""Why a statement was chosen: the reasons in words, and the figures behind them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.controls import Button
from bot.core.document import Actions, Document, Fields, Panel, Row
from bot.core.shorten import shorten

NEARLY_THE_SAME = 0.8
"""Similarity from which a question is called nearly the same as a listed one."""

_LONGEST_QUESTION = 200
_REASONS = frozenset({"Question", "Why", "Unmatched words"})


@dataclass(frozen=True, slots=True)
class Explanation:
    """The reasons for which a statement was chosen."""

    question: str
    read_as: tuple[tuple[str, str], ...]
    """Corrected words: (typed, read as)."""
    met: tuple[tuple[str, str], ...]
    """(word of the question, word of the statement that it matched)."""
    missing: tuple[str, ...]
    """Words of the question that matched nothing."""
    closest: str | None
    """The most similar listed question."""
    statement_id: str
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
    buttons: tuple[Button, ...] = ()
    private: bool = True

    @property
    def is_listed(self) -> bool:
        """Return whether the question is one of the listed ones, word for word."""
        return self.likeness >= 1.0

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Write all of it as (label, text) pairs, without empty ones.

        For a question that is listed word for word, the deciding factors are left out, because the listing alone
        decides.
        """
        return tuple((label, text) for label, text in _lines(self) if text)

    def reasons(self) -> tuple[tuple[str, str], ...]:
        """Select the lines that anybody understands."""
        return tuple(line for line in self.lines() if line[0] in _REASONS)

    def details(self) -> tuple[tuple[str, str], ...]:
        """Select the other lines: the figures, and what they are based on."""
        return tuple(line for line in self.lines() if line[0] not in _REASONS)

    def document(self) -> Document:
        """Return the reasons in words. `details` has the figures."""
        rows = tuple(Row(label, text) for label, text in self.reasons())
        return Document.of(Panel("quiet"), Fields(rows), Actions(self.buttons), private=self.private)


def _lines(why: Explanation) -> Iterator[tuple[str, str]]:
    yield "Question", why.question
    yield "Why", " ".join(_reasons(why))
    yield "Score", _score(why)
    yield "Matched words", ", ".join(a if a == b else f"{a} → {b}" for a, b in why.met)
    if not why.is_listed:
        yield "Unmatched words", ", ".join(why.missing)
        yield "Deciding factors", ", ".join(f"{phrase} {_signed(value)}" for phrase, value in why.counted)
        yield "Read as", ", ".join(f"{typed} → {read}" for typed, read in why.read_as)
    if why.runner_up is None:
        yield "Runner-up", "none"
    else:
        other, score = why.runner_up
        yield "Runner-up" if score <= why.score else "Ranked higher", f"{other} with {score:.2f}"


def _reasons(why: Explanation) -> Iterator[str]:
    """Say how the question was matched, and what prevented a direct answer, if anything did."""
    closest = shorten(why.closest or "", _LONGEST_QUESTION)
    if why.is_listed:
        yield "You asked one of the listed questions, word for word."
    elif closest and why.likeness >= NEARLY_THE_SAME and why.score >= why.threshold and not why.veto:
        yield f"Your question is nearly the same as “{closest}”."
    elif closest:
        yield f"The closest listed question is “{closest}”."
    else:
        yield "It has no listed questions, so I compared your question with its text."
    if why.veto:
        yield f"Not given as a direct answer: {why.veto}."
    elif why.is_listed and why.runner_up and why.runner_up[1] >= why.score:
        yield f"Not given as a direct answer: {why.runner_up[0]} lists this question too."


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def _score(why: Explanation) -> str:
    score, threshold = f"{why.score:.2f}", f"{why.threshold:.2f}"
    if why.score >= why.threshold:
        return f"{score} for {why.statement_id}; an answer needs {threshold}"
    if score == threshold:  # the rounded score must not look as if it reached the threshold
        score, threshold = f"{math.floor(why.score * 1000) / 1000:.3f}", f"{why.threshold:.3f}"
    return f"{score} for {why.statement_id}: below {threshold}, the minimum for an answer"
