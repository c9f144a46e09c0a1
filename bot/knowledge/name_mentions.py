"""Whose name or office words surely are, and who is named in a running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.knowledge.job_titles import JobTitles, alike, lacks_none, plain_words, unsaid
from bot.knowledge.person_names import PARTICLES, NameEntry, is_slip, is_title, name_words
from bot.matching import text

_SLIP_FROM = 5
"""Letters that a word must have for a slip in it to be one."""
_TYPED = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_OPENING = frozenset(("yesterday", "today", "earlier", "later", "meanwhile", "but", "said", "asked", "mr", "mrs", "ms"))
"""Words beside the function words that stand before a last name without being a first name."""


class NameMentions:
    """Strict where `NameIndex` is fuzzy: a line must not pass as somebody's because of a name that is nearly theirs."""

    def __init__(self, people: Sequence[NameEntry], offices: JobTitles) -> None:
        self._people = people
        self._reader = offices
        self._heads = [offices.heads(person.office_text) for person in people]
        self._by_word: dict[str, set[int]] = {}
        """Who has a word in their name."""
        self._by_office: dict[str, set[int]] = {}
        """Whose office has a word; by its first letters, so that Albania is found by Albanian."""
        for place, person in enumerate(people):
            for word in {word for form in person.forms for word in form}:
                self._by_word.setdefault(word, set()).add(place)
            for word in person.office:
                self._by_office.setdefault(_stem(word), set()).add(place)

    def fits(self, claimed: str) -> set[int]:
        """Places of those of whom the words are a name, an office, or both together."""
        words = name_words(claimed)
        units = self._reader.typed(claimed)
        if not words:
            return set()
        return {place for place in self._likely(words, units) if self._fits(place, words, units)}

    def named(self, written: str) -> list[int]:
        """Places of those whose name, last name or office stands in the text, in the order of their first mention."""
        found: dict[int, int] = {}
        for start, place in (*self._names_in(written), *self._offices_in(written)):
            found[place] = min(start, found.get(place, start))
        return sorted(found, key=lambda place: (found[place], place))

    # ------------------------------------------------------------------ claims

    def _likely(self, words: Sequence[str], units: Sequence[str]) -> set[int]:
        near = {place for unit in units for place in self._by_office.get(_stem(unit), ())}
        for word in words:
            near |= self._by_word.get(word, set())
            if len(word) >= _SLIP_FROM and word not in self._by_word:
                near.update(p for w, places in self._by_word.items() if is_slip(word, w) for p in places)
        return near

    def _fits(self, place: int, words: Sequence[str], units: Sequence[str]) -> bool:
        person = self._people[place]
        if any(self._is_name(words, form) for form in person.forms) or self._is_office(place, units):
            return True
        return any(self._is_name_with_office(form, person, units) for form in person.forms)

    def _is_name(self, words: Sequence[str], form: Sequence[str]) -> bool:
        """Whether all words are of the name, each of another word of it; one of them may have a slip."""
        left, slips, told = list(form), 0, False
        for word in sorted(words, key=len, reverse=True):
            other = next((o for o in left if o == word), None) or next((o for o in left if _initial(word, o)), None)
            if other is None:
                other = next((o for o in left if self._slipped(word, o)), None)
                slips += 1
            if other is None or slips > 1:
                return False
            left.remove(other)
            told |= len(word) > 1 and word not in PARTICLES
        if len(words) > 1 and len(form) > 1 and len(words[-1]) == 1:  # "Keir S." leaves open who it is
            return False
        return told

    def _slipped(self, word: str, other: str) -> bool:
        return min(len(word), len(other)) >= _SLIP_FROM and word not in self._by_word and is_slip(word, other)

    def _is_office(self, place: int, units: Sequence[str]) -> bool:
        """Whether all words are of the office, one at least says what office it is, and none that changes it lacks."""
        held = self._people[place].office
        if not units or not lacks_none(units, held) or unsaid(units, held):
            return False
        return any(alike(unit, head) for unit in units for head in self._heads[place])

    def _is_name_with_office(self, form: Sequence[str], person: NameEntry, units: Sequence[str]) -> bool:
        """Whether the words are a name and words of the office, such as "Albanian PM Rama"."""
        name = [unit for unit in units if unit in form]
        rest = [unit for unit in units if unit not in form]
        whole = len(form) > 1 and len(name) == len(form)
        if not name or not self._is_name(name, form):
            return False
        if not person.office:  # nothing tells that "President Bo Reed" is another than Bo Reed
            return whole and all(map(self._reader.is_rank, rest))
        return lacks_none(rest, person.office)

    # ------------------------------------------------------------------ running text

    def _names_in(self, written: str) -> Iterator[tuple[int, int]]:
        """(start, place) of full names, and of last names with a capital before which no other first name stands."""
        tokens = [(found.start(), found[0]) for found in _TYPED.finditer(written)]
        folded = [(start, token, word) for start, token in tokens for word in name_words(token)]
        words = [word for _, _, word in folded]
        for n, (start, token, word) in enumerate(folded):
            for place in self._by_word.get(word, ()):
                for form in self._people[place].forms:
                    if len(form) > 1 and tuple(words[n : n + len(form)]) == form:
                        yield start, place
                    elif word == form[-1] and token[0].isupper() and len(word) > 1:
                        before = folded[n - 1] if n else None
                        if before is None or self._is_no_first_name(before[1], before[2], form):
                            yield start, place

    def _is_no_first_name(self, token: str, word: str, form: Sequence[str]) -> bool:
        if not token[0].isupper() or is_title(token) or word in text.FUNCTION_WORDS or word in _OPENING:
            return True
        office = self._reader.words(token)
        return word in form[:-1] or any(self._reader.is_rank(unit) or _stem(unit) in self._by_office for unit in office)

    def _offices_in(self, written: str) -> Iterator[tuple[int, int]]:
        """(start, place) of offices of which all words stand together."""
        units = self._reader.words(written)
        for n, unit in enumerate(units):
            for place in self._by_office.get(_stem(unit), ()):
                held = self._people[place].office
                changed = n > 0 and unsaid(held, units[n - 1 : n])  # "the former Albanian prime minister"
                if not changed and lacks_none(held, units[n : n + len(held)]):
                    yield self._start(written, n), place

    def _start(self, written: str, count: int) -> int:
        """About where an office stands that begins after so many words that count."""
        starts = [found.start() for found in _TYPED.finditer(written) if plain_words(found[0])]
        return starts[min(count, len(starts) - 1)] if starts else 0


def _initial(word: str, other: str) -> bool:
    return min(len(word), len(other)) == 1 and word[0] == other[0]


def _stem(word: str) -> str:
    return word if word[:1] == "=" else word[:4]
