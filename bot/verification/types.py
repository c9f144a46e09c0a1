"""Input and output types of the verifier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

VerdictKind: TypeAlias = Literal["verbatim", "excerpt", "altered", "wrong_speaker", "not_held"]

Flag: TypeAlias = Literal[
    "negation", "number", "hedge", "omitted_negation", "cut_after_negation", "cut_after_hedge", "minor"
]

Op: TypeAlias = Literal["equal", "replace", "delete", "insert", "cut"]


@dataclass(frozen=True, slots=True)
class IndexedQuote:
    """A stored quote."""

    id: str
    text: str
    speaker: str
    """A key that is different for each speaker."""


@dataclass(frozen=True, slots=True)
class Change:
    """A run of words in the comparison of a claim with a stored quote."""

    op: Op
    """`cut`: the claim leaves words out and marks the gap."""
    old: str
    """The stored text with its punctuation; empty for `insert`."""
    new: str
    """The claimed text; empty for `delete`, and the mark of the gap for `cut`."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict on a claim, with the closest stored quote."""

    verdict: VerdictKind
    similarity: float
    """Similarity of the words, from 0 to 1, regardless of the speaker; 1 for a verbatim quote or an excerpt."""
    flags: tuple[Flag, ...] = ()
    diff: tuple[Change, ...] = ()
    """The comparison from the first to the last shared word; empty if the verdict is `not_held`."""
    runs: tuple[tuple[int, int], ...] = ()
    """The runs of the stored text that the claim is compared with, one between two marked gaps: start and end.

    The punctuation before and after a run is not part of it.
    """
    id: str | None = None
    """The id of the closest quote; None if the verdict is `not_held`."""
    also: tuple[str, ...] = ()
    """Ids of the same words by other speakers, one for each, if the claim names no speaker."""
