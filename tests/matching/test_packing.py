"""Rounding vectors to small integers."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_array_equal

from bot.matching.packing import LARGEST, pack, unpack
from tests.fake_encoder import FakeEncoder

SOME = FakeEncoder().encode([f"text {n}" for n in range(50)])


def test_unpacked_vectors_have_the_same_direction_and_length_1() -> None:
    back = unpack(pack(SOME))
    assert back.dtype == np.float32
    assert np.abs(np.linalg.norm(back, axis=1) - 1).max() < 1e-6
    assert (back * SOME).sum(axis=1).min() > 0.9999


def test_packing_again_changes_nothing() -> None:
    packed = pack(SOME)
    assert_array_equal(pack(unpack(packed)), packed)
    assert set(np.abs(packed.astype(int)).max(axis=1)) == {LARGEST}


def test_a_row_has_the_same_bits_alone_and_among_others() -> None:
    together = unpack(pack(SOME))
    for place in range(len(SOME)):
        alone = unpack(pack(SOME[place : place + 1]))
        assert alone.tobytes() == together[place].tobytes()


def test_zeros_and_empty_tables_are_accepted() -> None:
    assert not unpack(pack(np.zeros((2, 384), np.float32))).any()
    assert unpack(pack(np.zeros((0, 384), np.float32))).shape == (0, 384)
