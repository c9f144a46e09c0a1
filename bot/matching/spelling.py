"""Correct mistyped, joined and split words of a question to words of the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching import signs
from bot.matching.embeddings import Background
from bot.matching.text import FUNCTION_WORDS
from bot.matching.variants import SHORT, phrasal

SHORTEST = 4  # shorter words are similar to too many others
TWO_EDITS_FROM = 7  # minimum letters of a word for which two typos are corrected
MOST_READINGS = 3
LONGEST = 40

_CLOSENESS = {1: 0.92, 2: 0.78}  # weight of a reading by its number of typos


class WordShelf:
    """Words in buckets by first letter, last letter and length, to find similar words without a full scan."""

    def __init__(self, words: Iterable[str]) -> None:
        self._first: dict[tuple[str, int], list[str]] = {}
        self._last: dict[tuple[str, int], list[str]] = {}
        for word in words:
            self.add(word)

    def add(self, word: str) -> None:
        """Add a word."""
        size = len(word)
        if SHORTEST - 1 <= size <= LONGEST:
            self._first.setdefault((word[0], size), []).append(word)
            self._last.setdefault((word[-1], size), []).append(word)

    def drop(self, word: str) -> None:
        """Remove a word."""
        size = len(word)
        for shelf in (self._first.get((word[0], size)), self._last.get((word[-1], size))):
            if shelf and word in shelf:
                shelf.remove(word)

    def near(self, word: str, most: int) -> dict[str, int]:
        """Find words with the same first or last letter and at most `most` typos; returns the typos of each.

        A typo is a swapped, missing, added or changed letter (optimal string alignment distance).
        """
        distances: dict[str, int] = {}
        for size in range(len(word) - most, len(word) + most + 1):
            for shelf in (self._first.get((word[0], size)), self._last.get((word[-1], size))):
                if shelf:
                    hits = process.extract(word, shelf, scorer=OSA.distance, score_cutoff=most, limit=8)
                    distances.update((near, int(slips)) for near, slips, _ in hits)
        return distances


@dataclass(slots=True)
class WordReading:
    """One word of a question: as typed, and the words that it may mean, each with its weight."""

    typed: str
    words: list[tuple[str, float]] = field(default_factory=list)
    repaired: bool = False


class Speller:
    """Corrects question words by the vocabulary of the store and by general English."""

    def __init__(self, vocabulary: Iterable[str], is_stored: Callable[[str], bool], english: Background) -> None:
        self._shelf = WordShelf(word for word in vocabulary if not signs.is_signed(word))
        self._is_stored = is_stored
        self._english = english

    def add(self, word: str) -> None:
        """Add a word of a new entry."""
        if not signs.is_signed(word):
            self._shelf.add(word)

    def drop(self, word: str) -> None:
        """Remove a word that no entry contains any more."""
        self._shelf.drop(word)

    def read(self, words: list[str]) -> list[WordReading]:
        """Read the words of a question; joins, splits or corrects them if the store has them only in that form."""
        readings: list[WordReading] = []
        index = 0
        while index < len(words):
            word = words[index]
            both = word + words[index + 1] if index + 1 < len(words) else ""
            if "-" in word:
                readings.extend(self._hyphenated(word))
            elif both and len(both) > 5 and "-" not in both and self._joins(word, words[index + 1], both):
                readings.append(WordReading(f"{word} {words[index + 1]}", [(both, 1.0)]))
                index += 1
            else:
                readings.extend(self._single(word))
            index += 1
        return readings

    def _joins(self, left: str, right: str, both: str) -> bool:
        if not both.isalpha() or not self._is_stored(both):
            return False
        return not (self._is_stored(left) and self._is_stored(right))

    def _hyphenated(self, word: str) -> list[WordReading]:
        joined = word.replace("-", "")
        parts = [part for part in word.split("-") if part]
        if self._is_stored(joined) and not all(self._is_stored(part) for part in parts):
            return [WordReading(word, [(joined, 1.0)])]
        if len(parts) == 2 and phrasal(*parts):  # keep check-out apart from check-in
            return [WordReading(word, [(joined, 1.0)])]
        return [reading for part in parts for reading in self._single(part)]

    def _single(self, word: str) -> list[WordReading]:
        if signs.is_signed(word):
            return [WordReading(signs.shown(word), [(word, 1.0)])]
        if word in SHORT:
            known = [other for other in (word, *SHORT[word]) if self._is_stored(other)]
            return [WordReading(word, [(other, 1.0) for other in known or [word]])]
        if self._is_stored(word) or not word.isalpha() or not SHORTEST <= len(word) <= LONGEST:
            return [WordReading(word, [(word, 1.0)])]
        split = self._split(word)
        if split:
            return [WordReading(part, [(part, 1.0)]) for part in split]
        if word in self._english:
            return [WordReading(word, [(word, 1.0)])]
        repairs = self.repairs(word)
        if not repairs:
            return [WordReading(word, [(word, 1.0)])]
        return [WordReading(word, repairs, repaired=True)]

    def _split(self, word: str) -> list[str]:
        """Split two words of the store that were typed as one ("smallboats"); empty for other words."""
        if len(word) < 7 or word in self._english:
            return []
        for cut in range(3, len(word) - 2):
            left, right = word[:cut], word[cut:]
            if self._is_stored(left) and self._is_stored(right) and left in self._english and right in self._english:
                return [left, right]
        return []

    def repairs(self, word: str) -> list[tuple[str, float]]:
        """Return the words that an unknown word may mean, likeliest first, each with its weight.

        An English word that is closer than any word of the store wins, even if the store lacks it: "lunhc" is lunch and
        not launch.
        """
        most = 2 if len(word) >= TWO_EDITS_FROM else 1
        stored = self._shelf.near(word, most)
        english = _shelf_of(self._english).near(word, most)
        nearest = min([*stored.values(), *(slips for near, slips in english.items() if near not in stored)], default=0)
        merged = {near: slips for near, slips in english.items() if slips == nearest} | {
            near: slips for near, slips in stored.items() if slips == nearest or (slips == 2 and not english)
        }
        ranked = sorted(
            merged.items(), key=lambda item: (item[1], item[0] not in stored, item[0][0] != word[0], item[0])
        )
        return [(near, _CLOSENESS[max(1, slips)]) for near, slips in ranked[:MOST_READINGS]]


def is_slip(word: str) -> bool:
    """Return whether a very short word is one typo away from a function word ("wos", "teh")."""
    return len(word) < SHORTEST and any(
        len(other) > 2 and abs(len(other) - len(word)) <= 1 and OSA.distance(word, other) == 1
        for other in FUNCTION_WORDS
    )


@lru_cache(maxsize=2)
def _shelf_of(english: Background) -> WordShelf:
    """Build the shelf on first use, because most questions have no unknown word; shared by all matchers."""
    return WordShelf(english.words())
