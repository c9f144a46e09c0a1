"""Read single values of a fact file: from a node to a text, a date, a list and so on, each with its own error message.

A wrong value is reported and read as an empty one, so that the rest of its file can be checked as well. Each reader has
a JSON Schema of the values that it accepts. It is never stricter: `1e5` without quotes, for instance, is a text here
and a number in an editor.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from bot.core.audience import PLACE
from bot.factfiles.characters import character_name
from bot.factfiles.nodes import Entries, Node, Refused, Report, Scalar, position, shown
from bot.factfiles.nodes import Mapping as MappingNode
from bot.factfiles.nodes import Sequence as ListNode

TEXT, QUESTION, NAME, URL = 20_000, 500, 300, 2_000
"""Maximum number of characters of each kind of text."""

Read: TypeAlias = Callable[[Node | Entries, str, Report], Any]
"""A function that reads a node. Its second argument is the value's name in messages."""

Schema: TypeAlias = Mapping[str, Any]
"""A JSON Schema."""

SCHEMAS: Final[dict[Read, Schema]] = {}
"""What each reader accepts; `json_schema` makes the schema of a whole file from it."""

_ID = re.compile("[a-z0-9][a-z0-9-]{0,63}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile("[1-9][0-9]{0,5}")
_DAYS = "([1-9][0-9]{0,3})(?: days?)?"
_DUE = f"{_DATE.pattern}|{_DAYS}"
_STATUSES = ("active", "draft", "superseded", "retired")
# Control characters, and characters that change the direction of text or break a line without being visible.
_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _accepts(schema: Schema) -> Callable[[Read], Read]:
    """Note what a reader accepts."""

    def note(read: Read) -> Read:
        SCHEMAS[read] = schema
        return read

    return note


def _stripped(pattern: str) -> str:
    """Return the pattern of a whole text that may have white space at both ends, which a reader strips."""
    return rf"^\s*(?:{pattern})\s*$"


def text(limit: int, *, lines: bool = False) -> Read:
    """Make a reader of texts of at most `limit` characters, stripped at both ends; `lines` allows line breaks."""

    # An editor takes `text: 2025` for a number; here every value is a text.
    @_accepts({"type": ["string", "number", "boolean"], "pattern": r"\S"})
    def read(node: Node | Entries, name: str, report: Report) -> str:
        if not isinstance(node, Scalar):
            wrong_kind(node, name, "a text", report)
            return ""
        value = node.value.strip()
        problem = None
        if not value:
            problem = f"{name} is empty; expected a text"
        elif len(value) > limit:
            problem = f"{name} has {len(value):,} characters; at most {limit:,} are allowed"
        elif not node.value.isprintable():  # line breaks, unusual spaces or forbidden characters
            problem = _invisible(value, name, lines=lines)
        if problem:
            report.add(*position(node), problem)
            return ""
        return value

    return read


def _invisible(value: str, name: str, *, lines: bool) -> str | None:
    """Return the message if a text has invisible characters that are not allowed; None if it is fine."""
    if match := _FORBIDDEN.search(value):
        return f"{name} contains the character {character_name(match.group())}, which is not allowed; delete it"
    if not lines and "\n" in value:
        return f"{name} must be on one line; use `>-` instead of `|` to join lines"
    if not any(c.isprintable() and not c.isspace() for c in value):
        return f"{name} has no visible character; expected a text"
    return None


_short = text(NAME)
_url_text = text(URL)


@_accepts({"type": ["string", "number", "boolean"], "pattern": _stripped(_ID.pattern)})
def identifier(node: Node | Entries, name: str, report: Report) -> str:
    """Read the id of a fact or quote: a slug of at most 64 characters."""
    value: str = _short(node, name, report)
    if value and not _ID.fullmatch(value):
        slug = re.sub("[^a-z0-9]+", "-", value.lower())[:64].strip("-")
        example = f", such as `{slug}`" if slug else ""
        message = f"{name} {shown(value)} must be 1 to 64 lower-case letters a–z, digits and hyphens{example}"
        report.add(*position(node), message)
        return ""
    return value


@_accepts({"type": "string", "pattern": _stripped(_DATE.pattern)})
def date(node: Node | Entries, name: str, report: Report) -> dt.date | None:
    """Read an existing day in the form YYYY-MM-DD."""
    value: str = _short(node, name, report)
    if not value:
        return None
    if not _DATE.fullmatch(value):
        report.add(*position(node), f"{name} {shown(value)} is not a date; write it as YYYY-MM-DD, such as 2025-10-22")
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        report.add(*position(node), f"{name} {shown(value)} is a day that does not exist")
        return None


@_accepts({"type": ["integer", "string"], "minimum": 1, "maximum": 999_999, "pattern": _stripped(_NUMBER.pattern)})
def number(node: Node | Entries, name: str, report: Report) -> int | None:
    """Read a whole number from 1 to 999,999."""
    value: str = _short(node, name, report)
    if value and not _NUMBER.fullmatch(value):
        report.add(*position(node), f"{name} {shown(value)} must be a whole number from 1 to 999999")
        return None
    return int(value) if value else None


@_accepts({"type": ["integer", "string"], "minimum": 1, "maximum": 9_999, "pattern": _stripped(_DUE)})
def due(node: Node | Entries, name: str, report: Report) -> dt.date | int | None:
    """Read when a statement must be checked again: a day, or a number of days after it was checked."""
    value: str = _short(node, name, report)
    if not value or _DATE.fullmatch(value):
        day: dt.date | None = date(node, name, report)
        return day
    if match := re.fullmatch(_DAYS, value):
        return int(match[1])
    report.add(*position(node), f"{name} {shown(value)} must be a day such as 2026-10-22, or a number of days")
    return None


@_accepts({"type": "string", "pattern": _stripped(PLACE.pattern)})
def place(node: Node | Entries, name: str, report: Report) -> str:
    """Read the name of a place, such as "slack:T1"."""
    value: str = _short(node, name, report)
    if value and not PLACE.fullmatch(value):
        example = "a platform with a workspace and maybe a channel, such as `slack:T0123` or `discord:42:99`"
        report.add(*position(node), f"{name} {shown(value)} must be {example}")
        return ""
    return value


# The first is what an editor offers.
@_accepts({"anyOf": [{"enum": list(_STATUSES)}, {"type": "string", "pattern": _stripped("|".join(_STATUSES))}]})
def status(node: Node | Entries, name: str, report: Report) -> str:
    """Read the status of a statement; "active" if it is empty or unknown."""
    value: str = _short(node, name, report)
    if value and value not in _STATUSES:
        hint = suggestion(value, _STATUSES) or f"; expected one of {', '.join(_STATUSES)}"
        report.add(*position(node), f"{name} {shown(value)} is unknown{hint}")
        return "active"
    return value or "active"


@_accepts({"type": "string", "pattern": _stripped(r"[hH][tT][tT][pP][sS]?://\S+")})
def url(node: Node | Entries, name: str, report: Report) -> str | None:
    """Read a web address (http or https)."""
    value: str = _url_text(node, name, report)
    if not value:
        return None
    try:
        parts = urlsplit(value)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # wrong brackets or an impossible port
        valid = False
    if not valid or any(c.isspace() or c in '<>"' for c in value):
        report.add(*position(node), f"{name} {shown(value)} must be an address that begins with https:// or http://")
        return None
    return value


def listed(read_entry: Read, entry_name: str, *, distinct: bool = False) -> Read:
    """Make a reader of lists whose entries `read_entry` reads; messages call an entry `entry_name`."""

    # No `uniqueItems` if they must be distinct: to an editor, the texts `16` and `0x10` are one number.
    @_accepts({"type": "array", "items": SCHEMAS[read_entry]})
    def read(node: Node | Entries, name: str, report: Report) -> tuple[Any, ...]:
        if not isinstance(node, ListNode):
            wrong_kind(node, name, "a list, each entry after a hyphen", report)
            return ()
        values = [read_entry(entry, entry_name, report) for entry in node.entries]
        if distinct and len(set(values)) < len(values):
            _report_repeated(values, node, entry_name, report)
        return tuple(value for value in values if value)

    return read


def _report_repeated(values: Sequence[Any], node: ListNode, entry_name: str, report: Report) -> None:
    seen: dict[Any, Node] = {}
    for value, entry in zip(values, node.entries, strict=True):
        if value and seen.setdefault(value, entry) is not entry:
            line = position(seen[value])[0]
            report.add(*position(entry), f"{entry_name} {shown(value)} is repeated; it is already in line {line}")


def one_or_more(read_entry: Read, entry_name: str) -> Read:
    """Make a reader of one value or a list of values of that kind."""
    read_list = listed(read_entry, entry_name)

    @_accepts({"anyOf": [SCHEMAS[read_entry], SCHEMAS[read_list]]})
    def read(node: Node | Entries, name: str, report: Report) -> tuple[Any, ...]:
        if not isinstance(node, Scalar):
            return tuple(read_list(node, name, report))
        value = read_entry(node, name, report)
        return (value,) if value else ()

    return read


def wrong_kind(node: Node | Entries, name: str, expected: str, report: Report) -> None:
    """Report that a node is of another kind than expected, unless the reader has refused it already."""
    match node:
        case Refused():
            return
        case Scalar(value=""):
            actual = "nothing"
        case Scalar():
            actual = f"the text {shown(node.value)}"
        case MappingNode():
            actual = "keys with values (a text that contains `: ` must be in quotes)"
        case _:
            actual = "a list"
    report.add(*position(node), f"{name} must be {expected}, but is {actual}")


def suggestion(word: str, known: Sequence[str]) -> str:
    """Return the end of a message that suggests the most similar known word; empty if none is similar."""
    near = get_close_matches(word[:100], known, n=1)
    return f"; did you mean `{near[0]}`?" if near else ""
