"""Turn questions into vectors: with the sentence encoder, or by their words alone."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching import text
from bot.matching.encoding import LIGHT_WEIGHT
from bot.matching.grouping.wording import Wording, WordingReader
from bot.matching.meaning import SentenceEncoder
from bot.matching.packing import pack, unpack

MOST_REMEMBERED = 20_000  # vectors, two for each question; they take about 8 MB
_SLOTS = 512  # dimensions for words; it hardly matters that a few share one
_ASPECTS = 4.0  # weight of what a question asks for, compared with the weights of words
_MEANING = 0.5  # weight of the vectors of words, compared with the words themselves


class SentenceMemory:
    """Encodes texts, and remembers their vectors."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self._known: dict[str, NDArray[np.int8]] = {}

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a vector of length 1 for each text: (texts, dimensions). A new text takes a millisecond or two."""
        if not texts:
            return np.zeros((0, 1), np.float32)
        known = self._known
        # Each text is encoded alone, because its vector would depend on the others of a batch.
        rows = {t: known[t] if t in known else pack(self._encoder.encode([t]))[0] for t in dict.fromkeys(texts)}
        self._known = rows if len(known) + len(rows) > MOST_REMEMBERED else known | rows
        return unpack(np.stack([rows[t] for t in texts]))


def sentence_vectors(wordings: Sequence[Wording], memory: SentenceMemory) -> NDArray[np.float32]:
    """Return a vector of length 1 for each question, by its meaning in full and in short: (questions, dimensions)."""
    full = memory.vectors([wording.meant for wording in wordings])
    return _unit(full + memory.vectors([wording.short for wording in wordings]))


def word_vectors(wordings: Sequence[Wording], reader: WordingReader) -> NDArray[np.float32]:
    """Return a vector of length 1 for each question, by its words and aspects: (questions, dimensions)."""
    vocabulary = reader.vocabulary
    rows = []
    for wording in wordings:
        ids = np.array(vocabulary.ids_of(wording.content), np.int32)
        light = [LIGHT_WEIGHT if word in text.LIGHT else 1.0 for word in wording.content]
        weights = vocabulary.weights[ids] * np.array(light, np.float32)
        slots = np.zeros(_SLOTS, np.float32)
        for word, weight in zip(wording.content, weights, strict=True):
            _add(slots, reader.stem(word), float(weight))
        for aspect in sorted(wording.aspects):
            _add(slots, f"={aspect}", _ASPECTS / len(wording.aspects) ** 0.5)
        rows.append(np.concatenate([_unit(slots), _MEANING * _unit(weights @ vocabulary.vectors(ids))]))
    return _unit(np.stack(rows)) if rows else np.zeros((0, 1), np.float32)


def _add(slots: NDArray[np.float32], word: str, weight: float) -> None:
    """Add a word to the slot that its checksum chooses."""
    checksum = zlib.crc32(word.encode("utf-8", "surrogatepass"))
    slots[checksum % _SLOTS] += weight if checksum >> 31 else -weight


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the vectors with length 1; a vector of zeros stays one."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-6), np.float32)
