"""No text can control the terminal, and no encoding is an error. Only the bot's own styles are escape sequences."""

from __future__ import annotations

import ast
import datetime as dt
import io
import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import RenderableType
from rich.text import Text

import bot
from bot.adapters.terminal.form_dialogue import FormDialogue
from bot.adapters.terminal.render import render
from bot.adapters.terminal.screen import Screen, json_text, protect_streams, visible
from bot.core.comparison import DiffSegment
from bot.core.controls import Button
from bot.core.events import Action, Choice
from bot.core.forms import Form, FormField
from bot.core.replies import Card, Help, HelpLine, Notice
from bot.features.verify.replies import Verdict
from tests.samples.facts import CRANE

OWN = re.compile(r"\x1b\[[\d;]*m|\x1b\]8;(?:id=\d+)?;[^\x00-\x1f\x7f-\x9f]*\x1b\\")
"""The escape sequences that styles are written with: colours and links."""
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
SEQUENCES = (
    "\x1b]0;pwn\x07",
    "\x9b31m",
    "\x1b[8m",
    "\x1bc",
    "a\rb",
    "\u202egnp",
    "\ud800",
    "\x7f\x08\x00",
    "\x9d0;x\x9c",
)

texts = st.lists(st.sampled_from(SEQUENCES) | st.text(st.characters(exclude_categories=[]), max_size=8), max_size=6)
any_texts = texts.map("".join)


def as_card(text: str) -> RenderableType:
    """A fact that has the text everywhere."""
    source = replace(CRANE.source, title=text, publisher=text, url=f"https://example.org/{text}")
    fact = replace(CRANE, text=text, source=source, valid_until=dt.date(2020, 1, 1))
    return render(
        Card(fact, "expired", (fact,), (fact,), buttons=(Button(f"Why{text}", Action("x", "x1")),), read_as=text)
    )


def as_form(text: str) -> RenderableType:
    """A field of a form."""
    label = f"Kind{text[:10]}"
    field = FormField("kind", label, "choice", hint=text[:20], choices=(Choice(label, "kind"),))
    return FormDialogue(Form("correct", f"Form{text[:10]}", (field,))).question()


WAYS: list[Callable[[str], RenderableType]] = [
    as_card,
    as_form,
    lambda text: render(Notice(text)),
    lambda text: render(Help((HelpLine(f"/{text}", text, text),), text)),
    lambda text: render(Verdict("Altered", text, (text,), (DiffSegment("old", text), DiffSegment("new", text)))),
    lambda text: Text(text, style="bold red"),
]


@pytest.mark.parametrize("colours", [True, False], ids=["in colours", "plain"])
@pytest.mark.parametrize("show", WAYS)
@given(text=any_texts)
def test_text_cannot_control_the_terminal(show: Callable[[str], RenderableType], colours: bool, text: str) -> None:
    written = io.StringIO()
    system = "truecolor" if colours else None
    screen = Screen(file=written, width=60, force_terminal=colours, color_system=system)
    screen.print(show(text))
    assert HARMFUL.findall(OWN.sub("", written.getvalue())) == []
    assert ("\x1b[" in written.getvalue()) <= colours


@given(any_texts)
@example("\x1b]0;x\x07 \x9b \x7f\t\n")
def test_each_harmful_character_is_shown_by_one_sign(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert not HARMFUL.search(shown)
    assert all(new == old for new, old in zip(shown, text, strict=True) if not HARMFUL.match(old))


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252", "ascii", "koi8-r"])
@given(value=st.dictionaries(any_texts, any_texts | st.integers() | st.none(), max_size=3))
def test_json_can_be_shown_in_any_encoding_and_read_again(encoding: str, value: dict[str, object]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding))
        written = [json_text(value), json_text(value, indent=2)]
    for text in written:
        text.encode(encoding)
        assert not HARMFUL.search(text)
        expected = re.sub("[\ud800-\udfff]", "\ufffd", json.dumps(value, ensure_ascii=False))
        assert json.loads(text) == json.loads(expected)


def written_by(encoding: str, write: Callable[[], object]) -> str:
    """What reaches a standard error of an encoding."""
    with pytest.MonkeyPatch.context() as patch:
        output, errors = (io.TextIOWrapper(io.BytesIO(), encoding) for _ in range(2))
        patch.setattr(sys, "stdout", output)
        patch.setattr(sys, "stderr", errors)
        protect_streams()
        write()
        sys.stderr.flush()
        return bytes(sys.stderr.buffer.getvalue()).decode(encoding)  # type: ignore[union-attr]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252", "ascii", "koi8-r", "cp437"])
@given(text=any_texts)
def test_plain_text_and_styled_text_reach_any_stream(encoding: str, text: str) -> None:
    def write() -> None:
        sys.stderr.write(text)
        Screen(stderr=True, force_terminal=True, width=60).print(Text(text, style="red"))

    assert HARMFUL.findall(OWN.sub("", written_by(encoding, write))) == []


@pytest.mark.parametrize(
    ("encoding", "text", "shown"),
    [
        ("latin-1", "“Fog” – it’s…", '"Fog" - it\'s...'),
        ("cp1252", "“Fog” → ✓", "“Fog” -> +"),
        ("ascii", "Đinđić, Łódź, Škoda, naïve", "Dindic, Lodz, Skoda, naive"),
        ("ascii", "10² · ½ · £5 · Ж", "10? - ? - GBP5 - ?"),
        ("ascii", "ﬁn\u00a0x\x1b[1m\x7f", "fin x^[[1m^?"),
        ("utf-8", "Ж ½ 👍🏽 مرحبا\u200d", "Ж ½ 👍🏽 مرحبا\u200d"),
    ],
)
def test_a_character_that_the_encoding_lacks_is_replaced_by_a_similar_one(encoding: str, text: str, shown: str) -> None:
    assert written_by(encoding, lambda: sys.stderr.write(text)) == shown


def test_every_console_of_the_package_is_a_screen() -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path(bot.__file__).parent.rglob("*.py")]
    calls = [node for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    names = [getattr(call.func, "id", getattr(call.func, "attr", "")) for call in calls]
    assert names.count("Screen") > 5
    assert not {"Console", "echo", "secho", "print_exception"} & set(names)
