"""Fit the weights with which `matching/grouping` judges if two questions ask the same thing.

    python -m bot.matching.training.fit_grouping FILE ...

Each FILE contains worlds with groups of questions, as `groups_dev.json` of the benchmark. The lists to learn from are
each world, parts of it of several sizes, and all worlds together. The program prints the weights with and without the
sentence encoder, for `grouping/grouper.py`.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.encoder import load_encoder
from bot.matching.grouping.likeness import LikenessWeights, find_candidates
from bot.matching.grouping.vectors import SentenceMemory, sentence_vectors, word_vectors
from bot.matching.grouping.wording import WordingReader

PARTS = (6, 10, 15, 15, 25, 25)
"""Sizes of the parts of each world, so that the weights also suit short lists."""

STEPS = 30  # far more than it needs


class LabelledQuestion(NamedTuple):
    """A question with a name that all those have that ask the same."""

    text: str
    label: tuple[str, str]


def lists(files: Sequence[Path]) -> Iterator[list[LabelledQuestion]]:
    """Yield the lists to learn from. Raises OSError, ValueError or KeyError if a file is missing or not valid."""
    rng = random.Random(5)  # noqa: S311 (no secret)
    everything: list[LabelledQuestion] = []
    for world in (world for file in files for world in json.loads(file.read_text(encoding="utf-8"))):
        questions = [LabelledQuestion(q, (world["name"], group[0])) for group in world["groups"] for q in group]
        everything += questions
        yield questions
        yield from (rng.sample(questions, size) for size in PARTS)
    yield everything


def samples(
    questions: Sequence[LabelledQuestion], aliases: Sequence[Sequence[str]], memory: SentenceMemory | None
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return the features of the pairs that may ask the same, and whether they do."""
    reader = WordingReader([question.text for question in questions], aliases)
    wordings = reader.read()
    vectors = sentence_vectors(wordings, memory) if memory else word_vectors(wordings, reader)
    pairs = find_candidates(wordings, reader, vectors)
    same = [questions[a].label == questions[b].label for a, b in zip(pairs.left, pairs.right, strict=True)]
    return pairs.features[~pairs.different], np.array(same, np.bool_)[~pairs.different]


def fit(files: Sequence[Path], memory: SentenceMemory | None) -> LikenessWeights:
    """Fit the weights, with the encoder of `memory` or by words alone."""
    aliases = [names for file in files for world in json.loads(file.read_text()) for names in world.get("aliases", ())]
    features, same = zip(*(samples(questions, aliases, memory) for questions in lists(files)), strict=True)
    return LikenessWeights(*logistic(np.concatenate(features), np.concatenate(same)))


def logistic(table: NDArray[np.float32], right: NDArray[np.bool_]) -> list[float]:
    """Return the weights of a logistic regression and its constant, by Newton's method; `table`: (samples, features).

    The squares of the weights of the standardised features are penalised.
    """
    mean, deviation = table.mean(axis=0), table.std(axis=0)
    scaled = np.c_[(table - mean) / deviation, np.ones(len(table))].astype(np.float64)
    penalty = np.diag([*np.ones(table.shape[1]), 0.0])
    weights = np.zeros(scaled.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-(scaled @ weights)))
        slope = scaled.T @ (likely - right) + penalty @ weights
        curve = (scaled * (likely * (1 - likely))[:, None]).T @ scaled + penalty
        weights -= np.linalg.solve(curve, slope)
    plain = weights[:-1] / deviation
    return [*plain.tolist(), float(weights[-1] - plain @ mean)]


def main(arguments: list[str] | None = None) -> int:
    """Fit and print the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", type=Path, nargs="+")
    files = parser.parse_args(arguments).files
    encoder = load_encoder()
    if encoder:
        sys.stdout.write(f"with the encoder: {fit(files, SentenceMemory(encoder))}\n")
    sys.stdout.write(f"by words alone: {fit(files, None)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
