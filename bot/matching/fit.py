"""Fit the weights for curated entries on questions whose answers are known: `python -m bot.matching.fit WORLDS`.

The fit starts from `weights_start.json`, an earlier fit on larger data that are not part of the package, and is held
to it. WORLDS is a text file of small worlds (`tests/benchmarks/matching_worlds.txt`). Stores of several sizes are
drawn from it and asked what they hold and what they don't. The shipped weights are what this makes; same data, same
weights. The weights for entries without curated questions stay those of the earlier fit.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.matching.drawing import Store, World, read_worlds, world_stores
from bot.matching.features import NAMES
from bot.matching.matcher import Matcher
from bot.matching.scoring import EXTRA, START, WEIGHTS, Model, load_model, with_constant, with_extra
from bot.matching.vectors import load_background
from bot.matching.views import Aliases, QuestionView

Array = NDArray[np.float64]
MOST_RIVALS = 12  # candidates of one question that the ranker learns from
DRAWS = 32  # stores drawn from each half of the worlds
WEIGHT_OF_RIGHT = 3.0  # a right candidate counts so much more: the drawn questions are far more often unanswerable


@dataclass(slots=True)
class Sample:
    """The candidates of one question as numbers."""

    features: NDArray[np.float32]
    right: NDArray[np.bool_]
    question: QuestionView
    answerable: bool


def samples(store: Store) -> Iterator[Sample]:
    """Every question of the store with its candidates measured."""
    matcher = Matcher(store.entries, Aliases(()), load_background(), None)
    for ask in store.asks:
        trial = matcher.trial(ask.text)
        if trial is None:
            continue
        right = np.array([matcher.entry(place).id in ask.gold for place in trial.places])
        order = np.argsort(-trial.ranks, kind="stable")
        kept = np.unique(np.concatenate([order[:MOST_RIVALS], np.flatnonzero(right)]))
        yield Sample(trial.features[kept], right[kept], trial.question, bool(ask.gold))


def fit_ranker(found: list[Sample], start: Array, rounds: int = 300, decay: float = 1e-2) -> Array:
    """Weights, not far from the start, under which the right candidate of each question stands out (a conditional
    logit)."""
    usable = [s for s in found if s.right.any() and not s.right.all()]
    width = max(len(s.right) for s in usable)
    table = np.zeros((len(usable), width, len(NAMES) + 1), np.float32)
    right, mask = np.zeros((len(usable), width), bool), np.zeros((len(usable), width), bool)
    for n, sample in enumerate(usable):
        size = len(sample.right)
        table[n, :size] = with_constant(sample.features.astype(np.float64))
        right[n, :size], mask[n, :size] = sample.right, True
    scale = table[mask].std(axis=0) + 1e-3
    table /= scale
    importance = np.full(len(usable), 1 / len(usable))
    weights, first, second = start * scale, np.zeros(table.shape[2]), np.zeros(table.shape[2])
    for step in range(1, rounds + 1):
        logits = np.where(mask, table @ weights.astype(np.float32), -1e9).astype(np.float64)
        share = np.exp(logits - logits.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        among = share * right
        among /= np.maximum(among.sum(axis=1, keepdims=True), 1e-12)
        slope = np.einsum("nc,ncf->f", ((share - among) * importance[:, None]).astype(np.float32), table) + decay * (
            weights - start * scale
        )
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        weights -= 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return np.asarray(weights / scale)


def fit_probability(table: Array, right: Array, importance: Array, start: Array, decay: float = 100.0) -> Array:
    """Logistic regression by Newton steps, held to the start by `decay`."""
    scale = table.std(axis=0) + 1e-3
    scale[-1] = 1.0
    scaled = table / scale
    held = np.full(table.shape[1], decay)
    anchor = start * scale
    weights = anchor.copy()

    def loss(candidate: Array) -> float:
        logits = scaled @ candidate
        fit = importance * (np.logaddexp(0, logits) - right * logits)
        return float(fit.sum() + (held * (candidate - anchor) ** 2).sum() / 2)

    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(scaled @ weights, -30, 30)))
        slope = scaled.T @ (importance * (chance - right)) + held * (weights - anchor)
        curve = (scaled * (importance * chance * (1 - chance))[:, None]).T @ scaled + np.diag(held)
        step = np.linalg.solve(curve, slope)
        before, size = loss(weights), 1.0
        while loss(weights - size * step) > before and size > 1e-4:
            size /= 2
        weights = weights - size * step
    return np.asarray(weights / scale)


def probability_rows(found: list[Sample], ranker: Array) -> tuple[Array, Array, Array]:
    """The best two candidates of each question with their extras; whether they are right; how much they count."""
    rows, right, importance = [], [], []
    for sample in found:
        ranks = with_constant(sample.features.astype(np.float64)) @ ranker
        order = np.argsort(-ranks, kind="stable")
        table = with_extra(sample.features, ranks, sample.question)
        for n, weight in zip(order[:2], (1.0, 0.25), strict=False):
            rows.append(table[n])
            right.append(float(sample.right[n]))
            importance.append(weight * (WEIGHT_OF_RIGHT if sample.right[n] else 1.0))
    return np.array(rows), np.array(right), np.array(importance)


def drawn(worlds: list[World], draws: int, seed: int) -> list[Sample]:
    """The questions of stores drawn from the worlds, measured."""
    return [sample for store in world_stores(worlds, draws, seed) for sample in samples(store)]


def fitted(found: list[Sample], start: Model) -> tuple[Array, Array]:
    """The weights of the ranker and of the probability."""
    ranker = fit_ranker(found, start.curated_ranker)
    return ranker, fit_probability(*probability_rows(found, ranker), start.curated_probability)


def judge(found: Iterable[Sample], ranker: Array, probability: Array) -> dict[str, float]:
    """How fitted models do by themselves, before the rules of `matcher`."""
    scores, rights, asked = [], [], []
    for sample in found:
        ranks = with_constant(sample.features.astype(np.float64)) @ ranker
        top = int(np.argmax(ranks))
        row = with_extra(sample.features, ranks, sample.question)[top]
        scores.append(float(1 / (1 + np.exp(-row @ probability))))
        rights.append(bool(sample.right[top]))
        asked.append(sample.answerable)
    score, right, answerable = np.array(scores), np.array(rights), np.array(asked)
    figures = {"questions": float(len(scores)), "first_right": round(float(right[answerable].mean()), 4)}
    for least in (0.7, 0.8, 0.9):
        answered = score >= least
        figures[f"answered_right_at_{least}"] = round(float((answered & right)[answerable].mean()), 4)
        figures[f"precision_at_{least}"] = round(float(right[answered].mean()), 4) if answered.any() else 1.0
    return figures


def main(arguments: list[str] | None = None) -> int:
    """Fit, print the figures on worlds that were not fitted on, and write the weights fitted on all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("worlds", type=Path)
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="the file to renew")
    options = parser.parse_args(arguments)
    worlds = read_worlds(options.worlds)
    start = load_model(START)
    halves = [drawn(worlds[first::2], DRAWS, first) for first in (0, 1)]
    unseen = [judge(halves[1 - n], *fitted(halves[n], start)) for n in (0, 1)]
    ranker, probability = fitted([*halves[0], *halves[1]], start)
    kept = json.loads(options.weights.read_text(encoding="utf-8"))
    kept["curated_ranker"] = _named(ranker, list(NAMES))
    kept["curated_probability"] = _named(probability, [*NAMES, *EXTRA])
    kept["figures"]["unseen_half_of_the_worlds"] = unseen
    options.weights.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(unseen, indent=1) + "\n")
    return 0


def _named(weights: Array, names: list[str]) -> dict[str, float]:
    return {name: round(float(weight), 5) for name, weight in zip([*names, "constant"], weights, strict=True)}


if __name__ == "__main__":
    raise SystemExit(main())
