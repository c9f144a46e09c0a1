"""Measure how similar the words of two texts are."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.matching import text

_TURNING = frozenset("on off in out up down not without with before after from to over under no".split())  # noqa: SIM905
_SILENT = (text.FUNCTION_WORDS | text.FILLERS) - _TURNING


def text_similarity(left: str, right: str) -> float:
    """Return the similarity of two texts from 0 to 1; 1 for the same normalised words in any order."""
    return fuzz.token_sort_ratio(_spoken(left), _spoken(right)) / 100


def best_similarity(question: str, phrasings: Sequence[str]) -> float:
    """Return the similarity of a question to the closest phrasing; 0 if there is none."""
    best = process.extractOne(question, phrasings, scorer=fuzz.token_sort_ratio, processor=_spoken)
    return best[1] / 100 if best else 0.0


def nearest(question: str, phrasings: Sequence[str]) -> str:
    """Return the phrasing that is closest to a question. Raises ValueError if there is none."""
    best = process.extractOne(question, phrasings, scorer=fuzz.token_sort_ratio, processor=_spoken)
    if best is None:
        raise ValueError("no phrasing to choose from")
    return str(best[0])


def telling_words(part: str) -> frozenset[str]:
    """Return the normalised content words, including words that change the meaning, such as "off" and "not"."""
    return frozenset(w for w in text.split_hyphens(text.words(text.normalise(part))) if w not in _SILENT)


def with_few_typos(word: str, words: Sequence[str], most: int) -> list[tuple[str, int]]:
    """Return the words that differ from a word in at most `most` typos, each with their number.

    A typo is a letter that is missing, added or another one, or two neighbours that changed places.
    """
    near = process.extract(word, words, scorer=OSA.distance, score_cutoff=most, limit=None)
    return [(other, int(typos)) for other, typos, _ in near]


def same_word(word: str, other: str) -> bool:
    """Return whether two normalised words are equal or differ only in an ending of at most three letters."""
    if word == other or not (word.isalpha() and other.isalpha()):
        return word == other
    short, long = sorted((word, other), key=len)
    stem = max(4, len(long) - 3)
    return len(short) >= stem and short[:stem] == long[:stem]


def _spoken(part: str) -> str:
    return " ".join(text.split_hyphens(text.words(text.normalise(part))))
