"""An inverted index over words and word pairs, which finds the few texts worth comparing with a claim.

Even a changed claim shares words and pairs with its source, and rare ones with few other texts. The postings are in two
sorted arrays, so that a search reads only the postings of its own shingles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

MOST_SHINGLES = 64
"""Maximum shingles of a claim that are searched, rarest first."""
MOST_POSTINGS = 400_000
"""Maximum postings that one search reads; only very common shingles are skipped."""


class Shingles:
    """Finds texts by the words and pairs of words that they share with a claim."""

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        """Index texts, each given as its keys; results are the indices of the texts."""
        self._word_ids: dict[str, int] = {}
        singles: list[int] = []
        lengths: list[int] = []
        word_ids = self._word_ids
        for keys in texts:
            singles.extend([word_ids.setdefault(key, len(word_ids)) for key in keys])
            lengths.append(len(keys))
        self._size = len(lengths)
        word = np.asarray(singles, np.int64)
        text = np.repeat(np.arange(self._size, dtype=np.int64), lengths)
        inside = text[1:] == text[:-1]  # pairs do not cross the border of two texts
        pairs = self._pair(word[:-1][inside], word[1:][inside])
        shingle = np.concatenate([word, pairs])
        posting = np.concatenate([text, text[1:][inside]])
        order = np.lexsort((posting, shingle))
        shingle, posting = shingle[order], posting[order]
        first = np.ones(len(shingle), bool)
        first[1:] = (shingle[1:] != shingle[:-1]) | (posting[1:] != posting[:-1])
        self._shingles: NDArray[np.int64] = shingle[first]
        self._postings: NDArray[np.int32] = posting[first].astype(np.int32)

    def __len__(self) -> int:
        return self._size

    def __contains__(self, key: str) -> bool:
        return key in self._word_ids

    def search(self, keys: Sequence[str], limit: int, among: NDArray[np.bool_] | None = None) -> list[int]:
        """Return the indices of the texts that share most with the claim, best first.

        Shared shingles weigh more if they are rare. `among` (one flag for each text) restricts the search.
        """
        slices = self._slices(keys)
        if not slices:
            return []
        postings = np.concatenate([self._postings[start:end] for start, end in slices])
        rarity = [np.log1p(self._size / (end - start)) for start, end in slices]
        weights = np.repeat(np.asarray(rarity), [end - start for start, end in slices])
        scores = np.bincount(postings, weights, self._size)
        if among is not None:
            scores[~among] = 0
        count = min(limit, int(np.count_nonzero(scores)))
        best = np.argpartition(-scores, count - 1)[:count] if count else np.empty(0, np.int64)
        return [int(index) for index in best[np.lexsort((best, -scores[best]))]]

    def _slices(self, keys: Sequence[str]) -> list[tuple[int, int]]:
        """Return the slices (start, end) of the postings of the claim's shingles, rarest first."""
        word = np.asarray([self._word_ids.get(key, -1) for key in keys], np.int64)
        known = (word[:-1] >= 0) & (word[1:] >= 0)
        wanted = np.unique(np.concatenate([word[word >= 0], self._pair(word[:-1][known], word[1:][known])]))
        starts = np.searchsorted(self._shingles, wanted, "left")
        ends = np.searchsorted(self._shingles, wanted, "right")
        kept: list[tuple[int, int]] = []
        room = MOST_POSTINGS
        for index in np.argsort(ends - starts, kind="stable")[: 2 * MOST_SHINGLES]:
            start, end = int(starts[index]), int(ends[index])
            if end == start:
                continue
            room -= end - start
            if kept and (room < 0 or len(kept) == MOST_SHINGLES):
                break
            kept.append((start, end))
        return kept

    @staticmethod
    def _pair(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
        """Combine the ids of two words in order into one id, greater than all ids of single words."""
        return ((left + 1) << 31) | right
