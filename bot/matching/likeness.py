"""How much two statements say the same in the same words."""

from __future__ import annotations

from rapidfuzz import fuzz

from bot.matching import text


def likeness(left: str, right: str) -> float:
    """0 to 1: 1 for the same words in any order and spelling of capitals, diacritics and numbers."""
    spoken = (" ".join(text.split_hyphens(text.words(text.normalise(part)))) for part in (left, right))
    return fuzz.token_sort_ratio(*spoken) / 100
