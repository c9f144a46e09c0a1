"""Thresholds are measured in the background and saved in a folder."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from pathlib import Path

import pytest

from bot import loading
from bot.core.models import FactCollection
from bot.features.calibration import calibrator, thresholds
from bot.features.calibration.calibration import calibrated, chosen, store_key
from bot.features.calibration.calibrator import Calibrator, keep_thresholds, kept_thresholds
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching import Match, Thresholds
from bot.settings import Settings
from tests.samples.phrasings import STORE, fact
from tests.waiting import assert_stays, until

DEFAULT = Thresholds.default()
MEASURED = Thresholds(answer=0.7125, suggest=0.25, unprompted=0.9)


def test_saved_thresholds_are_found_only_under_their_key(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there yet"
    assert kept_thresholds(folder, "k") is None
    assert keep_thresholds(folder, "k", MEASURED)
    assert kept_thresholds(folder, "k") == MEASURED
    assert kept_thresholds(folder, "other") is None
    assert [file.suffix for file in folder.rglob("*") if file.is_file()] == [".json"]


@pytest.mark.parametrize(
    "damage",
    [
        b"", b"\xff\x00", b"[]", b"{}", b'"x"', b"null", b'{"answer": 0.8, "suggest": 0.3}', b"[" * 100_000,
        b'{"answer": NaN, "suggest": 0.3, "unprompted": 0.9}', b'{"answer": 0.8, "suggest": 7, "unprompted": 0.9}',
        b'{"answer": 0.2, "suggest": 0.3, "unprompted": 0.9}', b'{"answer": null, "suggest": 0.3, "unprompted": 0.9}',
    ],
)  # fmt: skip
def test_a_damaged_file_counts_as_no_saved_thresholds(tmp_path: Path, damage: bytes) -> None:
    keep_thresholds(tmp_path, "k", MEASURED)
    (file,) = tmp_path.rglob("*.json")
    file.write_bytes(damage)
    assert kept_thresholds(tmp_path, "k") is None
    assert keep_thresholds(tmp_path, "k", MEASURED)
    assert kept_thresholds(tmp_path, "k") == MEASURED


def test_a_folder_that_cannot_be_written_raises_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    assert not keep_thresholds(tmp_path / "file", "k", MEASURED)
    assert kept_thresholds(tmp_path / "file", "k") is None


def test_the_oldest_saved_thresholds_are_deleted_if_there_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibrator, "MOST_FILES", 3)
    for n in range(6):
        keep_thresholds(tmp_path, f"k{n}", MEASURED)
        os.utime(tmp_path / "thresholds" / f"k{n}.json", (n, n))
    keep_thresholds(tmp_path, "new", MEASURED)
    assert files(tmp_path) == ["k4", "k5", "new"]


def facts(knowledge: Knowledge) -> CurrentKnowledge:
    return CurrentKnowledge(KnowledgeByPlace(knowledge))


@contextlib.asynccontextmanager
async def running(calibrator: Calibrator):  # type: ignore[no-untyped-def]
    task = asyncio.create_task(calibrator.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


def files(folder: Path) -> list[str]:
    return sorted(file.stem for file in folder.rglob("*.json"))


async def test_the_current_facts_are_measured_and_the_thresholds_are_saved(tmp_path: Path) -> None:
    knowledge = Knowledge(STORE, DEFAULT)
    expected = calibrated(thresholds.evaluate(knowledge), DEFAULT)
    assert expected != DEFAULT
    calibrator = Calibrator(facts(knowledge), tmp_path, lambda measured: measured, interval=0.01, rest=0)
    async with running(calibrator):
        await until(lambda: knowledge.thresholds == expected)
    assert kept_thresholds(tmp_path, store_key(knowledge)) == expected


async def test_saved_thresholds_are_used_without_a_new_measurement(tmp_path: Path) -> None:
    knowledge = Knowledge(STORE, DEFAULT)
    keep_thresholds(tmp_path, store_key(knowledge), MEASURED)
    knowledge.rank = None  # type: ignore[assignment, method-assign]
    calibrator = Calibrator(
        facts(knowledge),
        tmp_path,
        lambda measured: chosen(measured, 0.93, None),
        interval=0.01,
    )
    async with running(calibrator):
        await until(lambda: knowledge.thresholds != DEFAULT)
    assert knowledge.thresholds == Thresholds(answer=0.93, suggest=0.25, unprompted=0.93)


async def test_changed_facts_are_measured_again_and_the_old_measurement_is_dropped(tmp_path: Path) -> None:
    old, new = Knowledge(STORE, DEFAULT), Knowledge(FactCollection(STORE.statements[:3]), DEFAULT)
    answering = facts(old)
    rank = old.rank

    def changing(*args: object, **more: object) -> tuple[Match, ...]:
        answering.state = KnowledgeByPlace(new)
        return rank(*args, **more)  # type: ignore[arg-type]

    old.rank = changing  # type: ignore[method-assign]
    async with running(Calibrator(answering, tmp_path, lambda measured: measured, interval=0.01, rest=0, settle=0)):
        await until(lambda: new.thresholds != DEFAULT)
    assert old.thresholds == DEFAULT
    assert files(tmp_path) == [store_key(new)]


async def test_facts_that_may_change_again_soon_are_not_measured(tmp_path: Path) -> None:
    old, new = Knowledge(STORE, DEFAULT), Knowledge(FactCollection(STORE.statements[:3]), DEFAULT)
    answering = facts(old)
    async with running(Calibrator(answering, tmp_path, lambda measured: measured, interval=0.01, rest=0, settle=60)):
        await until(lambda: files(tmp_path) == [store_key(old)])
        answering.state = KnowledgeByPlace(new)
        await assert_stays(lambda: new.thresholds == DEFAULT, seconds=0.1)
    assert files(tmp_path) == [store_key(old)]


async def test_measuring_can_be_cancelled_between_two_questions(tmp_path: Path) -> None:
    many = tuple(fact(f"f{n}", f"Text {n}.", f"question {n}", f"other {n}") for n in range(40))
    knowledge = Knowledge(FactCollection(many), DEFAULT)
    rank, asked = knowledge.rank, []

    def counting(*args: object, **more: object) -> tuple[Match, ...]:
        asked.append(args)
        return rank(*args, **more)  # type: ignore[arg-type]

    knowledge.rank = counting  # type: ignore[method-assign]
    async with running(Calibrator(facts(knowledge), tmp_path, lambda measured: measured, rest=30)):
        await until(lambda: bool(asked))
    assert len(asked) == 1  # the pause after the first question was cut short
    assert files(tmp_path) == []


async def test_an_unexpected_error_is_logged_once_and_leaves_the_thresholds(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    knowledge = Knowledge(STORE, DEFAULT)
    knowledge.rank = None  # type: ignore[assignment, method-assign]
    async with running(Calibrator(facts(knowledge), tmp_path, lambda measured: measured, interval=0.01)):
        await until(lambda: "Could not measure the thresholds" in caplog.text)
    assert knowledge.thresholds == DEFAULT
    assert caplog.text.count("Could not measure the thresholds") == 1


def test_a_command_uses_saved_thresholds_unless_the_settings_override_them(tmp_path: Path) -> None:
    def used_thresholds(**more: object) -> Thresholds:
        knowledge = Knowledge(STORE, DEFAULT)
        loaded = KnowledgeByPlace(knowledge)
        loading.apply_saved_thresholds(Settings(cache_dir=tmp_path, **more), loaded)  # type: ignore[arg-type]
        return knowledge.thresholds

    assert used_thresholds() == DEFAULT
    assert files(tmp_path) == []
    keep_thresholds(tmp_path, store_key(Knowledge(STORE, DEFAULT)), MEASURED)
    assert used_thresholds() == MEASURED
    assert used_thresholds(answer_threshold=0.95).answer == 0.95
    assert json.loads(next(tmp_path.rglob("*.json")).read_text(encoding="utf-8"))["answer"] == MEASURED.answer
