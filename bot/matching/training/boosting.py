"""Fit the trees of the probability estimate with scikit-learn, which only this module needs."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

from bot.matching.model import Array

ROUNDS, LEAVES, RATE = 600, 16, 0.04
"""Number of trees, maximum leaves of a tree, and learning rate.

They were chosen by the results on the four stores that no fit uses. On a whole kind that is left out of the fit, 150
trees are as good.
"""
RISING = (
    "v_near", "v_second", "v_mean", "v_ridge", "v_text", "v_whole", "v_near_gap", "v_mean_gap", "v_ridge_gap",
    "v_fit", "v_clear", "v_over", "v_beyond", "v_span", "v_span_gap",
    "q_soft", "q_exact", "q_f", "q_fuzz", "soft", "met", "same", "lead", "margin", "q_lead", "q_margin",
)  # fmt: skip
"""Features whose increase must not lower the probability."""
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
"""Features whose increase must not raise the probability."""


def fit_trees(table: Array, right: Array, importance: Array, names: Sequence[str], share: float) -> dict[str, Any]:
    """Fit the trees and return them in the format of `Trees.read`, with their output multiplied by `share`.

    `table` has the shape (rows, features), with the names of its columns in `names`. `right` and `importance` have the
    shape (rows): whether the candidate answers the question (above 0), and the weight of the row. The result depends
    only on the data. Raises ImportError if scikit-learn is not installed.
    """
    ensemble: Any = importlib.import_module("sklearn.ensemble")
    directions = [1 if name in RISING else -1 if name in FALLING else 0 for name in names]
    model = ensemble.HistGradientBoostingClassifier(
        max_iter=ROUNDS, max_leaf_nodes=LEAVES, learning_rate=RATE, min_samples_leaf=40, l2_regularization=5.0,
        max_features=0.3, monotonic_cst=directions, random_state=0, early_stopping=False,
    )  # fmt: skip
    model.fit(table, right > 0, sample_weight=importance)
    return written(model, names, share)


def written(model: Any, names: Sequence[str], share: float) -> dict[str, Any]:
    """Return a fitted ensemble in the format of `Trees.read`, with its output multiplied by `share`.

    Trees with fewer nodes or leaves than the largest are padded. `names` are the columns of the table.
    """
    trees = [_flat(stage[0].nodes) for stage in model._predictors]
    used = sorted({feature for nodes, _ in trees for feature, _, _ in nodes}) or [0]
    most_nodes, most_leaves = (max(1, *(len(tree[part]) for tree in trees)) for part in (0, 1))
    nodes = [[*tree[0], *[(used[0], 0.0, 0)] * (most_nodes - len(tree[0]))] for tree in trees]
    leaves = [[*tree[1], *[0.0] * (most_leaves - len(tree[1]))] for tree in trees]
    return {
        "features": [names[index] for index in used],
        "feature": [[used.index(tree[index][0]) for tree in nodes] for index in range(most_nodes)],
        "threshold": [[round(tree[index][1], 5) for tree in nodes] for index in range(most_nodes)],
        "lefts": [[tree[index][2] for tree in nodes] for index in range(most_nodes)],
        "value": [[round(share * tree[index], 5) for tree in leaves] for index in range(most_leaves)],
        "base": round(share * float(model._baseline_prediction[0][0]), 6),
    }


def _flat(nodes: Any) -> tuple[list[tuple[int, float, int]], list[float]]:
    """Return the inner nodes of a tree and the values of its leaves.

    An inner node is (column, threshold, leaves to its left as bits). The leaves are in order from left to right.
    `nodes` is a structured array of scikit-learn.
    """
    inner: list[tuple[int, float, int]] = []
    leaves: list[float] = []

    def leaves_below(index: int) -> int:
        """Collect the node and all below it, and return the leaves below it as bits."""
        node = nodes[index]
        if node["is_leaf"]:
            leaves.append(float(node["value"]))
            return 1 << (len(leaves) - 1)
        left = leaves_below(int(node["left"]))
        inner.append((int(node["feature_idx"]), float(node["num_threshold"]), left))
        return left | leaves_below(int(node["right"]))

    leaves_below(0)
    return inner, leaves
