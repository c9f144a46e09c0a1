"""Which few entries are looked at for a question: the search engine's, and the nearest by the meaning of sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching import text
from bot.matching.candidates import SMALL as FEW
from bot.matching.candidates import CandidateIndex
from bot.matching.encoding import Aliases, QuestionView
from bot.matching.sentence_vectors import SentenceVectors
from bot.matching.types import Entry
from bot.matching.vocabulary import Lexicon

CANDIDATES, NEAR = 48, 20  # that the engine and the sentence vectors hand on
CANDIDATES_OF_MANY, NEAR_OF_MANY = 24, 16  # the same in a large store, where most are seen for the first time
MANY = 6_000


class Finder:
    """Asks the engine with all readings of a question."""

    def __init__(self, index: CandidateIndex, lexicon: Lexicon, aliases: Aliases, entries: Sequence[Entry]) -> None:
        """`entries` are those of the matcher, by place; it goes on adding to them."""
        self._index = index
        self._lexicon = lexicon
        self._aliases = aliases
        self._entries = entries

    def by_words(self, view: QuestionView, size: int) -> dict[int, float]:
        """Give the places of the engine's candidates with their scores, best first; `size` is that of the store.

        If two score the same at the end of the list, the engine prefers the one that was loaded first; a store that may
        have been loaded in another order is therefore asked for all, and the id decides.
        """
        if size > FEW:
            return dict(self._index.search(self._terms(view), CANDIDATES if size < MANY else CANDIDATES_OF_MANY))
        all_found = self._index.search(self._terms(view), max(size, 1))
        return dict(sorted(all_found, key=lambda hit: (-hit[1], self._entries[hit[0]].id))[:CANDIDATES])

    @staticmethod
    def by_meaning(vectors: SentenceVectors, asked: NDArray[np.float32], size: int) -> list[int]:
        """Give the places of the entries whose phrasings lie nearest to the question, (readings, dimensions)."""
        return vectors.nearest(asked, NEAR if size < MANY else NEAR_OF_MANY)

    def _terms(self, view: QuestionView) -> dict[str, float]:
        """The engine's terms for the question: stems of all readings, spelling variants and names."""
        terms: dict[str, float] = {}
        for reading in view.readings:
            for word, factor in reading.words:
                for variant in self._variants(word):
                    stem = self._lexicon.stemmer.stem(variant)
                    terms[stem] = max(terms.get(stem, 0.0), factor)
        return terms

    def _variants(self, word: str) -> list[str]:
        if word in self._aliases.names:
            return [part for name in self._aliases.names[word] for part in name.split()]
        variants = [word, *self._lexicon.stored(word)]
        written = text.written(word)
        return [*variants, written] if written else variants
