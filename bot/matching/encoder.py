"""Encode the meaning of a sentence as a vector, with a small neural network on this machine (onnxruntime).

`data/encoder.onnx` is all-MiniLM-L6-v2, fine-tuned and quantised to 8 bits; see `data/README.md`. Without the file or
without onnxruntime, matching uses words alone.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.embeddings import DATA
from bot.matching.wordpiece import WordPieces

DIMENSIONS = 384
BATCH = 32  # texts of similar length that are encoded together
FILE = DATA / "encoder.onnx"


class Encoder:
    """Turns texts into vectors of length 1. Thread-safe; each call uses one thread."""

    def __init__(self, file: Path = FILE, vocabulary: Path = DATA / "pieces.txt") -> None:
        """Load the model. Raises ImportError without onnxruntime, OSError or ValueError if a file is missing or bad."""
        # Without this, the library looks up a server of its maker and writes an id of this machine to a file. It reads
        # the variable when it is imported.
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        import onnxruntime

        self._pieces = WordPieces.read(vocabulary)
        with file.open("rb") as content:
            self.name = hashlib.file_digest(content, "sha256").hexdigest()[:16]
        """Identifies the model in the cache of vectors."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # questions already run in parallel
        options.log_severity_level = 3
        try:
            # Pass the path, because a session keeps bytes in memory as long as it lives.
            self._session: Any = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the library's errors have no common class
            raise ValueError(f"{file.name} cannot be used: {error}") from None

    def encode(self, texts: Sequence[str], progress: Callable[[int], object] | None = None) -> NDArray[np.float32]:
        """Return one vector for each text: (texts, DIMENSIONS). Calls `progress` with the number of texts done.

        The last digits of a vector can depend on the other texts of its batch. If it must be reproducible, encode the
        text alone.
        """
        pieces = [self._pieces.encode(text) for text in texts]
        out = np.zeros((len(texts), DIMENSIONS), np.float32)
        order = sorted(range(len(texts)), key=lambda n: len(pieces[n]))
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            width = len(pieces[batch[-1]])
            ids, mask = np.zeros((len(batch), width), np.int64), np.zeros((len(batch), width), np.int64)
            for row, index in enumerate(batch):
                ids[row, : len(pieces[index])] = pieces[index]
                mask[row, : len(pieces[index])] = 1
            out[batch] = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
            if progress:
                progress(first + len(batch))
        return out


@lru_cache(maxsize=1)
def load_encoder() -> Encoder | None:
    """Load the encoder of the package, once; None if this machine can't use it."""
    try:
        return Encoder()
    except (ImportError, OSError, ValueError, KeyError):
        return None
