"""How much two texts say the same in the same words."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from bot.matching import text

_TURNING = frozenset("on off in out up down not without with before after from to over under no".split())  # noqa: SIM905
_SILENT = (text.FUNCTION_WORDS | text.FILLERS) - _TURNING


def likeness(left: str, right: str) -> float:
    """0 to 1: 1 for the same words in any order and spelling of capitals, diacritics and numbers."""
    return fuzz.token_sort_ratio(_spoken(left), _spoken(right)) / 100


def closeness(question: str, phrasings: Sequence[str]) -> float:
    """The likeness of a question to the phrasing that comes closest; 0 where there is none."""
    found = process.extractOne(question, phrasings, scorer=fuzz.token_sort_ratio, processor=_spoken)
    return found[1] / 100 if found else 0.0


def nearest(question: str, phrasings: Sequence[str]) -> str:
    """The phrasing that comes closest to a question. Raises ValueError if there is none."""
    found = process.extractOne(question, phrasings, scorer=fuzz.token_sort_ratio, processor=_spoken)
    if found is None:
        raise ValueError("no phrasing to choose from")
    return str(found[0])


def telling_words(part: str) -> frozenset[str]:
    """The words that tell what is meant, folded; with those that turn it round, such as "off" and "not"."""
    return frozenset(w for w in text.split_hyphens(text.words(text.normalise(part))) if w not in _SILENT)


def same_word(word: str, other: str) -> bool:
    """Whether two folded words are forms of one: equal, or alike but for an ending of at most three letters."""
    if word == other or not (word.isalpha() and other.isalpha()):
        return word == other
    short, long = sorted((word, other), key=len)
    stem = max(4, len(long) - 3)
    return len(short) >= stem and short[:stem] == long[:stem]


def _spoken(part: str) -> str:
    return " ".join(text.split_hyphens(text.words(text.normalise(part))))
