"""Two small linear models: one ranks the candidates, one says how probable it is that a candidate answers.

Their weights stand in `weights.json`, made by `python -m bot.matching.fit`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import NAMES, Floats
from bot.matching.views import OPEN, QuestionView

WEIGHTS = Path(__file__).with_name("weights.json")

EXTRA = ("margin", "lead", "words", "mass", "open", "q_margin")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which score a match is given as the answer, and from which it is offered as a suggestion."""

    answer: float
    suggest: float

    @classmethod
    def default(cls) -> Thresholds:
        """The thresholds kept with the weights; meant for answers right 19 times of 20 (see the note in the file)."""
        return load_model().thresholds


@dataclass(frozen=True, slots=True)
class Model:
    """The fitted weights."""

    ranker: NDArray[np.float64]
    probability: NDArray[np.float64]  # over NAMES, EXTRA and their products with "curated", then the constant
    thresholds: Thresholds

    def rank(self, features: Floats) -> NDArray[np.float64]:
        """A number for each candidate; the highest fits best."""
        return spread(features.astype(np.float64)) @ self.ranker

    def probabilities(
        self, features: Floats, ranks: NDArray[np.float64], question: QuestionView
    ) -> NDArray[np.float64]:
        """For each candidate the estimated probability that it answers the question."""
        logits = with_extra(features, ranks, question) @ self.probability
        return 1 / (1 + np.exp(-np.clip(logits, -30, 30)))


def spread(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """The features, and once more for entries with curated questions only, so that those have weights of their own."""
    curated = features[:, NAMES.index("curated")][:, None]
    return np.hstack([features, features * curated, np.ones((len(features), 1))])


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
    return spread(np.hstack([features.astype(np.float64), extra]))


@lru_cache(maxsize=4)
def load_model(path: Path = WEIGHTS) -> Model:
    """The model in a weights file.

    Raises OSError or ValueError where the package is damaged.
    """
    raw = json.loads(path.read_text(encoding="utf-8"))
    columns = [*NAMES, *EXTRA]

    def vector(section: dict[str, float], names: list[str]) -> NDArray[np.float64]:
        doubled = [*names, *(f"{name}*curated" for name in names), "constant"]
        return np.array([section.get(name, 0.0) for name in doubled])

    return Model(
        ranker=vector(raw["ranker"], list(NAMES)),
        probability=vector(raw["probability"], columns),
        thresholds=Thresholds(**raw["thresholds"]),
    )
