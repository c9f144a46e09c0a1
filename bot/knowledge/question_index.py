"""The questions of the store, to complete what somebody is typing."""

from __future__ import annotations

import asyncio
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.core.events import CHOICE_LENGTH, CHOICES, Choice, Completion
from bot.core.shorten import width
from bot.knowledge import topics
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching.spelling import WordShelf
from bot.matching.text import normalise

MOST_TYPED: Final = 12
"""Words of the typed text that count; the last ones matter, because they were typed last."""
_LEAST_FOR_TYPOS = 4
_WORD = re.compile(r"\w+")
_LAST_SIGN = "\U0010ffff"


class QuestionIndex:
    """Finds questions by the beginnings of their words, in any order and with a typo in a word. Immutable."""

    def __init__(self, questions: Sequence[str]) -> None:
        """Index the questions, the most useful first."""
        self.questions = tuple(questions)
        positions: dict[str, list[int]] = defaultdict(list)
        for position, question in enumerate(questions):
            for word in dict.fromkeys(_words(question)):
                positions[word].append(position)
        self._words = sorted(positions)
        self._ends = np.cumsum([0, *(len(positions[word]) for word in self._words)])
        """Where the positions of each word begin in `_positions`. Words with the same beginning follow each other."""
        self._positions = np.fromiter(chain.from_iterable(positions[w] for w in self._words), np.int32)
        self._lengths = np.array([len(question) for question in questions], np.int32)
        self._shelf = WordShelf(self._words)

    def find(self, typed: str, most: int) -> list[str]:
        """Return the questions that have most of the typed words, the shortest first. Takes milliseconds."""
        words = _words(typed)[-MOST_TYPED:]
        if not words:
            return list(self.questions[:most])
        counts = np.zeros(len(self.questions), np.int8)
        for n, word in enumerate(words):
            counts += self._having(word, is_last=n == len(words) - 1)
        best = int(counts.max(initial=0))
        if best < len(words) - len(words) // 3:  # one word of three may be another one
            return []
        found = np.flatnonzero(counts == best)
        nearest = found[np.argsort(self._lengths[found], kind="stable")[:most]]
        return [self.questions[position] for position in nearest]

    def _having(self, word: str, *, is_last: bool) -> NDArray[np.bool_]:
        """Return which questions have a word that begins like this one or, if none does, that is nearly the same."""
        having = np.zeros(len(self.questions), np.bool_)
        begins = (bisect_left(self._words, word), bisect_left(self._words, word + _LAST_SIGN))
        spans = [begins] if begins[0] < begins[1] else self._nearly(word, is_last=is_last)
        for start, end in spans:
            having[self._positions[self._ends[start] : self._ends[end]]] = True
        return having

    def _nearly(self, word: str, *, is_last: bool) -> list[tuple[int, int]]:
        """Return the spans of the words with one typo less; of the last word, only the beginning may be typed."""
        if len(word) < _LEAST_FOR_TYPOS:
            return []
        near = list(self._shelf.near(word, 1))
        spans = [(n := bisect_left(self._words, other), n + 1) for other in near]
        if not spans and is_last:  # "pasen" for "passengers"
            start, end = bisect_left(self._words, word[:3]), bisect_left(self._words, word[:3] + _LAST_SIGN)
            beginnings = WordShelf({other[: len(word) + extra] for other in self._words[start:end] for extra in (0, 1)})
            near = list(beginnings.near(word, 1))
            spans = [(bisect_left(self._words, o), bisect_left(self._words, o + _LAST_SIGN)) for o in near]
        return spans


def _words(text: str) -> list[str]:
    """Return the words of a text as they are typed, without capitals and accents."""
    return _WORD.findall(normalise(text))


def question_index(knowledge: Knowledge) -> QuestionIndex:
    """Return the index of the questions that can be chosen, those of each topic in turn. Takes seconds once."""
    return knowledge.derived(_index)


async def complete_question(facts: CurrentKnowledge, asked: Completion) -> list[Choice]:
    """Find the questions that fit the typed text, off the event loop; without a text, one of each topic and so on."""
    knowledge = facts.at(asked.target)
    found = await asyncio.to_thread(lambda: question_index(knowledge).find(asked.typed, CHOICES))
    return [Choice(question, question) for question in found]


def _index(knowledge: Knowledge) -> QuestionIndex:
    return QuestionIndex(tuple(dict.fromkeys(q for q in _questions(knowledge) if width(q) <= CHOICE_LENGTH)))


def _questions(knowledge: Knowledge) -> Iterator[str]:
    """Yield the first question of each statement, the topics in turn, and then all others."""
    by_topic = topics.by_topic(knowledge).values()
    for statements in zip_longest(*by_topic):
        yield from (statement.questions[0] for statement in statements if statement and statement.questions)
    for statement in knowledge.shown:
        yield from statement.questions
