"""Fill in forms in the terminal, typed at the prompt or piped."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace

from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot import app
from bot.adapters.terminal.adapter import TerminalPlatform
from bot.adapters.terminal.form_dialogue import REQUIRED, RULES, SEVERAL, FormDialogue
from bot.adapters.terminal.prompt import typed_lines
from bot.adapters.terminal.screen import Screen
from bot.core.events import Choice, CommandLine, Completion, Event, FormSubmission
from bot.core.forms import DATE_HINT, Form, FormField
from bot.core.ports import Responder
from bot.core.replies import Notice
from tests.menu import MENU

FORM = Form(
    "correct",
    "Correct [b]a fact[/b]",
    (
        FormField("text", "Text", "paragraph", value="Fog does not read.", limit=30),
        FormField("kind", "What is it?", "choice", choices=(Choice("fact", "A fact"), Choice("quote", "A quote"))),
        FormField("source", "Source", hint="Where does it stand?"),
        FormField("note", "Why", required=False),
    ),
    value="fog",
)


class Opener:
    """Opens the form for a command, and answers any other event with the name of its class."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    async def handle(self, event: Event, responder: Responder) -> None:
        self.events.append(event)
        if isinstance(event, CommandLine):
            assert await responder.open_form(FORM)
        else:
            await responder.send(Notice(f"heard {type(event).__name__}"))

    async def look_back(self, platform: str, lost: object) -> None:
        return None

    async def complete(self, asked: Completion) -> Sequence[Choice]:
        return ()


def _piped(*lines: str) -> Callable[[], AsyncIterator[str]]:
    async def read() -> AsyncIterator[str]:
        for line in lines:
            yield line + "\n"

    return read


async def _run(lines: Callable[[], AsyncIterator[str]], *, terminal: bool = False) -> tuple[list[Event], str]:
    screen, opener = io.StringIO(), Opener()
    console = Screen(file=screen, width=200, force_terminal=terminal, color_system=None)
    await TerminalPlatform(console, app.SystemClock(), lines).run(opener)
    return opener.events, screen.getvalue()


async def test_fields_of_a_form_are_asked_one_after_the_other() -> None:
    events, printed = await _run(_piped("/correct", "Fog reads.", "2", "The log", "A slip", "next question"))
    assert [type(event).__name__ for event in events] == ["CommandLine", "FormSubmission", "Message"]
    sent = events[1]
    assert isinstance(sent, FormSubmission)
    assert sent.code == "correct:fog"
    assert sent.values == {"text": "Fog reads.", "kind": "quote", "source": "The log", "note": "A slip"}
    assert sent.author.manager
    assert sent.key != events[0].key
    assert printed.splitlines() == [
        "Correct [b]a fact[/b]",
        "Type one line for each field. /cancel ends the form.",
        "Text (an empty line keeps it)",
        "Now: Fog does not read.",
        "What is it?",
        "[1] A fact",
        "[2] A quote",
        "Source",
        "Where does it stand?",
        "Why (an empty line leaves it out)",
        "heard FormSubmission",
        "heard Message",
    ]


async def test_an_empty_line_keeps_a_value_or_leaves_the_field_out() -> None:
    events, _ = await _run(_piped("/correct", "", "A Fact", "The log", ""))
    sent = events[-1]
    assert isinstance(sent, FormSubmission)
    assert sent.values == {"text": "Fog does not read.", "kind": "fact", "source": "The log", "note": ""}


async def test_a_field_is_asked_again_after_an_invalid_value() -> None:
    events, printed = await _run(_piped("/correct", "x" * 31, "short", "3", "", "quote", "", "The log", ""))
    sent = events[-1]
    assert isinstance(sent, FormSubmission)
    assert sent.values == {"text": "short", "kind": "quote", "source": "The log", "note": ""}
    assert "Please use at most 30 characters; these are 31." in printed
    assert printed.count("Please type a number from 1 to 2.") == 1
    assert printed.count("Please fill in this field.") == 2


async def test_a_choice_that_is_gone_is_no_default() -> None:
    dialogue = FormDialogue(replace(FORM, fields=(replace(FORM.fields[1], value="gone"),)))
    assert dialogue.take("") == REQUIRED
    assert dialogue.values is None


KINDS = (Choice("fact", "A fact"), Choice("quote", "A quote"), Choice("both", "Both, of course"))
EVERY_KIND = Form(
    "correct",
    "Correct",
    (
        FormField("text", "Text", value="Fog.", required=False, least=3, help="One statement"),
        FormField("day", "Day", "date", required=False),
        FormField("ticks", "Ticks", "choices", choices=KINDS, chosen=("quote", "gone"), required=False),
    ),
    note="Look at it again.",
)


