"""Stores of any size, made of our own sentences with other words in them, and questions about them."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import random
import re
from pathlib import Path

from bot.matching.embeddings import load_background
from bot.matching.text import FUNCTION_WORDS
from bot.matching.training.synthetic_data import read_worlds

WORLDS = Path(__file__).with_name("matching_worlds.txt")
_WORD = re.compile(r"[A-Za-z]+")
_SYLLABLES = ("ba bel cor dan el fen gar hol is jor ka lun mar nor ol per quin ros sel tor ul ver wen yar zim").split()
_FRAMES = ("What do we know about {}?", "When was {}?", "Who decided on {}?", "How many were there in {}?", "{}")


class Crowd:
    """Makes facts and questions; the same seed makes the same."""

    def __init__(self, seed: int = 0) -> None:
        self._rng = random.Random(seed)
        self._sentences = [entry.text for world in read_worlds(WORLDS) for entry in world.entries]
        self._words = load_background().words()

    def facts(self, count: int) -> list[str]:
        """Sentences of our own in which two words of five are others, one of twenty a name that nothing else has."""
        return [_WORD.sub(self._other, self._rng.choice(self._sentences)) for _ in range(count)]

    def question(self, fact: str) -> str:
        """A question in a few of the fact's words."""
        words = [word for word in _WORD.findall(fact) if word.lower() not in FUNCTION_WORDS]
        start = self._rng.randrange(max(1, len(words) - 6))
        return self._rng.choice(_FRAMES).format(" ".join(words[start : start + self._rng.randrange(3, 7)]))

    def phrasings(self, fact: str, count: int) -> tuple[str, ...]:
        """Up to `count` different questions in a few of the fact's words."""
        return tuple(dict.fromkeys(self.question(fact) for _ in range(2 * count)))[:count]

    def _other(self, match: re.Match[str]) -> str:
        word = match.group()
        dice = self._rng.random()
        if word.lower() in FUNCTION_WORDS or dice > 0.45:
            return word
        if dice < 0.05:
            return "".join(self._rng.choices(_SYLLABLES, k=self._rng.randrange(2, 5))).capitalize()
        return self._words[min(int(self._rng.paretovariate(0.7)) * 20 + self._rng.randrange(20), len(self._words) - 1)]
