"""Join the most similar groups until no two groups are similar on average.

This is agglomerative clustering with average linkage. A chain of similar neighbours does not join into one group.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable


def average_link(count: int, similar: Iterable[tuple[int, int, float]], least: float) -> list[list[int]]:
    """Group the items 0 to `count` - 1. Two groups are joined if the mean of the similarities is `least` or more.

    `similar` lists pairs of items with their similarity, each pair once; all others have none. The result lists the
    items of each group in order, and the groups in the order of their first items.
    """
    groups = {item: [item] for item in range(count)}
    labels = itertools.count(count)
    totals: dict[int, dict[int, float]] = {item: {} for item in groups}  # sums over the pairs of items of two groups
    for left, right, similarity in similar:
        totals[left][right] = totals[right][left] = similarity
    heap = [(-similarity, a, b) for a, row in totals.items() for b, similarity in row.items() if a < b]
    heapq.heapify(heap)
    while heap and -heap[0][0] >= least:
        _, left, right = heapq.heappop(heap)
        if left not in groups or right not in groups:
            continue
        joined = next(labels)
        groups[joined] = sorted(groups.pop(left) + groups.pop(right))
        totals[joined] = {}
        for row in (totals.pop(left), totals.pop(right)):
            for other, total in row.items():
                if other in groups:
                    totals[joined][other] = totals[joined].get(other, 0.0) + total
        for other, total in totals[joined].items():
            totals[other][joined] = total
            heapq.heappush(heap, (-total / (len(groups[joined]) * len(groups[other])), other, joined))
    return sorted(groups.values())
