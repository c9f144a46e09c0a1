"""Fit the weights on questions whose answers are known: `python -m bot.matching.fit DATA... [--out weights.json]`.

A data file is JSON, of `facts` (texts) and `questions` (each with `question`, `facts`: the places of the facts that
answer, and `part`: tune or check), or a text file of small worlds (see `tests/benchmarks/matching_worlds.txt`).
Stores of several sizes are drawn from each file, with and without curated questions, of mixed and of one subject, and
asked what they hold and what they don't. Same data, same weights, to the last digit.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.matching.drawing import Collection, Store, read_worlds, world_stores
from bot.matching.features import NAMES
from bot.matching.matcher import Matcher
from bot.matching.scoring import EXTRA, WEIGHTS, spread, with_extra
from bot.matching.vectors import load_background
from bot.matching.views import Aliases, QuestionView

Array = NDArray[np.float64]
MOST_RIVALS = 12  # candidates of one question that the ranker learns from
PRECISION = 0.95
IMPORTANCE = {"whole": 1.0, "plain": 1.0, "curated": 0.7, "worlds": 1.0}


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
        yield Sample(
            trial.features[kept], right[kept], trial.question, IMPORTANCE[store.sort], store.sort, bool(ask.gold)
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
        slope = (
            np.einsum("nc,ncf->f", ((share - among) * importance[:, None]).astype(np.float32), table) + decay * weights
        )
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        weights -= 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return np.asarray(weights / scale)


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


def judge(
    found: list[Sample], ranker: Array, probability: Array
) -> tuple[dict[str, dict[str, float]], list[tuple[float, bool]]]:
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
        scores, rights, asked = (np.array(column) for column in zip(*judged, strict=True))
        answered = scores >= 0.8
        figures[sort] = {
            "questions": len(judged),
            "first_right": round(float(rights[asked].mean()), 4),
            "answered_right_at_0.8": round(float((answered & rights)[asked].mean()), 4),
            "precision_at_0.8": round(float(rights[answered].mean()), 4) if answered.any() else 1.0,
            "log_loss": round(float(-np.log(np.clip(np.where(rights, scores, 1 - scores), 1e-9, 1)).mean()), 4),
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


def _stores(path: Path, parts: tuple[str, ...], draws: int) -> Iterator[Store]:
    if path.suffix == ".txt":
        return world_stores(read_worlds(path), 2 * draws, 0)
    return Collection(path, parts).stores(draws, 0)


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
        for store in _stores(path, tuple(options.parts.split(",")), options.draws):
            found.extend(samples(store))
        sys.stderr.write(f"{path.name}: {len(found)} questions so far\n")
    ranker = fit_ranker(found)
    rows, right, importance, _ = probability_rows(found, ranker)
    probability = fit_probability(rows, right, importance)
    figures, judged = judge(found, ranker, probability)
    report = {
        "ranker": _named(ranker, list(NAMES)),
        "probability": _named(probability, [*NAMES, *EXTRA]),
        "thresholds": {"answer": 0.93, "suggest": 0.3},
        "figures": {
            "fitted_on": [path.name for path in options.data],
            "by_store": figures,
            "answer_at_95": threshold(judged, PRECISION),
        },
    }
    options.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(report["figures"], indent=1) + "\n")
    return 0


def _named(weights: Array, names: list[str]) -> dict[str, float]:
    doubled = [*names, *(f"{name}*curated" for name in names), "constant"]
    return {name: round(float(weight), 5) for name, weight in zip(doubled, weights, strict=True)}


if __name__ == "__main__":
    raise SystemExit(main())
