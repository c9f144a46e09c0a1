"""The meaning of a whole sentence as a vector: a small neural encoder, run on this machine by onnxruntime.

`data/encoder.onnx` is all-MiniLM-L6-v2, fine-tuned and in 8 bits; see `data/README.md`. Without the file or without
onnxruntime, matching goes on by words alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.embeddings import DATA
from bot.matching.wordpiece import WordPieces

DIMENSIONS = 384
BATCH = 32  # texts of like length that are encoded together
FILE = DATA / "encoder.onnx"


class Encoder:
    """Turns texts into vectors of length 1. Safe to use from several threads; each text takes one thread."""

    def __init__(self, file: Path = FILE, vocabulary: Path = DATA / "pieces.txt") -> None:
        """Load the model. Raises ImportError without onnxruntime, OSError or ValueError if a file is missing or bad."""
        import onnxruntime

        self._pieces = WordPieces.read(vocabulary)
        with file.open("rb") as content:
            self.name = hashlib.file_digest(content, "sha256").hexdigest()[:16]
        """Tells this model from others, for what is kept of its vectors."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # the questions themselves run side by side
        options.log_severity_level = 3
        try:
            # By its path, as a session keeps the bytes that it is given for as long as it lives.
            self._session: Any = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the library's errors share no class
            raise ValueError(f"{file.name} cannot be used: {error}") from None

    def encode(self, texts: Sequence[str], progress: Callable[[int], object] | None = None) -> NDArray[np.float32]:
        """Give one vector a text: (texts, DIMENSIONS). `progress` is told how many are done, now and then.

        A text's vector can differ in the last digits with the texts beside it, so one that must be the same each time
        is encoded alone.
        """
        numbers = [self._pieces.encode(text) for text in texts]
        out = np.zeros((len(texts), DIMENSIONS), np.float32)
        order = sorted(range(len(texts)), key=lambda n: len(numbers[n]))
        for first in range(0, len(order), BATCH):
            places = order[first : first + BATCH]
            width = len(numbers[places[-1]])
            ids, mask = np.zeros((len(places), width), np.int64), np.zeros((len(places), width), np.int64)
            for row, place in enumerate(places):
                ids[row, : len(numbers[place])] = numbers[place]
                mask[row, : len(numbers[place])] = 1
            out[places] = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
            if progress:
                progress(first + len(places))
        return out


@lru_cache(maxsize=1)
def load_encoder() -> Encoder | None:
    """Load the encoder that comes with the package, once; None if it can't be used on this machine."""
    try:
        return Encoder()
    except (ImportError, OSError, ValueError, KeyError):
        return None
