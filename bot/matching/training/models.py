"""Fit the two small models of `matching.model` on questions with known answers.

There is one ranker and one probability estimate for entries with listed questions, and one of each for entries without.
The two rankers are put on one scale, because a store may contain both sorts of entries.
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

SHARE_OF_SECOND = 0.25  # weight of the second candidate of a question; the first has weight 1
MOST_RANKED = 5_000  # maximum answerable questions of a kind from which a ranker learns
WEIGHT_OF_KIND = 4_000.0  # total weight of the questions of one kind, as if it had so many
KINDS = {"roles": 0.15, "beside": 0.7, "logs": 0.5, "cases": 5.0, "clinc": 1.4, "banking": 1.4}
"""Factors of `WEIGHT_OF_KIND`: below 1 for kinds that are small or have a special purpose, above 1 for others."""
NEAR_MISSES = {"cases": 0.6}
"""Factors for kinds whose unanswerable questions are closer to the facts than those that people ask."""
LINEAR = 1 / 3  # share of the linear model in the logit; the trees have the rest
COLUMNS = [*ALL_NAMES, *EXTRA]


class Rows(NamedTuple):
    """The best candidates of each question, from which a probability estimate learns."""

    table: Array  # (rows, COLUMNS)
    right: Array  # (rows): 1 if the candidate answers the question, else 0
    importance: Array  # (rows): the weight of each


def fit_part(samples: Sequence[TrainingSample]) -> tuple[ModelPart, dict[str, Any]]:
    """Fit all weights for stores with or without sentence vectors; return them also in the format of `weights.json`.

    Raises SystemExit if there are no questions on entries with phrasings, or none on entries without.
    """
    curated_ranker, ranker = fit_rankers(samples)
    curated, bare = probability_rows(samples, curated_ranker, ranker)
    estimates = [fit_probability(*rows, np.zeros(len(COLUMNS) + 1), decay=20.0) * LINEAR for rows in (curated, bare)]
    trees = [fit_trees(*rows, COLUMNS, share=1 - LINEAR) for rows in (curated, bare)]
    curated_estimate, estimate = map(Net.of_linear, estimates)
    curated_trees, bare_trees = (Trees.read(fitted, COLUMNS) for fitted in trees)
    part = ModelPart(ranker, estimate, curated_ranker, curated_estimate, bare_trees, curated_trees)
    return part, {
        "ranker": named(ranker), "probability": named(estimate), "trees": trees[1],
        "curated_ranker": named(curated_ranker), "curated_probability": named(curated_estimate),
        "curated_trees": trees[0],
    }  # fmt: skip


def fit_rankers(samples: Sequence[TrainingSample]) -> tuple[Net, Net]:
    """Fit the ranker of entries with phrasings and the ranker of entries without, on one scale.

    Raises SystemExit if there are no questions for one of them.
    """
    selected = _evenly(samples)
    curated, bare = (_fit_ranker(selected, among) for among in (is_curated, lambda table: ~is_curated(table)))
    return curated, _on_one_scale(bare, curated, selected)


def _fit_ranker(samples: Iterable[TrainingSample], among: Callable[[NDArray[np.float32]], Marks]) -> Net:
    """Fit a ranker on those candidates for which `among` is true. Raises SystemExit if there are none."""
    groups = Groups.of(
        [(sample.features[mask], sample.right[mask]) for sample in samples if (mask := among(sample.features)).any()]
    )
    if not len(groups.table):
        raise SystemExit("there must be questions on entries with phrasings, and on entries without")
    return with_hidden(groups, fit_ranker(groups, np.zeros(len(ALL_NAMES)), decay=1e-3), epochs=12)


def _on_one_scale(bare: Net, curated: Net, samples: Iterable[TrainingSample]) -> Net:
    """Scale and shift the ranker of entries without phrasings, so that its values are comparable with the other's.

    Scale and shift are fitted on questions with candidates of both sorts. Without such questions nothing changes.
    """
    mixed = []
    for sample in samples:
        curated_rows = is_curated(sample.features)
        if curated_rows.any() and not curated_rows.all():
            table = sample.features.astype(np.float64)
            values = (
                np.where(curated_rows, curated.value(table), 0.0),
                np.where(curated_rows, 0.0, bare.value(table)),
                ~curated_rows,
            )
            mixed.append((np.stack(values, axis=1).astype(np.float32), sample.right))
    if not mixed:
        return bare
    unit, scale, shift = fit_ranker(Groups.of(mixed), np.array([1.0, 1.0, 0.0]), decay=1e-4)
    linear = bare.linear * scale / unit
    linear[-1] += shift / unit
    return Net(linear, bare.scale, bare.centre, bare.inner, bare.bias, bare.outer * scale / unit)


def _evenly(samples: Iterable[TrainingSample]) -> list[TrainingSample]:
    """Return the answerable questions, at most `MOST_RANKED` of each kind, so that no kind outweighs the others."""
    kinds: defaultdict[str, list[TrainingSample]] = defaultdict(list)
    for sample in samples:
        if sample.answerable:
            kinds[sample.kind].append(sample)
    return [sample for kind in kinds.values() for sample in kind[:: math.ceil(len(kind) / MOST_RANKED)]]


def probability_rows(samples: Sequence[TrainingSample], curated: Net, bare: Net) -> tuple[Rows, Rows]:
    """Return the two best candidates of each question with all columns: those with phrasings, and those without."""
    sizes = Counter((sample.kind, sample.answerable) for sample in samples)
    rows: tuple[list[tuple[Array, bool, float]], list[tuple[Array, bool, float]]] = ([], [])
    for sample in samples:
        curated_rows, values = is_curated(sample.features), sample.features.astype(np.float64)
        ranks = np.where(curated_rows, curated.value(values), bare.value(values))
        table = with_extra(sample.features, ranks)
        share = WEIGHT_OF_KIND * KINDS.get(sample.kind, 1.0) / 2 / sizes[sample.kind, sample.answerable]
        share *= 1.0 if sample.answerable else NEAR_MISSES.get(sample.kind, 1.0)
        for index, weight in zip(np.argsort(-ranks, kind="stable"), (1.0, SHARE_OF_SECOND), strict=False):
            rows[int(not curated_rows[index])].append((table[index], bool(sample.right[index]), weight * share))
    return _rows(rows[0]), _rows(rows[1])


def _rows(candidates: Iterable[tuple[Array, bool, float]]) -> Rows:
    table, right, importance = zip(*candidates, strict=True)
    return Rows(np.array(table), np.array(right, np.float64), np.array(importance))


def judged(samples: Iterable[TrainingSample], part: ModelPart) -> dict[str, float]:
    """Return figures of a model part on questions with known answers.

    The rates of correct answers are shares of the answerable questions. The precisions are computed as if half of all
    questions were answerable.
    """
    rows = []
    for sample in samples:
        ranks = part.rank(sample.features)
        top = int(np.argmax(ranks))
        rows.append((part.probabilities(sample.features, ranks, [top])[0], sample.right[top], sample.answerable))
    score, right, answerable = (np.array(column) for column in zip(*rows, strict=True))
    figures = {"questions": float(len(score)), "first_right": float(right[answerable].mean())}
    weights = np.where(answerable, 1.0, answerable.sum() / max(1, (~answerable).sum()))
    above = score[answerable][:, None] - score[~answerable][None, :]
    figures["auroc"] = float((above > 0).mean() + (above == 0).mean() / 2)
    for threshold in (0.7, 0.8, 0.85, 0.9):
        answered = score >= threshold
        figures[f"answered_right_at_{threshold}"] = float((answered & right)[answerable].mean())
        figures[f"precision_at_{threshold}"] = float(
            (weights * right)[answered].sum() / max(1e-9, weights[answered].sum())
        )
    return {name: round(value, 4) for name, value in figures.items()}


def named(net: Net) -> dict[str, object]:
    """Return the weights by feature name, in the format that `matching.model.load_model` reads."""
    names = COLUMNS[: len(net.linear) - 1]
    pairs = zip([*names, "constant"], net.linear, strict=True)
    section: dict[str, object] = {"linear": {name: round(float(weight), 5) for name, weight in pairs}}
    if len(net.bias):
        hidden = {"scale": net.scale, "centre": net.centre, "inner": net.inner, "bias": net.bias, "outer": net.outer}
        section["hidden"] = {"features": names} | {name: array.round(5).tolist() for name, array in hidden.items()}
    return section
