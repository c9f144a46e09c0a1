"""Gradient-boosted decision trees (Friedman, 2001), evaluated as arrays.

The leaves of a tree are numbered from left to right, and each inner node knows which leaves are to its left. If a row
goes right at a node, it can't end in any of those. It ends in the first of the remaining leaves (QuickScorer, Lucchese
et al., 2015). So all nodes of all trees are evaluated together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MOST_LEAVES = 31
"""Maximum leaves of a tree, because a 32-bit integer records which remain."""


@dataclass(frozen=True, slots=True)
class Trees:
    """An ensemble of trees."""

    feature: NDArray[np.int32]  # (nodes, trees): the column that decides
    threshold: Array  # (nodes, trees): the maximum value of a row that goes left
    lefts: NDArray[np.int32]  # (nodes, trees): the leaves to the left, one bit each; 0 for a node that does not exist
    value: Array  # (leaves, trees): the value of each leaf
    base: float

    @classmethod
    def read(cls, content: Mapping[str, Any], names: Sequence[str]) -> Trees:
        """Read trees in the format of the fit; `names` are the columns of a table. Raises KeyError for unknown ones."""
        column = {name: index for index, name in enumerate(names)}
        used = np.array([column[name] for name in content["features"]], np.int32)
        return cls(
            used[np.array(content["feature"], np.int32)], np.array(content["threshold"], np.float64),
            np.array(content["lefts"], np.int32), np.array(content["value"], np.float64), float(content["base"]),
        )  # fmt: skip

    def total(self, table: Array) -> Array:
        """Return the sum of the leaf values for each row of (rows, features)."""
        return np.array([self._of_row(row) for row in table], np.float64)

    def _of_row(self, row: Array) -> float:
        goes_right = row[self.feature] > self.threshold
        remaining = ~np.bitwise_or.reduce(np.where(goes_right, self.lefts, 0), axis=0)
        leaf = np.frexp((remaining & -remaining).astype(np.float64))[1] - 1
        return float(self.value[leaf, np.arange(len(leaf))].sum() + self.base)
