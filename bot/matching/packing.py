"""Pack sentence vectors into small integers with the same direction, in a quarter of the memory.

All vectors are rounded in this way before a comparison. So a text has exactly the same vector if it comes from the
encoder, the cache or the package. Only the direction is stored, because the length is always 1. Packing an unpacked
vector returns the same integers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LARGEST = 127
_CHUNK_ROWS = 4_096  # so that a large table needs little extra memory


def pack(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Round vectors (rows, dimensions) to integers. The largest of each row becomes 127 or -127."""
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=0.0)
    return np.rint(vectors * (LARGEST / np.where(largest > 0, largest, 1))).astype(np.int8)


def unpack(packed: NDArray[np.int8]) -> NDArray[np.float32]:
    """Return the rows as vectors of length 1 again (rows, dimensions); a row of zeros stays zero."""
    out = packed.astype(np.float32)
    for first in range(0, len(out), _CHUNK_ROWS):
        part = packed[first : first + _CHUNK_ROWS].astype(np.int32)
        squares = np.einsum(
            "ij,ij->i", part, part
        )  # integers, so that the result does not depend on the number of rows
        out[first : first + _CHUNK_ROWS] /= np.sqrt(np.maximum(squares, 1).astype(np.float32))[:, None]
    return out
