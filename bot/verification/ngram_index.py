"""The few texts worth comparing: an index over words and pairs of words.

A claim shares words and pairs with the text that it comes from, whatever was changed in it, and rare ones with few
others. The postings lie in two sorted arrays, so that a search touches only what it finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

MOST_SHINGLES = 64
"""Of a claim, the rarest; a long claim has more than enough."""
MOST_POSTINGS = 400_000
"""That one search reads; only what is very common is left out."""


class Shingles:
    """Finds texts by the words and pairs of words that they share with a claim."""

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        """Index texts, each as its keys; the number of a text is its place."""
        self._numbers: dict[str, int] = {}
        singles: list[int] = []
        lengths: list[int] = []
        numbers = self._numbers
        for keys in texts:
            singles.extend([numbers.setdefault(key, len(numbers)) for key in keys])
            lengths.append(len(keys))
        self._size = len(lengths)
        word = np.asarray(singles, np.int64)
        place = np.repeat(np.arange(self._size, dtype=np.int64), lengths)
        inside = place[1:] == place[:-1]
        pairs = self._pair(word[:-1][inside], word[1:][inside])
        shingle = np.concatenate([word, pairs])
        where = np.concatenate([place, place[1:][inside]])
        order = np.lexsort((where, shingle))
        shingle, where = shingle[order], where[order]
        first = np.ones(len(shingle), bool)
        first[1:] = (shingle[1:] != shingle[:-1]) | (where[1:] != where[:-1])
        self._shingles: NDArray[np.int64] = shingle[first]
        self._places: NDArray[np.int32] = where[first].astype(np.int32)

    def __len__(self) -> int:
        return self._size

    def __contains__(self, key: str) -> bool:
        return key in self._numbers

    def search(self, keys: Sequence[str], limit: int, among: NDArray[np.bool_] | None = None) -> list[int]:
        """The places of the texts that share most with the claim, best first; `among` tells which may be found."""
        slices = self._slices(keys)
        if not slices:
            return []
        found = np.concatenate([self._places[start:end] for start, end in slices])
        rarity = [np.log1p(self._size / (end - start)) for start, end in slices]
        weights = np.repeat(np.asarray(rarity), [end - start for start, end in slices])
        scores = np.bincount(found, weights, self._size)
        if among is not None:
            scores[~among] = 0
        count = min(limit, int(np.count_nonzero(scores)))
        best = np.argpartition(-scores, count - 1)[:count] if count else np.empty(0, np.int64)
        return [int(place) for place in best[np.lexsort((best, -scores[best]))]]

    def _slices(self, keys: Sequence[str]) -> list[tuple[int, int]]:
        """Where the postings of the claim's shingles stand, the rarest first."""
        word = np.asarray([self._numbers.get(key, -1) for key in keys], np.int64)
        known = (word[:-1] >= 0) & (word[1:] >= 0)
        wanted = np.unique(np.concatenate([word[word >= 0], self._pair(word[:-1][known], word[1:][known])]))
        starts = np.searchsorted(self._shingles, wanted, "left")
        ends = np.searchsorted(self._shingles, wanted, "right")
        kept: list[tuple[int, int]] = []
        room = MOST_POSTINGS
        for number in np.argsort(ends - starts, kind="stable")[: 2 * MOST_SHINGLES]:
            start, end = int(starts[number]), int(ends[number])
            if end == start:
                continue
            room -= end - start
            if kept and (room < 0 or len(kept) == MOST_SHINGLES):
                break
            kept.append((start, end))
        return kept

    @staticmethod
    def _pair(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
        """One number for two words in order; above all numbers of single words."""
        return ((left + 1) << 31) | right
