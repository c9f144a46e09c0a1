"""Sentence vectors in the program: which commands wait for them, and what happens if there are none."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from threading import Event

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

import bot
from bot import app, loading, serving
from bot.adapters.terminal.adapter import TerminalPlatform
from bot.adapters.terminal.screen import Screen
from bot.cli import doctor
from bot.knowledge.knowledge import Knowledge
from bot.matching.encoder import FILE
from bot.matching.plain import plain
from bot.matching.vector_cache import FILE as CACHE
from bot.matching.vector_source import AT_ONCE, MOST_ENTRIES
from bot.settings import Settings
from tests.fake_encoder import FakeEncoder
from tests.program import factbot, factbot_alone, records
from tests.waiting import until

ASKED = "How many buoys mark the channel?"
needs_encoder = pytest.mark.skipif(not FILE.exists(), reason="there is no encoder yet")
SHIP = "  - {{id: ship-{0}, text: Ship {0} is {0} metres long., questions: [How long is ship {0}?]}}\n"


def vector_cache(folder: Path) -> Path:
    """Return the cache of a user whose home is this folder."""
    return folder / ".cache" / "factbot" / CACHE


@needs_encoder
def test_ask_and_lint_wait_for_sentence_vectors_and_save_them(place: Path) -> None:
    (record,) = records(factbot(place, "ask", "--json", ASKED).stdout)
    assert record["vectors"] is True
    assert vector_cache(place).is_file()
    vector_cache(place).unlink()
    factbot(place, "lint")
    assert vector_cache(place).is_file()


def test_commands_that_match_no_question_compute_no_sentence_vectors(place: Path) -> None:
    for command in (["quotes"], ["verify", "Nobody tows a tug."], ["digest", "preview"]):
        assert factbot(place, *command).returncode == 0
    assert not vector_cache(place).exists()


@needs_encoder
def test_a_setting_chooses_the_cache_folder(place: Path) -> None:
    factbot(place, "ask", ASKED, FACTBOT_CACHE_DIR=str(place / "kept"))
    assert (place / "kept" / CACHE).is_file()
    assert not vector_cache(place).exists()


@needs_encoder
def test_ask_answers_and_warns_once_if_the_cache_cannot_be_written(place: Path) -> None:
    unwritable = str(place / "facts" / "log.yaml" / "cache")
    done = factbot(place, "ask", "--json", ASKED, FACTBOT_CACHE_DIR=unwritable)
    (record,) = records(done.stdout)
    assert (record["vectors"], record["answer"]["id"]) == (True, "buoys")
    assert done.stderr.count("can't be saved") == len(done.stderr.splitlines()) == 1
    checked = factbot(place, "doctor", FACTBOT_CACHE_DIR=unwritable)
    assert checked.returncode == 1
    assert f"✗ The cache folder {unwritable} can't be written" in checked.stdout


def test_questions_are_matched_by_words_if_the_encoder_is_switched_off(place: Path) -> None:
    (record,) = records(factbot(place, "ask", "--json", ASKED, FACTBOT_ENCODER="off").stdout)
    assert (record["vectors"], record["answer"]["id"]) == (False, "buoys")
    checked = factbot(place, "doctor", FACTBOT_ENCODER="Off")
    assert checked.returncode == 0
    assert "✓ The meaning of sentences is not compared, because FACTBOT_ENCODER is off. So questions" in checked.stdout
    assert factbot(place, "ask", ASKED, FACTBOT_ENCODER="perhaps").returncode == 2
    assert not vector_cache(place).exists()


def without_onnxruntime(folder: Path) -> str:
    """Make onnxruntime fail; return the reason that doctor gives."""
    (folder / "onnxruntime.py").write_text("raise ImportError('no wheel for this machine')")
    return "onnxruntime can't be used on this machine (no wheel for this machine). So questions are matched only by"


def without_the_file(folder: Path) -> str:
    """Copy the package without the encoder; return the reason that doctor gives."""
    ignored = shutil.ignore_patterns("encoder.onnx", "__pycache__")
    shutil.copytree(Path(bot.__file__).parent, folder / "bot", ignore=ignored)
    return "the file encoder.onnx is missing. So questions are matched only by"


def with_a_damaged_file(folder: Path) -> str:
    """Copy the package with a damaged encoder; return the reason that doctor gives."""
    without_the_file(folder)
    (folder / "bot" / "matching" / "data" / "encoder.onnx").write_bytes(b"cut off")
    return "the encoder is damaged (encoder.onnx cannot be used"


@pytest.mark.slow
@pytest.mark.parametrize("break_encoder", [without_onnxruntime, without_the_file, with_a_damaged_file])
def test_questions_are_matched_by_words_if_the_encoder_cannot_be_used(
    place: Path, break_encoder: Callable[[Path], str]
) -> None:
    reason = break_encoder(place)
    done = factbot_alone(place, "ask", "--json", ASKED)
    (record,) = records(done.stdout)
    assert (record["vectors"], record["answer"]["id"], done.stderr) == (False, "buoys", "")
    checked = factbot_alone(place, "doctor")
    assert checked.returncode == 1
    assert f"✗ The meaning of sentences is not compared, because {reason}" in checked.stdout
    assert "fewer questions in other words are answered" in checked.stdout
    assert "→ Install Factbot again with pip" in checked.stdout


def test_doctor_says_that_sentence_vectors_are_off_with_too_many_facts(place: Path) -> None:
    (result,) = doctor._sentence_vectors(settings(place), MOST_ENTRIES + 1)
    assert result.ok
    assert "because there are more than 10,000 facts. So questions are matched only by their words" in result.text


class Held:
    """An encoder that pauses after its first text until a test lets it go on."""

    def __init__(self) -> None:
        self.begun, self.go = Event(), Event()
        self.reader = FakeEncoder(then=self._wait)

    def _wait(self) -> None:
        self.begun.set()
        self.go.wait(30)


@pytest.fixture
def paused(place: Path, monkeypatch: pytest.MonkeyPatch) -> Held:
    """More texts than a matcher encodes before its first question, and the encoder that pauses on them."""
    ships = "".join(SHIP.format(n) for n in range(AT_ONCE))
    source = "source: {title: Log, publisher: Harbour office, published: 2026-03-02}\nfacts:\n"
    (place / "facts" / "ships.yaml").write_text(source + ships, encoding="utf-8")
    paused = Held()
    monkeypatch.setattr(loading, "load_encoder", lambda: paused.reader)
    monkeypatch.chdir(place)
    return paused


def settings(folder: Path) -> Settings:
    """Return the settings for a folder."""
    return Settings(facts_dir=folder / "facts", cache_dir=folder / "kept")


async def test_numpy_has_no_threads_that_wait_while_the_bot_runs(place: Path, paused: Held) -> None:
    def threads() -> list[int]:
        return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]

    with threadpool_limits(2, user_api="blas"):
        before = threads()
        async with app.assembled(settings(place)):
            assert set(threads()) <= {1}
        assert threads() == before
    paused.go.set()


async def test_the_bot_answers_at_once_and_uses_sentence_vectors_when_they_are_ready(place: Path, paused: Held) -> None:
    async with app.assembled(settings(place)) as assembled:

        def knowledge() -> Knowledge:
            return assembled.facts.whole

        await asyncio.to_thread(paused.begun.wait, 30)
        answer = (await asyncio.to_thread(knowledge().ask, "How long is ship 7?")).answer
        assert answer
        assert answer.id == "ship-7"
        assert not knowledge().matcher.has_sentence_vectors
        paused.go.set()
        await until(lambda: knowledge().matcher.has_sentence_vectors, 30)

        watching = asyncio.create_task(assembled.watcher.run())
        file, read = place / "facts" / "ships.yaml", len(paused.reader.read)
        file.write_text(file.read_text().replace("Ship 7 is 7 metres", "Ship 7 is nine metres"))
        await until(lambda: any("nine metres" in s.text for s in knowledge().shown), 30)
        assert (
            knowledge().matcher.has_sentence_vectors
        )  # few texts are new, so they are encoded before the first question
        assert paused.reader.read[read:] == [plain("Ship 7 is nine metres long.")]
        watching.cancel()


async def test_the_bot_stops_without_waiting_for_all_sentence_vectors(place: Path, paused: Held) -> None:
    async with app.assembled(settings(place)) as assembled:
        await asyncio.to_thread(paused.begun.wait, 30)
        asyncio.get_running_loop().call_later(0.1, paused.go.set)
    assert len(paused.reader.read) == 1
    assert not assembled.facts.whole.matcher.has_sentence_vectors


def test_the_chat_answers_by_words_while_sentence_vectors_are_computed(place: Path, paused: Held) -> None:
    console = Screen(file=(place / "screen").open("w"), width=200)

    async def lines() -> AsyncIterator[str]:
        await asyncio.to_thread(paused.begun.wait, 30)
        yield "How long is ship 7?"
        paused.go.set()

    asyncio.run(serving.chat(settings(place), lambda *_: TerminalPlatform(console, app.SystemClock(), lines)))
    console.file.close()
    assert "Ship 7 is 7 metres long." in (place / "screen").read_text()
