"""Write values as YAML in the most readable style that reads back exactly.

A text has no quotes if YAML takes it for a text without them. If it is long, it is folded (`>-`); if it has line
breaks, they are kept (`|-`). A list is on one line if its entries are single words, such as ids and places.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from yaml.resolver import Resolver

Value: TypeAlias = "str | int | dt.date | tuple[str, ...] | Mapping[str, Value]"
"""A text, a number, a day, a list of texts, or keys with values."""

INDENT: Final = 2
"""Columns by which what belongs to a key or a hyphen is indented."""
WIDTH: Final = 120
"""Most columns of a line, if a text can be folded."""

_QUOTED: Final = re.compile(r"""[-?:,\[\]{}#&*!|>'"%@`]|.*(?: #|:(?: |$))""")
"""Matches a text that needs quotes: it begins with a sign of YAML, or has a comment or a key."""
_QUOTED_IN_BRACKETS: Final = re.compile(r".*(?:[,\[\]{}?]|:(?!\w))")
"""Matches a text that needs quotes within a list or keys in brackets."""
_WORD: Final = re.compile(r"[\w.:-]+")
"""Matches an entry that is readable within brackets, such as an id or a place."""
_ESCAPED: Final = re.compile("[\n\ufeff\ufffe\uffff]")
"""Characters that YAML changes or refuses if they are not escaped."""
_BREAKABLE: Final = re.compile("(?<! ) (?! )")
"""A single space, at which a folded text may go on in the next line."""


def written(value: Value, column: int | None = None, used: int = 0) -> str:
    """Write a value. Its further lines are those of a value that belongs to a key or a hyphen at a column.

    Without a column it is on one line, and may be within brackets. `used` has the columns before it on its first line.
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(written, value)) + "]"
    if not isinstance(value, str):
        return str(value)
    if column is not None:
        margin = " " * (column + INDENT)
        if "\n" in value and not _ESCAPED.search(value.replace("\n", "")):
            return "\n".join(["|-", *(line and margin + line for line in value.split("\n"))])
        lines = _folded(value, WIDTH - len(margin))
        if len(lines) > 1 and used + len(value) > WIDTH:
            return "\n".join([">-", *(margin + line for line in lines)])
    return _on_one_line(value, in_brackets=column is None)


def pair(key: str, value: Value, column: int) -> str:
    """Write a key at a column with its value, without the margin of its first line."""
    margin = " " * (column + INDENT)
    if isinstance(value, Mapping):
        return f"{key}:\n{margin}{mapping(value, column + INDENT)}"
    if isinstance(value, tuple) and not all(map(_WORD.fullmatch, value)):
        return "\n".join([f"{key}:", *(f"{margin}- {written(each, column + INDENT, column + 4)}" for each in value)])
    return f"{key}: {written(value, column, column + len(key) + 2)}"


def mapping(values: Mapping[str, Value], column: int) -> str:
    """Write keys with values at a column, without the margin of the first line."""
    return f"\n{' ' * column}".join(pair(key, value, column) for key, value in values.items())


def _on_one_line(text: str, *, in_brackets: bool) -> str:
    if _ESCAPED.search(text):
        return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
    quoted = _QUOTED.match(text) or (in_brackets and _QUOTED_IN_BRACKETS.match(text))
    if not quoted and not any(pattern.match(text) for _, pattern in Resolver.yaml_implicit_resolvers.get(text[0], ())):
        return text
    if "'" in text and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _folded(text: str, width: int) -> list[str]:
    """Break a text at single spaces into lines of at most `width` characters, if it has enough of them."""
    if _ESCAPED.search(text):
        return []
    lines = [""]
    for words in _BREAKABLE.split(text):
        if lines[-1] and len(lines[-1]) + 1 + len(words) > width:
            lines.append(words)
        else:
            lines[-1] += f" {words}" if lines[-1] else words
    return lines
