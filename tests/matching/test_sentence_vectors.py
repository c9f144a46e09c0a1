"""Compare the vectors of a store with a question."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.matching.packing import pack, unpack
from bot.matching.sentence_vectors import Member, SentenceVectors

SIZE = 16


def unit(*numbers: float) -> NDArray[np.float32]:
    """Return a vector of length 1 with these first components."""
    row = np.zeros(SIZE, np.float32)
    row[: len(numbers)] = numbers
    return np.asarray(row / np.linalg.norm(row), np.float32)


def store(*rows: NDArray[np.float32], members: list[Member]) -> SentenceVectors:
    return SentenceVectors(pack(np.stack(rows)), members)


def test_a_mixture_of_phrasing_and_text_lies_in_their_span() -> None:
    vectors = store(unit(1), unit(0, 1), unit(0, 0, 1), unit(0, 0, 0, 1), members=[Member(0, (1,)), Member(2, (3,))])
    comparison = vectors.compare(unit(1, 1)[None, :], [0, 1])
    assert comparison.near[0] == pytest.approx(0.71, abs=0.01)
    assert comparison.span[0] == pytest.approx(1, abs=0.03)
    assert comparison.span[1] == pytest.approx(0, abs=0.03)


def test_a_repeated_phrasing_does_not_change_the_span() -> None:
    vectors = store(unit(1), unit(1), unit(0, 1), members=[Member(0, (0, 0, 1)), Member(2, (2,))])
    assert vectors.compare(unit(1)[None, :], [0, 1]).span == pytest.approx([1, 0], abs=0.03)


def test_level_is_the_similarity_of_phrasings_of_different_entries() -> None:
    members = [Member(0, (0,)), Member(1, (1,))]
    apart = store(unit(1), unit(0, 1), members=members).compare(unit(1)[None, :], [0, 1])
    twins = store(unit(1), unit(1, 0.3), members=members).compare(unit(1)[None, :], [0, 1])
    assert apart.level == pytest.approx([0, 0], abs=0.02)
    assert twins.level == pytest.approx([0.96, 0.96], abs=0.02)


def test_beyond_is_the_share_of_phrasings_without_a_neighbour_as_near() -> None:
    members = [Member(0, (0,)), Member(1, (1,)), Member(2, (2,))]
    vectors = store(unit(1), unit(1, 0.3), unit(0, 0, 1), members=members)  # two near ones and one far from both
    comparison = vectors.compare(unit(1, -1)[None, :], [0, 1, 2])
    assert comparison.beyond == pytest.approx([1 / 3, 1 / 3, 0])


def test_a_store_with_one_entry_has_no_neighbours() -> None:
    comparison = store(unit(1), unit(0, 1), members=[Member(0, (0, 1))]).compare(unit(1)[None, :], [0])
    assert (comparison.level.tolist(), comparison.crowd.tolist()) == ([0], [0])


def test_hidden_phrasings_are_ignored() -> None:
    rng = np.random.default_rng(3)
    rows = pack(np.stack([unit(*rng.normal(size=SIZE)) for _ in range(9)]))
    whole = SentenceVectors(rows, [Member(0, (1, 2)), Member(3, (4, 5)), Member(6, (7, 8))])
    without = SentenceVectors(rows, [Member(0, (1,)), Member(3, (4, 5)), Member(6, (7, 8))])
    question = unpack(rows[2:3])
    hidden, expected = whole.compare(question, [0, 1, 2], frozenset((2,))), without.compare(question, [0, 1, 2])
    for name in ("near", "second", "mean", "ridge", "text", "whole", "crowd", "span", "nearest"):
        assert getattr(hidden, name) == pytest.approx(getattr(expected, name), abs=1e-5), name
