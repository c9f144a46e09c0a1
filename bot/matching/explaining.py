"""Why an entry got its score."""

from __future__ import annotations

import numpy as np

from bot.matching.features import NAMES
from bot.matching.lexicon import Lexicon
from bot.matching.records import Entry, Explanation, Trial
from bot.matching.scoring import EXTRA, Model, is_curated, with_extra
from bot.matching.views import EntryView

_SHOWN_AS_MET = 0.45


def explanation(
    trial: Trial, row: int, entry: Entry, view: EntryView, score: float, lexicon: Lexicon, model: Model | None
) -> Explanation:
    """The score of one candidate of a trial, in words."""
    met, missing = _words(trial, row, view, lexicon)
    repairs = tuple((r.typed, r.words[0][0]) for r in trial.question.readings if r.repaired)
    return Explanation(
        entry.id, score, met, missing, repairs, _closest(trial, row, entry), _contributions(trial, row, model)
    )


def _words(
    trial: Trial, row: int, view: EntryView, lexicon: Lexicon
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    start = int(trial.alignment.starts[trial.alignment.first[row]])
    part = trial.alignment.near[:, start : start + len(view.words)]
    best = part.argmax(axis=1)
    met, missing = [], []
    for n, typed in enumerate(trial.question.typed):
        if part[n, best[n]] >= _SHOWN_AS_MET:
            met.append((typed, lexicon.shown(int(view.words[best[n]]))))
        else:
            missing.append(typed)
    return tuple(met), tuple(missing)


def _closest(trial: Trial, row: int, entry: Entry) -> str | None:
    if not entry.questions:
        return None
    segment = int(trial.alignment.first[row]) + 2
    near = trial.alignment.near
    edges = [*trial.alignment.starts.tolist(), near.shape[1]]
    fits = []
    for n in range(len(entry.questions)):
        part = near[:, edges[segment + n] : edges[segment + n + 1]]
        ahead = float(trial.question.weights @ part.max(axis=1) / trial.question.weights.sum())
        fits.append(ahead + float(part.max(axis=0).mean()))
    return entry.questions[int(np.argmax(fits))]


def _contributions(trial: Trial, row: int, model: Model | None) -> tuple[tuple[str, float], ...]:
    if model is None:
        return ()
    weights = model.curated_probability if is_curated(trial.features)[row] else model.probability
    values = with_extra(trial.features, trial.ranks, trial.question)[row] * weights
    named = zip([*NAMES, *EXTRA], values.tolist(), strict=False)
    ranked = sorted(named, key=lambda item: (-abs(item[1]), item[0]))
    return tuple((name, round(value, 3)) for name, value in ranked if abs(value) >= 0.05)[:8]
