"""Print replies in the terminal, and complete typed lines."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from bot import app
from bot.adapters.terminal.adapter import TerminalPlatform
from bot.adapters.terminal.place import CHAT, PERSON
from bot.adapters.terminal.prompt import CommandCompleter, being_typed
from bot.adapters.terminal.render import entries, render
from bot.adapters.terminal.screen import Screen
from bot.core import document as shown
from bot.core.comparison import DiffSegment
from bot.core.controls import Button, Feedback, Link, Picker
from bot.core.document import Actions, Fields, Row, SourceLine
from bot.core.events import Action, Choice, Completion, Event, Press
from bot.core.plain_text import diff_text
from bot.core.ports import Responder
from bot.core.replies import Card, Reply
from bot.features.citation.replies import Citation
from bot.features.digest.replies import Details
from bot.features.full_text.replies import TextPart
from bot.features.quotes.replies import Clarification, SpeakerRow, Speakers
from bot.features.verify import texts as verify_texts
from bot.features.verify.replies import Verdict
from tests.adapters.terminal.test_posts import Idle
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


def test_a_quote_card_has_its_speaker_above_and_numbers_its_buttons_before_its_choices() -> None:
    lines = printed(CARD).splitlines()
    assert lines[:3] == [
        "Ada Quill, Harbour master",
        "“Fog does not read timetables.”",
        "On delays · said on 14 February 2026",
    ]
    assert lines[-4:] == ["[1] Another", "Choose a speaker:", "[2] Ada", "[3] Bo"]
    assert [entry.code for entry in entries(CARD)] == [f"another:x1:{FOG.id}", "speaker:x1:k1", "speaker:x1:k2"]


def test_a_quotation_has_a_bar_on_a_screen() -> None:
    screen = io.StringIO()
    console = Screen(file=screen, width=24, force_terminal=True, color_system=None)
    console.print(render(CARD))
    bars = [line.rstrip() for line in screen.getvalue().splitlines() if line.startswith("│")]
    assert bars == ["│ “Fog does not read", "│ timetables.”"]


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


VERDICT = Verdict(
    "⚠️ Altered", "It was said otherwise.", ("A “not” is gone.",), PIECES, CARD, ((4, 8),), buttons=(ANOTHER,)
)


def test_a_verdict_shows_the_difference_in_signs_if_colours_are_off() -> None:
    lines = printed(VERDICT).splitlines()
    assert lines[:3] == ["⚠️ Altered", "It was said otherwise.", "⚠️ A “not” is gone."]
    assert lines[3] == "Fog [-does not read-]{+never reads+} […] {+[bold]timetables+}" == diff_text(PIECES)
    assert lines[4] == f"[-…-] {verify_texts.ONLY_SAID} · {{+…+}} {verify_texts.ONLY_TYPED}"
    assert lines[5:8] == ["Ada Quill, Harbour master", "“Fog does not read timetables.”", "Marked: “does”"]
    assert lines[-1] == "[1] Another"


def test_a_verdict_shows_the_difference_and_the_marked_run_in_styles_on_a_screen() -> None:
    screen = printed(VERDICT, colours=True)
    assert "\x1b[9;31mdoes not read\x1b[0m" in screen
    assert "\x1b[1;32mnever reads\x1b[0m" in screen
    assert "\x1b[9;31mstruck out\x1b[0m" in screen
    assert "\x1b[1;4mdoes\x1b[0m" in screen
    assert "[-" not in screen
    assert "Marked" not in screen


@pytest.mark.parametrize("options", [{"no_color": True, "color_system": "standard"}, {"color_system": None}])
def test_a_screen_without_colours_shows_the_signs(options: dict[str, Any]) -> None:
    screen = io.StringIO()
    Screen(file=screen, width=200, force_terminal=True, **options).print(render(VERDICT))
    assert diff_text(PIECES) in screen.getvalue()
    assert "Marked: “does”" in screen.getvalue()


@dataclass(frozen=True)
class Panel:
    """A reply with everything that can be pressed."""

    chosen: tuple[str, ...] = ("mon",)
    private: bool = True

    def document(self) -> shown.Document:
        """Return rows with buttons, buttons, a link, feedback and two pickers."""
        days = tuple(Choice(day.casefold(), day) for day in ("Mon", "Tue", "Wed"))
        change = Button("Change", Action("more", "x1", "1"))
        return shown.Document.of(
            Fields((Row("Time", "09:00", button=change), Row("Zone", "London"))),
            SourceLine("Notes", "https://example.org/n", "The Gull"),
            Actions(
                (ANOTHER,),
                (Picker("Days", Action("check", "x1"), days, chosen=self.chosen, most=3), PICKER),
                (Link("Source", "https://example.org/n"), Link("Help", "https://example.org/help")),
                Feedback(Button("Helpful", Action("why", "x1")), Button("Wrong", Action("details", "x1"))),
            ),
            private=self.private,
        )


def test_everything_that_can_be_pressed_has_its_number_and_each_picker_its_label() -> None:
    lines = [line.strip() for line in printed(Panel()).splitlines()]
    assert lines == [
        "Time  09:00", "[1] Change", "Zone  London", "Notes · The Gull", "https://example.org/n",
        "[2] Another", "[3] Helpful", "[4] Wrong", "Help: https://example.org/help",
        "Days:", "[5] ✓ Mon", "[6]   Tue", "[7]   Wed", "Choose a speaker:", "[8] Ada", "[9] Bo",
    ]  # fmt: skip
    assert [entry.label for entry in entries(Panel())][:4] == ["Change", "Another", "Helpful", "Wrong"]


def test_a_choice_in_a_picker_for_several_is_turned_on_or_off() -> None:
    days = entries(Panel())[4:7]
    assert {entry.code for entry in days} == {"check:x1:"}
    assert [entry.chosen for entry in days] == [(), ("mon", "tue"), ("mon", "wed")]


async def test_a_number_sends_all_values_of_a_picker_for_several() -> None:
    pressed: list[Press] = []

    async def lines() -> AsyncIterator[str]:
        await platform.send(Panel())
        for number in ("6", "5", "8", "10"):
            yield number

    class Handler(Idle):
        async def handle(self, event: Event, responder: Responder) -> None:
            assert isinstance(event, Press)
            pressed.append(event)

    platform = TerminalPlatform(Screen(file=io.StringIO(), width=60), app.SystemClock(), lines)
    await platform.run(Handler())
    assert [(press.code, press.chosen) for press in pressed] == [
        ("check:x1:", ("mon", "tue")), ("check:x1:", ()), ("speaker:x1:k1", ()),
    ]  # fmt: skip


def test_a_text_to_copy_is_never_broken_into_lines() -> None:
    screen, words = io.StringIO(), "“Fog does not read timetables.” (Ada Quill). " * 5
    platform = TerminalPlatform(Screen(file=screen, width=40, force_terminal=True), app.SystemClock(), nothing_typed)
    platform._print(Citation(words))
    assert words in screen.getvalue()


async def nothing_typed() -> AsyncIterator[str]:
    """Yield no line that counts."""
    yield ""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/quote Ad", ("quote", "speaker", "Ad")),
        ("/quote ", ("quote", "speaker", "")),
        ("/quote Ada about:fo", ("quote", "about", "fo")),
        ("/verify “Fog” speaker: Ada Q", ("verify", "speaker", "Ada Q")),
        ("/digest on zone:lon", ("digest on", "zone", "lon")),
        ("/Digest  ON 9am days: week", ("digest on", "days", "week")),
        ("/digest on 9", None),
        ("/digest on", None),
        ("/digest ", None),
        ("/verify Fog", None),
        ("/quote", None),
        ("/help ", ("help", "command", "")),
        ("/quotes ", None),
        ("/watch off ", None),
        ("quote Ad", None),
        ("", None),
    ],
)
def test_the_option_being_typed_is_recognized(line: str, expected: tuple[str, str, str] | None) -> None:
    assert being_typed(line, MENU) == (Completion(*expected, CHAT, PERSON) if expected else None)


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
