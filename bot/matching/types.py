"""Input and output types of the matcher: entries, matches, explanations and trials."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.encoding import EntryView, QuestionView
from bot.matching.features import Measured
from bot.matching.sentence_vectors import Meanings


@dataclass(frozen=True, slots=True)
class Entry:
    """A possible answer."""

    id: str
    text: str  # the statement or quotation
    questions: tuple[str, ...] = ()  # phrasings that this entry should answer
    speaker: str = ""  # the speaker of a quotation
    context: tuple[str, ...] = ()  # other identifying words: topic, role, subject, tags


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that may answer, and the estimated probability that it does."""

    id: str
    score: float
    veto: str = ""
    """Why it must not be given as the answer at any score, such as the opposite direction; empty if it may."""


@dataclass(frozen=True, slots=True)
class MatchExplanation:
    """The reasons for the score of an entry."""

    id: str
    score: float
    met: tuple[tuple[str, str], ...]  # (question word, matching word of the entry)
    missing: tuple[str, ...]  # question words without a match
    repairs: tuple[tuple[str, str], ...]  # (typed, read as)
    closest_question: str | None  # the closest curated phrasing
    likeness: float  # similarity of that phrasing, from 0 to 1; 1 if it is equal
    counted: tuple[tuple[str, float], ...]  # differences from the other candidates, in words, largest first
    veto: str  # why it must not be given as the answer; empty if it may


@dataclass(slots=True)
class Trial:
    """One question weighed against its candidates; all lists have one item for each candidate."""

    question: QuestionView
    indices: list[int]  # index of each candidate in the matcher's list of entries
    views: list[EntryView]
    measured: Measured
    ranks: NDArray[np.float64]
    own: frozenset[int]  # indices of the entries that list exactly this question
    meanings: Meanings | None = None
