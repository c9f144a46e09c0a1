"""Typed commands are parsed, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import app
from bot.adapters.discord.command_registration import registration
from bot.adapters.slack.manifest import manifest
from bot.core.commands import Command, Examples, Option
from bot.core.declarations import action, completes, form, makes_form
from bot.core.declarations import command as declare
from bot.core.errors import UserError
from bot.core.router import Menu


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
        ("ask Is the company private", "ask", {"question": "Is the company", "private": True}),
        ("ask Which private companies are there?", "ask", {"question": "Which private companies are there?"}),
        ("ask help", "help", {"command": "ask"}),
        ("ask --private help", "help", {"command": "ask", "private": True}),
        ("watch help", "help", {"command": "watch"}),
        ("help all", "help", {"command": "all"}),
        ("help", "help", {}),
        ("watch on", "watch on", {}),
        ("quote", "quote", {}),
        ("quote Bo Reed", "quote", {"words": "Bo Reed"}),
        ("quote “Bo Reed”", "quote", {"words": "Bo Reed"}),
        ("quote speaker:“Bo Reed”", "quote", {"speaker": "Bo Reed"}),
        ("quote about:tugs", "quote", {"about": "tugs"}),
        ("quote about tugs", "quote", {"about": "tugs"}),
        ("quote speaker:Bo about:old tugs", "quote", {"speaker": "Bo", "about": "old tugs"}),
        ("quote --about old tugs --speaker=Bo Reed", "quote", {"speaker": "Bo Reed", "about": "old tugs"}),
        ("quote tugs speaker:Bo", "quote", {"speaker": "Bo", "about": "tugs"}),
        ('quote "Bo Reed" tugs', "quote", {"speaker": "Bo Reed", "about": "tugs"}),
        ('quote about:"the speaker: a tug"', "quote", {"about": "the speaker: a tug"}),
        ("quote --private Bo", "quote", {"words": "Bo", "private": True}),
        ("quote help", "help", {"command": "quote"}),
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
        ("verify “It tows” - said Bo Reed (PM)", "verify", {"text": "“It tows”", "speaker": "Bo Reed (PM)"}),
        ("verify “It tows” (Bo Reed)", "verify", {"text": "“It tows”", "speaker": "Bo Reed"}),
        ("verify “It tows” (Bo Reed (PM)).", "verify", {"text": "“It tows”", "speaker": "Bo Reed (PM)"}),
        ("verify speaker:Bo Reed “It tows”", "verify", {"text": "“It tows”", "speaker": "Bo Reed"}),
        ("verify --speaker “Bo” “It  tows” daily", "verify", {"text": "“It  tows” daily", "speaker": "Bo"}),
        ("verify text:It tows speaker:Bo", "verify", {"text": "It tows", "speaker": "Bo"}),
        ("Watch  OFF ", "watch off", {}),
        ("digest on —quiet", "digest on", {"quiet": True}),
        ("digest on 9am −−quiet", "digest on", {"quiet": True, "time": "9am"}),
        ("digest on —time 9am —zone Kyiv –curators", "digest on", {"time": "9am", "zone": "Kyiv", "curators": True}),
        ("quote —speaker Zazu", "quote", {"speaker": "Zazu"}),
        ("quote ––about=fog", "quote", {"about": "fog"}),
        ("ask Who is it? —private", "ask", {"question": "Who is it?", "private": True}),
        ("verify “It — tows” —speaker Bo", "verify", {"text": "“It — tows”", "speaker": "Bo"}),
    ],
)
def test_a_typed_line_is_parsed_into_a_command_and_options(line: str, name: str, options: dict[str, object]) -> None:
    command, values = app.menu().parse(line)
    assert (command.name, values) == (name, options)


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("ask", "/ask question"),
        ("ask --private", "/ask question"),
        ("watch", "/watch on, /watch off or /watch status"),
        ("watch maybe", "/watch on, /watch off or /watch status"),
        ("watch on now", "/watch on"),
        ("quotes tugs", "/quotes"),
        ("dance", "/help"),
        ("", "/help"),
    ],
)
def test_a_wrong_line_is_refused_with_the_command_to_type(line: str, part: str) -> None:
    with pytest.raises(UserError) as caught:
        app.menu().parse(line)
    assert part in str(caught.value)


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("digest off", "digest off"),
        ("Digest  on: 9am", "digest on : 9am"),
        ("digest off-shore wind farms?", None),
        ("digest off please", "digest off"),
        ("digest off.", "digest off"),
        ("Digest off, thank you!", "digest off"),
        ("Hello! Help, please.", "help"),
        ("please switch off the digest, thanks!", "digest off"),
        ("Could you turn the daily digest off here, please?", "digest off"),
        ("no more digests", "digest off"),
        ("stop the digest of facts", None),
        ("digest now", "digest preview"),
        ("show us today’s digest now", "digest preview"),
        ("digest now known as Harbour News", None),
        ("Who runs the digest now?", None),
        ("digest every day at 9", "digest on every day at 9"),
        ("digest every fact of the summit", None),
        ("daily digest please", "digest on"),
        ("daily digest of what?", None),
        ("What is a daily digest?", None),
        ("digest at 9?", None),
        ("can you switch on the digest at 9 london?", "digest on at 9 london"),
        ("digest täglich um 9", "digest on täglich um 9"),
        ("the digest on return hubs", None),
        ("digest status please", "digest status"),
        ("hey, digest please", "digest"),
        ("please watch on", "watch on"),
        ("ask who runs the ferry?", "ask who runs the ferry?"),
        ("please ask: when does it leave", "ask when does it leave"),
        ("ask the harbour master about fog", None),
        ("quote by Ada Quill on fog", None),
        ("quote Ada Quill", "quote Ada Quill"),
        ("Quote Quill about the old lock.", "quote Quill about the old lock."),
        ("quote number of the invoice", None),
        ("Who is quoted by the mayor?", None),
        ("please", None),
        ("please verify “It tows”", "verify “It tows”"),
        ("verify “It tows, please”", "verify “It tows, please”"),
        ("hey, verify it tows, please!", "verify it tows"),
        ("verify this: it tows", "verify it tows"),
        ("verify this tug tows", "verify this tug tows"),
        ("digest on’s second page", None),
        ("Watch", "watch"),
        (":wave: digest :fish:", "digest"),
        ("watch the tide", None),
        ("verify “It tows” :ship:", "verify “It tows” :ship:"),
    ],
)
def test_a_message_calls_a_command_by_its_words_or_is_a_question(message: str, line: str | None) -> None:
    called = app.menu().called_by(message)
    assert (called.strip() if called is not None else None) == line


@given(st.text())
def test_any_line_is_parsed_or_refused(line: str) -> None:
    try:
        command, _ = app.menu().parse(line)
    except UserError:
        return
    assert command in app.menu().commands


@pytest.mark.parametrize("command", app.menu().commands, ids=lambda c: c.name)
def test_every_example_is_parsed_as_its_command_with_the_required_options(command: Command) -> None:
    parsed, options = app.menu().parse(command.example_for(Examples("Who is it?")).removeprefix("/"))
    assert parsed == command
    assert all(o.name in options for o in command.options if o.required)


def test_an_example_with_an_unknown_placeholder_is_refused() -> None:
    with pytest.raises(ValueError, match=r"/fact names 'id'"):
        Command("fact", "Show a fact", "fact {id}")


# ---------------------------------------------------------------------- families


def menu_of(*commands: Command) -> Menu:
    """Make a menu of commands, each of a feature of its own, and without help."""
    return Menu.of([type(f"Feature{n}", (), {"call": declare(c)(lambda: None)}) for n, c in enumerate(commands)])


ADD, LIST = Command("fact add", "Add a fact", "fact add"), Command("fact list", "List the facts", "fact list")
OTHER = Command("other", "Do something else", "other", (Option("fast", "Hurry", kind="flag"),))


def test_commands_of_one_family_are_registered_together() -> None:
    menu = menu_of(ADD, OTHER, LIST)
    assert menu.commands == (ADD, LIST, OTHER)
    registered = [(made["name"], [o["name"] for o in made["options"]]) for made in registration((ADD, OTHER, LIST))]
    assert registered == [("fact", ["add", "list"]), ("other", ["fast"])]
    slash = manifest((ADD, OTHER, LIST))["features"]["slash_commands"]
    assert [(made["command"], made["usage_hint"]) for made in slash] == [("/fact", "add | list"), ("/other", "[fast]")]


@pytest.mark.parametrize(
    ("commands", "problem"),
    [
        ((Command("a b c", "Do it", "a b c"),), "/a b c has more than two words"),
        ((OTHER, Command("other thing", "Do it", "other thing")), "/other is a command"),
        ((Command("other thing", "Do it", "other thing"), ADD, OTHER), "/other is a command"),
        ((Command("Other", "Do it", "other"),), "/Other can't be registered"),
        ((Command("two  words", "Do it", "two words"),), "can't be registered"),
        ((Command("x" * 32, "Do it", "x"),), "can't be registered"),
        ((Command("other", " ", "other"),), "summary of /other"),
        ((replace(OTHER, summary="x" * 101),), "summary of /other"),
        ((replace(OTHER, shortcut="🙂" * 13),), "shortcut of /other"),
        ((replace(OTHER, options=OTHER.options * 2),), "two options of one name"),
        ((replace(OTHER, options=(Option("Fast lane", "Hurry"),)),), "bad name: 'Fast lane'"),
        ((replace(OTHER, options=(Option("fast", "x" * 101),)),), "summary of the option fast"),
        ((replace(OTHER, asks="fast"),), "the question of /other"),
        ((replace(OTHER, options=(Option("private", "Only you"),)),), "must be a flag"),
        ((replace(OTHER, options=(Option("where", "Place", completes=True),)),), "options without completions"),
        (tuple(Command(f"many c{n}", "Do it", "many") for n in range(26)), "more than 25 subcommands"),
        ((replace(ADD, shortcut="Save"), replace(OTHER, shortcut="Save")), "two shortcuts of one name"),
        ((replace(ADD, checks=True), replace(OTHER, checks=True)), "only one command can check"),
        (tuple(replace(OTHER, name=f"n{n}", shortcut=f"Do {n}") for n in range(6)), "6 shortcuts, and 5 fit"),
    ],
)
def test_commands_that_a_platform_would_refuse_are_refused(commands: tuple[Command, ...], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        menu_of(*commands)


@pytest.mark.parametrize(
    "declaration",
    [
        action("not:this"),
        action(""),
        form("a" * 33),
        completes("other", "fast"),
        completes("nobody", "x"),
        action("call"),
        form("form-again"),
        makes_form("nobody"),
    ],
)
def test_other_declarations_that_cannot_work_are_refused(declaration: Callable[[Any], Any]) -> None:
    feature = type("Strange", (), {"call": declare(OTHER)(lambda: None), "other": declaration(lambda: None)})
    with pytest.raises(ValueError, match=r"the name|options without completions|nobody handles"):
        Menu.of([feature])


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("fact", "Please type /fact add."),
        ("fact help", "Please type /fact add."),
        ("other now", "/other takes no text. Type only /other [fast]."),
        ("other help", "/other takes no text. Type only /other [fast]."),
        ("fact add it", "/fact add has no options. Type only /fact add."),
    ],
)
def test_what_does_not_fit_is_told_in_a_whole_sentence(line: str, sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        menu_of(ADD, OTHER).parse(line)
    assert str(caught.value) == sentence
