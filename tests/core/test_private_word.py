"""The word `private` hides the reply wherever somebody may mean that, and is no part of what they typed."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import app
from bot.core.commands import PRIVATE
from bot.core.private_word import read
from bot.matching.typography import DASHES

MENU = app.menu()
LINES = (
    "ask Who set up the Berlin Process?", "ask until when does it last", "quote", "quote rama", "quote rama on hubs",
    "quote speaker:Rama about:return hubs", 'quote "Bo Reed" tugs', "quotes", "verify never in Albania",
    "verify “never in Albania”", "verify “never in Albania” — Edi Rama", "verify «never in Albania» speaker:Rama",
    "verify 'never, ever'", "digest on 9am london", "digest on topics:Harbour", "digest on", "digest off",
    "digest status", "digest preview", "watch on", "watch off", "help",
)  # fmt: skip
"""A line of each command, with options in all their forms."""
OPENING, CLOSING = "([{<«‹（［｛【「『〈《⟨*_~`", ")]}>»›）］｝】」』〉》⟩*_~`"
WORDS = st.sampled_from(["private", "Private", "PRIVATE", "pRiVaTe", "privately", "in private", "private:true"])
SPACE = st.sampled_from([" ", "  ", "\n", "\u00a0"])
BEFORE = st.sampled_from([", ", " — ", " - ", "; ", ": ", "\n", "\n\n", " ", "  ", ". "])
AFTER = st.sampled_from(["", ".", "!", "…", " please", ", please!", " thanks", " 🙏", " :pray:", "?", " "])


@st.composite
def signs(draw: st.DrawFn) -> tuple[str, str]:
    """Signs around the word: none, dashes of any number and kind, or brackets."""
    dashes = draw(st.text(f"-{DASHES}", max_size=3))
    opening, closing = draw(st.sampled_from([("", ""), *zip(OPENING, CLOSING, strict=True)]))
    space = "" if opening and opening in "*_~`" else draw(st.sampled_from(["", " "]))
    return (f"{dashes}{space}{opening}" if draw(st.booleans()) else opening + dashes + space), closing


def assert_private(line: str) -> None:
    """Check that a line asks for a private reply, and that no option has the word."""
    _, options = MENU.parse(line)
    assert options[PRIVATE] is True
    assert not any("private" in str(value).casefold() for name, value in options.items() if name != PRIVATE)


@pytest.mark.parametrize("command", LINES)
@given(WORDS, signs(), BEFORE, AFTER)
def test_the_last_word_private_hides_the_reply(
    command: str, word: str, around: tuple[str, str], before: str, after: str
) -> None:
    opening, closing = around
    assert_private(f"{command}{before}{opening}{word}{closing}{after}")
    assert MENU.parse(f"{command}{before}{opening}{word}{closing}{after}")[0] == MENU.parse(command)[0]


@pytest.mark.parametrize("command", LINES)
@given(WORDS, signs(), SPACE, st.sampled_from([" ", ": ", ", ", ". ", "! ", " — ", "\n", " please "]))
def test_the_first_word_private_hides_the_reply(
    command: str, word: str, around: tuple[str, str], before: str, after: str
) -> None:
    name = MENU.parse(command)[0].name
    opening, closing = around
    assert_private(f"{name}{before}{opening}{word}{closing}{after}{command.removeprefix(name).strip()}")


@pytest.mark.parametrize("command", LINES)
@pytest.mark.parametrize(
    "form", ["{} private", "{}, (private)", "private: {}", "[private] {}", "{} —private", "/{} private"]
)
def test_a_message_with_the_word_calls_the_command_privately(command: str, form: str) -> None:
    typed = form.format(command)
    called = MENU.called_by(typed)
    assert called is not None
    if typed.startswith("/") or re.match("quote|verify|digest|help", command):
        assert MENU.parse(called)[1][PRIVATE] is True


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("Who set up the Berlin Process? private", "Who set up the Berlin Process?"),
        ("who set up the berlin process, privately please", "who set up the berlin process"),
        ("private: who set it up?", "who set it up?"),
        ("Who set it up? Answer privately, please!", "Who set it up?"),
        ("is the harbour private?", "is the harbour"),
        ("--private Who set it up", "Who set it up"),
        (":wave: Who set it up? [Private].", "Who set it up?"),
        ("Who set it up? ｐｒｉｖａｔｅ", "Who set it up?"),
        ("Who set it up? pri\u00advate", "Who set it up?"),
        ("\u200bpriv\u200bate: Who set it up?", "Who set it up?"),
    ],
)
def test_a_question_with_the_word_is_asked_privately(message: str, question: str) -> None:
    called = MENU.called_by(message)
    assert called is not None
    command, options = MENU.parse(called)
    assert (command.name, options) == ("ask", {"question": question, PRIVATE: True})


@pytest.mark.parametrize(
    "text",
    [
        "Which private schools are there?", "is it semi-private", "is it public/private", "what is in #private",
        "private-sector jobs in London", "private's", "what is a privateer", "@private who is it", "private/public?",
        "What is a private company, please?", "private_key", "non-private", "",
    ],
)  # fmt: skip
def test_a_word_in_the_middle_or_a_part_of_a_longer_word_stays(text: str) -> None:
    assert read(text) == type(read(""))(text)
    assert MENU.called_by(text) is None


@pytest.mark.parametrize(
    ("text", "without", "kept"),
    [
        ("is the harbour private", "is the harbour", "is the harbour private"),
        ("is the harbour private?", "is the harbour", "is the harbour private?"),
        ("private schools in London", "schools in London", "private schools in London"),
        ("what did he say in private", "what did he say", "what did he say in private"),
        ("— private: is the harbour private", "is the harbour", "is the harbour private"),
        ("is the harbour, private", "is the harbour", None),
        ("is the harbour (private)", "is the harbour", None),
        ("Is the harbour? Private!", "Is the harbour?", None),
        ("private, schools", "schools", None),
    ],
)
def test_both_readings_are_kept_if_the_word_may_belong_to_the_text(text: str, without: str, kept: str | None) -> None:
    reading = read(text)
    assert (reading.text, reading.asked, reading.kept) == (without, True, kept)


@pytest.mark.parametrize(
    ("line", "options", "kept"),
    [
        ("verify “x y” private — the mate", {"text": "“x y”", "speaker": "the mate"}, {}),
        ("verify “x y” (private) by the mate", {"text": "“x y”", "speaker": "the mate"}, {}),
        ("verify private “x y”", {"text": "“x y”"}, {}),
        ("verify x y private", {"text": "x y"}, {"text": "x y private"}),
        ("quote about private", {"about": "private"}, {}),
        ("quote private rama", {"words": "rama"}, {"words": "private rama"}),
        ("quote “rama private”", {"words": "rama"}, {"words": "rama private"}),
        (
            "quote rama private about:hubs",
            {"speaker": "rama", "about": "hubs"},
            {"speaker": "rama private", "about": "hubs"},
        ),
        (
            "quote “Bo Reed” private tugs",
            {"speaker": "Bo Reed", "about": "tugs"},
            {"speaker": "Bo Reed", "about": "private tugs"},
        ),
        (
            "quote “Bo Reed private” about:“tugs”",
            {"speaker": "Bo Reed", "about": "tugs"},
            {"speaker": "Bo Reed private", "about": "tugs"},
        ),
        ("digest on Private schools", {"time": "schools"}, {"time": "Private schools"}),
    ],
)
def test_options_around_the_word_are_read_as_without_it(
    line: str, options: dict[str, object], kept: dict[str, object]
) -> None:
    parsed = MENU.read(line)
    assert parsed.options == options | {PRIVATE: True}
    assert parsed.kept == (kept | {PRIVATE: True} if kept else {})


def test_words_in_quotation_marks_are_no_flag_for_a_check() -> None:
    assert MENU.parse("verify “it stays private”")[1] == {"text": "“it stays private”"}
    assert MENU.parse("verify “private” is what it is")[1] == {"text": "“private” is what it is"}


@given(st.text(alphabet='private -–—()[]?!.,:“”" \nabc', max_size=60))
def test_any_text_is_read_and_nothing_is_added(text: str) -> None:
    reading = read(text)
    assert reading.asked or reading == type(reading)(text)
    assert reading.text in text or reading.text == ""
    kept = reading.kept
    assert kept is None or (reading.asked and kept in text and "private" in kept.casefold())


def test_the_word_repeated_is_no_part_of_the_text() -> None:
    for one, other in itertools.product(("private ", "(private) ", ""), (" private", ", private.", "")):
        if one or other:
            assert_private(f"ask {one}Who is it?{other}")
