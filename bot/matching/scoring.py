"""Small linear models: one ranks the candidates, one says how probable it is that a candidate answers.

Both exist twice, for entries with curated questions and for those without. The weights stand in `weights.json`;
`python -m bot.matching.fit` makes those for curated entries (see the notes in that file).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import NAMES, Floats
from bot.matching.intent import OPEN
from bot.matching.views import QuestionView

WEIGHTS = Path(__file__).with_name("weights.json")
START = WEIGHTS.with_name("weights_start.json")

EXTRA = ("margin", "lead", "words", "mass", "open", "q_margin", "q_lead")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which score a match is given as the answer, and from which it is offered as a suggestion."""

    answer: float
    suggest: float
    unprompted: float  # for an answer that nobody asked for: chatter outnumbers questions there

    @classmethod
    def default(cls) -> Thresholds:
        """The thresholds kept with the weights; meant for answers right 19 times of 20 (see the note in the file)."""
        return load_model().thresholds


@dataclass(frozen=True, slots=True)
class Model:
    """The fitted weights."""

    ranker: NDArray[np.float64]
    probability: NDArray[np.float64]  # over NAMES and EXTRA, then the constant
    curated_ranker: NDArray[np.float64]
    curated_probability: NDArray[np.float64]
    thresholds: Thresholds

    def rank(self, features: Floats) -> NDArray[np.float64]:
        """A number for each candidate; the highest fits best."""
        table = with_constant(features.astype(np.float64))
        return np.asarray(np.where(is_curated(features), table @ self.curated_ranker, table @ self.ranker))

    def probabilities(
        self, features: Floats, ranks: NDArray[np.float64], question: QuestionView
    ) -> NDArray[np.float64]:
        """For each candidate the estimated probability that it answers the question."""
        table = with_extra(features, ranks, question)
        logits: NDArray[np.float64] = np.where(
            is_curated(features), table @ self.curated_probability, table @ self.probability
        )
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))))


def is_curated(features: Floats) -> NDArray[np.bool_]:
    """Which candidates carry curated questions."""
    return np.asarray(features[:, NAMES.index("curated")] > 0)


def with_constant(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """The table with a column of ones."""
    return np.hstack([table, np.ones((len(table), 1))])


def with_extra(features: Floats, ranks: NDArray[np.float64], question: QuestionView) -> NDArray[np.float64]:
    """The features with what tells about the candidate among the others and about the question itself."""
    best = np.full(len(ranks), -10.0)
    if len(ranks) > 1:
        order = np.argsort(-ranks, kind="stable")
        best[:] = ranks[order[0]]
        best[order[0]] = ranks[order[1]]
    lead = np.clip(ranks - best, -6, 6)
    extra = np.empty((len(ranks), len(EXTRA)))
    extra[:, 0] = lead / 3
    extra[:, 1] = np.tanh(lead)
    extra[:, 2] = np.log1p(len(question.typed)) / 2
    extra[:, 3] = np.log1p(float(question.weights.sum())) / 4
    extra[:, 4] = question.kind == OPEN
    extra[:, 5] = np.tanh(lead) * features[:, NAMES.index("curated")]
    extra[:, 6] = _ahead(features[:, NAMES.index("q_f")])
    return with_constant(np.hstack([features.astype(np.float64), extra]))


def _ahead(fits: Floats) -> Floats:
    """By how much each number exceeds the highest of the others."""
    if len(fits) < 2:
        return fits
    first, second = np.partition(fits, -2)[[-1, -2]]
    return np.asarray(fits - np.where(fits == first, second, first))


@lru_cache(maxsize=4)
def load_model(path: Path = WEIGHTS) -> Model:
    """The model in a weights file.

    Raises OSError or ValueError where the package is damaged.
    """
    raw = json.loads(path.read_text(encoding="utf-8"))

    def vector(section: str, names: list[str]) -> NDArray[np.float64]:
        return np.array([raw[section].get(name, 0.0) for name in [*names, "constant"]])

    return Model(
        ranker=vector("ranker", list(NAMES)),
        probability=vector("probability", [*NAMES, *EXTRA]),
        curated_ranker=vector("curated_ranker", list(NAMES)),
        curated_probability=vector("curated_probability", [*NAMES, *EXTRA]),
        thresholds=Thresholds(**raw["thresholds"]),
    )
