"""An encoder that is made up: fast, without a model, and it remembers what it was given to read."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching import Matcher
from bot.matching.encoder import DIMENSIONS
from bot.matching.meaning import SentenceEncoder


class FakeEncoder:
    """Gives each text a vector of length 1 of its own, which depends on the reader's name."""

    def __init__(self, name: str = "reader", *, then: Callable[[], object] = lambda: None) -> None:
        """`then` is called after each text."""
        self.name = name
        self.read: list[str] = []
        self._then = then

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Source: Encoder.encode."""
        self.read += texts
        self._then()
        rows = [
            np.random.default_rng(zlib.crc32(f"{self.name} {text}".encode())).normal(size=DIMENSIONS) for text in texts
        ]
        vectors = np.array(rows, np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


class RecordingMatcher(Matcher):
    """A matcher that shows which vectors it took."""

    taken: NDArray[np.int8] | None = None

    def take_vectors(self, packed: NDArray[np.int8], encoder: SentenceEncoder) -> None:
        """Source: Matcher.take_vectors."""
        super().take_vectors(packed, encoder)
        self.taken = packed
