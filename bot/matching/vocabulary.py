"""The vocabulary of a matcher: each word has an id, a weight and a vector, so that words are compared as arrays."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Iterable, Mapping
from threading import Lock

import numpy as np
import tantivy
from numpy.typing import NDArray

from bot.matching import signs, text
from bot.matching.aliases import Aliases
from bot.matching.embeddings import Background

NAME, NUMBER, YEAR, KNOWN, TIME, SPAN = 1, 2, 4, 8, 16, 32
"""Bits of a word's kind; KNOWN: the background lists it; TIME: it names a point in time, SPAN: a length of time."""

_TIMES = frozenset(
    "january february march april june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday century decade today yesterday tomorrow annually week month year".split()
)
_SPANS = frozenset(
    "year years month months week weeks day days hour hours minute minutes decade decades century centuries".split()
)

_INFLECTIONS = ("ing", "ed", "er", "ers", "s", "es", "ly", "ness", "able")
_PRIOR_SENTENCES = 50.0  # number of sentences of general English that are added to the store's counts as a prior


class Stemmer:
    """Stems words as the candidate engine does, with one spelling for British and American words."""

    def __init__(self) -> None:
        self._analyser = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.stemmer("english")).build()
        )

    def stem(self, word: str) -> str:
        """Return the engine's stem of a word."""
        stems = self._analyser.analyze(word)
        return stems[0] if stems else word

    def key(self, word: str) -> str:
        """Return a key that is equal for words that count as the same."""
        if text.is_number(word):
            return word
        stem = self.stem(text.american(word))
        return stem[:-1] if stem.endswith("ll") else stem


