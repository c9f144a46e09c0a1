"""Draw stores of sentences without phrasings, and questions, from files of facts and questions; to fit the weights.

A file contains `{"facts": [text], "questions": [{"question", "facts": [index], "part"}]}`. A question without facts is
unanswerable. `part` is "tune" or "check".
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.matching.training.synthetic_data import Ask, Store, Twister, slip
from bot.matching.types import Entry

SIZES = (25, 60, 120, 200, 500)  # facts in the small stores, which are of the sizes that chat rooms have
ENOUGH = 200  # stores of one size are drawn until they have so many answerable questions
TWISTED = 0.35  # share of the questions that the small stores are also asked with another name, number or word
SLIPS = 2  # typing errors in each question when the full store is asked a second time


@dataclass(frozen=True, slots=True)
class Quiz:
    """Facts, and questions with the indices of the facts that answer them."""

    name: str
    facts: tuple[str, ...]
    questions: tuple[tuple[str, frozenset[int]], ...]


def read_quiz(path: Path, part: str) -> Quiz:
    """Read one part of a file. Raises OSError, ValueError or KeyError if it is not a quiz file."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    questions = tuple((q["question"], frozenset(q["facts"])) for q in raw["questions"] if q["part"] == part)
    return Quiz(path.stem, tuple(raw["facts"]), questions)


def quiz_stores(quiz: Quiz, seed: int) -> Iterator[tuple[str, Store]]:
    """Yield (label, store): the full store, the full store asked with typing errors, and small stores."""
    all_indices, twister = range(len(quiz.facts)), Twister()
    for label, slips in ((quiz.name, 0), (f"{quiz.name}, two typos", SLIPS)):
        yield label, _store(quiz, all_indices, random.Random(seed), slips)  # noqa: S311
    for size in SIZES:
        answerable_count = draw = 0
        while answerable_count < ENOUGH and draw < 400:
            rng = random.Random(f"{seed} {size} {draw}")  # noqa: S311
            store = _store(quiz, rng.sample(all_indices, min(size, len(all_indices))), rng, int(draw % 5 == 4))
            store.asks += _twists(quiz, store, twister, rng)
            answerable_count, draw = answerable_count + sum(bool(ask.gold) for ask in store.asks), draw + 1
            yield f"{quiz.name}, stores of {size}", store


def _store(quiz: Quiz, indices: range | list[int], rng: random.Random, slips: int) -> Store:
    """Make a store of the facts at the indices.

    It is asked the questions that these facts answer, and at most as many others. Each question gets so many `slips`.
    """
    included = frozenset(indices)
    answerable = [(text, gold & included) for text, gold in quiz.questions if gold & included]
    others = [text for text, gold in quiz.questions if not gold & included]
    asks = [
        Ask(slip(text, slips, rng) if slips else text, frozenset(f"{index:06}" for index in gold))
        for text, gold in answerable
    ]
    asks += [Ask(slip(text, slips, rng) if slips else text) for text in rng.sample(others, min(len(others), len(asks)))]
    return Store([Entry(f"{index:06}", quiz.facts[index]) for index in indices], asks)


def _twists(quiz: Quiz, store: Store, twister: Twister, rng: random.Random) -> list[Ask]:
    """Return some of the answerable questions with a word replaced, so that the facts do not answer them."""
    asks = []
    for ask in store.asks:
        if ask.gold and rng.random() < TWISTED:
            answer_text = " ".join(quiz.facts[int(entry_id)] for entry_id in sorted(ask.gold))
            if twisted := twister.twist(ask.text, rng, answer_text):
                asks.append(Ask(twisted))
    return asks
