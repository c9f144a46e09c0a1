"""What people read is plain English: no mannered words, no long sentences.

That is each text of the program, each page, and each docstring and comment.
"""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import typer

import bot
from bot.adapters.slack.manifest import slash_commands
from bot.cli.main import cli
from bot.core.commands import Examples
from tests.menu import MENU

ROOT = Path(bot.__file__).parent
PAGES = [*sorted(ROOT.parent.glob("*.md")), *sorted((ROOT.parent / "docs").glob("*.md"))]

BANNED = (
    "hold", "holds", "held", "holding", "we", "us", "our", "ours", "told of", "tells of", "mend", "mends", "mended",
    "lay out", "lays out", "laid out", "becomes of", "became of", "of our own accord", "whoever", "whatever", "whom",
    "to the letter", "by whose clock", "take up", "takes up", "took up", "taken up", "anew", "is good",
    "no longer stands", "stand so", "stands here", "must stand", "can't stand", "you alone", "outright", "can't be had",
)  # fmt: skip
"""Words and phrases that no text may contain, in upper or lower case. The bot says "I"."""
ALLOWED_IN_CODE = {"we", "us", "our", "ours", "held", "whom"}
"""Docstrings may also speak of the words "us" and "we", of held-out data, and of who does what to whom."""
WHERE = re.compile(r"\bwhere (?:no|none|not|nothing|there|that|it|one|this|possible|needed)\b", re.IGNORECASE)
"""A condition that should begin with "if"."""
LONGEST = 25
"""Most words of a sentence."""
LEAST = 800
"""The scan must find at least this number of texts."""

DATA = ("matching", "verification", "scheduling")
"""Folders full of words and patterns. Users only read their logs, their errors and the files in `SHOWN`."""
SHOWN = ("vetoes.py", "explanation.py")
SKIPPED = (
    "training",
    "grammar",
    "versions",
    "grammar",
    "smalltalk.py",
    "quotation_parser.py",
    "typing_variants.py",
    "person_names.py",
    "job_titles.py",
    "name_mentions.py",
)
"""Tools, migrations and patterns. Users never read their strings."""
RAISED = re.compile(r"^log$|Error$|^FormatError$")
PATTERN = re.compile(r"\\[bswdW]|\(\?|\S\|\S|\[\^")
SQL = re.compile(r"(?:SELECT|INSERT|UPDATE|DELETE|REPLACE|CREATE|PRAGMA|BEGIN) ")


def texts() -> list[tuple[str, str]]:
    """Return every string in the package that reads like a sentence, with its file and line."""
    strings_found: list[tuple[str, str]] = []
    for path in sorted(ROOT.rglob("*.py")):
        inner = path.relative_to(ROOT)
        if not set(inner.parts) & set(SKIPPED):
            everything = inner.parts[0] not in DATA or inner.name in SHOWN
            tree = ast.parse(path.read_text(encoding="utf-8"))
            strings_found += [(f"bot/{inner}:{line}", text) for line, text in strings(tree, everything=everything)]
    return [(where, text) for where, text in strings_found if is_sentence(text)]


def strings(node: ast.AST, *, everything: bool) -> Iterator[tuple[int, str]]:
    """Yield the strings under a node with their lines, without docstrings.

    Without `everything`, yield only strings that are logged or raised.
    """
    match node:
        case ast.Expr(value=ast.Constant()):  # a docstring, of an attribute too
            return
        case ast.Constant(value=str()) | ast.JoinedStr():
            if everything:
                yield node.lineno, text_of(node)
            return
        case ast.Call():
            everything = everything or bool(RAISED.search(called_name(node)))
    for child in ast.iter_child_nodes(node):
        yield from strings(child, everything=everything)


def text_of(node: ast.expr) -> str:
    """Return the text of a string. Each placeholder of an f-string counts as one word."""
    match node:
        case ast.JoinedStr(values=parts):
            return "".join(map(text_of, parts))
        case ast.Constant(value=str(text)):
            return text
    return "Name"


def called_name(call: ast.Call) -> str:
    """Return the name of the called function; for `log.warning` return "log"."""
    match call.func:
        case ast.Attribute(value=ast.Name(id="log")):
            return "log"
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def is_sentence(text: str) -> bool:
    """Return whether people may read a text: it has a space and a letter, and is no pattern and no query."""
    return " " in text and any(c.isalpha() for c in text) and not PATTERN.search(text) and not SQL.match(text.strip())


