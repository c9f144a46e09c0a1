"""What the vectors of a store tell beside a question."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.matching.packing import pack, unpack
from bot.matching.sentence_vectors import Member, SentenceVectors

SIZE = 16


def unit(*numbers: float) -> NDArray[np.float32]:
    """A vector of length 1 along the first axes."""
    row = np.zeros(SIZE, np.float32)
    row[: len(numbers)] = numbers
    return np.asarray(row / np.linalg.norm(row), np.float32)


def store(*rows: NDArray[np.float32], members: list[Member]) -> SentenceVectors:
    return SentenceVectors(pack(np.stack(rows)), members)


def test_a_mixture_of_a_phrasing_and_the_text_is_nearer_to_both_than_to_either() -> None:
    vectors = store(unit(1), unit(0, 1), unit(0, 0, 1), unit(0, 0, 0, 1), members=[Member(0, (1,)), Member(2, (3,))])
    found = vectors.compare(unit(1, 1)[None, :], [0, 1])
    assert found.near[0] == pytest.approx(0.71, abs=0.01)
    assert found.span[0] == pytest.approx(1, abs=0.03)
    assert found.span[1] == pytest.approx(0, abs=0.03)


def test_the_same_phrasing_twice_does_not_upset_the_mixture() -> None:
    vectors = store(unit(1), unit(1), unit(0, 1), members=[Member(0, (0, 0, 1)), Member(2, (2,))])
    assert vectors.compare(unit(1)[None, :], [0, 1]).span == pytest.approx([1, 0], abs=0.03)


def test_the_level_tells_how_near_the_phrasings_of_different_entries_lie() -> None:
    members = [Member(0, (0,)), Member(1, (1,))]
    apart = store(unit(1), unit(0, 1), members=members).compare(unit(1)[None, :], [0, 1])
    twins = store(unit(1), unit(1, 0.3), members=members).compare(unit(1)[None, :], [0, 1])
    assert apart.level == pytest.approx([0, 0], abs=0.02)
    assert twins.level == pytest.approx([0.96, 0.96], abs=0.02)


def test_how_many_phrasings_have_no_stranger_as_near() -> None:
    members = [Member(0, (0,)), Member(1, (1,)), Member(2, (2,))]
    vectors = store(unit(1), unit(1, 0.3), unit(0, 0, 1), members=members)  # two near ones and one far from both
    found = vectors.compare(unit(1, -1)[None, :], [0, 1, 2])
    assert found.beyond == pytest.approx([1 / 3, 1 / 3, 0])


def test_a_store_of_one_entry_has_no_strangers() -> None:
    found = store(unit(1), unit(0, 1), members=[Member(0, (0, 1))]).compare(unit(1)[None, :], [0])
    assert (found.level.tolist(), found.crowd.tolist()) == ([0], [0])


def test_hidden_phrasings_are_as_if_no_entry_carried_them() -> None:
    rng = np.random.default_rng(3)
    rows = pack(np.stack([unit(*rng.normal(size=SIZE)) for _ in range(9)]))
    whole = SentenceVectors(rows, [Member(0, (1, 2)), Member(3, (4, 5)), Member(6, (7, 8))])
    without = SentenceVectors(rows, [Member(0, (1,)), Member(3, (4, 5)), Member(6, (7, 8))])
    question = unpack(rows[2:3])
    found, expected = whole.compare(question, [0, 1, 2], frozenset((2,))), without.compare(question, [0, 1, 2])
    for name in ("near", "second", "mean", "ridge", "text", "whole", "crowd", "span", "nearest"):
        assert getattr(found, name) == pytest.approx(getattr(expected, name), abs=1e-5), name
