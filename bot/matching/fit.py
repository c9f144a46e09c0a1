"""Fit the weights on questions whose answers are known: `python -m bot.matching.fit DATA... [--out weights.json]`.

A data file is JSON: `facts` (texts), `questions` (each with `question`, `facts`: the places of the facts that answer,
and `part`: tune or check) and, optionally, `curated` (for a fact's place, the phrasings it carries in a store).
Stores of several sizes are drawn from each file, with and without curated questions, of mixed and of one subject, and
asked what they hold and what they don't. Same data, same weights, to the last digit.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import NAMES
from bot.matching.matcher import Entry, Matcher
from bot.matching.scoring import EXTRA, WEIGHTS, spread, with_extra
from bot.matching.spelling import SHORTEST
from bot.matching.text import FUNCTION_WORDS
from bot.matching.vectors import load_background
from bot.matching.views import Aliases, QuestionView

Array = NDArray[np.float64]
MOST_RIVALS = 12  # candidates of one question that the ranker learns from
PRECISION = 0.95


@dataclass(slots=True)
class Ask:
    """One question put to a store, and the places of the entries that answer it."""

    text: str
    gold: frozenset[int]


@dataclass(slots=True)
class Store:
    """A store drawn from a data file."""

    entries: list[Entry]
    asks: list[Ask]
    weight: float
    sort: str


@dataclass(slots=True)
class Sample:
    """The candidates of one question as numbers."""

    features: NDArray[np.float32]
    right: NDArray[np.bool_]
    question: QuestionView
    weight: float
    sort: str
    answerable: bool
    ranks: Array = field(default_factory=lambda: np.zeros(0))


class Data:
    """One data file, of the parts wanted."""

    def __init__(self, path: Path, parts: tuple[str, ...]) -> None:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        self.name = path.stem
        self.facts: list[str] = raw["facts"]
        self.curated: dict[int, list[str]] = {int(k): v for k, v in raw.get("curated", {}).items()}
        asked = [q for q in raw["questions"] if q.get("part", "tune") in parts]
        self.questions = [Ask(q["question"], frozenset(q["facts"])) for q in asked]
        self.of_fact: dict[int, list[int]] = {}
        for n, ask in enumerate(self.questions):
            for fact in ask.gold:
                self.of_fact.setdefault(fact, []).append(n)


def slip(question: str, edits: int, rng: random.Random) -> str:
    """The question with slips of the keyboard in words that count."""
    words = question.split(" ")
    spots = [n for n, w in enumerate(words) if len(w) > SHORTEST and w.isalpha() and w.lower() not in FUNCTION_WORDS]
    for n in rng.sample(spots, min(edits, len(spots))):
        word, place = words[n], rng.randrange(1, len(words[n]) - 1)
        kind = rng.randrange(4)
        if kind == 0:
            words[n] = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        elif kind == 1:
            words[n] = word[:place] + word[place + 1 :]
        elif kind == 2:
            words[n] = word[: place + 1] + word[place:]
        else:
            words[n] = word[:place] + rng.choice("etaoinshr") + word[place + 1 :]
    return " ".join(words)


def keywords(question: str) -> str:
    """The question as keywords only."""
    kept = [w for w in question.rstrip("?").split() if w.lower().strip("?,.") not in FUNCTION_WORDS]
    return " ".join(kept) or question


def varied(question: str, rng: random.Random) -> str:
    """The question as somebody in a hurry might type it, now and then."""
    dice = rng.random()
    if dice < 0.12:
        return slip(question, 1, rng)
    if dice < 0.24:
        return slip(question, 2, rng)
    if dice < 0.32:
        return keywords(question)
    return question


def stores(data: Data, draws: int, seed: int) -> Iterator[Store]:
    """Stores drawn from the data."""
    rng = random.Random(f"{data.name}{seed}")  # noqa: S311 (a fit must repeat itself)
    everything = list(range(len(data.facts)))
    if data.curated:
        yield from _curated_stores(data, everything, rng)
        return
    some = rng.sample(range(len(data.questions)), min(len(data.questions), 1500))
    yield _store(data, everything, some, rng, 0, 1.0, "whole")
    related = Matcher([Entry(f"{n:06}", fact) for n, fact in enumerate(data.facts)], Aliases(()), load_background(), None)
    for draw in range(draws):
        size = (25, 50, 100, 200)[draw % 4]
        curated = draw % 2
        if draw % 3 == 2:
            seed_fact = data.facts[rng.choice(everything)]
            found = [int(match.id) for match in related.search(seed_fact, 60)]
            chosen = found[: size // 2] + rng.sample(everything, size - len(found[: size // 2]))
        else:
            chosen = rng.sample(everything, size)
        yield _store(data, sorted(set(chosen)), None, rng, curated, 1.0, "curated" if curated else "plain")


def _store(
    data: Data, chosen: list[int], asked: list[int] | None, rng: random.Random, curated: int, weight: float, sort: str
) -> Store:
    place = {fact: n for n, fact in enumerate(chosen)}
    carried: dict[int, list[str]] = {}
    taken: set[int] = set()
    again: list[Ask] = []
    if curated:
        for fact in chosen:
            own = data.of_fact.get(fact, [])
            keep = rng.sample(own, min(len(own), rng.choice((1, 2, 3))))
            carried[fact] = [data.questions[n].text for n in keep]
            taken.update(keep)
            if keep:
                gold = frozenset(place[g] for g in data.questions[keep[0]].gold if g in place)
                again.append(Ask(varied(slip(carried[fact][0], rng.randrange(2), rng), rng), gold))
    entries = [Entry(f"{n:06}", data.facts[fact], tuple(carried.get(fact, ()))) for n, fact in enumerate(chosen)]
    if asked is None:
        asked = [n for fact in chosen for n in data.of_fact.get(fact, []) if n not in taken]
        asked = list(dict.fromkeys(asked))
        away = [n for n in range(len(data.questions)) if not data.questions[n].gold & set(chosen)]
        asked += rng.sample(away, min(len(away), max(30, len(asked) + len(again))))
    asks = [
        Ask(varied(data.questions[n].text, rng), frozenset(place[g] for g in data.questions[n].gold if g in place))
        for n in asked
        if n not in taken
    ]
    return Store(entries, asks + again, weight, sort)


def _curated_stores(data: Data, everything: list[int], rng: random.Random) -> Iterator[Store]:
    """Files that carry curated questions: stores of one file as it stands and of parts of it."""
    for draw in range(8):
        chosen = everything if draw < 2 else sorted(rng.sample(everything, max(5, len(everything) // 2)))
        place = {fact: n for n, fact in enumerate(chosen)}
        entries = []
        for fact in chosen:
            phrasings = data.curated.get(fact, [])
            entries.append(Entry(f"{place[fact]:06}", data.facts[fact], tuple(phrasings[: rng.choice((2, 3, 4))])))
        asks = [
            Ask(varied(ask.text, rng), frozenset(place[g] for g in ask.gold if g in place)) for ask in data.questions
        ]
        yield Store(entries, asks, 1.0, "own")


def samples(store: Store) -> Iterator[Sample]:
    """Every question of the store with its candidates measured."""
    matcher = Matcher(store.entries, Aliases(()), load_background(), None)
    for ask in store.asks:
        trial = matcher.trial(ask.text)
        if trial is None:
            continue
        right = np.array([int(matcher.entry(place).id) in ask.gold for place in trial.places])
        order = np.argsort(-trial.ranks, kind="stable")
        kept = np.unique(np.concatenate([order[:MOST_RIVALS], np.flatnonzero(right)]))
        yield Sample(
            trial.features[kept], right[kept], trial.question, store.weight, store.sort, bool(ask.gold)
        )


def fit_ranker(found: list[Sample], rounds: int = 400, decay: float = 2e-4) -> Array:
    """Weights under which the right candidate of each question stands out (a conditional logit)."""
    usable = [s for s in found if s.right.any() and not s.right.all()]
    width = max(len(s.right) for s in usable)
    table = np.zeros((len(usable), width, 2 * len(NAMES) + 1), np.float32)
    right, mask = np.zeros((len(usable), width), bool), np.zeros((len(usable), width), bool)
    for n, sample in enumerate(usable):
        size = len(sample.right)
        table[n, :size] = spread(sample.features.astype(np.float64))
        right[n, :size], mask[n, :size] = sample.right, True
    scale = table[mask].std(axis=0) + 1e-3
    table /= scale
    importance = np.array([s.weight for s in usable])
    importance /= importance.sum()
    weights, first, second = (np.zeros(table.shape[2]) for _ in range(3))
    for step in range(1, rounds + 1):
        logits = np.where(mask, table @ weights.astype(np.float32), -1e9).astype(np.float64)
        share = np.exp(logits - logits.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        among = share * right
        among /= np.maximum(among.sum(axis=1, keepdims=True), 1e-12)
        slope = np.einsum("nc,ncf->f", ((share - among) * importance[:, None]).astype(np.float32), table) + decay * weights
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        weights -= 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights / scale


def fit_probability(table: Array, right: Array, importance: Array, decay: float = 1.0) -> Array:
    """Logistic regression by Newton steps; the last column is the constant and is not held back."""
    scale = table.std(axis=0) + 1e-3
    scale[-1] = 1.0
    scaled = table / scale
    held = np.full(table.shape[1], decay)
    held[-1] = 0.0
    weights = np.zeros(table.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(scaled @ weights, -30, 30)))
        slope = scaled.T @ (importance * (chance - right)) + held * weights
        curve = (scaled * (importance * chance * (1 - chance))[:, None]).T @ scaled + np.diag(held + 1e-9)
        weights -= np.linalg.solve(curve, slope)
    return np.asarray(weights / scale)


def probability_rows(found: list[Sample], ranker: Array) -> tuple[Array, Array, Array, list[Sample]]:
    """The best candidate of each question with its extras; whether it is right; how much it counts."""
    rows, right, importance = [], [], []
    for sample in found:
        ranks = spread(sample.features.astype(np.float64)) @ ranker
        order = np.argsort(-ranks, kind="stable")
        table = with_extra(sample.features, ranks, sample.question)
        for n, weight in zip(order[:2], (1.0, 0.25), strict=False):
            rows.append(table[n])
            right.append(float(sample.right[n]))
            importance.append(weight * sample.weight)
    return np.array(rows), np.array(right), np.array(importance), found


def judge(found: list[Sample], ranker: Array, probability: Array) -> tuple[dict[str, dict[str, float]], list[tuple[float, bool]]]:
    """How the fitted models do on each sort of store."""
    by_sort: dict[str, list[tuple[float, bool, bool]]] = {}
    for sample in found:
        ranks = spread(sample.features.astype(np.float64)) @ ranker
        top = int(np.argmax(ranks))
        row = with_extra(sample.features, ranks, sample.question)[top]
        score = float(1 / (1 + np.exp(-row @ probability)))
        by_sort.setdefault(sample.sort, []).append((score, bool(sample.right[top]), sample.answerable))
    figures: dict[str, dict[str, float]] = {}
    for sort, judged in by_sort.items():
        score, right, answerable = (np.array(column) for column in zip(*judged, strict=True))
        answered = score >= 0.8
        figures[sort] = {
            "questions": len(judged),
            "first_right": round(float(right[answerable].mean()), 4),
            "answered_right_at_0.8": round(float((answered & right)[answerable].mean()), 4),
            "precision_at_0.8": round(float(right[answered].mean()), 4) if answered.any() else 1.0,
            "log_loss": round(float(-np.log(np.clip(np.where(right, score, 1 - score), 1e-9, 1)).mean()), 4),
        }
    return figures, [(s, r) for judged in by_sort.values() for s, r, _ in judged]


def threshold(judged: list[tuple[float, bool]], precision: float) -> float:
    """The lowest score from which answers are right that often."""
    judged = sorted(judged, reverse=True)
    right, best = 0, 0.99
    for n, (score, good) in enumerate(judged, 1):
        right += good
        if n >= 50 and right / n >= precision:
            best = score
    return round(best, 3)


def main(arguments: list[str] | None = None) -> int:
    """Fit, print the figures and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--parts", default="tune", help="which parts to fit on: tune, or tune,check")
    parser.add_argument("--draws", type=int, default=24)
    options = parser.parse_args(arguments)
    found: list[Sample] = []
    for path in options.data:
        data = Data(path, tuple(options.parts.split(",")))
        for store in stores(data, options.draws, 0):
            found.extend(samples(store))
        sys.stderr.write(f"{path.name}: {len(found)} questions so far\n")
    ranker = fit_ranker(found)
    rows, right, importance, _ = probability_rows(found, ranker)
    probability = fit_probability(rows, right, importance)
    figures, judged = judge(found, ranker, probability)
    report = {
        "ranker": _named(ranker, list(NAMES)),
        "probability": _named(probability, [*NAMES, *EXTRA]),
        "thresholds": {"answer": 0.8, "suggest": 0.3},
        "figures": {"fitted_on": [path.name for path in options.data], "by_store": figures, "answer_at_95": threshold(judged, PRECISION)},
    }
    options.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(report["figures"], indent=1) + "\n")
    return 0


def _named(weights: Array, names: list[str]) -> dict[str, float]:
    doubled = [*names, *(f"{name}*curated" for name in names), "constant"]
    return {name: round(float(weight), 5) for name, weight in zip(doubled, weights, strict=True)}


if __name__ == "__main__":
    raise SystemExit(main())
