"""Sentence vectors in the program: who waits for them, and what is said where there are none."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from threading import Event

import pytest
from rich.console import Console

import bot
from bot import app
from bot.adapters.terminal.adapter import TerminalPlatform
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


def kept(place: Path) -> Path:
    """The cache of whoever is at home in a place."""
    return place / ".cache" / "factbot" / CACHE


@needs_encoder
def test_ask_and_lint_wait_for_the_meaning_of_sentences_and_keep_it(place: Path) -> None:
    (record,) = records(factbot(place, "ask", "--json", ASKED).stdout)
    assert record["vectors"] is True
    assert kept(place).is_file()
    kept(place).unlink()
    factbot(place, "lint")
    assert kept(place).is_file()


def test_commands_that_ask_nothing_do_without(place: Path) -> None:
    for command in (["quotes"], ["verify", "Nobody tows a tug."], ["digest", "preview"]):
        assert factbot(place, *command).returncode == 0
    assert not kept(place).exists()


@needs_encoder
def test_the_cache_may_be_elsewhere(place: Path) -> None:
    factbot(place, "ask", ASKED, FACTBOT_CACHE_DIR=str(place / "kept"))
    assert (place / "kept" / CACHE).is_file()
    assert not kept(place).exists()


@needs_encoder
def test_without_a_place_to_keep_it_all_goes_on_and_that_is_said_once(place: Path) -> None:
    nowhere = str(place / "facts" / "log.yaml" / "cache")
    done = factbot(place, "ask", "--json", ASKED, FACTBOT_CACHE_DIR=nowhere)
    (record,) = records(done.stdout)
    assert (record["vectors"], record["answer"]["id"]) == (True, "buoys")
    assert done.stderr.count("can't be saved") == len(done.stderr.splitlines()) == 1
    told = factbot(place, "doctor", FACTBOT_CACHE_DIR=nowhere)
    assert told.returncode == 1
    assert f"✗ Cache in {nowhere}: it can't be written" in told.stdout


def test_switched_off_words_decide_and_doctor_is_content(place: Path) -> None:
    (record,) = records(factbot(place, "ask", "--json", ASKED, FACTBOT_ENCODER="off").stdout)
    assert (record["vectors"], record["answer"]["id"]) == (False, "buoys")
    told = factbot(place, "doctor", FACTBOT_ENCODER="Off")
    assert told.returncode == 0
    assert (
        "✓ Meaning of sentences: switched off by FACTBOT_ENCODER, so questions are matched only by their words"
        in told.stdout
    )
    assert factbot(place, "ask", ASKED, FACTBOT_ENCODER="perhaps").returncode == 2
    assert not kept(place).exists()


def without_onnxruntime(place: Path) -> str:
    """A machine for which there is no onnxruntime."""
    (place / "onnxruntime.py").write_text("raise ImportError('no wheel for this machine')")
    return "onnxruntime can't be used on this machine (no wheel for this machine), so questions are matched only by"


def without_the_file(place: Path) -> str:
    """A package from which the encoder is gone."""
    ignored = shutil.ignore_patterns("encoder.onnx", "__pycache__")
    shutil.copytree(Path(bot.__file__).parent, place / "bot", ignore=ignored)
    return "the file encoder.onnx is missing, so questions are matched only by"


def with_a_damaged_file(place: Path) -> str:
    """A package in which the encoder is damaged."""
    without_the_file(place)
    (place / "bot" / "matching" / "data" / "encoder.onnx").write_bytes(b"cut off")
    return "the encoder is damaged (encoder.onnx cannot be used"


@pytest.mark.parametrize("harm", [without_onnxruntime, without_the_file, with_a_damaged_file])
def test_where_the_encoder_cannot_be_used_words_decide_and_doctor_says_so(
    place: Path, harm: Callable[[Path], str]
) -> None:
    reason = harm(place)
    done = factbot_alone(place, "ask", "--json", ASKED)
    (record,) = records(done.stdout)
    assert (record["vectors"], record["answer"]["id"], done.stderr) == (False, "buoys", "")
    told = factbot_alone(place, "doctor")
    assert told.returncode == 1
    assert f"✗ Meaning of sentences: {reason}" in told.stdout
    assert "fewer questions in other words are answered" in told.stdout
    assert "→ Install Factbot again with pip" in told.stdout


def test_doctor_says_that_there_are_too_many_facts(place: Path) -> None:
    (finding,) = doctor._vectors(settings(place), MOST_ENTRIES + 1)
    assert finding.ok
    assert "not used for more than 10,000 facts, so questions are matched only by their words" in finding.text


class Held:
    """A reader that waits for leave after its first text."""

    def __init__(self) -> None:
        self.begun, self.go = Event(), Event()
        self.reader = FakeEncoder(then=self._wait)

    def _wait(self) -> None:
        self.begun.set()
        self.go.wait(30)


@pytest.fixture
def held(place: Path, monkeypatch: pytest.MonkeyPatch) -> Held:
    """More texts than are read before a matcher is asked, and the reader that is to read them."""
    ships = "".join(SHIP.format(n) for n in range(AT_ONCE))
    source = "source: {title: Log, publisher: Harbour office, published: 2026-03-02}\nfacts:\n"
    (place / "facts" / "ships.yaml").write_text(source + ships, encoding="utf-8")
    held = Held()
    monkeypatch.setattr(app, "load_encoder", lambda: held.reader)
    monkeypatch.chdir(place)
    return held


def settings(place: Path) -> Settings:
    """The settings of whoever is in that place."""
    return Settings(facts_dir=place / "facts", cache_dir=place / "kept")


async def test_what_serves_starts_at_once_and_takes_in_what_sentences_mean_later(place: Path, held: Held) -> None:
    async with app.assembled(settings(place)) as assembled:

        def knowledge() -> Knowledge:
            return assembled.facts.knowledge

        await asyncio.to_thread(held.begun.wait, 30)
        answer = (await asyncio.to_thread(knowledge().ask, "How long is ship 7?")).answer
        assert answer
        assert answer.id == "ship-7"
        assert not knowledge().matcher.has_sentence_vectors
        held.go.set()
        await until(lambda: knowledge().matcher.has_sentence_vectors, 30)

        watching = asyncio.create_task(assembled.watcher.run())
        file, read = place / "facts" / "ships.yaml", len(held.reader.read)
        file.write_text(file.read_text().replace("Ship 7 is 7 metres", "Ship 7 is nine metres"))
        await until(lambda: any("nine metres" in s.text for s in knowledge().shown), 30)
        assert knowledge().matcher.has_sentence_vectors  # as few texts are new, they are read before it is asked
        assert held.reader.read[read:] == [plain("Ship 7 is nine metres long.")]
        watching.cancel()


async def test_whoever_leaves_does_not_wait_for_the_reading(place: Path, held: Held) -> None:
    async with app.assembled(settings(place)) as assembled:
        await asyncio.to_thread(held.begun.wait, 30)
        asyncio.get_running_loop().call_later(0.1, held.go.set)
    assert len(held.reader.read) == 1
    assert not assembled.facts.knowledge.matcher.has_sentence_vectors


def test_the_chat_answers_by_words_while_the_reading_goes_on(place: Path, held: Held) -> None:
    console = Console(file=(place / "screen").open("w"), width=200)

    async def lines() -> AsyncIterator[str]:
        await asyncio.to_thread(held.begun.wait, 30)
        yield "How long is ship 7?"
        held.go.set()

    asyncio.run(app.chat(settings(place), lambda *_: TerminalPlatform(console, app.SystemClock(), lines)))
    console.file.close()
    assert "Ship 7 is 7 metres long." in (place / "screen").read_text()
