"""Compute the figures: shares and counts from questions and their results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.asking_cases import Ask

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Kind = Literal["right", "offered", "missed", "wrong"]


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a question. Statements are given by their ids."""

    ranked: tuple[tuple[str, float], ...] = ()
    """The candidates with their scores, best first."""
    answers: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    vetoed: str = ""
    """The candidate with the highest score, if that suffices for an answer but a veto prevented it; else empty."""
    veto: str = ""
    """The kind of that veto; else empty."""

    @property
    def first(self) -> str:
        """The best candidate; empty if there is none."""
        return self.ranked[0][0] if self.ranked else ""

    @property
    def score(self) -> float:
        """The score of the best candidate; -1 if there is none, which is below every other score."""
        return self.ranked[0][1] if self.ranked else -1.0

    @property
    def silent(self) -> bool:
        """Whether there was no answer and no suggestion."""
        return not self.answers and not self.suggestions


Asked = tuple[Ask, Result]


# ---------------------------------------------------------------- curated sets
def curated_figures(asked: Sequence[Asked], mistyped: Sequence[Asked]) -> dict[str, float]:
    """Return the shares of one set, defined as in the harness of the evaluation folder.

    All answerable questions together weigh as much as all unanswerable ones (1:1), or a quarter as much if the name
    says 1:4. `mistyped` contains answerable questions with two typing errors.
    """
    answerable = np.array([bool(ask.right) for ask, _ in asked])
    score = np.array([result.score for _, result in asked])
    right = np.array([result.first in ask.right for ask, result in asked])
    answered = np.array([bool(result.answers) for _, result in asked])
    answered_right = np.array([bool(result.answers) and ask.right.issuperset(result.answers) for ask, result in asked])
    silent = np.array([result.silent for _, result in asked])
    count, others = max(int(answerable.sum()), 1), max(int((~answerable).sum()), 1)
    return {
        "P@1": right.sum() / count,
        "two typos": sum(result.first in ask.right for ask, result in mistyped) / max(len(mistyped), 1),
        "AUROC": auroc(score, answerable),
        "cov95": coverage(score, right, answerable),
        "right": answered_right.sum() / count,
        "precision": precision(answered, answered_right, answerable, 1),
        "precision 1:4": precision(answered, answered_right, answerable, 4),
        "silent": (silent & answerable).sum() / count,
        "un-answered": (answered & ~answerable).sum() / others,
        "un-suggested": (~answered & ~silent & ~answerable).sum() / others,
    }


def auroc(score: Floats, answerable: Bools) -> float:
    """Return the probability that an answerable question has a higher score than an unanswerable one.

    Ties count half. Both arrays have the shape (questions). The result is NaN if there are no questions of one sort.
    """
    _, positions, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[positions]
    count, others = int(answerable.sum()), int((~answerable).sum())
    if not count or not others:
        return float("nan")
    return float((ranks[answerable].sum() - count * (count + 1) / 2) / (count * others))


def coverage(score: Floats, right: Bools, answerable: Bools, least: float = 0.95) -> float:
    """Return the largest share of the answerable questions that a threshold with a precision of `least` answers right.

    All thresholds are tried. Answerable and unanswerable questions weigh 1:1. The arrays have the shape (questions).
    """
    weight = weights(answerable, 1)
    order = np.argsort(-score, kind="stable")
    # A threshold includes all questions with the same score, or none of them.
    ends = np.flatnonzero(np.append(np.diff(score[order]) != 0, True))
    good, total = (np.cumsum(part[order])[ends] for part in (right * weight, weight))
    enough = good / np.maximum(total, 1e-9) >= least
    return float(good[enough].max(initial=0.0) / max(int(answerable.sum()), 1))


def precision(answered: Bools, answered_right: Bools, answerable: Bools, ratio: float) -> float:
    """Return the share of right answers among the answers.

    It is computed as if there were `ratio` unanswerable questions for each answerable one. The arrays have the shape
    (questions). The result is NaN if nothing is answered.
    """
    weight = weights(answerable, ratio)
    total = (weight * answered).sum()
    return float((weight * answered_right).sum() / total) if total else float("nan")


def weights(answerable: Bools, ratio: float) -> Floats:
    """Return the weight of each question: 1 if it is answerable; the others together weigh `ratio` times as much."""
    return np.where(answerable, 1.0, ratio * answerable.sum() / max(int((~answerable).sum()), 1))


def mean(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return the mean of each share over the sets, which weigh the same. It is NaN if one of them is NaN."""
    return {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}


# ---------------------------------------------------------------- counts
@dataclass(slots=True)
class Outcomes:
    """The counts of a store. Those before `unanswerable` are parts of `answerable`, those after it parts of it."""

    answerable: int = 0
    """Questions that the store should answer."""
    first: int = 0
    """The right fact was the best candidate, with or without an answer."""
    right: int = 0
    suggested: int = 0
    """There was no answer, and the right fact was among the suggestions."""
    astray: int = 0
    """There was no answer, and only wrong facts were suggested."""
    silent: int = 0
    wrong: int = 0
    """There was a wrong answer."""
    unanswerable: int = 0
    """Questions that the store must not answer."""
    false: int = 0
    """There was an answer to an unanswerable question."""
    offered: int = 0
    """There was no answer but a suggestion for an unanswerable question."""

    @property
    def mistakes(self) -> float:
        """The expected wrong and false answers to 90 answerable and 30 unanswerable questions."""
        return 90 * self.wrong / max(self.answerable, 1) + 30 * self.false / max(self.unanswerable, 1)

    def add(self, ask: Ask, result: Result) -> None:
        """Count one question."""
        if not ask.right:
            self.unanswerable += 1
            self.false += bool(result.answers)
            self.offered += bool(result.suggestions and not result.answers)
            return
        self.answerable += 1
        self.first += result.first in ask.right
        kind = kind_of(ask, result)
        self.right += kind == "right"
        self.wrong += kind == "wrong"
        self.suggested += kind == "offered"
        self.silent += result.silent
        self.astray += kind == "missed" and not result.silent

    def __add__(self, other: Outcomes) -> Outcomes:
        return Outcomes(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


def kind_of(ask: Ask, result: Result) -> Kind:
    """Classify one question.

    It is `right` if all answers are right, or if it is unanswerable and there is no answer.
    """
    if result.answers:
        return "right" if ask.right.issuperset(result.answers) else "wrong"
    if not ask.right:
        return "right"
    return "offered" if ask.right.intersection(result.suggestions) else "missed"


def parts(asked: Iterable[Asked]) -> tuple[int, int]:
    """Return how many of the facts that the questions ask for were shown, and how many there are.

    A fact is shown if it was an answer or a suggestion.
    """
    pairs = [(ask.right, {*result.answers, *result.suggestions}) for ask, result in asked]
    return sum(len(right & shown) for right, shown in pairs), sum(len(right) for right, _ in pairs)


# ---------------------------------------------------------------- vetoes
def vetoes(asked: Iterable[Asked]) -> dict[str, tuple[int, int]]:
    """Return for each kind of veto how many right and how many wrong answers it prevented; the most frequent first.

    A wrong answer does not count as prevented if there was another wrong answer instead.
    """
    cost: Counter[str] = Counter()
    saved: Counter[str] = Counter()
    for ask, result in asked:
        if result.vetoed in ask.right:
            cost[result.veto] += 1
        elif result.vetoed and kind_of(ask, result) != "wrong":
            saved[result.veto] += 1
    return {kind: (cost[kind], saved[kind]) for kind, _ in (cost + saved).most_common()}
