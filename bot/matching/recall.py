"""Choose the candidates for a question: results of the search engine, and the nearest by sentence vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching import text
from bot.matching.aliases import Aliases
from bot.matching.candidates import SMALL as FEW
from bot.matching.candidates import CandidateIndex
from bot.matching.encoding import QuestionView
from bot.matching.sentence_vectors import SentenceVectors
from bot.matching.types import Entry
from bot.matching.vocabulary import Vocabulary

CANDIDATES, NEAR = 48, 20  # number from the engine and from the sentence vectors
CANDIDATES_OF_MANY, NEAR_OF_MANY = 24, 16  # the same for a large store, where few views are cached
MANY = 6_000


class Finder:
    """Searches the engine with all readings of a question."""

    def __init__(
        self, index: CandidateIndex, vocabulary: Vocabulary, aliases: Aliases, entries: Sequence[Entry]
    ) -> None:
        """Take the parts of a matcher. `entries` is its list of entries, which may grow."""
        self._index = index
        self._vocabulary = vocabulary
        self._aliases = aliases
        self._entries = entries

    def by_words(self, view: QuestionView, size: int) -> dict[int, float]:
        """Return the scores of the engine's candidates by index, best first; `size` is that of the store.

        If two scores at the end of the list are equal, the engine prefers the entry that was loaded first. To be
        independent of that order, a small store returns all entries, and the id decides.
        """
        if size > FEW:
            return dict(self._index.search(self._terms(view), CANDIDATES if size < MANY else CANDIDATES_OF_MANY))
        hits = self._index.search(self._terms(view), max(size, 1))
        return dict(sorted(hits, key=lambda hit: (-hit[1], self._entries[hit[0]].id))[:CANDIDATES])

    @staticmethod
    def by_meaning(vectors: SentenceVectors, question_vectors: NDArray[np.float32], size: int) -> list[int]:
        """Return the indices of the entries with the nearest phrasings. `question_vectors`: (readings, dimensions)."""
        return vectors.nearest(question_vectors, NEAR if size < MANY else NEAR_OF_MANY)

    def _terms(self, view: QuestionView) -> dict[str, float]:
        """Return the engine's terms with their boosts: stems of all readings, spelling variants and names."""
        terms: dict[str, float] = {}
        for reading in view.readings:
            for word, factor in reading.words:
                for variant in self._variants(word):
                    stem = self._vocabulary.stemmer.stem(variant)
                    terms[stem] = max(terms.get(stem, 0.0), factor)
        return terms

    def _variants(self, word: str) -> list[str]:
        if word in self._aliases.names:
            return [part for name in self._aliases.names[word] for part in name.split()]
        variants = [word, *self._vocabulary.stored(word)]
        written = text.written(word)
        return [*variants, written] if written else variants
