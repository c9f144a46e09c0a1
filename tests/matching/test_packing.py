"""Round vectors to small integers."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_array_equal

from bot.matching.packing import LARGEST, pack, unpack
from tests.fake_encoder import FakeEncoder

VECTORS = FakeEncoder().encode([f"text {n}" for n in range(50)])


def test_unpacked_vectors_have_the_same_direction_and_length_1() -> None:
    unpacked = unpack(pack(VECTORS))
    assert unpacked.dtype == np.float32
    assert np.abs(np.linalg.norm(unpacked, axis=1) - 1).max() < 1e-6
    assert (unpacked * VECTORS).sum(axis=1).min() > 0.9999


def test_packing_unpacked_vectors_again_gives_the_same_integers() -> None:
    packed = pack(VECTORS)
    assert_array_equal(pack(unpack(packed)), packed)
    assert set(np.abs(packed.astype(int)).max(axis=1)) == {LARGEST}


def test_a_row_has_the_same_bits_alone_and_among_others() -> None:
    together = unpack(pack(VECTORS))
    for index in range(len(VECTORS)):
        alone = unpack(pack(VECTORS[index : index + 1]))
        assert alone.tobytes() == together[index].tobytes()


def test_zeros_and_empty_tables_are_accepted() -> None:
    assert not unpack(pack(np.zeros((2, 384), np.float32))).any()
    assert unpack(pack(np.zeros((0, 384), np.float32))).shape == (0, 384)
