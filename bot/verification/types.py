"""What goes in and out of the verifier."""

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
    """Words that somebody said."""

    id: str
    text: str
    speaker: str
    """A key that tells speakers apart."""


@dataclass(frozen=True, slots=True)
class Change:
    """A run of words in the comparison of a claim with what is held."""

    op: Op
    """`cut` is what the claim leaves out and marks as left out."""
    old: str
    """As it is held, with its punctuation; empty for `insert`."""
    new: str
    """As it is claimed; empty for `delete`, the mark of the cut for `cut`."""


@dataclass(frozen=True, slots=True)
class Verification:
    """A claim beside the words that come closest to it."""

    verdict: VerdictKind
    similarity: float
    """Of the words alone, whoever said them: 0 to 1, 1 for what is verbatim or an excerpt."""
    flags: tuple[Flag, ...] = ()
    diff: tuple[Change, ...] = ()
    """From the first to the last word that the two share; empty where nothing is held."""
    id: str | None = None
    """Of the words that come closest; None where nothing is held."""
    also: tuple[str, ...] = ()
    """Ids of the same words by others, where nobody is named and the claim is theirs as well; one for each speaker."""
