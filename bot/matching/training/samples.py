"""Questions whose answers are known, with their candidates as numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.matching.embeddings import load_background
from bot.matching.encoder import load_encoder
from bot.matching.encoding import Aliases
from bot.matching.features import ALL_NAMES
from bot.matching.matcher import Matcher
from bot.matching.packing import pack
from bot.matching.training.question_sets import quiz_stores, read_quiz
from bot.matching.training.stores import read_stores
from bot.matching.training.synthetic_data import Store, read_worlds, world_stores

RIVALS = 40  # candidates of a question to bare sentences that are kept
RIVALS_IN_STORES = 16
_OF_VECTORS = np.array([name.startswith("v_") for name in ALL_NAMES])


@dataclass(slots=True)
class TrainingSample:
    """The candidates of one question as numbers."""

    label: str  # where it is from
    features: NDArray[np.float32]  # (candidates, ALL_NAMES)
    right: NDArray[np.bool_]
    answerable: bool

    @property
    def kind(self) -> str:
        """The kind of store: what stands before a comma in the label."""
        return self.label.split(",")[0]

    def without_vectors(self) -> TrainingSample:
        """Give the same as if nothing were known of whole sentences."""
        return TrainingSample(
            self.label, np.where(_OF_VECTORS, np.float32(0), self.features), self.right, self.answerable
        )


def of_store(label: str, store: Store, rivals: int) -> Iterator[TrainingSample]:
    """Ask every question of a store."""
    encoder = load_encoder()
    if encoder is None:
        raise SystemExit("the encoder cannot be used: see data/README.md")
    matcher = Matcher(store.entries, Aliases(()), load_background(), None)
    matcher.take_vectors(np.stack([_vector(text) for text in matcher.texts()]), encoder)
    for ask in store.asks:
        trial = matcher.trial(ask.text)
        if trial is None:
            continue
        right = np.array([matcher.entry(place).id in ask.gold for place in trial.places])
        order = np.argsort(-trial.ranks, kind="stable")
        kept = np.unique(np.concatenate([order[:rivals], np.flatnonzero(right)]))
        yield TrainingSample(label, trial.measured.features[kept], right[kept], bool(ask.gold))


@cache
def _vector(text: str) -> NDArray[np.int8]:
    encoder = load_encoder()
    assert encoder is not None  # noqa: S101 (looked at above)
    row: NDArray[np.int8] = pack(encoder.encode([text]))[0]
    return row


def of_file(label: str, path: Path, draws: int, seed: int = 1) -> list[TrainingSample]:
    """Draw stores from a file of phrasings, facts or worlds, and ask them; see `stores` and `synthetic_data`."""
    worlds = path.suffix == ".txt"
    drawn = world_stores(read_worlds(path), draws, seed) if worlds else read_stores(path, draws, seed)
    return [sample for store in drawn for sample in of_store(label, store, RIVALS_IN_STORES)]


def of_quiz(path: Path, part: str) -> list[TrainingSample]:
    """Ask the questions of one part of a quiz file of the full store and of small ones."""
    stores = quiz_stores(read_quiz(path, part), seed=1 if part == "tune" else 2)
    return [sample for label, store in stores for sample in of_store(label, store, RIVALS)]
