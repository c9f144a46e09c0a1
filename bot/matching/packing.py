"""Vectors of sentences in a quarter of the room: a row of small integers that points the same way.

Whatever is compared is rounded like this first, so that a text has the very same vector whether the encoder has just
made it, it was kept in the cache or it came with the package. Only the direction is kept, as the length is always 1;
packing what was unpacked gives the same integers again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LARGEST = 127
_AT_A_TIME = 4_096  # rows, so that a large table needs little memory on the way


def pack(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Round vectors, (rows, dimensions), to integers of which the largest of each row is 127 or -127."""
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=0.0)
    return np.rint(vectors * (LARGEST / np.where(largest > 0, largest, 1))).astype(np.int8)


def unpack(packed: NDArray[np.int8]) -> NDArray[np.float32]:
    """Give the rows as vectors of length 1 again, (rows, dimensions); a row of zeros stays one."""
    out = packed.astype(np.float32)
    for first in range(0, len(out), _AT_A_TIME):
        part = packed[first : first + _AT_A_TIME].astype(np.int32)
        squares = np.einsum("ij,ij->i", part, part)  # in whole numbers: the same however many rows come together
        out[first : first + _AT_A_TIME] /= np.sqrt(np.maximum(squares, 1).astype(np.float32))[:, None]
    return out
