"""The vectors of a store beside the encoder that reads questions."""

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

_KEPT = 256  # questions whose vectors are kept, as one question is searched for more than once


class SentenceEncoder(Protocol):
    """Reads sentences: `Encoder`, or what stands for it in a test."""

    @property
    def name(self) -> str:
        """Tells this model from others."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give one vector of length 1 a text: (texts, dimensions)."""
        ...


class Meaning:
    """Reads questions as vectors that can be compared with those of a store."""

    def __init__(self, vectors: SentenceVectors, encoder: SentenceEncoder) -> None:
        self.vectors = vectors
        self._encoder = encoder
        self.name = encoder.name
        self._kept: dict[str, NDArray[np.float32]] = {}

    def of_question(self, question: str, view: QuestionView) -> NDArray[np.float32]:
        """Give the vectors of a question's readings: of the whole, and of the part that asks if that differs.

        Shape (readings, dimensions). Takes a few milliseconds.
        """
        whole = plain(question[: text.MAX_QUESTION])
        return np.stack(
            [self._vector(reading) for reading in dict.fromkeys((whole, view.meant)) if reading]
            or [self._vector(question)]
        )

    def _vector(self, reading: str) -> NDArray[np.float32]:
        known = self._kept.get(reading)
        if known is None:
            if len(self._kept) >= _KEPT:
                self._kept = {}
            known = self._kept[reading] = unpack(pack(self._encoder.encode([reading])))[0]
        return known
