"""What goes in and out of the matcher: entries, matches, explanations, and a question weighed against candidates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.encoding import EntryView, QuestionView
from bot.matching.features import Measured
from bot.matching.sentence_vectors import Meanings


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be an answer."""

    id: str
    text: str  # the statement or the quotation
    questions: tuple[str, ...] = ()  # phrasings that this entry should answer
    speaker: str = ""  # of a quotation
    context: tuple[str, ...] = ()  # further identifying words: topic, role, what it was about, tags


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that may answer, and the estimated probability that it does."""

    id: str
    score: float
    veto: str = ""
    """Why it must not be answered outright, whatever its score, such as the other direction; empty if nothing does."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an entry got its score for a question."""

    id: str
    score: float
    met: tuple[tuple[str, str], ...]  # (question word, the entry's word that it met)
    missing: tuple[str, ...]  # question words that met nothing
    repairs: tuple[tuple[str, str], ...]  # (typed, read as)
    closest_question: str | None  # the curated phrasing it came closest to
    likeness: float  # how like that phrasing is, from 0 to 1; 1 for the very same
    counted: tuple[tuple[str, float], ...]  # what set it apart from other candidates, in words, biggest first
    veto: str  # why it must not be answered outright; empty if nothing forbids it


@dataclass(slots=True)
class Trial:
    """One question weighed against its candidates."""

    question: QuestionView
    places: list[int]
    views: list[EntryView]
    measured: Measured
    ranks: NDArray[np.float64]
    own: frozenset[int]  # places of the entries that carry this very question
    meanings: Meanings | None = None
