"""Group questions that ask the same thing, by the matcher's sense of meaning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching.documents import key_of
from bot.matching.grouping.likeness import LikenessWeights, find_candidates, probabilities
from bot.matching.grouping.linkage import average_link
from bot.matching.grouping.vectors import SentenceMemory, sentence_vectors, word_vectors
from bot.matching.grouping.wording import Wording, WordingReader
from bot.matching.meaning import SentenceEncoder

_BY_SENTENCES = LikenessWeights(22.0, -8.4, 0.76, -3.2)
_BY_WORDS = LikenessWeights(12.28, -6.15, 0.18, 1.89)
"""The weights with and without a sentence encoder."""
_LEAST = 0.4
"""Minimum mean probability of the pairs of two groups that are joined."""


class QuestionGrouper:
    """Groups questions as people typed them. It remembers their vectors, so that the next time takes less."""

    def __init__(self, encoder: SentenceEncoder | None, aliases: Iterable[Sequence[str]] = ()) -> None:
        """Take the encoder, or None to compare words alone, and groups of names that mean the same (`aliases`)."""
        self._memory = SentenceMemory(encoder) if encoder else None
        self._weights = _BY_SENTENCES if encoder else _BY_WORDS
        self._aliases = [tuple(names) for names in aliases]

    def groups(self, questions: Sequence[str]) -> list[list[int]]:
        """Return groups of the indices of questions that ask the same; each index is in one group.

        Which questions are together does not depend on their order. It does depend on all of them: similar questions
        show which words make a difference. For 2,000 new questions, this takes some seconds of CPU time, and less if
        most of them are known.
        """
        typed: dict[int, list[int]] = {}
        for index, question in enumerate(questions):
            typed.setdefault(key_of(question), []).append(index)
        distinct = sorted(
            (min((questions[index] for index in indices), key=_by_capitals), indices) for indices in typed.values()
        )
        wordings, reader = self._read([question for question, _ in distinct])
        candidates = find_candidates(wordings, reader, self._vectors(wordings, reader))
        likely = probabilities(candidates, self._weights).tolist()
        pairs = zip(candidates.left.tolist(), candidates.right.tolist(), likely, strict=True)
        joined = average_link(len(distinct), pairs, _LEAST)
        return sorted(sorted(index for member in group for index in distinct[member][1]) for group in joined)

    def same(self, question: str, other: str) -> bool:
        """Return whether two questions ask the same, judged without any others."""
        return len(self.groups([question, other])) == 1

    def representative(self, questions: Sequence[str], counts: Sequence[int]) -> int:
        """Return the index of the question that stands for a group, of which each was asked so many times.

        It is the one that was asked most; among those the most central one, then the shortest. Raises ValueError if
        there is no question.
        """
        vectors = self._vectors(*self._read(questions))
        central = np.round(vectors @ vectors.mean(axis=0), 3).tolist()
        return min(range(len(questions)), key=lambda n: (-counts[n], -central[n], len(questions[n]), questions[n]))

    def _read(self, questions: Sequence[str]) -> tuple[list[Wording], WordingReader]:
        reader = WordingReader(questions, self._aliases)
        return reader.read(), reader

    def _vectors(self, wordings: Sequence[Wording], reader: WordingReader) -> NDArray[np.float32]:
        return sentence_vectors(wordings, self._memory) if self._memory else word_vectors(wordings, reader)


def _by_capitals(typed: str) -> tuple[bool, str]:
    """Return a key that puts questions with some capitals first, because capitals show what is a name."""
    return typed == typed.upper(), typed
