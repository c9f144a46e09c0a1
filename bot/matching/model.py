"""Two small models: one ranks the candidates, the other estimates the probability that a candidate answers.

Both exist for entries with and without listed questions, and for searches with and without sentence vectors: see `Part`
and `Model`. The weights are in `weights.json`; `python -m bot.matching.training.fit` fits them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.matching.alignment import Floats
from bot.matching.features import ALL_NAMES, ahead_of
from bot.matching.trees import Trees

WEIGHTS = Path(__file__).with_name("weights.json")
Array: TypeAlias = NDArray[np.float64]

EXTRA = ("margin", "lead", "third", "share", "log_share", "rank", "q_margin", "q_lead")
"""Features that compare a candidate with the others."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The minimum scores of an answer and of a suggestion."""

    answer: float
    suggest: float
    unprompted: float  # for an answer that nobody asked for, where most messages are chatter

    @classmethod
    def default(cls) -> Thresholds:
        """Return the thresholds stored with the weights, for 19 of 20 correct answers (see the note in the file)."""
        return load_model().thresholds


@dataclass(frozen=True, slots=True)
class Net:
    """A linear model, with an optional layer of hidden units in parallel."""

    linear: Array  # (features + 1,): the weights, then the constant
    scale: Array  # (features,): the hidden units get (feature - centre) / scale
    centre: Array
    inner: Array  # (features, hidden)
    bias: Array  # (hidden,)
    outer: Array  # (hidden,)

    @classmethod
    def of_linear(cls, linear: Array) -> Net:
        """Make a net without hidden units."""
        size = len(linear) - 1
        return cls(linear, np.ones(size), np.zeros(size), np.zeros((size, 0)), np.zeros(0), np.zeros(0))

    def value(self, table: Array) -> Array:
        """Return one value for each row of (rows, features)."""
        plain = table @ self.linear[:-1] + self.linear[-1]
        return np.asarray(plain + self._hidden(table) @ self.outer)

    def slopes(self, row: Array) -> Array:
        """Return the gradient of the value at one row, by feature."""
        bent = self.outer * (1 - self._hidden(row) ** 2)
        return np.asarray(self.linear[:-1] + self.inner @ bent / self.scale)

    def _hidden(self, table: Array) -> Array:
        return np.asarray(np.tanh((table - self.centre) / self.scale @ self.inner + self.bias))


@dataclass(frozen=True, slots=True)
class ModelPart:
    """The fitted weights for stores with or without sentence vectors."""

    ranker: Net
    probability: Net  # over ALL_NAMES and EXTRA
    curated_ranker: Net
    curated_probability: Net
    trees: Trees | None = None  # added to the logit of `probability`
    curated_trees: Trees | None = None

    def rank(self, features: Floats) -> Array:
        """Return a rank value for each candidate; the highest fits best."""
        return self._chosen(features, features.astype(np.float64), self.curated_ranker, self.ranker)

    def probabilities(self, features: Floats, ranks: Array, rows: Sequence[int]) -> Array:
        """Estimate the probability that each candidate of the `rows` answers the question."""
        table = with_extra(features, ranks)[list(rows)]
        selected = features[list(rows)]
        # Row by row, because a matrix product rounds according to the number of rows: no digit may depend on the limit.
        alone = [slice(n, n + 1) for n in range(len(table))]
        logits = np.concatenate(
            [self._chosen(selected[n], table[n], self.curated_probability, self.probability) for n in alone]
            or [np.zeros(0)]
        )
        curated = is_curated(selected)
        for trees, mask in ((self.curated_trees, curated), (self.trees, ~curated)):
            if trees is not None and mask.any():
                logits = np.where(mask, logits + trees.total(table), logits)
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))))

    @staticmethod
    def _chosen(features: Floats, table: Array, curated: Net, bare: Net) -> Array:
        chosen = is_curated(features)
        if chosen.all():
            return curated.value(table)
        if not chosen.any():
            return bare.value(table)
        return np.where(chosen, curated.value(table), bare.value(table))


@dataclass(frozen=True, slots=True)
class Model:
    """All weights."""

    with_vectors: ModelPart
    without_vectors: ModelPart
    thresholds: Thresholds

    def part(self, has_vectors: bool) -> ModelPart:
        """Give the weights for a search with or without sentence vectors."""
        return self.with_vectors if has_vectors else self.without_vectors


def is_curated(features: Floats) -> NDArray[np.bool_]:
    """Return which candidates have curated questions."""
    return np.asarray(features[:, ALL_NAMES.index("curated")] > 0)


def with_extra(features: Floats, ranks: Array) -> Array:
    """Append the features that compare each candidate with the others (`EXTRA`)."""
    best, third = np.full(len(ranks), -10.0), np.full(len(ranks), -10.0)
    if len(ranks) > 1:
        order = np.argsort(-ranks, kind="stable")
        best[:] = ranks[order[0]]
        best[order[0]] = ranks[order[1]]
        if len(ranks) > 2:
            third[:] = ranks[order[1]]
            third[order[:2]] = ranks[order[2]]
    lead = np.clip(ranks - best, -6, 6)
    share = np.exp(ranks - ranks.max())
    share /= share.sum()
    extra = {
        "margin": lead / 3,
        "lead": np.tanh(lead),
        "third": np.clip(ranks - third, -6, 6) / 3,
        "share": share,
        "log_share": np.log(share + 1e-9),
        "rank": ranks / 10,
        "q_margin": np.tanh(lead) * features[:, ALL_NAMES.index("curated")],
        "q_lead": features[:, ALL_NAMES.index("q_f")] - ahead_of(features[:, ALL_NAMES.index("q_f")]),
    }
    columns = [np.broadcast_to(np.asarray(extra[name], np.float64), ranks.shape) for name in EXTRA]
    return np.hstack([features.astype(np.float64), np.stack(columns, axis=1)])


@lru_cache(maxsize=4)
def weights_signature(path: Path = WEIGHTS) -> str:
    """Return a hash of a weights file. Raises OSError if the package is damaged."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


@lru_cache(maxsize=4)
def load_model(path: Path = WEIGHTS) -> Model:
    """Load the model of a weights file.

    Raises OSError or ValueError if the package is damaged.
    """
    raw = json.loads(path.read_text(encoding="utf-8"))

    def net(data: dict[str, Any], names: Sequence[str]) -> Net:
        plain = Net.of_linear(np.array([data["linear"].get(name, 0.0) for name in [*names, "constant"]]))
        if not data.get("hidden"):
            return plain
        hidden = data["hidden"]
        column = {name: index for index, name in enumerate(names)}
        rows = [column[name] for name in hidden["features"]]
        scale, centre = plain.scale.copy(), plain.centre.copy()
        scale[rows], centre[rows] = hidden["scale"], hidden["centre"]
        inner = np.zeros((len(names), len(hidden["bias"])))
        inner[rows] = hidden["inner"]
        return Net(plain.linear, scale, centre, inner, np.array(hidden["bias"]), np.array(hidden["outer"]))

    all_names = [*ALL_NAMES, *EXTRA]

    def part(section: str) -> ModelPart:
        data = raw[section]
        return ModelPart(
            net(data["ranker"], ALL_NAMES), net(data["probability"], all_names),
            net(data["curated_ranker"], ALL_NAMES), net(data["curated_probability"], all_names),
            *(Trees.read(data[trees], all_names) if data.get(trees) else None for trees in ("trees", "curated_trees")),
        )  # fmt: skip

    return Model(part("with_vectors"), part("without_vectors"), Thresholds(**raw["thresholds"]))
