"""Commands as they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import app
from bot.core.commands import Command, Examples
from bot.core.errors import UserError


@pytest.mark.parametrize(
    ("line", "name", "options"),
    [
        ("ask Who is it?", "ask", {"question": "Who is it?"}),
        ("ASK  who  is it", "ask", {"question": "who  is it"}),
        ("ask --private Who is it?", "ask", {"question": "Who is it?", "private": True}),
        ("ask Who is it? private:true", "ask", {"question": "Who is it?", "private": True}),
        ("ask Who is it? [private]", "ask", {"question": "Who is it?", "private": True}),
        ("ask Who is it? private", "ask", {"question": "Who is it?", "private": True}),
        ("ask --private\nWho is it?", "ask", {"question": "Who is it?", "private": True}),
        ("ask\n--PRIVATE\tWho is it?", "ask", {"question": "Who is it?", "private": True}),
        ("ask Who  is it?\n--private\nI  ask", "ask", {"question": "Who  is it?\nI  ask", "private": True}),
        ("ask Who  is\u00a0it --private\n now?", "ask", {"question": "Who  is\u00a0it\n now?", "private": True}),
        ("ask Who is it?\nprivate", "ask", {"question": "Who is it?", "private": True}),
        ("ask Is the company private", "ask", {"question": "Is the company private"}),
        ("ask help", "help", {}),
        ("help", "help", {}),
        ("watch on", "watch on", {}),
        ("quote", "quote", {}),
        ("quote Bo Reed", "quote", {"speaker": "Bo Reed"}),
        ("quote about:tugs", "quote", {"about": "tugs"}),
        ("quote about tugs", "quote", {"about": "tugs"}),
        ("quote speaker:Bo about:old tugs", "quote", {"speaker": "Bo", "about": "old tugs"}),
        ("quote --about old tugs --speaker=Bo Reed", "quote", {"speaker": "Bo Reed", "about": "old tugs"}),
        ("quote tugs speaker:Bo", "quote", {"speaker": "Bo", "about": "tugs"}),
        ('quote "Bo Reed" tugs', "quote", {"speaker": "Bo Reed", "about": "tugs"}),
        ('quote about:"the speaker: a tug"', "quote", {"about": "the speaker: a tug"}),
        ("quote --private Bo", "quote", {"speaker": "Bo", "private": True}),
        ("quote help", "help", {}),
        ("verify Nobody tows a tug", "verify", {"text": "Nobody tows a tug"}),
        ("verify “Nobody tows” — Bo Reed", "verify", {"text": "“Nobody tows”", "speaker": "Bo Reed"}),
        ("verify «Nobody tows», said Bo Reed.", "verify", {"text": "«Nobody tows»", "speaker": "Bo Reed."}),
        ("verify 'Nobody isn't towed' by the mate", "verify", {"text": "'Nobody isn't towed'", "speaker": "the mate"}),
        ('verify "Nobody" Bo Reed said', "verify", {"text": '"Nobody"', "speaker": "Bo Reed"}),
        ('verify "He said "no" to it" - Bo', "verify", {"text": '"He said "no" to it"', "speaker": "Bo"}),
        ('verify "Never" in a tug', "verify", {"text": '"Never" in a tug'}),
        ("verify “one” and “two”", "verify", {"text": "“one” and “two”"}),
        ("verify  “ Nobody  tows\n it ”", "verify", {"text": "“ Nobody  tows\n it ”"}),
        ("verify text:“It tows” speaker:“Bo”", "verify", {"text": "“It tows”", "speaker": "Bo"}),
        ("verify text:It tows speaker:Bo", "verify", {"text": "It tows", "speaker": "Bo"}),
        ("Watch  OFF ", "watch off", {}),
    ],
)
def test_lines_are_read(line: str, name: str, options: dict[str, object]) -> None:
    command, found = app.menu().parse(line)
    assert (command.name, found) == (name, options)


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("ask", "/ask question"),
        ("ask --private", "/ask question"),
        ("watch", "/watch on or /watch off"),
        ("watch maybe", "/watch on or /watch off"),
        ("watch on now", "/watch on"),
        ("verify", "/verify text"),
        ("verify speaker:Bo", "/verify text"),
        ("quotes tugs", "/quotes"),
        ("dance", "/help"),
        ("", "/help"),
    ],
)
def test_what_does_not_fit_gets_a_sentence_that_helps(line: str, part: str) -> None:
    with pytest.raises(UserError) as caught:
        app.menu().parse(line)
    assert part in str(caught.value)


@given(st.text())
def test_any_line_is_read_or_refused(line: str) -> None:
    try:
        command, _ = app.menu().parse(line)
    except UserError:
        return
    assert command in app.menu().commands


@pytest.mark.parametrize("command", app.menu().commands, ids=lambda c: c.name)
def test_every_example_is_a_call_of_its_command(command: Command) -> None:
    found, options = app.menu().parse(command.example_for(Examples("Who is it?")).removeprefix("/"))
    assert found == command
    assert all(o.name in options for o in command.options if o.required)


def test_an_example_that_cannot_be_filled_in_is_refused() -> None:
    with pytest.raises(ValueError, match=r"/fact names 'id'"):
        Command("fact", "Show a fact", "fact {id}")
