"""Decide strictly whether words are somebody's name or job title, and find such mentions in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.knowledge.job_titles import JobTitles, alike, has_all_words, missing_modifiers, plain_words
from bot.knowledge.person_names import PARTICLES, NameEntry, is_slip, is_title, name_words
from bot.matching import text

_SLIP_FROM = 5
"""Minimum letters of a word in which one typo is accepted."""
_TYPED = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_OPENING = frozenset(("yesterday", "today", "earlier", "later", "meanwhile", "but", "said", "asked", "mr", "mrs", "ms"))
"""Words, besides function words, that may come before a last name without being a first name."""


class NameMentions:
    """Matches names and job titles strictly.

    Unlike the fuzzy `NameIndex`, it must not attribute a quotation to somebody with a similar name. It refers to people
    by their index in `people`.
    """

    def __init__(self, people: Sequence[NameEntry], offices: JobTitles) -> None:
        self._people = people
        self._reader = offices
        self._heads = [offices.heads(person.office_text) for person in people]
        self._by_word: dict[str, set[int]] = {}
        """The indices of the people with a word in their name."""
        self._by_office: dict[str, set[int]] = {}
        """The indices of the people with a word in their job title, by its stem: Albanian also finds Albania."""
        for index, person in enumerate(people):
            for word in {word for form in person.forms for word in form}:
                self._by_word.setdefault(word, set()).add(index)
            for word in person.office:
                self._by_office.setdefault(_stem(word), set()).add(index)

    def fits(self, claimed: str) -> set[int]:
        """Return the indices of the people for whom the words are a name, a job title, or both together.

        The full name of somebody means nobody else: "Lena Ortiz" is not Maria Lena Ortiz-Vega if there are both.
        """
        words = name_words(claimed)
        units = self._reader.typed(claimed)
        if not words:
            return set()
        likely = self._likely(words, units)
        whole = {index for index in likely if len(words) > 1 and words in self._people[index].forms}
        return whole or {index for index in likely if self._fits(index, words, units)}

    def named(self, written: str) -> list[int]:
        """Return the indices of the people mentioned by name, last name or job title, in order of first mention."""
        first: dict[int, int] = {}
        for start, index in (*self._names_in(written), *self._offices_in(written)):
            first[index] = min(start, first.get(index, start))
        return sorted(first, key=lambda index: (first[index], index))

    # ------------------------------------------------------------------ claims

    def _likely(self, words: Sequence[str], units: Sequence[str]) -> set[int]:
        """Return the indices of the people with one of the words, or a similar one; the others need no check."""
        near = {index for unit in units for index in self._by_office.get(_stem(unit), ())}
        for word in words:
            near |= self._by_word.get(word, set())
            if len(word) >= _SLIP_FROM and word not in self._by_word:
                near.update(i for w, indices in self._by_word.items() if is_slip(word, w) for i in indices)
        return near

    def _fits(self, index: int, words: Sequence[str], units: Sequence[str]) -> bool:
        person = self._people[index]
        if any(self._is_name(words, form) for form in person.forms) or self._is_office(index, units):
            return True
        return any(self._is_name_with_office(form, person, units) for form in person.forms)

    def _is_name(self, words: Sequence[str], form: Sequence[str]) -> bool:
        """Return whether each word matches another word of the name; one of them may have a typo."""
        left, slips, telling = list(form), 0, False
        for word in sorted(words, key=len, reverse=True):
            other = next((o for o in left if o == word), None) or next((o for o in left if _initial(word, o)), None)
            if other is None:
                other = next((o for o in left if self._slipped(word, o)), None)
                slips += 1
            if other is None or slips > 1:
                return False
            left.remove(other)
            telling |= len(word) > 1 and word not in PARTICLES  # initials and particles alone name nobody
        if len(words) > 1 and len(form) > 1 and len(words[-1]) == 1:  # "Keir S." is ambiguous
            return False
        return telling

    def _slipped(self, word: str, other: str) -> bool:
        return min(len(word), len(other)) >= _SLIP_FROM and word not in self._by_word and is_slip(word, other)

    def _is_office(self, index: int, units: Sequence[str]) -> bool:
        """Return whether the words name the job title: no wrong word, the head noun, and every modifier."""
        actual = self._people[index].office
        if not units or not has_all_words(units, actual) or missing_modifiers(units, actual):
            return False
        return any(alike(unit, head) for unit in units for head in self._heads[index])

    def _is_name_with_office(self, form: Sequence[str], person: NameEntry, units: Sequence[str]) -> bool:
        """Return whether the words are a name and words of the job title, such as "Albanian PM Rama"."""
        name = [unit for unit in units if unit in form]
        rest = [unit for unit in units if unit not in form]
        whole = len(form) > 1 and len(name) == len(form)
        if not name or not self._is_name(name, form):
            return False
        if not person.office:  # nothing shows that "President Bo Reed" and Bo Reed are two people
            return whole and all(map(self._reader.is_rank, rest))
        return has_all_words(rest, person.office)

    # ------------------------------------------------------------------ running text

    def _names_in(self, written: str) -> Iterator[tuple[int, int]]:
        """Yield (start, index) of full names, and of capitalised last names that have no other first name before."""
        tokens = [(match.start(), match[0]) for match in _TYPED.finditer(written)]
        folded = [(start, token, word) for start, token in tokens for word in name_words(token)]
        words = [word for _, _, word in folded]
        for n, (start, token, word) in enumerate(folded):
            for index in self._by_word.get(word, ()):
                for form in self._people[index].forms:
                    if len(form) > 1 and tuple(words[n : n + len(form)]) == form:
                        yield start, index
                    elif word == form[-1] and token[0].isupper() and len(word) > 1:
                        before = folded[n - 1] if n else None
                        if before is None or self._is_no_first_name(before[1], before[2], form):
                            yield start, index

    def _is_no_first_name(self, token: str, word: str, form: Sequence[str]) -> bool:
        if not token[0].isupper() or is_title(token) or word in text.FUNCTION_WORDS or word in _OPENING:
            return True
        office = self._reader.words(token)
        return word in form[:-1] or any(self._reader.is_rank(unit) or _stem(unit) in self._by_office for unit in office)

    def _offices_in(self, written: str) -> Iterator[tuple[int, int]]:
        """Yield (start, index) of job titles whose words all come together."""
        units = self._reader.words(written)
        for n, unit in enumerate(units):
            for index in self._by_office.get(_stem(unit), ()):
                office = self._people[index].office
                changed = n > 0 and missing_modifiers(office, units[n - 1 : n])  # "the former Albanian prime minister"
                if not changed and has_all_words(office, units[n : n + len(office)]):
                    yield self._start(written, n), index

    def _start(self, written: str, count: int) -> int:
        """Return the approximate offset of the significant word after the first `count` ones."""
        starts = [match.start() for match in _TYPED.finditer(written) if plain_words(match[0])]
        return starts[min(count, len(starts) - 1)] if starts else 0


def _initial(word: str, other: str) -> bool:
    return min(len(word), len(other)) == 1 and word[0] == other[0]


def _stem(word: str) -> str:
    return word if word[:1] == "=" else word[:4]
