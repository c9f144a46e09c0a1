"""Stores of bare sentences and questions to fit the weights on, drawn from files of facts and questions.

A file holds `{"facts": [text], "questions": [{"question", "facts": [index], "part"}]}`; a question without facts is
unanswerable, and `part` is "tune" or "check".
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.matching.training.synthetic_data import Ask, Store, Twister, slip
from bot.matching.types import Entry

SIZES = (25, 60, 120, 200, 500)  # facts of the small stores, such as chat rooms have
ENOUGH = 200  # answerable questions asked of the stores of one size
TWISTED = 0.35  # the share of questions asked again of the small stores with another name, number or word
SLIPS = 2  # of the keyboard, in the questions of the full store asked a second time


@dataclass(frozen=True, slots=True)
class Quiz:
    """Facts and questions on them, each with the places of the facts that answer it."""

    name: str
    facts: tuple[str, ...]
    questions: tuple[tuple[str, frozenset[int]], ...]


def read_quiz(path: Path, part: str) -> Quiz:
    """One part of a file. Raises OSError, ValueError or KeyError where the file is none of the kind."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    asked = tuple((q["question"], frozenset(q["facts"])) for q in raw["questions"] if q["part"] == part)
    return Quiz(path.stem, tuple(raw["facts"]), asked)


def quiz_stores(quiz: Quiz, seed: int) -> Iterator[tuple[str, Store]]:
    """The full store, the same asked with slips, and small ones: (label, store)."""
    everything, twister = range(len(quiz.facts)), Twister()
    for label, slips in ((quiz.name, 0), (f"{quiz.name}, two typos", SLIPS)):
        yield label, _store(quiz, everything, random.Random(seed), slips)  # noqa: S311
    for size in SIZES:
        asked = draw = 0
        while asked < ENOUGH and draw < 400:
            rng = random.Random(f"{seed} {size} {draw}")  # noqa: S311
            store = _store(quiz, rng.sample(everything, min(size, len(everything))), rng, int(draw % 5 == 4))
            store.asks += _twists(quiz, store, twister, rng)
            asked, draw = asked + sum(bool(ask.gold) for ask in store.asks), draw + 1
            yield f"{quiz.name}, stores of {size}", store


def _store(quiz: Quiz, places: range | list[int], rng: random.Random, slips: int) -> Store:
    """The facts at the places; asked what they answer, and as many questions that they don't."""
    held = frozenset(places)
    answerable = [(text, gold & held) for text, gold in quiz.questions if gold & held]
    others = [text for text, gold in quiz.questions if not gold & held]
    asks = [
        Ask(slip(text, slips, rng) if slips else text, frozenset(f"{place:06}" for place in gold))
        for text, gold in answerable
    ]
    asks += [Ask(slip(text, slips, rng) if slips else text) for text in rng.sample(others, min(len(others), len(asks)))]
    return Store([Entry(f"{place:06}", quiz.facts[place]) for place in places], asks)


def _twists(quiz: Quiz, store: Store, twister: Twister, rng: random.Random) -> list[Ask]:
    """Questions of the store that its facts no longer answer, for another word than theirs."""
    found = []
    for ask in store.asks:
        if ask.gold and rng.random() < TWISTED:
            told = " ".join(quiz.facts[int(place)] for place in sorted(ask.gold))
            if twisted := twister.twist(ask.text, rng, told):
                found.append(Ask(twisted))
    return found
