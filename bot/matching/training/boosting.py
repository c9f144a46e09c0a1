"""Fit the trees of the estimate with scikit-learn, which nothing else needs."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

from bot.matching.model import Array

ROUNDS, LEAVES, RATE = 600, 16, 0.04
"""Of the trees. Chosen by the four stores that no fit sees; for a whole kind that is left out, 150 do as well."""
RISING = (
    "v_near", "v_second", "v_mean", "v_ridge", "v_text", "v_whole", "v_near_gap", "v_mean_gap", "v_ridge_gap",
    "v_fit", "v_clear", "v_over", "v_beyond", "v_span", "v_span_gap",
    "q_soft", "q_exact", "q_f", "q_fuzz", "soft", "met", "same", "lead", "margin", "q_lead", "q_margin",
)  # fmt: skip
"""The more of it, the likelier."""
FALLING = (
    "turn_reversed",
    "turn_opposite",
    "turn_negated",
    "foreign",
    "miss_number",
    "in_turn",
    "idle",
    "kind_out",
    "other_period",
)
"""The more of it, the less likely."""


def fit_trees(table: Array, right: Array, importance: Array, names: Sequence[str], share: float) -> dict[str, Any]:
    """Fit the trees and give `share` of what they tell, as `Trees.read` takes it. Same data, same trees."""
    ensemble: Any = importlib.import_module("sklearn.ensemble")
    ways = [1 if name in RISING else -1 if name in FALLING else 0 for name in names]
    model = ensemble.HistGradientBoostingClassifier(
        max_iter=ROUNDS, max_leaf_nodes=LEAVES, learning_rate=RATE, min_samples_leaf=40, l2_regularization=5.0,
        max_features=0.3, monotonic_cst=ways, random_state=0, early_stopping=False,
    )  # fmt: skip
    model.fit(table, right > 0, sample_weight=importance)
    return written(model, names, share)


def written(model: Any, names: Sequence[str], share: float) -> dict[str, Any]:
    """Give `share` of what a fitted ensemble tells as `Trees.read` takes it."""
    grown = [_flat(stage[0].nodes) for stage in model._predictors]
    used = sorted({feature for nodes, _ in grown for feature, _, _ in nodes}) or [0]
    most_nodes, most_leaves = (max(1, *(len(tree[part]) for tree in grown)) for part in (0, 1))
    nodes = [[*tree[0], *[(used[0], 0.0, 0)] * (most_nodes - len(tree[0]))] for tree in grown]
    leaves = [[*tree[1], *[0.0] * (most_leaves - len(tree[1]))] for tree in grown]
    return {
        "features": [names[n] for n in used],
        "feature": [[used.index(tree[n][0]) for tree in nodes] for n in range(most_nodes)],
        "threshold": [[round(tree[n][1], 5) for tree in nodes] for n in range(most_nodes)],
        "lefts": [[tree[n][2] for tree in nodes] for n in range(most_nodes)],
        "value": [[round(share * tree[n], 5) for tree in leaves] for n in range(most_leaves)],
        "base": round(share * float(model._baseline_prediction[0][0]), 6),
    }


def _flat(nodes: Any) -> tuple[list[tuple[int, float, int]], list[float]]:
    """Give the inner nodes of a tree, each with its column, its threshold and the bits of the leaves to its left; and
    what its leaves add, from left to right."""
    inner: list[tuple[int, float, int]] = []
    leaves: list[float] = []

    def below(place: int) -> int:
        node = nodes[place]
        if node["is_leaf"]:
            leaves.append(float(node["value"]))
            return 1 << (len(leaves) - 1)
        left = below(int(node["left"]))
        inner.append((int(node["feature_idx"]), float(node["num_threshold"]), left))
        return left | below(int(node["right"]))

    below(0)
    return inner, leaves
