"""Names of characters and the size limit of a file, shared by all formats."""

from __future__ import annotations

import unicodedata

MAX_BYTES = 40 * 1024 * 1024
"""Maximum size of a file."""

_CONTROLS = {0: "NUL", 7: "BELL", 8: "BACKSPACE", 9: "TAB", 10: "LINE FEED", 13: "CARRIAGE RETURN", 27: "ESCAPE"}


def character_name(character: str) -> str:
    """Name a character that can't be seen, such as "U+202E RIGHT-TO-LEFT OVERRIDE"."""
    code = ord(character)
    name = _CONTROLS.get(code) or unicodedata.name(character, "")
    return f"U+{code:04X} {name}".rstrip()


def too_large(size: int) -> str:
    """Return the message for a file of `size` bytes, which is over the limit."""
    size_mib, most = size / 2**20, MAX_BYTES // 2**20
    return f"the file has {size_mib:.1f} MiB; at most {most} MiB are allowed, so split it into several files"
