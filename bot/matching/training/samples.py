"""Ask questions with known answers and return the features of their candidates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.matching.aliases import Aliases
from bot.matching.embeddings import load_background
from bot.matching.encoder import load_encoder
from bot.matching.features import ALL_NAMES
from bot.matching.matcher import Matcher
from bot.matching.packing import pack
from bot.matching.training.question_sets import quiz_stores, read_quiz
from bot.matching.training.stores import read_stores
from bot.matching.training.synthetic_data import Store, read_worlds, world_stores

RIVALS = 40  # best candidates of a question that are kept, in stores of sentences without phrasings
RIVALS_IN_STORES = 16  # the same in other stores
_OF_VECTORS = np.array([name.startswith("v_") for name in ALL_NAMES])


@dataclass(slots=True)
class TrainingSample:
    """The features of the candidates of one question."""

    label: str  # the kind of store, with details after a comma
    features: NDArray[np.float32]  # (candidates, ALL_NAMES)
    right: NDArray[np.bool_]  # (candidates)
    answerable: bool

    @property
    def kind(self) -> str:
        """The kind of store: the label up to its first comma."""
        return self.label.split(",")[0]

    def without_vectors(self) -> TrainingSample:
        """Return a copy with the features of sentence vectors set to 0, as in stores without vectors."""
        return TrainingSample(
            self.label, np.where(_OF_VECTORS, np.float32(0), self.features), self.right, self.answerable
        )


def of_store(label: str, store: Store, rivals: int) -> Iterator[TrainingSample]:
    """Ask the questions of a store and yield a sample for each that has candidates.

    A sample has the best `rivals` candidates and all right ones. Raises SystemExit if the encoder cannot be used.
    """
    encoder = load_encoder()
    if encoder is None:
        raise SystemExit("the encoder cannot be used: see data/README.md")
    matcher = Matcher(store.entries, Aliases(()), load_background(), None)
    matcher.take_vectors(np.stack([_vector(text) for text in matcher.texts()]), encoder)
    for ask in store.asks:
        trial = matcher.trial(ask.text)
        if trial is None:
            continue
        right = np.array([matcher.entry(index).id in ask.gold for index in trial.indices])
        order = np.argsort(-trial.ranks, kind="stable")
        rows = np.unique(np.concatenate([order[:rivals], np.flatnonzero(right)]))
        yield TrainingSample(label, trial.measured.features[rows], right[rows], bool(ask.gold))


@cache
def _vector(text: str) -> NDArray[np.int8]:
    encoder = load_encoder()
    assert encoder is not None  # noqa: S101 (checked by `of_store`)
    row: NDArray[np.int8] = pack(encoder.encode([text]))[0]
    return row


def of_file(label: str, path: Path, draws: int, seed: int = 1) -> list[TrainingSample]:
    """Draw stores from a file of phrasings, facts or worlds, and ask their questions.

    `stores` and `synthetic_data` describe the files. Raises OSError, ValueError or KeyError if the file cannot be read
    or has another format.
    """
    worlds = path.suffix == ".txt"
    drawn = world_stores(read_worlds(path), draws, seed) if worlds else read_stores(path, draws, seed)
    return [sample for store in drawn for sample in of_store(label, store, RIVALS_IN_STORES)]


def of_quiz(path: Path, part: str) -> list[TrainingSample]:
    """Ask the full store and small stores the questions of one part of a quiz file. Raises the same as `read_quiz`."""
    stores = quiz_stores(read_quiz(path, part), seed=1 if part == "tune" else 2)
    return [sample for label, store in stores for sample in of_store(label, store, RIVALS)]
