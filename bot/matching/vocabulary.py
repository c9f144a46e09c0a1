"""The words that a matcher has met, each with a number, a weight and a vector, so that words compare as arrays."""

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
_PRIOR_SENTENCES = 50.0  # how many sentences of general English the store's own counts are mixed with


class Stemmer:
    """The stem of a word, as the candidate engine makes it, in one spelling for British and American."""

    def __init__(self) -> None:
        self._analyser = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.stemmer("english")).build()
        )

    def stem(self, word: str) -> str:
        """The engine's stem."""
        found = self._analyser.analyze(word)
        return found[0] if found else word

    def key(self, word: str) -> str:
        """What words that count as the same share."""
        if text.is_number(word):
            return word
        stem = self.stem(text.american(word))
        return stem[:-1] if stem.endswith("ll") else stem


class Lexicon:
    """Numbers words as they are met; reads and numbering are safe from several threads."""

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
        self._commonness = np.zeros(0, np.float32)  # what keeps a word's weight down
        self.strengths = np.zeros(0, np.float32)
        self.kinds = np.zeros(0, np.uint8)
        self._rows = np.zeros(0, np.int32)  # of the background's vectors, so that a word met costs a few bytes only
        self._means: dict[int, NDArray[np.float32]] = {}  # the vectors of pseudo-words

    def note(self, word: str, count: int = 1) -> None:
        """Count a word of the store."""
        key = self.stemmer.key(word)
        self._count_of_key[key] = self._count_of_key.get(key, 0) + count
        same = self.words_of_key.setdefault(key, [])
        if word not in same:
            insort(same, word)  # in what order words come depends on the process and on the order of loading

    def drop(self, word: str) -> None:
        """Forget that the store holds a word; its number stays."""
        key = self.stemmer.key(word)
        same = [other for other in self.words_of_key.get(key, ()) if other != word]
        if same:
            self.words_of_key[key] = same
        else:
            self.words_of_key.pop(key, None)

    def recount(self, words: Iterable[str], change: int, entries: int) -> None:
        """Weigh anew after entries came or went: each of the words counts `change` more, of so many entries in all."""
        keys = [self.stemmer.key(word) for word in words]
        for key in keys:
            self._count_of_key[key] = max(0, self._count_of_key.get(key, 0) + change)
        with self._lock:
            self._entries = entries
            size = len(self.words)
            ids = [self._key_id[key] for key in keys if key in self._key_id]
            touched = np.flatnonzero(np.isin(self.keys[:size], ids)).tolist()
            for number in touched:
                if number not in self._groups:
                    self._commonness[number] = self._common(self.words[number])
            for number, names in self._groups.items():
                self._commonness[number] = self._common_name(names)
            self.weights[:size] = self._weigh(self._commonness[:size])

    def stored(self, word: str) -> list[str]:
        """The store's words that count as the same as this one."""
        return self.words_of_key.get(self.stemmer.key(word), [])

    def _common(self, word: str) -> float:
        """How common a word is in this store, with general English as a prior."""
        if not word:
            return math.inf
        seen = min(self._count_of_key.get(self.stemmer.key(word), 0), self._entries)
        return math.log(seen + _PRIOR_SENTENCES * self.background.share(word) + 0.02)

    def _common_name(self, names: list[str]) -> float:
        """How common names of one thing are: such that together they weigh what the words of the commonest one do.

        So a name weighs the same whether it is listed as an alias or not. By one of its words alone, a name that stands
        in every entry weighed next to nothing, and a single unknown word beside it decided. A name that is a part of a
        longer one ("the council") stands wherever that one does, so the longer one tells how common both are.
        """
        words = [frozenset(name.split()) - text.FUNCTION_WORDS or frozenset(name.split()) for name in names]
        whole = [name for name in words if not any(name < other for other in words)]
        total = self._total()
        return total - min(sum(max(total - self._common(word), 0.0) for word in sorted(name)) for name in whole)

    def _total(self) -> float:
        """What a word weighs that stands nowhere, before its commonness is taken off."""
        return math.log(self._entries + _PRIOR_SENTENCES + 0.5)

    def _weigh(self, commonness: NDArray[np.float32]) -> NDArray[np.float32]:
        """How much words tell: rare in this store and rare in general weighs most (idf with a prior)."""
        return np.asarray(np.maximum(self._total() - commonness, 0), np.float32)

    def kind(self, word: str) -> int:
        """The bits of a word's kind."""
        if text.is_number(word):
            return NUMBER | (YEAR if text.is_year(word) else 0)
        if word not in self.background:
            return NAME | (TIME if signs.bare(word) in _TIMES else 0)
        name = NAME if self.background.is_name(word) else 0
        return KNOWN | name | (TIME if word in _TIMES else 0) | (SPAN if word in _SPANS else 0)

    def number(self, found: Iterable[str]) -> list[int]:
        """The number of each word; words not met before are taken in."""
        found = list(found)
        known = self._id
        if any(word not in known for word in found):
            with self._lock:
                self._take_in([word for word in dict.fromkeys(found) if word not in known])
        return [known[word] for word in found]

    def _take_in(self, new: list[str]) -> None:
        if not new:
            return
        start = len(self.words)
        keys = [self.stemmer.key(word) for word in new]
        key_ids = [self._key_id.setdefault(key, len(self._key_id)) for key in keys]
        self._make_room(start + len(new))
        rows = slice(start, start + len(new))
        self.keys[rows] = key_ids
        self._commonness[rows] = [self._common(word) for word in new]
        self.weights[rows] = self._weigh(self._commonness[rows])
        self.strengths[rows] = self.background.strengths(new)
        self.kinds[rows] = [self.kind(word) for word in new]
        self._rows[rows] = self.background.rows(new)
        self.words.extend(new)
        for place, word in enumerate(new, start):  # last, so that a reader never sees a number without its row
            self._id[word] = place

    def _make_room(self, needed: int) -> None:
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

    def shown(self, number: int) -> str:
        """The word for a reader; all its names for a pseudo-word."""
        return self._shown.get(number) or signs.shown(self.words[number])

    def vectors(self, numbers: NDArray[np.int32]) -> NDArray[np.float32]:
        """The vectors of numbered words, of length 1 or of zeros: (words, dimensions)."""
        out = self.background.vectors_at(self._rows[numbers])
        for number, mean in self._means.items():
            out[numbers == number] = mean
        return out

    def is_inflected(self, word: str) -> bool:
        """Whether a word that is not listed is a form of a listed word that is no name ("prepping")."""
        for ending in _INFLECTIONS:
            base = word.removesuffix(ending)
            if base == word or len(base) < 3:
                continue
            for form in (base, base + "e", base[:-1] if base[-1] == base[-2] else base):
                if form in self.background and not self.background.is_name(form):
                    return True
        return False

    def synonyms(self, number: int) -> list[int]:
        """The keys of words met so far that can mean the same."""
        found = self._synonyms.get(number)
        if found is None or found[0] != len(self._key_id):
            stems = self.background.synonyms(self.stemmer.key(self.words[number]))
            found = (len(self._key_id), [self._key_id[stem] for stem in stems if stem in self._key_id])
            self._synonyms[number] = found
        return found[1]

    def name_group(self, label: str, names: list[str], proper: bool) -> int:
        """The number of a pseudo-word that stands for several names of one thing; its vector is their mean."""
        number = self.number([label])[0]
        parts = self.background.vectors([part for name in names for part in name.split()])
        mean = parts.sum(axis=0)
        length = float(np.linalg.norm(mean))
        self._means[number] = mean / length if length else mean
        self.kinds[number] = NAME if proper else 0
        self._shown[number] = " / ".join(names)
        heads = self.number([name.split()[-1] for name in names if " " in name])
        self.heads[number] = frozenset(self.keys[heads].tolist())
        self._groups[number] = names
        self._commonness[number] = self._common_name(names)
        self.weights[number : number + 1] = self._weigh(self._commonness[number : number + 1])
        return number
