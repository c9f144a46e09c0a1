"""Normalise a typed text to one standard form, from which the words are taken."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.matching import capitals, dates, numbers, ordinals, signs, text
from bot.matching.dates import Stored

_DIGIT = re.compile("[0-9]")
_MARKS = dict.fromkeys(map(ord, "?!.,;:\"'()[]-/"), " ")
_SINGLE = frozenset("abcdefghijklmnopqrstuvwxyz")


def read(typed: str, stored: Stored, *, asked: bool) -> str:
    """Normalise a text: dates, numbers, ordinals and compounds in one spelling, signs after short words that are names.

    `stored` returns whether the store has a word, which decides between two readings. `asked` means that the text is a
    question, and not a text of the store.
    """
    normal = capitals.languages(numbers.compounds(_spelt(typed, stored, asked)))
    words = set(normal.translate(_MARKS).split())  # a set is faster to search than a text
    digits = bool(_DIGIT.search(normal))
    if digits or not dates.WORDS.isdisjoint(words):
        normal = dates.written(normal, words, stored)
    if digits:
        normal = numbers.joined(numbers.times(numbers.amounts(normal, words)), stored)
    if not numbers.CODES.isdisjoint(words):
        normal = numbers.codes(normal)
    if digits or not ordinals.WORDS.isdisjoint(words):
        normal = ordinals.written(normal, stored)
    if "one" in words:
        normal = ordinals.ones(normal, stored)
    if not capitals.ROMANS.isdisjoint(words):
        normal = capitals.romans(normal, stored)
    if asked:
        normal = capitals.names_in_small(normal, stored)
        if not _SINGLE.isdisjoint(words):
            normal = capitals.letters(normal, stored)
    return normal


def decides(word: str) -> bool:
    """Return whether a word of the index decides how other texts are read."""
    return signs.is_signed(word) or word in ordinals.WORDS or (not word.isalpha() and not word.isdecimal())


def index_words(texts: Iterable[str]) -> list[str]:
    """Return the additional words that the index needs of an entry's texts for `stored`, sorted."""
    return sorted(set().union(*map(_index_words, texts)))


def _index_words(typed: str) -> set[str]:
    result = set[str]()
    ordinal = ordinals.may_tell(typed)
    if not ordinal and not _DIGIT.search(typed) and not capitals.may_tell(typed):
        return result
    normal = capitals.languages(_spelt(typed, None, False))
    digits = bool(_DIGIT.search(normal))  # also from a roman numeral
    if digits:
        normal = dates.written(normal, set(normal.translate(_MARKS).split()))
        result.update(dates.index_words(normal))
    if digits or ordinal:
        result |= ordinals.numbered(normal)
    if signs.NAME in normal:
        result |= capitals.lettered(normal)
        result.update(word for word in text.raw_words(normal) if word.endswith(signs.NAME))
    return result


def _spelt(typed: str, stored: Stored | None, asked: bool) -> str:
    marked = capitals.marked(typed[: text.MAX_CHARACTERS], stored, asked=asked)
    normal = text.spelt(marked)
    return normal.replace(signs.PLACEHOLDER, signs.NAME) if signs.PLACEHOLDER in normal else normal
