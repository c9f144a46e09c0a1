"""Elements of a document that compare two texts word by word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

DiffKind: TypeAlias = Literal["same", "old", "new", "cut"]


@dataclass(frozen=True, slots=True)
class DiffSegment:
    """A run of words in the comparison of two texts, with the punctuation around it."""

    kind: DiffKind
    """In this order: in both texts; only in the recorded one; only in the typed one; in the recorded one, but the typed
    one marks an omission."""
    text: str

    @property
    def shown(self) -> str:
        """Return the words, or a mark for words that were omitted."""
        return "[…]" if self.kind == "cut" else self.text


@dataclass(frozen=True, slots=True)
class Diff:
    """Two texts compared word by word. Spaces between two segments are not part of either: a renderer adds them.

    If there is too little room, what both have in common is shortened first.
    """

    segments: tuple[DiffSegment, ...]
    is_cut: bool = False
    """Fitting sets it."""


@dataclass(frozen=True, slots=True)
class DiffLegend:
    """Explains the marks of comparisons, with an example of each mark."""

    old: str
    """What words mean that only the recorded text has, such as "said, but missing in your text"."""
    new: str
    """What words mean that only the other text has."""
