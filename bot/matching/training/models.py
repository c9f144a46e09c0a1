"""The two small models of `matching.model`, fitted on questions whose answers are known.

For entries with listed questions and for those without there is a ranker and an estimate each. The two rankers are put
on one scale, as a store may hold entries of both sorts.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.matching.features import ALL_NAMES
from bot.matching.model import EXTRA, Array, ModelPart, Net, is_curated, with_extra
from bot.matching.training.boosting import fit_trees
from bot.matching.training.optimiser import Groups, fit_probability, fit_ranker, with_hidden
from bot.matching.training.samples import TrainingSample
from bot.matching.trees import Trees

Marks: TypeAlias = NDArray[np.bool_]

SHARE_OF_SECOND = 0.25  # how much the second candidate of a question counts beside the first
MOST_RANKED = 5_000  # answerable questions of a kind from which a ranker learns
WEIGHT_OF_KIND = 4_000.0  # of all questions of one kind together, as if it had so many
KINDS = {"roles": 0.15, "beside": 0.7, "logs": 0.5, "cases": 5.0, "clinc": 1.4, "banking": 1.4}
"""Kinds that count less, as they are small or of one purpose, or more."""
NEAR_MISSES = {"cases": 0.6}  # kinds whose unanswerable questions are nearer than people's, and so count less
LINEAR = 1 / 3  # how much the linear model counts beside the trees, before both become a probability
COLUMNS = [*ALL_NAMES, *EXTRA]


class Rows(NamedTuple):
    """The best candidates of each question, for an estimate to learn from."""

    table: Array  # (rows, COLUMNS)
    right: Array
    importance: Array


def fit_part(found: Sequence[TrainingSample]) -> tuple[ModelPart, dict[str, Any]]:
    """Fit all weights for stores with sentence vectors or without; give them also as `weights.json` has them."""
    curated_ranker, ranker = fit_rankers(found)
    curated, bare = probability_rows(found, curated_ranker, ranker)
    estimates = [fit_probability(*rows, np.zeros(len(COLUMNS) + 1), decay=20.0) * LINEAR for rows in (curated, bare)]
    trees = [fit_trees(*rows, COLUMNS, share=1 - LINEAR) for rows in (curated, bare)]
    curated_estimate, estimate = map(Net.of_linear, estimates)
    curated_trees, bare_trees = (Trees.read(written, COLUMNS) for written in trees)
    part = ModelPart(ranker, estimate, curated_ranker, curated_estimate, bare_trees, curated_trees)
    return part, {
        "ranker": named(ranker), "probability": named(estimate), "trees": trees[1],
        "curated_ranker": named(curated_ranker), "curated_probability": named(curated_estimate),
        "curated_trees": trees[0],
    }  # fmt: skip


def fit_rankers(found: Sequence[TrainingSample]) -> tuple[Net, Net]:
    """Fit the ranker of entries with phrasings and that of entries without, on one scale."""
    asked = _evenly(found)
    curated, bare = (_fit_ranker(asked, among) for among in (is_curated, lambda table: ~is_curated(table)))
    return curated, _on_one_scale(bare, curated, asked)


def _fit_ranker(found: Iterable[TrainingSample], among: Callable[[NDArray[np.float32]], Marks]) -> Net:
    groups = Groups.of([(s.features[which], s.right[which]) for s in found if (which := among(s.features)).any()])
    if not len(groups.table):
        raise SystemExit("there must be questions on entries with phrasings, and on entries without")
    return with_hidden(groups, fit_ranker(groups, np.zeros(len(ALL_NAMES)), decay=1e-3), epochs=12)


def _on_one_scale(bare: Net, curated: Net, found: Iterable[TrainingSample]) -> Net:
    """Stretch and lift the ranker of entries without phrasings so that in stores of both sorts the right one leads."""
    mixed = []
    for sample in found:
        listed = is_curated(sample.features)
        if listed.any() and not listed.all():
            table = sample.features.astype(np.float64)
            values = np.where(listed, curated.value(table), 0.0), np.where(listed, 0.0, bare.value(table)), ~listed
            mixed.append((np.stack(values, axis=1).astype(np.float32), sample.right))
    if not mixed:
        return bare
    unit, stretch, lift = fit_ranker(Groups.of(mixed), np.array([1.0, 1.0, 0.0]), decay=1e-4)
    linear = bare.linear * stretch / unit
    linear[-1] += lift / unit
    return Net(linear, bare.scale, bare.centre, bare.inner, bare.bias, bare.outer * stretch / unit)


def _evenly(found: Iterable[TrainingSample]) -> list[TrainingSample]:
    """Give the answerable questions, of each kind at most so many, so that none outweighs the others."""
    kinds: defaultdict[str, list[TrainingSample]] = defaultdict(list)
    for sample in found:
        if sample.answerable:
            kinds[sample.kind].append(sample)
    return [s for kind in kinds.values() for s in kind[:: math.ceil(len(kind) / MOST_RANKED)]]


def probability_rows(found: Sequence[TrainingSample], curated: Net, bare: Net) -> tuple[Rows, Rows]:
    """Give the best candidates of each question with their extras: those with phrasings, and those without."""
    sizes = Counter((sample.kind, sample.answerable) for sample in found)
    rows: tuple[list[tuple[Array, bool, float]], list[tuple[Array, bool, float]]] = ([], [])
    for sample in found:
        listed, values = is_curated(sample.features), sample.features.astype(np.float64)
        ranks = np.where(listed, curated.value(values), bare.value(values))
        table = with_extra(sample.features, ranks)
        share = WEIGHT_OF_KIND * KINDS.get(sample.kind, 1.0) / 2 / sizes[sample.kind, sample.answerable]
        share *= 1.0 if sample.answerable else NEAR_MISSES.get(sample.kind, 1.0)
        for n, weight in zip(np.argsort(-ranks, kind="stable"), (1.0, SHARE_OF_SECOND), strict=False):
            rows[int(not listed[n])].append((table[n], bool(sample.right[n]), weight * share))
    return _rows(rows[0]), _rows(rows[1])


def _rows(found: Iterable[tuple[Array, bool, float]]) -> Rows:
    table, right, importance = zip(*found, strict=True)
    return Rows(np.array(table), np.array(right, np.float64), np.array(importance))


def judged(found: Iterable[TrainingSample], part: ModelPart) -> dict[str, float]:
    """Give shares of the answerable, and precisions as if half of all questions were answerable."""
    rows = []
    for sample in found:
        ranks = part.rank(sample.features)
        top = int(np.argmax(ranks))
        rows.append((part.probabilities(sample.features, ranks, [top])[0], sample.right[top], sample.answerable))
    score, right, answerable = (np.array(column) for column in zip(*rows, strict=True))
    figures = {"questions": float(len(score)), "first_right": float(right[answerable].mean())}
    weights = np.where(answerable, 1.0, answerable.sum() / max(1, (~answerable).sum()))
    above = score[answerable][:, None] - score[~answerable][None, :]
    figures["auroc"] = float((above > 0).mean() + (above == 0).mean() / 2)
    for least in (0.7, 0.8, 0.85, 0.9):
        given = score >= least
        figures[f"answered_right_at_{least}"] = float((given & right)[answerable].mean())
        figures[f"precision_at_{least}"] = float((weights * right)[given].sum() / max(1e-9, weights[given].sum()))
    return {name: round(value, 4) for name, value in figures.items()}


def named(net: Net) -> dict[str, object]:
    """Give the weights by the names of the features, as `matching.model.load_model` reads them."""
    names = COLUMNS[: len(net.linear) - 1]
    pairs = zip([*names, "constant"], net.linear, strict=True)
    section: dict[str, object] = {"linear": {name: round(float(weight), 5) for name, weight in pairs}}
    if len(net.bias):
        hidden = {"scale": net.scale, "centre": net.centre, "inner": net.inner, "bias": net.bias, "outer": net.outer}
        section["hidden"] = {"features": names} | {name: array.round(5).tolist() for name, array in hidden.items()}
    return section
