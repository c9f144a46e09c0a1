"""Fit the weights on questions whose answers are known: `python -m bot.matching.fit WORLDS [QUIZ ...]`.

WORLDS is a text file of small worlds of entries with curated questions (`tests/benchmarks/matching_worlds.txt`). From
it come the weights for curated entries; the fit starts from `weights_start.json`, an earlier fit on larger data that is
not part of the package, and is held to it. Each QUIZ is a JSON file of bare sentences and questions (see `quizzes`).
From all of them come the weights for entries without curated questions, from the first the probability; without a QUIZ
those weights stay. Figures are printed and kept in the weights file: of fits on one part of the data, measured on the
other. The shipped weights are then fitted on all; same data, same weights.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.matching.encoder import Encoder, load_encoder
from bot.matching.features import ALL_NAMES
from bot.matching.matcher import Matcher
from bot.matching.packing import pack
from bot.matching.scoring import EXTRA, START, WEIGHTS, Array, Net, load_model, with_extra
from bot.matching.training.optimiser import Groups, fit_probability, fit_ranker, with_hidden
from bot.matching.training.question_sets import quiz_stores, read_quiz
from bot.matching.training.stores import read_stores
from bot.matching.training.synthetic_data import Store, World, read_worlds, world_stores
from bot.matching.vectors import load_background
from bot.matching.views import Aliases

RIVALS = 40  # candidates of one question that are kept
RIVALS_IN_WORLDS = 12
DRAWS = 32  # stores drawn from each half of the worlds
WEIGHT_OF_RIGHT = 3.0  # a right candidate counts so much more: questions to worlds are far more often unanswerable


@dataclass(slots=True)
class Sample:
    """The candidates of one question as numbers."""

    label: str
    features: NDArray[np.float32]
    right: NDArray[np.bool_]
    answerable: bool


def samples(label: str, store: Store, rivals: int) -> Iterator[Sample]:
    """Every question of the store with its candidates measured."""
    matcher = Matcher(store.entries, Aliases(()), load_background(), None)
    encoder = load_encoder()
    if encoder is None:
        raise SystemExit("the encoder cannot be used: see data/README.md")
    matcher.take_vectors(np.stack([_vector(text, encoder) for text in matcher.texts()]), encoder)
    for ask in store.asks:
        trial = matcher.trial(ask.text)
        if trial is None:
            continue
        right = np.array([matcher.entry(place).id in ask.gold for place in trial.places])
        order = np.argsort(-trial.ranks, kind="stable")
        kept = np.unique(np.concatenate([order[:rivals], np.flatnonzero(right)]))
        yield Sample(label, trial.measured.features[kept], right[kept], bool(ask.gold))


_VECTORS: dict[str, NDArray[np.int8]] = {}


def _vector(text: str, encoder: Encoder) -> NDArray[np.int8]:
    if text not in _VECTORS:
        _VECTORS[text] = pack(encoder.encode([text]))[0]
    return _VECTORS[text]


def quiz_samples(path: Path, part: str) -> list[Sample]:
    """The questions of one part of a file, asked of the full store and of small ones."""
    stores = quiz_stores(read_quiz(path, part), seed=1 if part == "tune" else 2)
    return [sample for label, store in stores for sample in samples(label, store, RIVALS)]


def world_samples(worlds: list[World], seed: int) -> list[Sample]:
    """The questions of stores drawn from the worlds."""
    return [s for store in world_stores(worlds, DRAWS, seed) for s in samples("worlds", store, RIVALS_IN_WORLDS)]


def probability_rows(
    found: Iterable[Sample], ranker: Net, best: Sequence[float], of_right: float
) -> tuple[Array, Array, Array]:
    """The best candidates of each question with their extras; whether they are right; how much they count."""
    rows, right, importance = [], [], []
    for sample in found:
        ranks = ranker.value(sample.features.astype(np.float64))
        order = np.argsort(-ranks, kind="stable")
        table = with_extra(sample.features, ranks, sample.question)
        for n, weight in zip(order, best, strict=False):
            rows.append(table[n])
            right.append(float(sample.right[n]))
            importance.append(weight * (of_right if sample.right[n] else 1.0))
    return np.array(rows), np.array(right), np.array(importance)


def fit_bare(found: list[Sample], judging: str) -> tuple[Net, Net]:
    """The ranker and the probability for entries without curated questions; the latter from the file `judging`."""
    groups = Groups.of([(sample.features, sample.right) for sample in found])
    ranker = with_hidden(groups, fit_ranker(groups, np.zeros(len(NAMES)), decay=1e-3))
    judged = [sample for sample in found if sample.label.split(",")[0] == judging]
    rows = probability_rows(judged, ranker, (1.0,), 1.0)
    return ranker, Net.of_linear(fit_probability(*rows, np.zeros(len(NAMES) + len(EXTRA) + 1), decay=1.0))


def fit_curated(found: list[Sample], start: tuple[Net, Net]) -> tuple[Net, Net]:
    """The same for entries with curated questions, held to an earlier fit."""
    groups = Groups.of([(sample.features, sample.right) for sample in found])
    linear = fit_ranker(groups, start[0].linear[:-1])
    ranker = Net.of_linear(np.append(linear, start[0].linear[-1]))
    rows = probability_rows(found, ranker, (1.0, 0.25), WEIGHT_OF_RIGHT)
    return ranker, Net.of_linear(fit_probability(*rows, start[1].linear))


def judge(found: Iterable[Sample], ranker: Net, probability: Net) -> dict[str, dict[str, float]]:
    """How fitted models do by themselves, before the word rules, by label."""
    results: dict[str, list[tuple[float, bool, bool]]] = {}
    for sample in found:
        ranks = ranker.value(sample.features.astype(np.float64))
        top = int(np.argmax(ranks))
        logit = probability.value(with_extra(sample.features, ranks, sample.question)[top : top + 1])[0]
        score = float(1 / (1 + np.exp(-logit)))
        results.setdefault(sample.label, []).append((score, bool(sample.right[top]), sample.answerable))
    return {
        label: _figures(*(np.array(column) for column in zip(*rows, strict=True))) for label, rows in results.items()
    }


def _figures(score: Array, right: NDArray[np.bool_], answerable: NDArray[np.bool_]) -> dict[str, float]:
    figures = {"questions": float(len(score)), "first_right": round(float(right[answerable].mean()), 4)}
    if not answerable.all():
        above = score[answerable][:, None] - score[~answerable][None, :]
        figures["auroc"] = round(float((above > 0).mean() + (above == 0).mean() / 2), 4)
    for least in (0.7, 0.8, 0.9):
        answered = score >= least
        figures[f"answered_right_at_{least}"] = round(float((answered & right)[answerable].mean()), 4)
        figures[f"precision_at_{least}"] = round(float(right[answered].mean()), 4) if answered.any() else 1.0
    return figures


def main(arguments: list[str] | None = None) -> int:
    """Fit, print the figures, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("worlds", type=Path)
    parser.add_argument("quizzes", type=Path, nargs="*")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="the file to renew")
    options = parser.parse_args(arguments)
    kept = json.loads(options.weights.read_text(encoding="utf-8"))
    figures: dict[str, object] = kept["figures"]
    if options.quizzes:
        judging = options.quizzes[0].stem
        with ProcessPoolExecutor() as pool:
            parts = [
                [s for found in pool.map(quiz_samples, options.quizzes, [part] * len(options.quizzes)) for s in found]
                for part in ("tune", "check")
            ]
        figures["bare, fitted on tune, measured on check"] = judge(parts[1], *fit_bare(parts[0], judging))
        kept["ranker"], kept["probability"] = map(_named, fit_bare([*parts[0], *parts[1]], judging))
    worlds = read_worlds(options.worlds)
    earlier = load_model(START)
    start = earlier.curated_ranker, earlier.curated_probability
    halves = [world_samples(worlds[first::2], first) for first in (0, 1)]
    figures["curated, fitted on one half of the worlds, measured on the other"] = [
        judge(halves[1 - n], *fit_curated(halves[n], start))["worlds"] for n in (0, 1)
    ]
    kept["curated_ranker"], kept["curated_probability"] = map(_named, fit_curated([*halves[0], *halves[1]], start))
    options.weights.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    return 0


def _named(net: Net) -> dict[str, object]:
    """The weights by the names of the features, as `scoring.load_model` reads them."""
    names = [*NAMES, *EXTRA][: len(net.linear) - 1]
    pairs = zip([*names, "constant"], net.linear, strict=True)
    section: dict[str, object] = {"linear": {name: round(float(weight), 5) for name, weight in pairs}}
    if len(net.bias):
        hidden = {"scale": net.scale, "centre": net.centre, "inner": net.inner, "bias": net.bias, "outer": net.outer}
        section["hidden"] = {"features": names} | {name: array.round(5).tolist() for name, array in hidden.items()}
    return section


if __name__ == "__main__":
    raise SystemExit(main())
