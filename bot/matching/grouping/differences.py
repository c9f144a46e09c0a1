"""Find the differences that make two similar questions different: another year, name, aspect or direction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.matching.alignment import MET, word_similarity
from bot.matching.grouping.asked import conflicting
from bot.matching.grouping.contrasts import contrasting, restricting
from bot.matching.grouping.wording import MOST_WORDS, Wording, WordingReader

Flags: TypeAlias = NDArray[np.bool_]
Indices: TypeAlias = NDArray[np.intp]

_BLOCK = 512  # words, or pairs, that are compared at a time
_NO_WORD = 0


class Differences:
    """Compares the words of pairs of questions."""

    def __init__(self, wordings: Sequence[Wording], reader: WordingReader) -> None:
        self._wordings = wordings
        self._reader = reader
        words = ["", *sorted({word for wording in wordings for word in wording.content})]
        column = {word: n for n, word in enumerate(words)}
        self._table = np.full((len(wordings), MOST_WORDS), _NO_WORD, np.intp)
        for row, wording in enumerate(wordings):
            self._table[row, : len(wording.content)] = [column[word] for word in wording.content]
        self._number = np.array([reader.is_number(word) for word in words])
        self._date = np.array([reader.is_date(word) for word in words])
        self._name = np.array([reader.is_name(word) for word in words])
        self._alike = _alike(words, self._number | self._date, reader)
        self._contrast = self._contrasts(column)
        known = restricting(wordings)
        self._restricted = [known.intersection(pairwise(wording.words)) for wording in wordings]

    def of(self, left: Indices, right: Indices) -> Flags:
        """Return which pairs of questions, by their indices, ask different things."""
        blocks = [slice(first, first + _BLOCK) for first in range(0, len(left), _BLOCK)]
        return np.concatenate([np.zeros(0, np.bool_), *(self._of(left[block], right[block]) for block in blocks)])

    def _of(self, left: Indices, right: Indices) -> Flags:
        words, others = self._table[left], self._table[right]
        crossing = words[:, :, None], others[:, None, :]
        alike = self._alike[crossing]
        new = ~alike.any(axis=2) & (words != _NO_WORD)  # the other question has no such word
        others_new = ~alike.any(axis=1) & (others != _NO_WORD)

        def sides(flags: Flags) -> tuple[Flags, Flags]:
            return (flags[words] & new).any(axis=1), (flags[others] & others_new).any(axis=1)

        contrast = self._contrast[crossing] & new[:, :, None] & others_new[:, None, :]
        different: Flags = contrast.any(axis=(1, 2))
        different |= np.logical_or(*sides(self._number))
        different |= np.logical_and(*sides(self._date)) | np.logical_and(*sides(self._name))
        for row in np.flatnonzero(~different):
            different[row] = self._is_other(int(left[row]), int(right[row]))
        return different

    def _is_other(self, left: int, right: int) -> bool:
        one, other = self._wordings[left], self._wordings[right]
        return (
            one.periods != other.periods
            or conflicting(one.aspects, other.aspects)
            or _lacks_restriction(other, self._restricted[left])
            or _lacks_restriction(one, self._restricted[right])
            or self._reader.oppose(one, other)
        )

    def _contrasts(self, column: dict[str, int]) -> Flags:
        """Return the table of contrasts: (words, words). It is the same for all forms of both words."""
        forms: dict[str, list[int]] = {}
        for word, index in column.items():
            forms.setdefault(self._reader.stem(word), []).append(index)
        table = np.zeros((len(column), len(column)), np.bool_)
        for one, other in contrasting(self._wordings, lambda a, b: bool(self._alike[column[a], column[b]])):
            rows, columns = forms[self._reader.stem(one)], forms[self._reader.stem(other)]
            table[np.ix_(rows, columns)] = True
            table[np.ix_(columns, rows)] = True
        return table


def _lacks_restriction(wording: Wording, restrictions: Iterable[tuple[str, str]]) -> bool:
    """Return whether a question is about a mayor, if the other one is about a deputy mayor."""
    return any(word in wording.words and restricting not in wording.words for restricting, word in restrictions)


def _alike(words: Sequence[str], exact: Flags, reader: WordingReader) -> Flags:
    """Return which words mean about the same: (words, words). The first word stands for none.

    Of the `exact` words, only forms of one word do: a month is not a year.
    """
    vocabulary = reader.vocabulary
    ids = np.array(vocabulary.ids_of(words), np.int32)
    vectors, keys = vocabulary.vectors(ids), vocabulary.keys[ids]
    blocks = (ids[first : first + _BLOCK] for first in range(0, len(ids), _BLOCK))
    alike = np.concatenate([word_similarity(block, ids, vectors, vocabulary) >= MET for block in blocks])
    alike |= alike.T
    alike[exact] &= keys[exact][:, None] == keys[None, :]
    alike &= alike.T
    alike[_NO_WORD, :] = alike[:, _NO_WORD] = False
    return alike
