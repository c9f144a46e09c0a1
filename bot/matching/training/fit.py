"""Fit the weights on stores of the kind that people have.

    python -m bot.matching.training.fit --stores LABEL=FILE ... [--quiz FILE ...]

Each FILE holds phrasings, facts with questions of strangers, or small worlds (see `stores` and `synthetic_data`); files
of one LABEL are one kind of store, and every kind counts the same, as do questions that a store answers and questions
that it does not. The figures, printed and kept in `weights.json`, are those of each kind judged by a fit on all
the others. The shipped weights are then fitted on all kinds, with and without sentence vectors.

Each quiz FILE holds bare sentences and questions (see `question_sets`); from them come the weights for entries without
phrasings. Without one those weights stay. Same data, same weights. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import ALL_NAMES
from bot.matching.scoring import EXTRA, WEIGHTS, Array, Net, load_model, with_extra
from bot.matching.training.boosting import fit_trees
from bot.matching.training.optimiser import Groups, fit_probability, fit_ranker, with_hidden
from bot.matching.training.samples import Sample, of_file, of_quiz
from bot.matching.trees import Trees

Marks: TypeAlias = NDArray[np.bool_]

DRAWS = 10  # stores drawn from a file
SHARE_OF_SECOND = 0.25  # how much the second candidate of a question counts beside the first
MOST_RANKED = 5_000  # answerable questions of a kind from which the ranker learns
WEIGHT_OF_KIND = 4_000.0  # of all questions of one kind together, as if it had so many
KINDS = {"roles": 0.15, "beside": 0.3, "logs": 0.5, "cases": 3.0, "clinc": 1.4, "banking": 1.4}
"""Kinds that count less, as they are small or of one purpose, or more."""
NEAR_MISSES = {"cases": 0.6}  # kinds whose unanswerable questions are nearer than people's, and so count less
LINEAR = 1 / 3  # how much the linear model counts beside the trees, before both become a probability
_COLUMNS = [*ALL_NAMES, *EXTRA]


def probability_rows(found: Sequence[Sample], ranker: Net, *, balanced: bool) -> tuple[Array, Array, Array]:
    """Give the best candidates of each question with their extras; whether they are right; how much they count."""
    rows, right, importance = [], [], []
    sizes = Counter((sample.label, sample.answerable) for sample in found)
    for sample in found:
        ranks = ranker.value(sample.features.astype(np.float64))
        table = with_extra(sample.features, ranks)
        share = 1.0
        if balanced:
            share = WEIGHT_OF_KIND * KINDS.get(sample.label, 1.0) / 2 / sizes[sample.label, sample.answerable]
            share *= 1.0 if sample.answerable else NEAR_MISSES.get(sample.label, 1.0)
        for n, weight in zip(np.argsort(-ranks, kind="stable"), (1.0, SHARE_OF_SECOND), strict=False):
            rows.append(table[n])
            right.append(float(sample.right[n]))
            importance.append(weight * share)
    return np.array(rows), np.array(right), np.array(importance)


def fit_bare(found: list[Sample], judging: str) -> dict[str, Net]:
    """Fit ranker and probability for entries without phrasings; the latter on the file `judging`."""
    groups = Groups.of([(sample.features, sample.right) for sample in found])
    ranker = with_hidden(groups, fit_ranker(groups, np.zeros(len(ALL_NAMES)), decay=1e-3))
    judged = [sample for sample in found if sample.label.split(",")[0] == judging]
    rows, right, _ = probability_rows(judged, ranker, balanced=False)
    first = np.arange(len(rows)) % 2 == 0
    counts, start = np.ones(int(first.sum())), np.zeros(len(_COLUMNS) + 1)
    estimate = fit_probability(rows[first], right[first], counts, start, decay=1.0)
    return {"ranker": ranker, "probability": Net.of_linear(estimate)}


def fit_curated(found: list[Sample], bare: Net) -> tuple[Net, Net, dict[str, Any]]:
    """Fit ranker, probability and trees for entries with phrasings; `bare` ranks those without."""
    asked = _evenly(found)
    groups = Groups.of([(sample.features, sample.right) for sample in asked])
    ranker = with_hidden(groups, fit_ranker(groups, np.zeros(len(ALL_NAMES)), decay=1e-3), epochs=12)
    ranker = _levelled(ranker, bare, np.concatenate([sample.features[sample.right] for sample in asked]))
    rows = probability_rows(found, ranker, balanced=True)
    linear = fit_probability(*rows, np.zeros(len(_COLUMNS) + 1), decay=20.0)
    trees = fit_trees(*rows, _COLUMNS, share=1 - LINEAR)
    return ranker, Net.of_linear(linear * LINEAR), trees


def _levelled(ranker: Net, other: Net, rows: NDArray[np.float32]) -> Net:
    """Lift a ranker, whose constant no fit knows, so that on average it gives the rows what another gives them: the two
    are compared in a store of which some entries have phrasings and some do not."""
    table = rows.astype(np.float64)
    linear = ranker.linear.copy()
    linear[-1] += float((other.value(table) - ranker.value(table)).mean())
    return replace(ranker, linear=linear)


def _evenly(found: Sequence[Sample]) -> list[Sample]:
    """Give the answerable questions, of each kind at most so many, so that none outweighs the others."""
    kinds: defaultdict[str, list[Sample]] = defaultdict(list)
    for sample in found:
        if sample.answerable:
            kinds[sample.label].append(sample)
    return [s for kind in kinds.values() for s in kind[:: math.ceil(len(kind) / MOST_RANKED)]]


def estimates(found: Iterable[Sample], fitted: tuple[Net, Net, dict[str, Any]]) -> tuple[Array, Marks, Marks]:
    """Give each question's first score, whether that candidate is right, and whether the question has an answer."""
    ranker, estimate, trees = fitted[0], fitted[1], Trees.read(fitted[2], _COLUMNS)
    rows = []
    for sample in found:
        ranks = ranker.value(sample.features.astype(np.float64))
        top = int(np.argmax(ranks))
        table = with_extra(sample.features, ranks)[top : top + 1]
        logit = float((estimate.value(table) + trees.total(table))[0])
        rows.append((1 / (1 + np.exp(-logit)), bool(sample.right[top]), sample.answerable))
    scores, right, answerable = zip(*rows, strict=True)
    return np.array(scores), np.array(right, np.bool_), np.array(answerable, np.bool_)


