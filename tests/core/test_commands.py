"""Commands as they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import commands
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
        ("ask Is the company private", "ask", {"question": "Is the company private"}),
        ("ask help", "help", {}),
        ("help", "help", {}),
        ("watch on", "watch on", {}),
        ("Watch  OFF ", "watch off", {}),
    ],
)
def test_lines_are_read(line: str, name: str, options: dict[str, object]) -> None:
    command, found = commands.parse(line)
    assert (command.name, found) == (name, options)


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("ask", "/ask question"),
        ("ask --private", "/ask question"),
        ("watch", "/watch on or /watch off"),
        ("watch maybe", "/watch on or /watch off"),
        ("watch on now", "/watch on"),
        ("dance", "/help"),
        ("", "/help"),
    ],
)
def test_what_does_not_fit_gets_a_sentence_that_helps(line: str, part: str) -> None:
    with pytest.raises(UserError) as caught:
        commands.parse(line)
    assert part in str(caught.value)


@given(st.text())
def test_any_line_is_read_or_refused(line: str) -> None:
    try:
        command, _ = commands.parse(line)
    except UserError:
        return
    assert command in commands.COMMANDS


@pytest.mark.parametrize("command", commands.COMMANDS, ids=lambda c: c.name)
def test_every_example_is_a_call_of_its_command(command: commands.Command) -> None:
    found, options = commands.parse(command.example_for("Who is it?").removeprefix("/"))
    assert found == command
    assert all(o.name in options for o in command.options if o.required)
