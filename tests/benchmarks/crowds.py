"""Make stores of any size from invented sentences with random words, and questions about them."""

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
    """Makes facts and questions. The same seed makes the same ones."""

    def __init__(self, seed: int = 0) -> None:
        self._rng = random.Random(seed)
        self._sentences = [entry.text for world in read_worlds(WORLDS) for entry in world.entries]
        self._words = load_background().words()

    def facts(self, count: int) -> list[str]:
        """Return invented sentences with other words.

        Two of five words are replaced by others, and one of twenty by a made-up name that occurs nowhere else.
        """
        return [_WORD.sub(self._other, self._rng.choice(self._sentences)) for _ in range(count)]

    def question(self, fact: str) -> str:
        """Return a question with a few words of the fact."""
        words = [word for word in _WORD.findall(fact) if word.lower() not in FUNCTION_WORDS]
        start = self._rng.randrange(max(1, len(words) - 6))
        return self._rng.choice(_FRAMES).format(" ".join(words[start : start + self._rng.randrange(3, 7)]))

    def phrasings(self, fact: str, count: int) -> tuple[str, ...]:
        """Return up to `count` different questions with a few words of the fact."""
        return tuple(dict.fromkeys(self.question(fact) for _ in range(2 * count)))[:count]

    def _other(self, match: re.Match[str]) -> str:
        """Return the word itself, another word, or a name made of random syllables."""
        word = match.group()
        dice = self._rng.random()
        if word.lower() in FUNCTION_WORDS or dice > 0.45:
            return word
        if dice < 0.05:
            return "".join(self._rng.choices(_SYLLABLES, k=self._rng.randrange(2, 5))).capitalize()
        return self._words[min(int(self._rng.paretovariate(0.7)) * 20 + self._rng.randrange(20), len(self._words) - 1)]
