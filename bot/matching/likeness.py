"""How much two texts say the same in the same words."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from bot.matching import text


def likeness(left: str, right: str) -> float:
    """0 to 1: 1 for the same words in any order and spelling of capitals, diacritics and numbers."""
    return fuzz.token_sort_ratio(_spoken(left), _spoken(right)) / 100


def closeness(question: str, phrasings: Sequence[str]) -> float:
    """The likeness of a question to the phrasing that comes closest; 0 where there is none."""
    found = process.extractOne(question, phrasings, scorer=fuzz.token_sort_ratio, processor=_spoken)
    return found[1] / 100 if found else 0.0


def _spoken(part: str) -> str:
    return " ".join(text.split_hyphens(text.words(text.normalise(part))))
