"""Many small decision trees whose leaves are added up (gradient boosting, Friedman, 2001), as arrays.

The leaves of a tree are numbered from left to right, and each inner node knows which of them lie to its left. If a row
goes right at a node, it can't end in any of those; of the leaves that are left over, it ends in the first (QuickScorer,
Lucchese et al., 2015). So all nodes of all trees are looked at together, and none needs to wait for another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MOST_LEAVES = 31
"""Of a tree, as a whole number of 32 bits notes which are left over."""


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees of at most so many nodes and leaves each."""

    feature: NDArray[np.int32]  # (nodes, trees): which column decides
    threshold: Array  # (nodes, trees): up to which value a row goes left
    lefts: NDArray[np.int32]  # (nodes, trees): the leaves to the left, a bit each; 0 for a node that isn't there
    value: Array  # (leaves, trees): what a leaf adds
    base: float

    @classmethod
    def read(cls, kept: Mapping[str, Any], names: Sequence[str]) -> Trees:
        """Read trees as the fit writes them; `names` are the columns of a table. Raises KeyError for an unknown one."""
        column = {name: place for place, name in enumerate(names)}
        used = np.array([column[name] for name in kept["features"]], np.int32)
        return cls(
            used[np.array(kept["feature"], np.int32)], np.array(kept["threshold"], np.float64),
            np.array(kept["lefts"], np.int32), np.array(kept["value"], np.float64), float(kept["base"]),
        )  # fmt: skip

    def total(self, table: Array) -> Array:
        """Add up the leaves for each row of (rows, features)."""
        return np.array([self._of_row(row) for row in table], np.float64)

    def _of_row(self, row: Array) -> float:
        goes_right = row[self.feature] > self.threshold
        over = ~np.bitwise_or.reduce(np.where(goes_right, self.lefts, 0), axis=0)
        leaf = np.frexp((over & -over).astype(np.float64))[1] - 1
        return float(self.value[leaf, np.arange(len(leaf))].sum() + self.base)
