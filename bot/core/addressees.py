"""Find out whether a message in a channel calls somebody by name, such as "bob: which berth is free?"."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from typing import Final

_WORD: Final = r"[^\W\d_][\w.'’-]*"
_CALL: Final = re.compile(
    rf"\s*(?:(?:hey|hi|hello|yo|ok|so)[\s,]+)?@?(?P<name>{_WORD}(?: {_WORD}){{0,2}})\s*(?P<sign>[:,])\s",
    re.IGNORECASE,
)
_NO_NAMES: Final = frozenset((
    "q", "question", "questions", "query", "ask", "asking", "faq", "re", "fyi", "ps", "nb", "psa", "ot", "tldr", "tl",
    "update", "note", "reminder", "poll", "quiz", "help", "hi", "hello", "hey", "ok", "so", "also", "and", "but", "all",
    "everyone", "everybody", "anyone", "anybody", "team", "folks", "guys", "people", "bot", "factbot", "quick",
    "urgent", "serious", "random", "topic", "fact", "quote", "source", "edit", "correction", "example", "today",
    "yesterday", "tomorrow", "now",
))  # fmt: skip
"""Words before a colon that call nobody."""
_KEPT: Final = 5_000


class KnownNames:
    """Remembers who has written in a workspace lately, to recognise their names."""

    def __init__(self) -> None:
        self._names: OrderedDict[tuple[str, str], None] = OrderedDict()

    def note(self, workspace: str, name: str) -> None:
        """Remember a person's name."""
        for form in _forms(name):
            self._names[workspace, form] = None
            self._names.move_to_end((workspace, form))
        while len(self._names) > _KEPT:
            self._names.popitem(last=False)

    def are_called(self, workspace: str, text: str) -> bool:
        """Return whether a text begins by calling somebody: by a known name, or by any single word before a colon."""
        call = _CALL.match(text)
        if call is None:
            return False
        name = call["name"].casefold()
        if (workspace, name) in self._names:
            return True
        return call["sign"] == ":" and " " not in name and name not in _NO_NAMES


def _forms(name: str) -> Iterator[str]:
    """Yield a name as people type it: as a whole, and the first name."""
    typed = name.casefold().split()
    if typed:
        yield " ".join(typed)
        yield typed[0]
