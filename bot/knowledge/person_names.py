"""Fuzzy search for people by name or job title. For strict matching see `name_mentions`."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.knowledge.job_titles import alike, missing_modifiers, plain_words
from bot.matching import text
from bot.matching.similarity import with_few_typos

PARTICLES = frozenset("al bin da de del della den der di do dos du el ibn la le of ter the van von zu".split())
"""Parts of names that identify nobody by themselves."""
_TITLES = frozenset(
    "baron baroness dame dr frau herr hon honourable lady lord madame mademoiselle miss monsieur mr mrs ms mx prof "
    "professor rev reverend right rt sir the".split()
)
_AFTER = frozenset("cbe kbe kc mbe md mep mp obe phd qc".split())
_POSSESSIVE = re.compile(r"(?<=\w)'s?(?!\w)")
_WORD = re.compile(r"[^\W_]+")

EXACT, FULL = 1.0, 0.05
"""The weight of an exact word, and the bonus for a complete name."""
_BEGINS, _SLIP, _INSIDE, _TWO_SLIPS, _INITIALS = 0.9, 0.8, 0.7, 0.65, 0.6
_OFFICE = 0.95  # weight of a job title, relative to a name
_MISSING_MODIFIER = 0.15  # penalty for each word such as "deputy" that was not typed
_MAX_DISTANCE = 0.3  # from the best score; people further behind are left out
_MAX_WORDS = 12  # further typed words are ignored


@dataclass(frozen=True, slots=True)
class NameEntry:
    """A person who can be found."""

    forms: tuple[tuple[str, ...], ...]
    """The words of each of the person's names."""
    office: tuple[str, ...] = ()
    """The words of the job title, from `JobTitles.words`."""
    office_text: str = ""


def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case, without titles: "Sir Keir Starmer" gives ("keir", "starmer")."""
    words = _WORD.findall(_POSSESSIVE.sub("", text.normalise(name)).replace("'", ""))
    while len(words) > 1 and words[0] in _TITLES:
        del words[0]
    while len(words) > 2 and words[-1] in _AFTER:
        del words[-1]
    return tuple(words)


def is_title(word: str) -> bool:
    """Return whether a word is a title before names, such as "Sir"."""
    return text.normalise(word).strip(".") in _TITLES


def is_slip(typed: str, word: str) -> bool:
    """Return whether at most one letter is missing, added, changed or swapped (optimal string alignment distance)."""
    return bool(with_few_typos(typed, [word], 1))


class NameIndex:
    """Finds the people that typed words may mean. Results refer to people by their index in `people`.

    It looks up each typed word in the words of all names and job titles, so thousands of people take milliseconds.
    """

    def __init__(self, people: Sequence[NameEntry]) -> None:
        self._people = people
        self._names, self._offices = _WordIndex(), _WordIndex()
        for index, person in enumerate(people):
            for form in person.forms:
                for word in (*form, "".join(form)):
                    self._names.put(word, index)
            for word in (*person.office, *plain_words(person.office_text)):
                self._offices.put(word, index)
        self._names.close()
        self._offices.close()

    def find(self, names: Sequence[str], units: Sequence[str]) -> list[tuple[int, float]]:
        """Return (index, likeness) of all people whom the words may mean, best first.

        `names` are the typed words from `name_words`, `units` those from `JobTitles.typed`. A person must match all
        words of one of the two.
        """
        best: dict[int, float] = {}
        for words in dict.fromkeys((tuple(names), tuple(units))):
            for index, likeness in self._all_met(words[:_MAX_WORDS]).items():
                likeness -= (
                    _MISSING_MODIFIER * (likeness < EXACT) * missing_modifiers(units, self._people[index].office)
                )
                if any(set(form) == set(names) for form in self._people[index].forms):
                    likeness += FULL
                best[index] = max(best.get(index, 0.0), likeness)
        least = max(best.values(), default=0.0) - _MAX_DISTANCE
        return sorted(((p, s) for p, s in best.items() if s >= least), key=lambda item: (-item[1], item[0]))

    def _all_met(self, words: Sequence[str]) -> dict[int, float]:
        """Return the mean likeness over the words, by the index of each person who matches every word."""
        met = [self._met(word, alone=len(words) == 1) for word in words]
        common = set(met[0]).intersection(*met[1:]) if met else set()
        return {index: sum(likeness[index] for likeness in met) / len(met) for index in common}

    def _met(self, word: str, *, alone: bool) -> dict[int, float]:
        met = self._initials(word) if not alone or len(word) > 1 else {}
        for index, likeness in self._names.near(word).items():
            met[index] = max(met.get(index, 0.0), likeness)
        for index, likeness in self._offices.near(word).items():
            met[index] = max(met.get(index, 0.0), likeness * _OFFICE)
        return met

    def _initials(self, word: str) -> dict[int, float]:
        """Return the people whose initials contain the word: "kt", or the first word of "k tarn"."""
        if len(word) > 3 or not word.isalpha():
            return {}
        return {
            index: _INITIALS
            for index, person in enumerate(self._people)
            if any(len(form) >= len(word) and word in "".join(part[0] for part in form) for form in person.forms)
        }


class _WordIndex:
    """Sorted words, each with the indices of the people who have it."""

    def __init__(self) -> None:
        self._indices: dict[str, set[int]] = {}
        self._words: list[str] = []

    def put(self, word: str, index: int) -> None:
        self._indices.setdefault(word, set()).add(index)

    def close(self) -> None:
        self._words = sorted(self._indices)

    def near(self, word: str) -> dict[int, float]:
        """Return the likeness of each person with the word, a longer word around it, or one within two typos."""
        result: dict[int, float] = {}
        self._add(result, [word], EXACT)
        if not word or word[0] == "=":  # a label has no letters to mistype
            return result
        self._add(result, (other for other in self._words_from(word[:3]) if alike(word, other)), EXACT)
        if len(word) > 1:
            self._add(result, self._words_from(word), _BEGINS)
        if len(word) > 3:
            self._add(result, (other for other in self._words if word in other), _INSIDE)
        self._add_slips(result, word)
        return result

    def _add_slips(self, result: dict[int, float], word: str) -> None:
        if len(word) < 3:
            return
        most = 2 if len(word) > 6 else 1
        for other, typos in with_few_typos(word, self._words, most):
            if other[0] == "=" or (len(word) == 3 and not (len(other) == 4 and other[0] == word[0])):
                continue  # with three letters, accept only a missing letter: other changes often give another word
            self._add(result, [other], _SLIP if typos < 2 else _TWO_SLIPS)

    def _words_from(self, beginning: str) -> Iterable[str]:
        start = bisect_left(self._words, beginning)
        for index in range(start, len(self._words)):
            if not self._words[index].startswith(beginning):
                return
            yield self._words[index]

    def _add(self, result: dict[int, float], words: Iterable[str], likeness: float) -> None:
        for word in words:
            for index in self._indices.get(word, ()):
                if likeness > result.get(index, 0.0):
                    result[index] = likeness
