"""General knowledge of English words: frequency, proper names, word vectors and synonyms.

- `data/words.txt`: one word per line, most common first; names have a capital.
- `data/vectors.npy`: a row of small integers for each word.
- `data/strengths.npy`: the weight of each word in the meaning of a sentence.
- `data/synonyms.txt`: a pair of stems per line.

All are read when a matcher is built. If one is missing, matching still works, but worse. `data/README.md` names the
sources.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).with_name("data")

_UNLISTED_RANK = 80_000  # assumed rank of a word that is not in the list


class Background:
    """General knowledge about words. Immutable."""

    def __init__(
        self,
        words: list[str],
        table: NDArray[np.int8] | None,
        strengths: NDArray[np.float32] | None = None,
        pairs: Iterable[str] = (),
    ) -> None:
        self._strengths = strengths
        self._row = {word.lower(): row for row, word in enumerate(words)}
        self._names = frozenset(word.lower() for word in words if word[0].isupper())
        self._table = table
        self._synonyms: dict[str, list[str]] = {}
        for pair in pairs:
            left, _, right = pair.partition(" ")
            self._synonyms.setdefault(left, []).append(right)
            self._synonyms.setdefault(right, []).append(left)
        self.dimensions = 0 if table is None else int(table.shape[1])

    @property
    def has_vectors(self) -> bool:
        """Return whether the word vectors were found, so that meanings can be compared."""
        return self._table is not None

    def __contains__(self, word: str) -> bool:
        return word in self._row

    def is_name(self, word: str) -> bool:
        """Return whether the list has the word only with a capital."""
        return word in self._names

    def synonyms(self, stem: str) -> list[str]:
        """Return the stems that can mean the same as this one."""
        return self._synonyms.get(stem, [])

    def words(self) -> list[str]:
        """Return all listed words, most common first."""
        return list(self._row)

    def rank(self, word: str) -> int:
        """Return the rank of the word by frequency; 0 is the most common."""
        return self._row.get(word, _UNLISTED_RANK)

    def share(self, word: str) -> float:
        """Estimate the share of English sentences that contain the word (Zipf's law over the ranks)."""
        return min(0.9, 2.0 / (self.rank(word) + 3))

    def rows(self, words: list[str]) -> list[int]:
        """Return the row of each word's vector; -1 for a word without one."""
        return [-1] * len(words) if self._table is None else [self._row.get(word, -1) for word in words]

    def vectors_at(self, rows: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return one vector of length 1 for each row, or zeros for -1: (rows, dimensions)."""
        if self._table is None:
            return np.zeros((len(rows), 1), np.float32)
        out = self._table[rows].astype(np.float32)
        out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-6)
        out[rows < 0] = 0
        return out

    def vectors(self, words: list[str]) -> NDArray[np.float32]:
        """Return one vector of length 1 for each word, or zeros if it has none: (words, dimensions)."""
        return self.vectors_at(np.array(self.rows(words), np.int32))

    def strengths(self, words: list[str]) -> NDArray[np.float32]:
        """Return the weight of each word in the meaning of a sentence; the median and unlisted words have 1."""
        out = np.ones(len(words), np.float32)
        if self._strengths is not None:
            for n, word in enumerate(words):
                if (row := self._row.get(word)) is not None:
                    out[n] = self._strengths[row]
        return out

    def sum_of(self, words: list[str]) -> NDArray[np.float32]:
        """Return the sum of the words' vectors, weighted by their strengths."""
        return np.asarray(self.strengths(words) @ self.vectors(words), np.float32)


@lru_cache(maxsize=4)
def load_background(folder: Path = DATA) -> Background:
    """Load the background knowledge of a folder; what is missing or inconsistent is left out."""
    try:
        words = (folder / "words.txt").read_text(encoding="utf-8").split()
    except OSError:
        return Background([], None)
    try:
        pairs = (folder / "synonyms.txt").read_text(encoding="utf-8").splitlines()
    except OSError:
        pairs = []
    try:
        table = np.load(folder / "vectors.npy", mmap_mode="r", allow_pickle=False)
        strengths = np.load(folder / "strengths.npy", allow_pickle=False).astype(np.float32)
    except (OSError, ValueError):
        return Background(words, None, None, pairs)
    if table.ndim != 2 or table.shape[0] != len(words) or table.dtype != np.int8 or strengths.shape != (len(words),):
        return Background(words, None, None, pairs)
    return Background(words, table, strengths, pairs)
