"""A text as typed becomes the one text that everybody might have typed, from which the words are taken."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.matching import capitals, dates, numbers, ordinals, signs, text
from bot.matching.dates import Stored

_DIGIT = re.compile("[0-9]")
_MARKS = dict.fromkeys(map(ord, "?!.,;:\"'()[]-/"), " ")
_SINGLE = frozenset("abcdefghijklmnopqrstuvwxyz")


def read(typed: str, stored: Stored, *, asked: bool) -> str:
    """The text normalised, with dates, numbers, ordinals and joined words in one spelling, and signs behind small words
    and letters that are names.

    `stored` tells whether the store has a word; what the store has decides where a spelling has two readings. `asked`
    is whether it is a question put to the store, or a text of the store itself.
    """
    normal = capitals.languages(numbers.compounds(_spelt(typed, stored, asked)))
    words = set(normal.translate(_MARKS).split())  # a set of words is looked through faster than a text
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
    """Whether a word of the index decides how other texts are read."""
    return signs.is_signed(word) or word in ordinals.WORDS or (not word.isalpha() and not word.isdecimal())


def index_words(texts: Iterable[str]) -> list[str]:
    """The words that the index needs beside those of an entry's normalised texts, so that `stored` can be answered, in
    order."""
    return sorted(set().union(*map(_index_words, texts)))


def _index_words(typed: str) -> set[str]:
    found = set[str]()
    ordinal = ordinals.may_tell(typed)
    if not ordinal and not _DIGIT.search(typed) and not capitals.may_tell(typed):
        return found
    normal = capitals.languages(_spelt(typed, None, False))
    digits = bool(_DIGIT.search(normal))  # a roman numeral has become one
    if digits:
        normal = dates.written(normal, set(normal.translate(_MARKS).split()))
        found.update(dates.index_words(normal))
    if digits or ordinal:
        found |= ordinals.numbered(normal)
    if signs.NAME in normal:
        found |= capitals.lettered(normal)
        found.update(word for word in text.raw_words(normal) if word.endswith(signs.NAME))
    return found


def _spelt(typed: str, stored: Stored | None, asked: bool) -> str:
    marked = capitals.marked(typed[: text.MAX_CHARACTERS], stored, asked=asked)
    normal = text.spelt(marked)
    return normal.replace(signs.PLACEHOLDER, signs.NAME) if signs.PLACEHOLDER in normal else normal
