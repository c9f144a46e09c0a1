"""Keep texts that are written from right to left apart from the words around them."""

from __future__ import annotations

import unicodedata
from typing import Final

_START: Final = "\u2068"
_END: Final = "\u2069"
_FROM_LEFT: Final = "\u200e"
_FROM_RIGHT: Final = "\u2067"
_RIGHT_TO_LEFT: Final = frozenset(("R", "AL"))


def isolated(text: str) -> str:
    """Return a text for a line of the bot, between marks if it has letters that are written from right to left.

    Without them, such a text turns around the date or the number that follows it. See Unicode's Annex 9, 2.4.1.
    """
    return f"{_START}{text}{_END}" if _has_right_to_left(text) else text


def from_left(line: str) -> str:
    """Return a line of the bot that begins at the left, even if its first letters are written from right to left.

    Platforms that guess the direction of a line look at its first letter, also at one between marks.
    """
    return f"{_FROM_LEFT}{line}" if _has_right_to_left(line) else line


def from_right(text: str) -> str:
    """Return a text, each line between marks that write it from right to left if its first letter is written so.

    For a platform that writes all lines from left to right: there, such a line has its last sign at the wrong end.
    """
    return "\n".join(f"{_FROM_RIGHT}{line}{_END}" if _begins_right(line) else line for line in text.split("\n"))


def without_isolation(text: str) -> str:
    """Return a line without the marks, for what would show them as signs."""
    return text.replace(_START, "").replace(_END, "")


def _has_right_to_left(text: str) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in text)


def _begins_right(line: str) -> bool:
    """Return whether the first letter of a line is written from right to left."""
    if line.isascii():
        return False
    first = next(filter(str.isalpha, line), "a")
    return unicodedata.bidirectional(first) in _RIGHT_TO_LEFT
