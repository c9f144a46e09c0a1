"""Estimate for pairs of questions how probable it is that they ask the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.matching.grouping.differences import Differences, Indices
from bot.matching.grouping.wording import Wording, WordingReader

Floats: TypeAlias = NDArray[np.float32]

NEAREST = 30  # candidates of each question
_LEAST = 0.4  # minimum cosine of a candidate
_CROWD = 3  # number of nearest questions that show how crowded the place of a question is
_USUAL = 0.7  # assumed cosine of those that are further away, or missing in a short list
_BLOCK = 1_024  # rows of a matrix product


@dataclass(frozen=True, slots=True)
class LikenessWeights:
    """A logistic regression, fitted by `training/fit_grouping.py`."""

    cosine: float
    crowd: float
    shared: float
    constant: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of questions that may ask the same. The left index is the smaller one."""

    left: Indices
    right: Indices
    features: Floats  # (pairs, features), in the order of `LikenessWeights`
    different: NDArray[np.bool_]


def find_candidates(wordings: Sequence[Wording], reader: WordingReader, vectors: Floats) -> Candidates:
    """Find the pairs of near questions, by their vectors (questions, dimensions), and compare them."""
    left, right, crowd = _near(vectors)
    shared = [not wordings[a].aspects.isdisjoint(wordings[b].aspects) for a, b in zip(left, right, strict=True)]
    cosine = np.einsum("nd,nd->n", vectors[left], vectors[right])
    features = np.stack([cosine, crowd[left] + crowd[right], np.array(shared, np.float32)], axis=1)
    return Candidates(left, right, features, Differences(wordings, reader).of(left, right))


def probabilities(candidates: Candidates, weights: LikenessWeights) -> Floats:
    """Estimate the probability of each pair that both ask the same; 0 if they are different."""
    logits = candidates.features @ [weights.cosine, weights.crowd, weights.shared] + weights.constant
    return np.where(candidates.different, 0.0, 1 / (1 + np.exp(-logits))).astype(np.float32)


def _near(vectors: Floats) -> tuple[Indices, Indices, Floats]:
    """Return the pairs of near vectors, and how crowded the place of each is."""
    count = len(vectors)
    crowd = np.full(count, _USUAL, np.float32)
    found = [np.zeros(0, np.intp)]
    for first in range(0, count, _BLOCK):
        cosines = vectors[first : first + _BLOCK] @ vectors.T
        rows = np.arange(len(cosines))
        cosines[rows, first + rows] = -1  # no pair with itself
        order = np.argsort(-cosines, axis=1, kind="stable")[:, :NEAREST]
        nearest = np.take_along_axis(cosines, order, axis=1)
        crowd[first + rows] += np.maximum(nearest[:, :_CROWD] - _USUAL, 0).sum(axis=1) / _CROWD
        row, rank = np.nonzero(nearest >= _LEAST)
        one, other = first + row, order[row, rank]
        found.append(np.minimum(one, other) * count + np.maximum(one, other))
    left, right = np.divmod(np.unique(np.concatenate(found)), max(count, 1))
    return left, right, crowd