def figures(score: Array, right: Marks, answerable: Marks) -> dict[str, float]:
    """Give shares of the answerable, and precisions as if half of all questions were answerable."""
    found = {"questions": float(len(score)), "first_right": float(right[answerable].mean())}
    weights = np.where(answerable, 1.0, answerable.sum() / max(1, (~answerable).sum()))
    above = score[answerable][:, None] - score[~answerable][None, :]
    found["auroc"] = float((above > 0).mean() + (above == 0).mean() / 2)
    for least in (0.7, 0.8, 0.85, 0.9):
        answered = score >= least
        found[f"answered_right_at_{least}"] = float((answered & right)[answerable].mean())
        found[f"precision_at_{least}"] = float((weights * right)[answered].sum() / max(1e-9, weights[answered].sum()))
    return {name: round(value, 4) for name, value in found.items()}


def gather(
    pairs: Sequence[tuple[str, Path]], quizzes: Sequence[Path], workers: int
) -> tuple[list[Sample], list[list[Sample]]]:
    """Ask all stores and quizzes, in several processes."""
    with ProcessPoolExecutor(workers) as pool:
        files = [pool.submit(of_file, label, path, DRAWS) for label, path in pairs]
        parts = [pool.submit(of_quiz, path, part) for path in quizzes for part in ("tune", "check")]
        found = [sample for future in files for sample in future.result()]
        return found, [future.result() for future in parts]


def main(arguments: list[str] | None = None) -> int:
    """Fit, print the figures, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--stores", action="append", default=[], metavar="LABEL=FILE")
    parser.add_argument("--quiz", type=Path, action="append", default=[])
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="the file to renew")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(arguments)
    kept: dict[str, Any] = json.loads(options.weights.read_text(encoding="utf-8"))
    pairs = [(label, Path(path)) for label, _, path in (pair.partition("=") for pair in options.stores)]
    found, quizzes = gather(pairs, options.quiz, options.workers)
    model = load_model(options.weights)
    report: dict[str, Any] = kept.setdefault("figures", {})
    variants = {"with_vectors": found, "without_vectors": [sample.without_vectors() for sample in found]}
    bare = {variant: model.part(variant == "with_vectors").ranker for variant in variants}
    for variant, samples in variants.items():
        if samples:
            ranker, estimate, trees = fit_curated(samples, bare[variant])
            kept[variant] |= {
                "curated_ranker": named(ranker),
                "curated_probability": named(estimate),
                "curated_trees": trees,
            }
        if quizzes:
            asked = [sample for part in quizzes for sample in part]
            nets = fit_bare(
                asked if variant == "with_vectors" else [sample.without_vectors() for sample in asked],
                options.quiz[0].stem,
            )
            kept[variant] |= {name: named(net) for name, net in nets.items()}
    _write(options.weights, kept)
    labels = dict.fromkeys(label for label, _ in pairs)
    for variant, samples in variants.items() if len(labels) > 1 else ():
        for label in labels:
            others = fit_curated([sample for sample in samples if sample.label != label], bare[variant])
            told = figures(*estimates([sample for sample in samples if sample.label == label], others))
            report.setdefault(f"{variant}, each kind judged by a fit on the others", {})[label] = told
            sys.stdout.write(f"{variant} {label} {json.dumps(told)}\n")
            sys.stdout.flush()
    _write(options.weights, kept)
    return 0


def _write(file: Path, kept: dict[str, Any]) -> None:
    file.write_text(json.dumps(kept, separators=(",", ":")) + "\n", encoding="utf-8")
    load_model.cache_clear()  # it would give what the file held before


def named(net: Net) -> dict[str, object]:
    """Give the weights by the names of the features, as `scoring.load_model` reads them."""
    names = _COLUMNS[: len(net.linear) - 1]
    pairs = zip([*names, "constant"], net.linear, strict=True)
    section: dict[str, object] = {"linear": {name: round(float(weight), 5) for name, weight in pairs}}
    if len(net.bias):
        hidden = {"scale": net.scale, "centre": net.centre, "inner": net.inner, "bias": net.bias, "outer": net.outer}
        section["hidden"] = {"features": names} | {name: array.round(5).tolist() for name, array in hidden.items()}
    return section


if __name__ == "__main__":
    raise SystemExit(main())
