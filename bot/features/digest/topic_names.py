"""Find the topics of the fact files that somebody typed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.errors import UserError
from bot.core.texts import named
from bot.matching import text_similarity
from bot.matching.similarity import telling_words, with_few_typos
from bot.matching.text import normalise, split_hyphens, words

_LIKE = 0.8
_SHORTEST = 3
"""Letters of a part of a topic's name."""
_TWO_TYPOS_FROM = 7
"""Letters of a word that may have two typos."""
_ALL = frozenset(("all", "all topics", "any", "any topic", "every topic", "everything"))
_AND = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)


class TopicNames:
    """The topics, by their names, by parts of them and with typing mistakes."""

    def __init__(self, topics: Sequence[str]) -> None:
        self.topics = topics
        self._with: dict[str, set[int]] = {}
        for number, topic in enumerate(topics):
            for word in _words(topic):
                self._with.setdefault(word, set()).add(number)
        self._vocabulary = sorted(self._with)
        self._meant: dict[str, frozenset[int]] = {}
        self._found: dict[str, tuple[str, float] | None] = {}

    def find(self, typed: str) -> tuple[str, float] | None:
        """Find the most similar topic, with its similarity from 0 to 1; None if none is similar enough.

        Each typed word must be like a word of the topic, so no other words are lost.
        """
        if typed not in self._found:
            numbers = [self._meant_by(word) for word in _words(typed)]
            possible = sorted(frozenset.intersection(*numbers)) if numbers else []
            scores = ((self.topics[number], _similarity(typed, self.topics[number])) for number in possible)
            best = max(scores, key=lambda score: score[1], default=("", 0.0))
            self._found[typed] = best if best[1] >= _LIKE else None
        return self._found[typed]

    def may_have(self, word: str) -> bool:
        """Return whether a word can be a part of a topic that somebody typed. Small words can."""
        return all(self._meant_by(part) for part in _words(word)) or not telling_words(word)

    def match(self, typed: str) -> tuple[str, ...]:
        """Find the topics of a list, none for all. Raises UserError if one is unknown."""
        found: list[str] = []
        for part in filter(None, (part.strip() for part in re.split(r"[,;\n]", typed))):
            for name in [part] if is_all(part) or self.find(part) else _AND.split(part):
                if is_all(name):
                    continue
                if (topic := self.find(name)) is None:
                    raise UserError(f"I don't have the topic “{named(name)}”. {self._available()}")
                found.append(topic[0])
        return tuple(dict.fromkeys(found))

    def _available(self) -> str:
        return f"I have: {'; '.join(self.topics[:10])}." if self.topics else "The fact files have no topics."

    def _meant_by(self, word: str) -> frozenset[int]:
        """Return the numbers of the topics with a typed word, with a longer word or with one that has few typos."""
        if word not in self._meant:
            near = {word}
            if len(word) >= _SHORTEST:
                near |= {other for other in self._vocabulary if other.startswith(word)}
            if len(word) > _SHORTEST:
                most = 2 if len(word) >= _TWO_TYPOS_FROM else 1
                near |= {other for other, _ in with_few_typos(word, self._vocabulary, most)}
            self._meant[word] = frozenset(number for other in near for number in self._with.get(other, ()))
        return self._meant[word]


def is_all(typed: str) -> bool:
    """Return whether all topics are meant."""
    return " ".join(typed.casefold().split()) in _ALL


def _similarity(typed: str, topic: str) -> float:
    inside = len(typed) >= _SHORTEST and re.search(rf"\b{re.escape(normalise(typed))}", normalise(topic))
    return max(text_similarity(typed, topic), 0.9 if inside else 0.0)


def _words(text: str) -> frozenset[str]:
    """Return the normalised words that count; if there are none, all words."""
    return telling_words(text) or frozenset(split_hyphens(words(normalise(text))))