def command_helps(app: typer.Typer, prefix: str = "factbot") -> Iterator[tuple[str, str]]:
    """Yield the docstring of each command: typer prints it as help. The scan finds the help of options."""
    for command in app.registered_commands:
        if command.callback:
            yield f"{prefix} {command.callback.__name__}", command.callback.__doc__ or ""
    for group in app.registered_groups:
        if group.typer_instance:
            yield from command_helps(group.typer_instance, f"{prefix} {group.name}")


def paragraphs(page: str) -> list[str]:
    """Return the paragraphs, list items and cells of a page in Markdown, without code, addresses and marks."""
    text = re.sub(r"```.*?```", "\n\n", page, flags=re.DOTALL)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"`[^`]*`", "Name", text))
    blocks = re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )|\n(?=[|#])", text)
    parts = (part for block in blocks for part in (block.split("|") if block.startswith("|") else [block]))
    return [re.sub(r"^[\s#*-]+|\*\*", "", part) for part in parts]


def code_notes() -> Iterator[tuple[str, str]]:
    """Yield the docstrings and the comments of the package, with file and line."""
    for path in sorted(ROOT.rglob("*.py")):
        inner = path.relative_to(ROOT)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    yield f"bot/{inner}:{node.lineno}", text
        with path.open("rb") as file:
            for token in tokenize.tokenize(file.readline):
                if token.type == tokenize.COMMENT:
                    yield f"bot/{inner}:{token.start[0]}", token.string


def mannered(where: str, text: str, banned: Iterable[str] = BANNED) -> list[str]:
    """Return the words of a text that are not plain."""
    plain = " ".join(text.split())
    problems = [f"{where}: “{word}” in: {plain}" for word in banned if re.search(rf"(?i)\b{re.escape(word)}\b", plain)]
    return [*problems, f"{where}: “where” for “if” in: {plain}"] if WHERE.search(plain) else problems


def problems_of(where: str, text: str) -> list[str]:
    """Return the words of a text that are not plain, and its long sentences."""
    problems = mannered(where, text)
    # A sentence ends at a full stop, question or exclamation mark with space behind it, or at a blank line.
    parts = re.split(r"(?<=[.!?])[”)]?\s+|\n\s*\n", text)
    return problems + [f"{where}: {len(s.split())} words: {s}" for s in parts if len(s.split()) > LONGEST]


TEXTS = texts()


def test_the_scan_finds_known_texts() -> None:
    assert len(TEXTS) >= LEAST
    everything = "\n".join(text for _, text in TEXTS)
    for known in (
        "I don't have a fact about that.",
        "Time zone: a city, a country or an IANA name",
        "The folder of fact files Name can't be read",
        "Only channel managers can use /Name.",
        "the question asks for the opposite",
        "Sentence vectors can't be saved in %s",
        "Fix the fact files; the bot reloads them automatically",
        "is already used at Name; every id must be unique",
    ):
        assert known in everything


def test_all_texts_of_the_package_are_plain_english() -> None:
    assert [line for where, text in TEXTS for line in problems_of(where, text)] == []


def test_the_help_of_the_command_line_is_plain_english() -> None:
    helps = list(command_helps(cli))
    assert len(helps) >= 12
    assert all(text for _, text in helps)
    assert [line for where, text in helps for line in problems_of(where, text)] == []


def test_the_help_of_chat_commands_is_plain_english() -> None:
    help_ = MENU.help(Examples(), "I have 2 facts.")
    shown = [(line.usage, line.summary) for line in help_.lines]
    shown += [(f"/{c.name} {o.name}", o.summary) for c in MENU.commands for o in c.options]
    for command in slash_commands(MENU.commands):
        shown += [(command["command"], part) for part in command["description"].split("; ")]
    assert len(shown) > 30
    assert [line for where, text in shown for line in problems_of(where, text)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_is_plain_english(page: Path) -> None:
    parts = paragraphs(page.read_text(encoding="utf-8"))
    assert len(parts) >= 10
    assert [line for part in parts for line in problems_of(page.name, part)] == []


def test_docstrings_and_comments_are_plain_english() -> None:
    notes = list(code_notes())
    assert len(notes) > 2_500
    banned = [word for word in BANNED if word not in ALLOWED_IN_CODE]
    assert [line for where, text in notes for line in mannered(where, text, banned)] == []


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
def test_a_text_that_is_not_plain_english_is_reported(text: str) -> None:
    assert problems_of("here", text)
    assert problems_of("here", "Short words. Plain words! “Is that so?” Yes, " + "it is so and " * 5) == []
