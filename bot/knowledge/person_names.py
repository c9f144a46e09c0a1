"""Names as typed beside names as held: fuzzy where somebody is looked for, strict where words are attributed."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.knowledge.job_titles import alike, plain_words, unsaid
from bot.matching import text

PARTICLES = frozenset("al bin da de del della den der di do dos du el ibn la le of ter the van von zu".split())
"""Parts of names that name nobody alone."""
_TITLES = frozenset(
    "baron baroness dame dr frau herr hon honourable lady lord madame mademoiselle miss monsieur mr mrs ms mx prof "
    "professor rev reverend right rt sir the".split()
)
_AFTER = frozenset("cbe kbe kc mbe md mep mp obe phd qc".split())
_POSSESSIVE = re.compile(r"(?<=\w)'s?(?!\w)")
_WORD = re.compile(r"[^\W_]+")

EXACT, FULL = 1.0, 0.05
"""What a word that is met counts, and how much more a name that was typed whole."""
_BEGINS, _SLIP, _INSIDE, _TWO_SLIPS, _INITIALS = 0.9, 0.8, 0.7, 0.65, 0.6
_OFFICE = 0.95  # how much an office counts beside a name
_UNSAID = 0.15  # what is taken off for "deputy" and the like that was not typed
_WORST = 0.3  # how far behind the best somebody still may be meant
_LONGEST = 12  # words typed that are looked at


@dataclass(frozen=True, slots=True)
class NameEntry:
    """Somebody who can be looked for."""

    forms: tuple[tuple[str, ...], ...]
    """The words of each of the names that they go by."""
    office: tuple[str, ...] = ()
    """As `JobTitles.words` gives it."""
    office_text: str = ""


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name in plain small letters, without titles around it: Sir Keir Starmer is keir starmer."""
    found = _WORD.findall(_POSSESSIVE.sub("", text.normalise(name)).replace("'", ""))
    while len(found) > 1 and found[0] in _TITLES:
        del found[0]
    while len(found) > 2 and found[-1] in _AFTER:
        del found[-1]
    return tuple(found)


def is_title(word: str) -> bool:
    """Whether a word is put before names, such as "Sir"."""
    return text.normalise(word).strip(".") in _TITLES


def is_slip(typed: str, word: str) -> bool:
    """Whether one letter was left out, added, changed or swapped."""
    return OSA.distance(typed, word, score_cutoff=1) <= 1


class NameIndex:
    """Finds whom typed words may mean, among thousands in milliseconds: each typed word is looked up in the words of
    all names and offices."""

    def __init__(self, people: Sequence[NameEntry]) -> None:
        self._people = people
        self._names, self._offices = _Shelf(), _Shelf()
        for place, person in enumerate(people):
            for form in person.forms:
                for word in (*form, "".join(form)):
                    self._names.put(word, place)
            for word in (*person.office, *plain_words(person.office_text)):
                self._offices.put(word, place)
        self._names.close()
        self._offices.close()

    def find(self, names: Sequence[str], units: Sequence[str]) -> list[tuple[int, float]]:
        """(place, likeness) of all whom the words may mean, the likeliest first.

        `names` are the typed words as `name_words` gives them, `units` as `JobTitles.typed` does. All must be met.
        """
        best: dict[int, float] = {}
        for words in dict.fromkeys((tuple(names), tuple(units))):
            for place, likeness in self._all_met(words[:_LONGEST]).items():
                likeness -= _UNSAID * (likeness < EXACT) * unsaid(units, self._people[place].office)
                if any(set(form) == set(names) for form in self._people[place].forms):
                    likeness += FULL
                best[place] = max(best.get(place, 0.0), likeness)
        least = max(best.values(), default=0.0) - _WORST
        return sorted(((p, s) for p, s in best.items() if s >= least), key=lambda item: (-item[1], item[0]))

    def _all_met(self, words: Sequence[str]) -> dict[int, float]:
        """For all who meet every word: how well on average."""
        met = [self._met(word, alone=len(words) == 1) for word in words]
        both = set(met[0]).intersection(*met[1:]) if met else set()
        return {place: sum(one[place] for one in met) / len(met) for place in both}

    def _met(self, word: str, *, alone: bool) -> dict[int, float]:
        met = self._initials(word) if not alone or len(word) > 1 else {}
        for place, likeness in self._names.near(word).items():
            met[place] = max(met.get(place, 0.0), likeness)
        for place, likeness in self._offices.near(word).items():
            met[place] = max(met.get(place, 0.0), likeness * _OFFICE)
        return met

    def _initials(self, word: str) -> dict[int, float]:
        """Those whose first letters in order are the word, "kt" or the first of "k tarn"."""
        if len(word) > 3 or not word.isalpha():
            return {}
        return {
            place: _INITIALS
            for place, person in enumerate(self._people)
            if any(len(form) >= len(word) and word in "".join(part[0] for part in form) for form in person.forms)
        }


class _Shelf:
    """Words in order, each with the places of those who have it."""

    def __init__(self) -> None:
        self._places: dict[str, set[int]] = {}
        self._words: list[str] = []

    def put(self, word: str, place: int) -> None:
        self._places.setdefault(word, set()).add(place)

    def close(self) -> None:
        self._words = sorted(self._places)

    def near(self, word: str) -> dict[int, float]:
        """Who has the word, one that begins with it or holds it, or one that it misses by a slip or two."""
        found: dict[int, float] = {}
        self._note(found, [word], EXACT)
        if not word or word[0] == "=":  # the label of names that mean the same; it has no letters to mistype
            return found
        self._note(found, (other for other in self._words_from(word[:3]) if alike(word, other)), EXACT)
        if len(word) > 1:
            self._note(found, self._words_from(word), _BEGINS)
        if len(word) > 3:
            self._note(found, (other for other in self._words if word in other), _INSIDE)
        self._note_slips(found, word)
        return found

    def _note_slips(self, found: dict[int, float], word: str) -> None:
        if len(word) < 3:
            return
        most = 2 if len(word) > 6 else 1
        for other, slips, _ in process.extract(word, self._words, scorer=OSA.distance, score_cutoff=most, limit=None):
            if other[0] == "=" or (len(word) == 3 and not (len(other) == 4 and other[0] == word[0])):
                continue  # a slip in three letters is as likely another word, but for a letter left out
            self._note(found, [other], _SLIP if slips < 2 else _TWO_SLIPS)

    def _words_from(self, beginning: str) -> Iterable[str]:
        start = bisect_left(self._words, beginning)
        for place in range(start, len(self._words)):
            if not self._words[place].startswith(beginning):
                return
            yield self._words[place]

    def _note(self, found: dict[int, float], words: Iterable[str], likeness: float) -> None:
        for word in words:
            for place in self._places.get(word, ()):
                if likeness > found.get(place, 0.0):
                    found[place] = likeness
