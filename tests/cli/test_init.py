"""`factbot init` creates a folder in which every command works."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from bot.cli.init import QUESTION
from bot.settings import example_settings
from tests.program import OURS, factbot

CREATED = {"facts/aliases.yaml", "facts/example.yaml", "facts/.schema/fact-file.json", ".env"}


def files(folder: Path) -> set[str]:
    """Return every file in a folder and below it."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def new_folder(tmp_path: Path) -> Path:
    """A folder that `factbot init` created."""
    done = factbot(tmp_path, "init", "mine")
    assert done.returncode == 0, done.stderr
    return tmp_path / "mine"


def test_init_creates_facts_settings_and_a_schema(new_folder: Path) -> None:
    assert files(new_folder) == CREATED
    assert (new_folder / ".env").read_text(encoding="utf-8") == example_settings().read_text(encoding="utf-8")
    assert stat.S_IMODE((new_folder / ".env").stat().st_mode) == 0o600


def test_the_example_file_points_editors_to_the_schema(new_folder: Path) -> None:
    first = (new_folder / "facts" / "example.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    schema = json.loads((new_folder / "facts" / first.partition("=")[2]).read_text(encoding="utf-8"))
    assert schema["required"] == ["source"]


@pytest.mark.parametrize("given", [("--facts", "facts"), ()], ids=["with --facts", "without --facts"])
def test_ask_answers_the_example_question_in_the_new_folder(new_folder: Path, given: tuple[str, ...]) -> None:
    done = factbot(new_folder, "ask", QUESTION, *given)
    assert (done.returncode, "184,000 visits" in done.stdout) == (0, True), done.stdout


def test_strict_lint_passes_the_new_folder(new_folder: Path) -> None:
    done = factbot(new_folder, "lint", "--strict")
    assert done.returncode == 0, done.stdout
    assert "0 failed; 0 pieces of advice" in done.stdout


def test_init_creates_the_folder_factbot_or_uses_the_current_folder(tmp_path: Path) -> None:
    assert factbot(tmp_path, "init").returncode == 0
    assert files(tmp_path / "factbot") == CREATED
    (tmp_path / "here").mkdir()
    assert factbot(tmp_path / "here", "init", ".").returncode == 0
    assert files(tmp_path / "here") >= CREATED


@pytest.mark.parametrize("before", [True, False], ids=["before the command", "after it"])
def test_a_folder_of_facts_stays_where_it_is_and_the_settings_name_it(tmp_path: Path, before: bool) -> None:
    facts = tmp_path / "Ada's facts, 100 %"
    facts.mkdir()
    (facts / "log.yaml").write_text(OURS, encoding="utf-8")
    given = ("--facts", facts.name)
    done = factbot(tmp_path, *(*given, "init") if before else ("init", *given))
    assert done.returncode == 0, done.stderr
    assert QUESTION not in done.stdout
    assert files(tmp_path / "factbot") == {".env", ".schema/fact-file.json"}
    assert files(facts) == {"log.yaml"}
    assert "nine buoys" in factbot(tmp_path / "factbot", "ask", "How many buoys mark the channel?").stdout


def test_the_next_command_can_be_copied(tmp_path: Path) -> None:
    done = factbot(tmp_path, "init", "my dir")
    assert "Next: cd 'my dir'\n" in done.stdout


@pytest.mark.parametrize("name", sorted(CREATED))
def test_init_writes_nothing_if_one_of_its_files_exists(tmp_path: Path, name: str) -> None:
    existing = tmp_path / "factbot" / name
    existing.parent.mkdir(parents=True)
    existing.write_text("mine", encoding="utf-8")
    done = factbot(tmp_path, "init")
    assert done.returncode == 2
    assert Path("factbot", name).as_posix() in done.stderr
    assert files(tmp_path / "factbot") == {name}
    assert existing.read_text(encoding="utf-8") == "mine"


def test_messages_name_no_file_that_init_does_not_make(new_folder: Path) -> None:
    settings = (new_folder / ".env").read_text(encoding="utf-8")
    shown = [factbot(new_folder, *command) for command in (("run",), ("invite",), ("doctor",))]
    for text in (settings, *(done.stdout + done.stderr for done in shown)):
        assert ".env" in text or "No tokens are set" in text
        assert ".env.example" not in text
    assert "Copy this file" not in settings


def test_init_is_refused_with_a_sentence_if_the_folder_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "factbot").write_text("mine", encoding="utf-8")
    done = factbot(tmp_path, "init")
    assert done.returncode == 2
    assert "can't be written" in done.stderr
