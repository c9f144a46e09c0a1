"""Systems for a measuring script: `index(facts)` returns a function `search(question, k)`."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from bot.matching import Entry, Matcher
from bot.matching.encoder import Encoder
from bot.matching.packing import pack
from tests.benchmarks.asking_systems import Vectoriser, our_encoder

MOST_ENCODED = 4_000  # facts; larger stores are searched by words alone, because encoding them takes minutes
MINILM = "BENCHMARK_MINILM"  # the environment variable with the path of the original MiniLM

Search = Callable[[str, int], list[tuple[int, float]]]


def factbot(facts: Sequence[str]) -> Search:
    """Index plain texts with Factbot's matcher, as entries without curated questions."""
    matcher = Matcher.build(Entry(f"{index:08}", fact) for index, fact in enumerate(facts))
    vectors, texts = _ours(), matcher.texts()
    if vectors and texts and len(facts) <= MOST_ENCODED:
        matcher.take_vectors(pack(vectors(texts)), vectors.encoder)

    def search(question: str, k: int) -> list[tuple[int, float]]:
        return [(int(match.id), match.score) for match in matcher.search(question, k)]

    return search


def minilm(facts: Sequence[str]) -> Search:
    """Index plain texts by their MiniLM vectors. Raises KeyError if no file is named, and the same as `Encoder`."""
    vectors = _from_file(os.environ[MINILM])
    table = vectors(facts)

    def search(question: str, k: int) -> list[tuple[int, float]]:
        scores = table @ vectors([question])[0]
        return [(int(n), float(scores[n])) for n in np.argsort(-scores, kind="stable")[:k]]

    return search


@lru_cache(maxsize=1)
def _ours() -> Vectoriser | None:
    encoder = our_encoder()
    return Vectoriser(encoder) if encoder else None


@lru_cache(maxsize=1)
def _from_file(file: str) -> Vectoriser:
    return Vectoriser(Encoder(Path(file)))
