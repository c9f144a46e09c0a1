"""What of a message is a quotation, and whom it names as the speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARKS = re.compile(
    r"“(?P<english>[^“”]+)(?:”|\Z)"
    r"|„(?P<german>[^„“”]+)[“”]"
    r"|«(?P<french>[^«»]+)»|»(?P<danish>[^«»]+)«|‹(?P<single>[^‹›]+)›"
    r"|[\"＂](?P<straight>[^\"＂]+)[\"＂]"
    r"|「(?P<corner>[^「」]+)」|『(?P<double>[^『』]+)』"
    r"|(?<![\w‘’])‘(?P<british>[^‘\n]+?)’(?!\w)"
    r"|(?<![\w'])'(?P<typed>[^\n]+?)'(?!\w)"
)
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w.’'-]*"
_NAME = rf"(?P<name>{_CAPITAL}(?:\s+(?:(?:de|da|di|van|von|der|den|al|el|bin)\s+)?{_CAPITAL}){{0,3}})"
_SAYING = (
    "(?:said|says|told|tells|added|adds|stated|states|wrote|writes|declared|announced|argued|insisted|warned|asked)"
)
_NAMED = (
    re.compile(rf"(?:^|\s)[—–-]+\s*{_NAME}"),
    re.compile(rf"\b(?:{_SAYING}|according to|by)\s+{_NAME}"),
    re.compile(rf"(?<!and )(?<!& ){_NAME}\s+{_SAYING}\b"),  # of two that are named so, neither is the one
    re.compile(rf"{_NAME}\s*:"),
)
_SAYS = re.compile(rf"\b{_SAYING}\b")
_PRONOUNS = frozenset(("He", "She", "It", "They", "We", "I", "You", "Who", "The", "This", "That"))


@dataclass(frozen=True, slots=True)
class Citation:
    """A message taken apart."""

    parts: tuple[str, ...]
    """What stands between quotation marks, in order, without them."""
    beside: str
    """All the rest, an ellipsis in the place of each part."""

    @property
    def somebody(self) -> str | None:
        """The one name that is given as a speaker's, by its look: after a dash, or beside a word of saying."""
        names = set(self._names())
        return names.pop() if len(names) == 1 else None

    @property
    def says(self) -> bool:
        """A word of saying stands beside the quotation."""
        return _SAYS.search(self.beside) is not None

    def _names(self) -> Iterator[str]:
        for pattern in _NAMED:
            for found in pattern.finditer(self.beside):
                name = found["name"].strip(" .,:;'’-")
                if name.split()[0] not in _PRONOUNS:
                    yield name


def citation(text: str) -> Citation:
    """Take a message apart into what it quotes and what it says itself."""
    parts = [next(part for part in found.groups() if part) for found in _MARKS.finditer(text)]
    said = [part.strip() for part in parts if any(character.isalnum() for character in part)]
    return Citation(tuple(said), " ".join(_MARKS.sub(" … ", text).split()))
