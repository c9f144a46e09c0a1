"""The shell shows what everybody may see, and with `--place` what is seen in a place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.program import OURS, factbot

SECRET = """
source: {title: Log of the zorb, publisher: Zorb office, published: 2026-03-02}
audience: AUDIENCE
facts:
  - id: lamp
    text: The lamp of pier nine is lit by the zorb crew.
    questions: [Who lights the lamp of pier nine?]
quotes:
  - {id: keeper, speaker: Ada Zorb, text: Nobody lights that lamp but me at night.}
"""
QUESTION, WORDS = "Who lights the lamp of pier nine?", "Nobody lights that lamp but me at night."
COMMANDS = (
    ("ask", QUESTION, "--why"),
    ("ask", QUESTION, "--json"),
    ("quote", "--about", "the lamp"),
    ("quotes",),
    ("verify", WORDS),
    ("digest", "preview"),
    ("chat",),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with facts for all, and others for one channel."""
    return with_secret(tmp_path, "slack:T1:C2")


def with_secret(folder: Path, audience: str) -> Path:
    """Write facts for all, and others for some places."""
    (folder / "facts").mkdir()
    (folder / "facts" / "log.yaml").write_text(OURS, encoding="utf-8")
    (folder / "facts" / "zorb.yaml").write_text(SECRET.replace("AUDIENCE", audience), encoding="utf-8")
    return folder


def shown(folder: Path, *command: str, place: str = "") -> str:
    """Run a command, and return what it prints."""
    option = ("--place", place) if place else ()
    return factbot(folder, *command, *option, given=QUESTION, FACTBOT_ENCODER="off").stdout.casefold()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_secret_is_shown_only_from_its_place(folder: Path, command: tuple[str, ...]) -> None:
    assert "zorb" in shown(folder, *command, place="slack:T1:C2")
    for place in ("", "slack:T1"):
        assert "zorb" not in shown(folder, *command, place=place)


def test_the_terminal_is_a_place_too(tmp_path: Path) -> None:
    folder = with_secret(tmp_path, "terminal")
    assert "zorb" in shown(folder, "ask", QUESTION)
    assert "zorb" in shown(folder)
    assert "zorb" not in shown(folder, "ask", QUESTION, place="slack:T1")


def test_lint_and_doctor_look_at_everything(folder: Path) -> None:
    assert "2 facts and 2 quotes from 2 sources" in shown(folder, "lint")
    assert "2 quotes from 2 sources" in shown(folder, "doctor")


@pytest.mark.parametrize("place", ["Slack:T1", "slack T1", "slack:T1:C2:X", "#general"])
def test_a_place_that_is_none_is_refused_with_an_example(folder: Path, place: str) -> None:
    done = factbot(folder, "quotes", "--place", place)
    assert done.returncode == 2
    assert f"{place} is no place. Write it as slack:T0123:C0123" in " ".join(done.stderr.split())
