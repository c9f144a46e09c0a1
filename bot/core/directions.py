"""Keep texts that are written from right to left apart from the words around them."""

from __future__ import annotations

import unicodedata
from typing import Final

_START: Final = "\u2068"
_END: Final = "\u2069"
_RIGHT_TO_LEFT: Final = frozenset(("R", "AL"))


def isolated(text: str) -> str:
    """Return a text for a line of the bot, between marks if it has letters that are written from right to left.

    Without them, such a text turns around the date or the number that follows it. See Unicode's Annex 9, 2.4.1.
    """
    if text.isascii() or not any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in text):
        return text
    return f"{_START}{text}{_END}"


def without_isolation(text: str) -> str:
    """Return a line without the marks, for what would show them as signs."""
    return text.replace(_START, "").replace(_END, "")
