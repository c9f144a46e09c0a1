"""Many small decision trees whose leaves are added up (gradient boosting, Friedman, 2001), as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees of at most so many nodes each; node 0 is the root, and a leaf leads to itself."""

    feature: NDArray[np.int32]  # (trees, nodes): which column decides
    threshold: Array  # (trees, nodes): up to which value it goes left
    left: NDArray[np.int32]  # (trees, nodes): the next node
    right: NDArray[np.int32]
    value: Array  # (trees, nodes): what a leaf adds
    base: float
    depth: int

    @classmethod
    def read(cls, kept: Mapping[str, Any], names: Sequence[str]) -> Trees:
        """Read trees as the fit writes them; `names` are the columns of a table. Raises KeyError for an unknown one."""
        column = {name: place for place, name in enumerate(names)}
        used = np.array([column[name] for name in kept["features"]], np.int32)
        return cls(
            used[np.array(kept["feature"], np.int32)], np.array(kept["threshold"], np.float64),
            np.array(kept["left"], np.int32), np.array(kept["right"], np.int32),
            np.array(kept["value"], np.float64), float(kept["base"]), int(kept["depth"]),
        )  # fmt: skip

    def total(self, table: Array) -> Array:
        """Add up the leaves for each row of (rows, features)."""
        node = np.zeros((len(table), len(self.feature)), np.int32)
        trees, rows = np.arange(len(self.feature))[None, :], np.arange(len(table))[:, None]
        for _ in range(self.depth):
            goes_left = table[rows, self.feature[trees, node]] <= self.threshold[trees, node]
            node = np.where(goes_left, self.left[trees, node], self.right[trees, node])
        return np.asarray(self.value[trees, node].sum(axis=1) + self.base)
