"""A matcher gets its sentence vectors from the cache or the encoder, at once or in the background."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event
from typing import Any, cast

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from numpy.typing import NDArray

from bot.matching import Entry, Matcher, vector_source
from bot.matching.packing import pack
from bot.matching.plain import plain
from bot.matching.vector_cache import VectorCache
from bot.matching.vector_source import VectorSource
from tests.fake_encoder import FakeEncoder, RecordingMatcher


def matcher(numbers: Iterable[int]) -> RecordingMatcher:
    """Build a matcher from facts about ships and the years in which they were built."""
    entries = [Entry(f"ship-{n}", f"Ship {n} was built in {n}.", (f"When was ship {n} built?",)) for n in numbers]
    return cast(RecordingMatcher, RecordingMatcher.build(entries))


def source(folder: Path, reader: FakeEncoder | None) -> VectorSource:
    """Return a source as in a new process, without the shipped vectors."""
    return VectorSource(lambda: reader, VectorCache(folder, None))


def serve_in_background(served: VectorSource, *matchers: Matcher) -> None:
    """Serve matchers in the background, one after another, and wait for the last."""
    for one in matchers:
        served.follow(one)
    assert served._thread
    served._thread.join(30)
    assert not served._thread.is_alive()


def encoded_alone(texts: Iterable[str]) -> NDArray[np.int8]:
    """Return the packed vectors of texts, each encoded alone."""
    return np.concatenate([pack(FakeEncoder().encode([text])) for text in texts])


def test_each_text_is_encoded_alone_and_vectors_keep_the_order_of_texts(tmp_path: Path) -> None:
    ships, reader = matcher(range(5)), FakeEncoder()
    before = ships.has_sentence_vectors
    source(tmp_path, reader).complete(ships)
    assert (before, ships.has_sentence_vectors) == (False, True)
    assert ships.taken is not None
    assert_array_equal(ships.taken, encoded_alone(ships.texts()))
    assert sorted(reader.read) == ships.texts()


def test_cached_vectors_have_the_same_bits_without_encoding(tmp_path: Path) -> None:
    first, second, reader = matcher(range(5)), matcher(range(5)), FakeEncoder()
    source(tmp_path, FakeEncoder()).complete(first)
    source(tmp_path, reader).complete(second)
    assert reader.read == []
    assert first.taken is not None
    assert second.taken is not None
    assert first.taken.tobytes() == second.taken.tobytes()


def test_another_model_encodes_all_texts_again(tmp_path: Path) -> None:
    source(tmp_path, FakeEncoder()).complete(matcher(range(5)))
    other = FakeEncoder("another")
    source(tmp_path, other).complete(matcher(range(5)))
    assert len(other.read) == 10


def test_only_new_texts_of_a_changed_store_are_encoded_even_without_a_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way of any cache")
    reader = FakeEncoder()
    served = source(tmp_path / "file", reader)
    served.prepare(matcher(range(50)))
    reader.read.clear()
    changed = matcher(range(1, 51))
    served.prepare(changed)
    assert sorted(reader.read) == [plain("Ship 50 was built in 50."), plain("When was ship 50 built?")]
    assert changed.taken is not None
    assert_array_equal(changed.taken, encoded_alone(changed.texts()))


def test_a_new_matcher_waits_only_for_few_texts(tmp_path: Path) -> None:
    reader = FakeEncoder()
    few, many = matcher(range(100)), matcher(range(200, 301))
    served = source(tmp_path, reader)
    served.prepare(few)
    assert few.has_sentence_vectors
    served.prepare(many)
    assert not many.has_sentence_vectors
    assert len(reader.read) == 200


def test_a_command_waits_for_vectors_up_to_a_limit_and_gets_progress(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_source, "MOST_AWAITED", 202)
    progress: list[tuple[int, int]] = []
    ships = matcher(range(101))
    source(tmp_path, FakeEncoder()).complete(ships, progress=lambda done, total: progress.append((done, total)))
    assert ships.has_sentence_vectors
    assert progress == [(n, 202) for n in range(1, 203)]
    larger, reader = matcher(range(1_000, 1_102)), FakeEncoder()
    source(tmp_path, reader).complete(larger)
    assert not larger.has_sentence_vectors
    assert reader.read == []


def test_all_vectors_are_made_in_the_background_and_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    ships = matcher(range(150))
    serve_in_background(source(tmp_path, FakeEncoder()), ships)
    assert ships.taken is not None
    assert_array_equal(ships.taken, encoded_alone(ships.texts()))
    begun, ended = (record.getMessage() for record in caplog.records)
    assert begun == "Computing sentence vectors for 300 of 300 texts; until then questions are matched by their words"
    assert "questions are now also matched by meaning" in ended


def test_a_new_matcher_stops_the_work_for_the_previous_one(tmp_path: Path) -> None:
    begun, go = Event(), Event()

    def wait() -> None:
        begun.set()
        go.wait(30)

    first, second = matcher(range(150)), matcher(range(1, 151))
    reader = FakeEncoder(then=wait)
    served = source(tmp_path, reader)
    served.follow(first)
    assert begun.wait(30)
    served.follow(second)
    go.set()
    serve_in_background(served, second)
    assert not first.has_sentence_vectors
    assert second.has_sentence_vectors
    assert len(reader.read) == len(set(reader.read)) <= 302  # texts read for the first matcher are not read again


def test_closing_stops_the_work_and_stores_finished_vectors(tmp_path: Path) -> None:
    begun = Event()

    def wait() -> None:
        begun.set()
        served._stop.wait(30)

    ships, reader = matcher(range(50)), FakeEncoder(then=wait)
    served = source(tmp_path, reader)
    served.follow(ships)
    assert begun.wait(30)
    served.close()
    assert served._thread
    assert not served._thread.is_alive()
    assert not ships.has_sentence_vectors
    assert len(reader.read) == 1
    after = FakeEncoder()
    source(tmp_path, after).complete(ships)
    assert len(after.read) == 99


@pytest.mark.parametrize("get_vectors", [VectorSource.complete, VectorSource.prepare, serve_in_background])
def test_questions_are_matched_by_words_if_there_is_no_encoder(tmp_path: Path, get_vectors: Callable[..., Any]) -> None:
    ships = matcher(range(5))
    get_vectors(source(tmp_path, None), ships)
    assert not ships.has_sentence_vectors
    assert ships.search("When was ship 3 built?")[0].id == "ship-3"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("get_vectors", [VectorSource.complete, VectorSource.prepare, serve_in_background])
def test_nothing_is_encoded_if_there_are_more_facts_than_the_limit(
    tmp_path: Path, get_vectors: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(vector_source, "MOST_ENTRIES", 4)
    caplog.set_level(logging.INFO)
    ships, reader = matcher(range(5)), FakeEncoder()
    get_vectors(source(tmp_path, reader), ships)
    assert not ships.has_sentence_vectors
    assert reader.read == []
    if get_vectors is serve_in_background:
        assert "not used for more than 4 facts" in caplog.text


@pytest.mark.parametrize("get_vectors", [VectorSource.complete, VectorSource.prepare, serve_in_background])
def test_a_failing_encoder_does_not_stop_the_matcher(
    tmp_path: Path, get_vectors: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError("no more")

    ships = matcher(range(5))
    get_vectors(source(tmp_path, FakeEncoder(then=fail)), ships)
    assert not ships.has_sentence_vectors
    assert "no more" in caplog.text
