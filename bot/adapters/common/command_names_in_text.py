"""Find the names of commands in the bot's own sentences, which a platform writes in its own way. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Final

_QUOTED: Final = "“[^”]*”"
"""Words of a fact, a quote or a person."""


class CommandNamesInText:
    """Finds names after a slash, such as /digest on. Words in quotation marks stay, as they are somebody's."""

    def __init__(self, names: Collection[str]) -> None:
        """Set the names, without their slashes. Of two that fit, the longer one is found."""
        words = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
        self._found = re.compile(rf"{_QUOTED}|(?<![\w/])/({words})(?![\w/-])") if words else None

    def replace(self, text: str, write: Callable[[str], str]) -> str:
        """Replace each name with its slash by what `write` makes of the name."""
        if self._found is None or "/" not in text:
            return text
        return self._found.sub(lambda found: write(found[1]) if found[1] else found[0], text)
