"""Fit the trees of the estimate with scikit-learn, which nothing else needs."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from bot.matching.scoring import Array

ROUNDS = 150
RISING = (
    "v_near", "v_second", "v_mean", "v_ridge", "v_text", "v_whole", "v_near_gap", "v_mean_gap", "v_ridge_gap",
    "v_fit", "v_clear",
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


MEANING_ALONE = (
    "v_near", "v_second", "v_mean", "v_text", "v_whole", "v_cohesion", "v_crowd", "v_fit", "v_clear",
    "turn_reversed", "turn_opposite", "turn_negated", "met", "foreign", "miss_name", "miss_number", "rival_name",
    "rival_number", "q_name_gap", "phrasings", "beside", "muses", "words",
)  # fmt: skip
"""What tells how near an entry is in itself, whatever the others are like; among many alike that carries further."""


def fit_trees(
    table: Array, right: Array, importance: Array, names: Sequence[str], only: Sequence[str] = ()
) -> dict[str, Any]:
    """Fit and give the trees as `Trees.read` takes them, over the columns `only` or all. Same data, same trees."""
    if only:
        table, names = table[:, [names.index(name) for name in only]], only
    ensemble: Any = importlib.import_module("sklearn.ensemble")
    ways = [1 if name in RISING else -1 if name in FALLING else 0 for name in names]
    model = ensemble.HistGradientBoostingClassifier(
        max_iter=ROUNDS, max_leaf_nodes=8, learning_rate=0.06, min_samples_leaf=40, l2_regularization=5.0,
        max_features=0.3, monotonic_cst=ways, random_state=0, early_stopping=False,
    )  # fmt: skip
    model.fit(table, right > 0, sample_weight=importance)
    kept = [stage[0].nodes for stage in model._predictors]
    width = max(map(len, kept))
    used = sorted(
        {int(n) for nodes in kept for n, leaf in zip(nodes["feature_idx"], nodes["is_leaf"], strict=True) if not leaf}
    )
    place = {feature: n for n, feature in enumerate(used)}
    columns: dict[str, list[list[float]]] = {name: [] for name in ("feature", "threshold", "left", "right", "value")}
    for nodes in kept:
        padding = width - len(nodes)
        leaf = nodes["is_leaf"].astype(bool)
        own = np.arange(len(nodes))
        rows = {
            "feature": [0 if is_leaf else place[int(f)] for f, is_leaf in zip(nodes["feature_idx"], leaf, strict=True)],
            "threshold": np.where(leaf, 0.0, nodes["num_threshold"]).round(6).tolist(),
            "left": np.where(leaf, own, nodes["left"]).tolist(),
            "right": np.where(leaf, own, nodes["right"]).tolist(),
            "value": np.where(leaf, nodes["value"], 0.0).round(6).tolist(),
        }
        for name, row in rows.items():
            columns[name].append([*row, *[0] * padding])
    depth = max(int(nodes["depth"].max()) for nodes in kept)
    return {
        "features": [names[n] for n in used],
        **columns,
        "base": round(float(model._baseline_prediction[0][0]), 6),
        "depth": depth,
    }


def joined(parts: Sequence[dict[str, Any]], share: float) -> dict[str, Any]:
    """Put several sets of trees into one whose total is the sum of theirs, each times `share`."""
    features = list(dict.fromkeys(name for part in parts for name in part["features"]))
    width = max(len(tree) for part in parts for tree in part["feature"])
    columns: dict[str, list[list[float]]] = {name: [] for name in ("feature", "threshold", "left", "right", "value")}
    for part in parts:
        place = [features.index(name) for name in part["features"]]
        for n, tree in enumerate(part["feature"]):
            rows = {name: part[name][n] for name in columns} | {"feature": [place[feature] for feature in tree]}
            rows["value"] = [round(value * share, 6) for value in rows["value"]]
            for name, row in rows.items():
                columns[name].append([*row, *[0] * (width - len(row))])
    base = round(share * sum(part["base"] for part in parts), 6)
    return {"features": features, **columns, "base": base, "depth": max(part["depth"] for part in parts)}
