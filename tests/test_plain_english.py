"""Texts that users, curators and operators read are plain English: no mannered words, no long sentences."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

import bot
from bot.adapters.slack.manifest import slash_commands
from bot.cli.main import cli
from bot.core.commands import Examples
from tests.menu import MENU

ROOT = Path(bot.__file__).parent

BANNED = (
    "hold", "holds", "held", "holding", "we", "us", "our", "ours", "told of", "tells of", "mend", "mends", "mended",
    "lay out", "lays out", "laid out", "becomes of", "became of", "of our own accord", "whoever", "whatever", "whom",
    "to the letter", "by whose clock", "take up", "takes up", "took up", "taken up", "anew", "is good",
    "no longer stands", "stand so", "stands here", "must stand", "can't stand", "you alone", "outright", "can't be had",
)  # fmt: skip
"""Whole words and phrases that no text may have, in any case. The bot says "I"."""
WHERE = re.compile(r"\bwhere (?:no|none|not|nothing|there|that|it|one|this|possible|needed)\b", re.IGNORECASE)
"""A condition that should be an "if"."""
LONGEST = 25
"""Words of a sentence."""
LEAST = 450
"""Texts that the scan finds at least."""

DATA = ("matching", "verification", "scheduling")
"""Folders full of words and patterns: of these people only read what is logged or raised, and the files `SHOWN`."""
SHOWN = ("vetoes.py", "explanation.py")
UNREAD = (
    "training",
    "versions",
    "smalltalk.py",
    "quotation_parser.py",
    "typing_variants.py",
    "person_names.py",
    "job_titles.py",
    "name_mentions.py",
)
"""Tools, migrations and patterns: nobody reads their strings."""
RAISED = re.compile(r"^log$|Error$|^FormatError$")
PATTERN = re.compile(r"\\[bswdW]|\(\?|\S\|\S|\[\^")
SQL = re.compile(r"(?:SELECT|INSERT|UPDATE|DELETE|REPLACE|CREATE|PRAGMA|BEGIN) ")


def texts() -> list[tuple[str, str]]:
    """Every string in the package that reads like a sentence, with where it stands, and the help of every command."""
    found: list[tuple[str, str]] = []
    for path in sorted(ROOT.rglob("*.py")):
        inner = path.relative_to(ROOT)
        if not set(inner.parts) & set(UNREAD):
            everything = inner.parts[0] not in DATA or inner.name in SHOWN
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found += [(f"bot/{inner}:{line}", text) for line, text in strings(tree, everything=everything)]
    return [(where, text) for where, text in found if is_sentence(text)]


def strings(node: ast.AST, *, everything: bool) -> Iterator[tuple[int, str]]:
    """The strings under a node with their lines, without docstrings; if not `everything`, those logged or raised."""
    match node:
        case ast.Expr(value=ast.Constant()):  # a docstring, of an attribute too
            return
        case ast.Constant(value=str()) | ast.JoinedStr():
            if everything:
                yield node.lineno, filled(node)
            return
        case ast.Call():
            everything = everything or bool(RAISED.search(called(node)))
    for child in ast.iter_child_nodes(node):
        yield from strings(child, everything=everything)


def filled(node: ast.expr) -> str:
    """The text of a string; each placeholder of an f-string counts as one word."""
    match node:
        case ast.JoinedStr(values=parts):
            return "".join(map(filled, parts))
        case ast.Constant(value=str(text)):
            return text
    return "Name"


def called(call: ast.Call) -> str:
    """The name of what is called; of `log.warning` it is "log"."""
    match call.func:
        case ast.Attribute(value=ast.Name(id="log")):
            return "log"
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def is_sentence(text: str) -> bool:
    """Whether a text reads like one: at least two spaces and a letter, no pattern and no query."""
    return (
        text.count(" ") >= 2
        and any(c.isalpha() for c in text)
        and not PATTERN.search(text)
        and not SQL.match(text.strip())
    )


def command_helps(app: typer.Typer, prefix: str = "factbot") -> Iterator[tuple[str, str]]:
    """The docstring of each command: typer prints it as help. Options are strings of the source."""
    for command in app.registered_commands:
        if command.callback:
            yield f"{prefix} {command.callback.__name__}", command.callback.__doc__ or ""
    for group in app.registered_groups:
        if group.typer_instance:
            yield from command_helps(group.typer_instance, f"{prefix} {group.name}")


def complaints(where: str, text: str) -> list[str]:
    """What is wrong with a text."""
    plain = " ".join(text.split())
    found = [f"{where}: “{word}” in: {plain}" for word in BANNED if re.search(rf"(?i)\b{re.escape(word)}\b", plain)]
    if WHERE.search(plain):
        found.append(f"{where}: “where” for “if” in: {plain}")
    # A sentence ends at a full stop, question or exclamation mark with space behind it, or at a blank line.
    parts = re.split(r"(?<=[.!?])[”)]?\s+|\n\s*\n", text)
    return found + [f"{where}: {len(s.split())} words: {s}" for s in parts if len(s.split()) > LONGEST]


TEXTS = texts()


def test_the_scan_finds_texts() -> None:
    assert len(TEXTS) >= LEAST
    everything = "\n".join(text for _, text in TEXTS)
    for known in (
        "I don't have a fact about that.",
        "Time zone: a city, a country or an IANA name",
        "The folder of fact files Name can't be read",
        "Only channel managers can use /Name. Please ask one of them.",
        "the question asks for the opposite",
        "Sentence vectors can't be saved in %s",
        "Fix the fact files; the bot reloads them automatically",
        "is already used at Name; every id must be unique",
    ):
        assert known in everything


def test_texts_are_plain_english() -> None:
    assert [line for where, text in TEXTS for line in complaints(where, text)] == []


def test_help_of_the_program_is_plain_english() -> None:
    helps = list(command_helps(cli))
    assert len(helps) >= 12
    assert all(text for _, text in helps)
    assert [line for where, text in helps for line in complaints(where, text)] == []


def test_help_made_from_the_table_of_commands_is_plain_english() -> None:
    help_ = MENU.help(Examples(), "I have 2 facts.")
    shown = [(line.usage, line.summary) for line in help_.lines]
    shown += [(f"/{c.name} {o.name}", o.summary) for c in MENU.commands for o in c.options]
    for made in slash_commands(MENU.commands):
        shown += [(made["command"], part) for part in made["description"].split("; ")]
    assert len(shown) > 30
    assert [line for where, text in shown for line in complaints(where, text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "I hold no quotes.",
        "Held until noon",
        "Whatever you type",
        "All is well. Then we are off.",
        "exit code 1 where none fits",
        "word " * 26,
    ],
)
def test_a_text_that_is_not_plain_is_found(text: str) -> None:
    assert complaints("here", text)
    assert complaints("here", "Short words. Plain words! “Is that so?” Yes, " + "it is so and " * 5) == []
