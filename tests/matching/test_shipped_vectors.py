"""The shipped vectors belong to the shipped facts and encoder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.loading import load_knowledge
from bot.matching import Entry, Matcher
from bot.matching.encoder import FILE, Encoder, load_encoder
from bot.matching.packing import pack, unpack
from bot.matching.plain import plain
from bot.matching.training.shipped_vectors import FACTS, texts, write
from bot.matching.vector_cache import SHIPPED, VectorCache, key
from bot.matching.vector_source import VectorSource
from bot.settings import Settings
from tests.fake_encoder import RecordingMatcher

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="there is no encoder yet")
AGAIN = "run `python -m bot.matching.training.shipped_vectors` again"


class Watched:
    """An encoder that records its texts."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self.read: list[str] = []
        self._encoder = encoder

    def encode(self, wanted: Sequence[str]) -> NDArray[np.float32]:
        """Encode and record texts, as `Encoder.encode`."""
        self.read += wanted
        return self._encoder.encode(wanted)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    """Return the shipped encoder."""
    shipped = load_encoder()
    assert shipped
    return shipped


def test_the_shipped_vectors_cover_all_shipped_facts(encoder: Encoder, tmp_path: Path) -> None:
    wanted = load_knowledge(Settings(facts_dir=FACTS)).whole.matcher.texts()
    names = [key(encoder.name, text) for text in wanted]
    rows = VectorCache(tmp_path, SHIPPED).fetch(names)
    assert rows.keys() == set(names), AGAIN
    kept = unpack(np.array([np.frombuffer(rows[name], np.int8) for name in names]))
    made = np.concatenate([encoder.encode([text]) for text in wanted])
    # Processors without 8-bit dot products compute less exactly: 0.978 was the least on one of them.
    assert (kept * made).sum(axis=1).min() > 0.95, AGAIN
    assert SHIPPED.stat().st_size < 1_000_000


def test_the_shipped_vectors_contain_no_outdated_text() -> None:
    assert len(np.load(SHIPPED)) == len(texts(FACTS)), AGAIN


def test_encoder_cache_and_shipped_file_give_a_text_the_same_bits(encoder: Encoder, tmp_path: Path) -> None:
    entries = [Entry("noon", "Lunch is at noon — for all.", ("When is lunch?", "when do we eat"))]
    write(tmp_path / "shipped.npy", encoder, Matcher.build(entries).texts())
    write(tmp_path / "nothing.npy", encoder, [])
    (tmp_path / "damaged.npy").write_bytes((tmp_path / "shipped.npy").read_bytes()[:-9])
    watched = Watched(encoder)

    def vectors(shipped: str, cache: str) -> bytes:
        watched.read.clear()
        matcher = cast(RecordingMatcher, RecordingMatcher.build(entries))
        VectorSource(lambda: watched, VectorCache(tmp_path / cache, tmp_path / shipped)).complete(matcher)
        assert matcher.taken is not None
        return matcher.taken.tobytes()

    made = vectors("damaged.npy", "cache")
    assert len(watched.read) == 3
    assert vectors("nothing.npy", "cache") == made
    assert watched.read == []
    assert vectors("shipped.npy", "no cache") == made
    assert watched.read == []
    assert pack(encoder.encode([plain("When is lunch?")])).tobytes() in made