def filled(form: Form, *lines: str) -> FormDialogue:
    """Fill in a form, with lines that are all taken."""
    dialogue = FormDialogue(form)
    assert [dialogue.take(line) for line in lines] == [None] * len(lines)
    assert dialogue.values is not None
    return dialogue


def test_dates_and_ticks_are_typed_and_kept_or_left_out() -> None:
    typed = filled(EVERY_KIND, "Less.", "tomorrow", " 3, A FACT,")
    assert (typed.values, typed.chosen) == ({"text": "Less.", "day": "tomorrow"}, {"ticks": ("fact", "both")})
    kept = filled(EVERY_KIND, "", "", "")
    assert (kept.values, kept.chosen) == ({"text": "Fog.", "day": ""}, {"ticks": ("quote",)})
    left_out = filled(EVERY_KIND, "-", "", "-")
    assert (left_out.values, left_out.chosen) == ({"text": "", "day": ""}, {"ticks": ()})


def test_a_text_that_is_too_short_and_wrong_numbers_are_asked_again() -> None:
    dialogue = FormDialogue(EVERY_KIND)
    assert dialogue.take("No") == "Please use at least 3 characters; these are 2."
    assert [dialogue.take("None"), dialogue.take("-")] == [None, None]  # a dash is a day if there is none to leave out
    for line in ("4", "1,4", "1;2", "0", ","):
        assert dialogue.take(line) == "Please type a number from 1 to 3."
    assert dialogue.values is None


def test_only_what_was_refused_is_asked_again_unless_the_whole_form_was() -> None:
    sent = filled(EVERY_KIND, "Less.", "soon", "1")
    again = EVERY_KIND.filled_in(sent.values or {}, sent.chosen, {"day": "I can't read it."})
    corrected = filled(again, "2026-11-30")
    assert corrected.values == {"text": "Less.", "day": "2026-11-30"}
    assert corrected.chosen == sent.chosen
    whole = FormDialogue(EVERY_KIND.filled_in({}, {}, {"day": "I can't read it.", "": "I know this."}))
    for _ in EVERY_KIND.fields:
        assert whole.values is None
        whole.take("")
    assert whole.values is not None


def test_notes_help_and_problems_are_shown() -> None:
    screen = io.StringIO()
    console = Screen(file=screen, width=200)
    dialogue = FormDialogue(EVERY_KIND.filled_in({}, {}, {"text": "Wrong.", "": "I know this."}))
    for line in ("", "", ""):
        console.print(dialogue.question())
        dialogue.take(line)
    console.print(dialogue.opening())
    assert screen.getvalue().splitlines() == [
        "Text (an empty line keeps it, - leaves it out)", "⚠️ Wrong.", "Now: Fog.",
        "Day (an empty line leaves it out)", DATE_HINT,
        "Ticks (an empty line keeps it, - leaves it out)", "Now: A quote",
        "[1] A fact", "[2] A quote", "[3] Both, of course", SEVERAL,
        "Correct", "⚠️ I know this.", "Look at it again.", RULES,
    ]  # fmt: skip


async def test_white_space_of_a_line_is_kept() -> None:
    events, _ = await _run(_piped("/correct", "  Fog reads.", " 1 ", "\tThe log ", "  "))
    sent = events[-1]
    assert isinstance(sent, FormSubmission)
    assert sent.values == {"text": "  Fog reads.", "kind": "fact", "source": "\tThe log ", "note": ""}


async def test_a_form_can_be_cancelled_and_the_chat_goes_on() -> None:
    events, printed = await _run(_piped("/correct", "Fog reads.", "/Cancel", "next question"))
    assert [type(event).__name__ for event in events] == ["CommandLine", "Message"]
    assert printed.splitlines()[-2:] == ["The form was not sent.", "heard Message"]


async def test_a_form_is_not_sent_if_the_input_ends() -> None:
    events, printed = await _run(_piped("/correct", "Fog reads."))
    assert len(events) == 1
    assert printed.splitlines()[-1] == "The form was not sent."


async def test_quitting_in_a_form_ends_the_chat() -> None:
    events, _ = await _run(_piped("/correct", "/quit", "not read"))
    assert len(events) == 1


async def test_a_form_can_be_filled_in_at_the_interactive_prompt() -> None:
    async def complete_nothing(asked: Completion) -> Sequence[Choice]:
        return ()

    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("/correct\r\r1\rThe log\r\r\x04")
        events, printed = await _run(lambda: typed_lines(complete_nothing, MENU, None), terminal=True)
    sent = events[-1]
    assert isinstance(sent, FormSubmission)
    assert sent.values == {"text": "Fog does not read.", "kind": "fact", "source": "The log", "note": ""}
    assert "  Text (an empty line keeps it)" in printed
