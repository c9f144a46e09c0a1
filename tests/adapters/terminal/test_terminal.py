"""Print replies in the terminal, and complete typed lines."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from bot.adapters.terminal.prompt import CommandCompleter, being_typed
from bot.adapters.terminal.render import entries, render
from bot.adapters.terminal.screen import Screen
from bot.core.controls import Button, Picker
from bot.core.document import DiffSegment
from bot.core.events import Action, Choice, Completion
from bot.core.plain_text import diff_text
from bot.core.replies import Card, Reply
from bot.features.digest.replies import Details
from bot.features.full_text.replies import TextPart
from bot.features.quotes.replies import Clarification, SpeakerRow, Speakers
from bot.features.verify.replies import Verdict
from tests.menu import MENU
from tests.samples.facts import FOG

PICKER = Picker("Choose a speaker", Action("speaker", "x1"), (Choice("k1", "Ada"), Choice("k2", "Bo")))
ANOTHER = Button("Another", Action("another", "x1", FOG.id))
CARD = Card(FOG, "current", buttons=(ANOTHER,), picker=PICKER)
PIECES = (
    DiffSegment("same", "Fog"), DiffSegment("old", "does not read"), DiffSegment("new", "never reads"),
    DiffSegment("cut", ""), DiffSegment("new", "[bold]timetables"),
)  # fmt: skip


def printed(reply: Reply, *, colours: bool = False) -> str:
    """Return what the terminal prints for a reply."""
    screen = io.StringIO()
    system = "standard" if colours else None
    console = Screen(file=screen, width=200, force_terminal=colours, color_system=system)
    console.print(render(reply), soft_wrap=not colours)
    return screen.getvalue()


def test_a_quote_card_numbers_its_buttons_before_its_choices() -> None:
    lines = printed(CARD).splitlines()
    assert lines[:3] == ["“Fog does not read timetables.”", "— Ada Quill, Harbour master", "On delays"]
    assert lines[-4:] == ["[1] Another", "Choose a speaker:", "[2] Ada", "[3] Bo"]
    assert [code for _, code in entries(CARD)] == [f"another:x1:{FOG.id}", "speaker:x1:k1", "speaker:x1:k2"]


def test_a_clarification_numbers_its_choices() -> None:
    assert printed(Clarification("Who?", PICKER)).splitlines() == ["Who?", "[1] Ada", "[2] Bo"]


def test_each_speaker_is_listed_on_one_line() -> None:
    page = Speakers("2 quotes", (SpeakerRow("Ada, [b]master[/b]", "2 quotes on fog"),), (ANOTHER,))
    assert printed(page).splitlines() == ["2 quotes", "Ada, [b]master[/b] · 2 quotes on fog", "[1] Another"]


@pytest.mark.parametrize("long", [("x" * 300, "short"), ("short", "x" * 300)])
def test_a_word_in_a_row_goes_on_in_the_next_line_if_it_is_too_long(long: tuple[str, str]) -> None:
    assert printed(Details("Digest", (long,)), colours=True).count("x") == 300


def test_a_text_part_is_printed_word_for_word() -> None:
    assert printed(TextPart("[red]*a*  b ", "Part 1 of 2")) == "[red]*a*  b \nPart 1 of 2\n"


def test_a_verdict_shows_the_difference_in_signs_if_colours_are_off() -> None:
    verdict = Verdict("Altered", "It was said otherwise.", ("A “not” is gone.",), PIECES, replace(CARD, picker=None))
    lines = printed(verdict).splitlines()
    assert lines[:3] == ["Altered", "It was said otherwise.", "⚠ A “not” is gone."]
    assert lines[3] == "Fog [-does not read-]{+never reads+} […] {+[bold]timetables+}" == diff_text(PIECES)
    assert lines[4] == "“Fog does not read timetables.”"
    assert lines[-1] == "[1] Another"


def test_a_verdict_shows_the_difference_in_colours_on_a_terminal() -> None:
    shown = printed(Verdict("Altered", "No.", pieces=PIECES), colours=True)
    assert "\x1b[9;31mdoes not read\x1b[0m" in shown
    assert "\x1b[1;32mnever reads\x1b[0m" in shown
    assert "[-" not in shown


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/quote Ad", Completion("quote", "speaker", "Ad")),
        ("/quote ", Completion("quote", "speaker", "")),
        ("/quote Ada about:fo", Completion("quote", "about", "fo")),
        ("/verify “Fog” speaker: Ada Q", Completion("verify", "speaker", "Ada Q")),
        ("/digest on zone:lon", Completion("digest on", "zone", "lon")),
        ("/Digest  ON 9am days: week", Completion("digest on", "days", "week")),
        ("/digest on 9", None),
        ("/digest on", None),
        ("/digest ", None),
        ("/verify Fog", None),
        ("/quote", None),
        ("/help ", None),
        ("quote Ad", None),
        ("", None),
    ],
)
def test_the_option_being_typed_is_recognized(line: str, expected: Completion | None) -> None:
    assert being_typed(line, MENU) == expected


async def test_tab_completes_commands_and_speakers() -> None:
    async def complete(asked: Completion) -> list[Choice]:
        return [Choice("Ada Quill, Harbour master", "Ada")] if asked.typed == "Qu" else []

    async def offered(line: str) -> list[str]:
        document, event = Document(line), CompleteEvent(completion_requested=True)
        completions = [c async for c in CommandCompleter(complete, MENU).get_completions_async(document, event)]
        return [line[: len(line) + c.start_position] + c.text for c in completions]

    assert await offered("/qu") == ["/quote", "/quotes", "/quit"]
    assert await offered("/quote Qu") == ["/quote Ada Quill, Harbour master"]
    assert await offered("/quote Xy") == []
