"""Type at the prompt of the chat, in a real terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.program import factbot
from tests.typist import Typist, typist

ASKED, ANSWER = "How many buoys mark the channel?", "nine buoys"


@pytest.fixture
def user(place: Path) -> Iterator[Typist]:
    """Somebody at the prompt of a new chat."""
    with typist(place) as user:
        user.wait_for_prompt()
        yield user


def test_a_chat_begins_with_an_introduction_and_numbered_examples(place: Path) -> None:
    for _ in range(2):  # each time, although other places get it once
        with typist(place) as user:
            shown = user.wait_for("What can you do?")
            assert "I am Factbot, and I have 1 fact and 1 quote" in shown
            assert f"[1] {ASKED}" in shown
            user.wait_for_prompt()
            user.type("1\r")
            user.wait_for(ANSWER)


def test_ctrl_c_clears_the_line_and_leaves_on_an_empty_line(user: Typist) -> None:
    user.type("What is the tug\x03")
    user.wait_for_prompt()
    user.type(f"{ASKED}\r")
    assert "the tug" not in user.wait_for(ANSWER)
    user.wait_for_prompt()
    user.type(" \x03")
    user.wait_for_prompt()
    user.type("\x03")
    assert user.exit_code() == 0
    assert "Traceback" not in user.shown.decode()


@pytest.mark.parametrize("keys", ["Exit\r", " /QUIT \r", "\x04"])
def test_a_word_or_ctrl_d_leaves(user: Typist, keys: str) -> None:
    user.type(keys)
    assert user.exit_code() == 0


@pytest.mark.parametrize("word", ["QUIT", "/q"])
def test_a_piped_word_ends_the_chat(place: Path, word: str) -> None:
    done = factbot(place, given=f"{word}\n{ASKED}\n")
    assert (done.returncode, done.stdout) == (0, "")


def test_a_number_without_a_button_gets_help(place: Path) -> None:
    done = factbot(place, given=f"1\n{ASKED}\n9\n0\n1\n{'9' * 5_000}\n")
    before, _, after = done.stdout.partition("This is one of the questions")
    first, wrong, zero = (line for line in before.splitlines() if "no button" in line)
    highest = max(map(int, re.findall(r"^\[(\d+)\]", before, re.MULTILINE)))
    assert first == "There is no button to press now. Type a question, or /help to see what I can do."
    assert wrong == f"There is no button 9. The highest number on the screen is {highest}."
    assert zero == f"There is no button 0. The highest number on the screen is {highest}."
    assert "at most" in after


def test_control_characters_that_are_typed_are_shown_as_signs(user: Typist) -> None:
    for typed in ("who is \u202egnp \u009b31m", "/verify Nobody \u202e tows speaker:\u2066Bo", b"who \xff\x9b8m is"):
        user.type(typed)
        user.type("\r")
        user.wait_for_prompt()
    user.type("/quote \t")
    user.wait_for("Bo Reed")
    for harmful in (b"\xe2\x80\xae", b"\xe2\x81\xa6", b"\xc2\x9b", b"\x9b", b"\xff"):
        assert harmful not in user.shown
    assert b"\x1b[" in user.shown


def test_a_colour_that_is_pasted_is_no_click(user: Typist) -> None:
    user.type("who \x1b[31mare you\r")  # by a terminal that does not mark what is pasted
    shown = user.wait_for("I am Factbot")
    assert "Traceback" not in shown


def test_a_progress_bar_has_colours_and_the_answer_follows(place: Path) -> None:
    ship = "  - {{id: ship-{0}, text: Ship {0} is wide{1}., questions: [How wide is ship {0}?]}}\n"
    ships = "".join(ship.format(number, " and long" * 170) for number in range(1_400))
    facts = "source: {title: Log, publisher: Harbour office, published: 2026-03-02}\nfacts:\n" + ships
    (place / "facts" / "ships.yaml").write_text(facts, encoding="utf-8")
    with typist(place, "quotes") as user:
        assert user.exit_code() == 0
        shown = user.shown.decode()
    assert "Loading facts \x1b[" in shown
    assert "Bo Reed" in shown.partition("Loading facts")[2]
    assert "␛" not in shown


def test_who_are_you_names_the_bot(place: Path) -> None:
    done = factbot(place, given="who are you\n")
    assert done.stdout.startswith("I am Factbot. I have 1 fact and 1 quote from 1 source.")
