"""The arithmetic of the figures: what was asked and what came of it in, shares and counts out."""

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
    """What a question led to. All are ids."""

    ranked: tuple[tuple[str, float], ...] = ()
    """The candidates with their scores, best first."""
    answers: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    vetoed: str = ""
    """What has the highest score, high enough for an answer, and was not answered all the same; mostly empty."""
    veto: str = ""
    """Why it was not."""

    @property
    def first(self) -> str:
        """The best candidate; empty where there is none."""
        return self.ranked[0][0] if self.ranked else ""

    @property
    def score(self) -> float:
        """Of the best candidate; -1 where there is none, so that this ranks below every other."""
        return self.ranked[0][1] if self.ranked else -1.0

    @property
    def silent(self) -> bool:
        """Whether there was neither an answer nor a suggestion."""
        return not self.answers and not self.suggestions


Asked = tuple[Ask, Result]


# ---------------------------------------------------------------- curated sets
def curated_figures(asked: Sequence[Asked], mistyped: Sequence[Asked]) -> dict[str, float]:
    """Give the shares of one set, as the evaluation folder's harness has them.

    Answerable and unanswerable questions weigh the same (1:1), or 1:4 where the name says so. `mistyped` holds
    answerable questions with two slips.
    """
    held = np.array([bool(ask.right) for ask, _ in asked])
    score = np.array([result.score for _, result in asked])
    right = np.array([result.first in ask.right for ask, result in asked])
    given = np.array([bool(result.answers) for _, result in asked])
    good = np.array([bool(result.answers) and ask.right.issuperset(result.answers) for ask, result in asked])
    silent = np.array([result.silent for _, result in asked])
    count, others = max(int(held.sum()), 1), max(int((~held).sum()), 1)
    return {
        "P@1": right.sum() / count,
        "two typos": sum(result.first in ask.right for ask, result in mistyped) / max(len(mistyped), 1),
        "AUROC": auroc(score, held),
        "cov95": coverage(score, right, held),
        "right": good.sum() / count,
        "precision": precision(given, good, held, 1),
        "precision 1:4": precision(given, good, held, 4),
        "silent": (silent & held).sum() / count,
        "un-answered": (given & ~held).sum() / others,
        "un-suggested": (~given & ~silent & ~held).sum() / others,
    }


def auroc(score: Floats, held: Bools) -> float:
    """How often an answerable question's score is above an unanswerable one's; equal ones count half."""
    _, places, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    count, others = int(held.sum()), int((~held).sum())
    if not count or not others:
        return float("nan")
    return float((ranks[held].sum() - count * (count + 1) / 2) / (count * others))


def coverage(score: Floats, right: Bools, held: Bools, least: float = 0.95) -> float:
    """The largest share of the answerable that is answered right from some threshold on at which a share of at least
    `least` of all that is answered is right."""
    weight = weights(held, 1)
    order = np.argsort(-score, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(score[order]) != 0, True))  # a threshold takes all of one score or none
    good, total = (np.cumsum(part[order])[ends] for part in (right * weight, weight))
    enough = good / np.maximum(total, 1e-9) >= least
    return float(good[enough].max(initial=0.0) / max(int(held.sum()), 1))


def precision(given: Bools, good: Bools, held: Bools, ratio: float) -> float:
    """The share of what is answered that is right, with `ratio` unanswerable questions for each answerable one."""
    weight = weights(held, ratio)
    answered = (weight * given).sum()
    return float((weight * good).sum() / answered) if answered else float("nan")


def weights(held: Bools, ratio: float) -> Floats:
    """What each question weighs: 1 if answerable, and the others together `ratio` times all of those."""
    return np.where(held, 1.0, ratio * held.sum() / max(int((~held).sum()), 1))


def mean(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    """The mean of each share over the sets, which weigh the same; not defined where one of them isn't."""
    return {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}


# ---------------------------------------------------------------- counts
@dataclass(slots=True)
class Outcomes:
    """How often a newcomer's store did what; parts of `held` and of `foreign`."""

    held: int = 0
    """Questions that the store answers."""
    first: int = 0
    """The right fact was the best candidate, whatever came of it."""
    right: int = 0
    suggested: int = 0
    """No answer, and the right one was among the suggestions."""
    astray: int = 0
    """No answer, and only others were suggested."""
    silent: int = 0
    wrong: int = 0
    """Something else was answered."""
    foreign: int = 0
    """Questions that the store does not answer."""
    false: int = 0
    """Something was answered all the same."""
    offered: int = 0
    """Something was suggested all the same."""

    @property
    def mistakes(self) -> float:
        """Wrong and false answers of 90 questions that are answered and 30 that are not, were they like these."""
        return 90 * self.wrong / max(self.held, 1) + 30 * self.false / max(self.foreign, 1)

    def add(self, ask: Ask, result: Result) -> None:
        """Count one question."""
        if not ask.right:
            self.foreign += 1
            self.false += bool(result.answers)
            self.offered += bool(result.suggestions and not result.answers)
            return
        self.held += 1
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
    """Judge one question: `right` if all that is answered is right, or if nothing is held and nothing answered."""
    if result.answers:
        return "right" if ask.right.issuperset(result.answers) else "wrong"
    if not ask.right:
        return "right"
    return "offered" if ask.right.intersection(result.suggestions) else "missed"


def parts(asked: Iterable[Asked]) -> tuple[int, int]:
    """Of all facts that questions ask for: how many were answered or offered, and how many there are."""
    pairs = [(ask.right, {*result.answers, *result.suggestions}) for ask, result in asked]
    return sum(len(right & shown) for right, shown in pairs), sum(len(right) for right, _ in pairs)


# ---------------------------------------------------------------- vetoes
def vetoes(asked: Iterable[Asked]) -> dict[str, tuple[int, int]]:
    """For each kind of veto: how many right answers it cost, and how many wrong ones it saved; the busiest first.

    Nothing is saved where another wrong one was answered in its place.
    """
    cost: Counter[str] = Counter()
    saved: Counter[str] = Counter()
    for ask, result in asked:
        if result.vetoed in ask.right:
            cost[result.veto] += 1
        elif result.vetoed and kind_of(ask, result) != "wrong":
            saved[result.veto] += 1
    return {kind: (cost[kind], saved[kind]) for kind, _ in (cost + saved).most_common()}