class Vocabulary:
    """Gives each new word an id (`number`). Thread-safe for reading and for new words."""

    def __init__(self, background: Background, counts: Mapping[str, int], entries: int) -> None:
        self.background = background
        self.stemmer = Stemmer()
        self._entries = entries
        self._count_of_key: dict[str, int] = {}
        self.words_of_key: dict[str, list[str]] = {}
        self._id: dict[str, int] = {}
        self._key_id: dict[str, int] = {}
        for word, count in counts.items():
            self.note(word, count)
        self._synonyms: dict[int, tuple[int, list[int]]] = {}
        self._shown: dict[int, str] = {}
        self.heads: dict[int, frozenset[int]] = {}  # of pseudo-words: keys of the last words of their names
        self._groups: dict[int, list[str]] = {}  # of pseudo-words: their names
        self._lock = Lock()
        self.words: list[str] = []
        self.keys = np.zeros(0, np.int32)
        self.weights = np.zeros(0, np.float32)
        self._commonness = np.zeros(0, np.float32)  # log frequency, which reduces a word's weight
        self.strengths = np.zeros(0, np.float32)
        self.kinds = np.zeros(0, np.uint8)
        self._rows = np.zeros(0, np.int32)  # rows of the background's vectors, so that a word takes only a few bytes
        self._means: dict[int, NDArray[np.float32]] = {}  # vectors of pseudo-words

    def note(self, word: str, count: int = 1) -> None:
        """Count a word of the store."""
        key = self.stemmer.key(word)
        self._count_of_key[key] = self._count_of_key.get(key, 0) + count
        same = self.words_of_key.setdefault(key, [])
        if word not in same:
            insort(same, word)  # sorted, because the order of words depends on the process and on the loading order

    def drop(self, word: str) -> None:
        """Remove a word of the store; its id stays."""
        key = self.stemmer.key(word)
        same = [other for other in self.words_of_key.get(key, ()) if other != word]
        if same:
            self.words_of_key[key] = same
        else:
            self.words_of_key.pop(key, None)

    def recount(self, words: Iterable[str], change: int, entries: int) -> None:
        """Update the weights after a change: the count of each word changes by `change`; `entries` is the new total."""
        keys = [self.stemmer.key(word) for word in words]
        for key in keys:
            self._count_of_key[key] = max(0, self._count_of_key.get(key, 0) + change)
        with self._lock:
            self._entries = entries
            size = len(self.words)
            ids = [self._key_id[key] for key in keys if key in self._key_id]
            touched = np.flatnonzero(np.isin(self.keys[:size], ids)).tolist()
            for word_id in touched:
                if word_id not in self._groups:
                    self._commonness[word_id] = self._common(self.words[word_id])
            for word_id, names in self._groups.items():
                self._commonness[word_id] = self._common_name(names)
            self.weights[:size] = self._weigh(self._commonness[:size])

    def stored(self, word: str) -> list[str]:
        """Return the store's words that count as the same as this one."""
        return self.words_of_key.get(self.stemmer.key(word), [])

    def _common(self, word: str) -> float:
        """Return the log frequency of a word in this store, with general English as a prior."""
        if not word:
            return math.inf
        count = min(self._count_of_key.get(self.stemmer.key(word), 0), self._entries)
        return math.log(count + _PRIOR_SENTENCES * self.background.share(word) + 0.02)

    def _common_name(self, names: list[str]) -> float:
        """Return the log frequency of a group of aliases, so that it weighs as much as the words of its commonest name.

        So a name has the same weight with and without aliases. A name that is part of a longer one ("the council") is
        ignored, because it occurs wherever the longer one does.
        """
        words = [frozenset(name.split()) - text.FUNCTION_WORDS or frozenset(name.split()) for name in names]
        whole = [name for name in words if not any(name < other for other in words)]
        total = self._total()
        return total - min(sum(max(total - self._common(word), 0.0) for word in sorted(name)) for name in whole)

    def _total(self) -> float:
        """Return the log of the total count, from which the log frequency of a word is subtracted."""
        return math.log(self._entries + _PRIOR_SENTENCES + 0.5)

    def _weigh(self, commonness: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the weights of words: inverse document frequency with a prior from general English."""
        return np.asarray(np.maximum(self._total() - commonness, 0), np.float32)

    def kind(self, word: str) -> int:
        """Return the bits of a word's kind."""
        if text.is_number(word):
            return NUMBER | (YEAR if text.is_year(word) else 0)
        if word not in self.background:
            return NAME | (TIME if signs.bare(word) in _TIMES else 0)
        name = NAME if self.background.is_name(word) else 0
        return KNOWN | name | (TIME if word in _TIMES else 0) | (SPAN if word in _SPANS else 0)

    def ids_of(self, words: Iterable[str]) -> list[int]:
        """Return the id of each word, and add new words."""
        words = list(words)
        known = self._id
        if any(word not in known for word in words):
            with self._lock:
                self._add([word for word in dict.fromkeys(words) if word not in known])
        return [known[word] for word in words]

    def _add(self, new: list[str]) -> None:
        if not new:
            return
        start = len(self.words)
        keys = [self.stemmer.key(word) for word in new]
        key_ids = [self._key_id.setdefault(key, len(self._key_id)) for key in keys]
        self._grow(start + len(new))
        rows = slice(start, start + len(new))
        self.keys[rows] = key_ids
        self._commonness[rows] = [self._common(word) for word in new]
        self.weights[rows] = self._weigh(self._commonness[rows])
        self.strengths[rows] = self.background.strengths(new)
        self.kinds[rows] = [self.kind(word) for word in new]
        self._rows[rows] = self.background.rows(new)
        self.words.extend(new)
        for word_id, word in enumerate(new, start):  # last, so that a reader never sees an id without its row
            self._id[word] = word_id

    def _grow(self, needed: int) -> None:
        size = len(self.keys)
        if needed <= size:
            return
        size = max(needed, 2 * size, 1024)

        def grown(old: NDArray[np.generic]) -> NDArray[np.generic]:
            new = np.zeros((size, *old.shape[1:]), old.dtype)
            new[: len(old)] = old
            return new

        self.keys = grown(self.keys)  # type: ignore[assignment]
        self.weights = grown(self.weights)  # type: ignore[assignment]
        self._commonness = grown(self._commonness)  # type: ignore[assignment]
        self.strengths = grown(self.strengths)  # type: ignore[assignment]
        self.kinds = grown(self.kinds)  # type: ignore[assignment]
        self._rows = grown(self._rows)  # type: ignore[assignment]

    def shown(self, word_id: int) -> str:
        """Return the word for a reader; for a pseudo-word, all its names."""
        return self._shown.get(word_id) or signs.shown(self.words[word_id])

    def vectors(self, word_ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return the vectors of words, of length 1 or zeros: (words, dimensions)."""
        out = self.background.vectors_at(self._rows[word_ids])
        for word_id, mean in self._means.items():
            out[word_ids == word_id] = mean
        return out

    def is_inflected(self, word: str) -> bool:
        """Return whether an unlisted word is an inflected form of a listed word that is no name ("prepping")."""
        for ending in _INFLECTIONS:
            base = word.removesuffix(ending)
            if base == word or len(base) < 3:
                continue
            for form in (base, base + "e", base[:-1] if base[-1] == base[-2] else base):
                if form in self.background and not self.background.is_name(form):
                    return True
        return False

    def synonyms(self, word_id: int) -> list[int]:
        """Return the keys of known words that can mean the same."""
        cached = self._synonyms.get(word_id)
        if cached is None or cached[0] != len(self._key_id):
            stems = self.background.synonyms(self.stemmer.key(self.words[word_id]))
            cached = (len(self._key_id), [self._key_id[stem] for stem in stems if stem in self._key_id])
            self._synonyms[word_id] = cached
        return cached[1]

    def take_aliases(self, aliases: Aliases) -> None:
        """Add the names that mean the same, and the only "word" of an empty text."""
        for word in sorted(aliases.words()):
            if not self.stored(word):
                self.note(word, 0)
        self.ids_of([""])
        for label, names in sorted(aliases.names.items()):
            self.name_group(label, names, label in aliases.proper)

    def name_group(self, label: str, names: list[str], proper: bool) -> int:
        """Add a pseudo-word for several names with one meaning, and return its id; its vector is their mean."""
        word_id = self.ids_of([label])[0]
        parts = self.background.vectors([part for name in names for part in name.split()])
        mean = parts.sum(axis=0)
        length = float(np.linalg.norm(mean))
        self._means[word_id] = mean / length if length else mean
        self.kinds[word_id] = NAME if proper else 0
        self._shown[word_id] = " / ".join(names)
        heads = self.ids_of([name.split()[-1] for name in names if " " in name])
        self.heads[word_id] = frozenset(self.keys[heads].tolist())
        self._groups[word_id] = names
        self._commonness[word_id] = self._common_name(names)
        self.weights[word_id : word_id + 1] = self._weigh(self._commonness[word_id : word_id + 1])
        return word_id
