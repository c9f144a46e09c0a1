"""Compare questions with a store by the vectors of sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.matching import text
from bot.matching.encoding import QuestionView
from bot.matching.packing import pack, unpack
from bot.matching.plain import plain
from bot.matching.sentence_vectors import SentenceVectors

_CACHE_SIZE = 256  # questions; one question is searched for more than once


class SentenceEncoder(Protocol):
    """Encodes sentences: `Encoder`, or its replacement in tests."""

    @property
    def name(self) -> str:
        """Return the name of the model."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector of length 1 for each text: (texts, dimensions)."""
        ...


class QuestionEncoder:
    """Encodes questions as vectors, to compare with those of a store."""

    def __init__(self, vectors: SentenceVectors, encoder: SentenceEncoder) -> None:
        self.vectors = vectors
        self._encoder = encoder
        self.name = encoder.name
        self._cache: dict[str, NDArray[np.float32]] = {}

    def of_question(self, question: str, view: QuestionView) -> NDArray[np.float32]:
        """Return the vectors of a question: of the whole message, and of the asking part if that is different.

        Shape (readings, dimensions). Takes a few milliseconds.
        """
        whole = plain(question[: text.MAX_QUESTION])
        return np.stack(
            [self._vector(reading) for reading in dict.fromkeys((whole, view.meant)) if reading]
            or [self._vector(question)]
        )

    def _vector(self, reading: str) -> NDArray[np.float32]:
        known = self._cache.get(reading)
        if known is None:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache = {}
            known = self._cache[reading] = unpack(pack(self._encoder.encode([reading])))[0]
        return known
