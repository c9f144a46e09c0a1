"""Explain the score of an entry."""

from __future__ import annotations

import math

import numpy as np

from bot.matching.alignment import MET, Floats
from bot.matching.encoding import EntryView
from bot.matching.features import ALL_NAMES, MEANING, TURNS
from bot.matching.model import Model, ModelPart
from bot.matching.types import Entry, MatchExplanation, Trial
from bot.matching.vetoes import veto
from bot.matching.vocabulary import Vocabulary

_MIN_CONTRIBUTION = 0.05  # smaller contributions are left out
_MAX_CONTRIBUTIONS = 5

_MET, _NAMES = "matched words", "matched names and numbers"
_SENTENCE, _KIND = "similarity of the whole sentence", "the kind of answer asked for"
_QUOTATION, _FORM = "a quote or a fact, as asked", "form of the question"
_TURNED = "opposite, direction or negation"
PHRASES = {
    "soft": _MET, "exact": _MET, "soft_text": _MET, "exact_text": _MET, "evidence": _MET, "bm25": _MET,
    "soft_rare": _MET, "soft_even": _MET, "cosine": _MET, "run": _MET, "soft_gap": _MET, "bm25_gap": _MET,
    "miss_most": _MET, "miss_rare": _MET, "miss_count": _MET,
    "miss_name": _NAMES, "miss_number": _NAMES, "met_name": _NAMES, "foreign": _NAMES,
    "rival_name": _NAMES, "rival_number": _NAMES,
    "focus": "share of the statement that the question covers", "length": "length of the statement",
    "sentence": _SENTENCE, "gist": _SENTENCE, "sentence_gap": _SENTENCE, "store_size": "number of all facts",
    "asked_noun": _KIND, "asked_noun_new": _KIND, "answer_fits": _KIND, "answer_lacks": _KIND,
    "kind_in": _KIND, "kind_out": _KIND,
    "q_kind_same": _KIND, "q_kind_other": _KIND,
    "curated": "listed questions", "q_soft": _SENTENCE, "q_exact": _SENTENCE, "q_back": _SENTENCE,
    "q_back_exact": _SENTENCE, "q_f": _SENTENCE, "q_fuzz": _SENTENCE, "q_sentence": _SENTENCE,
    "q_name_gap": "names shared with the listed question", "q_name_fixed": "names shared with the listed question",
    "other_period": "the period asked for",
    "says_speaker": _QUOTATION, "says_other": _QUOTATION, "says_fact": _QUOTATION, "tells_quote": _QUOTATION,
    "words": _FORM, "mass": _FORM, "open": _FORM, "muses": _FORM, "idle": _FORM, "beside": _FORM,
    "met": _MET, "same": _SENTENCE, "phrasings": "number of listed questions", "in_turn": "the period asked for",
    **{f"v_{name}": _SENTENCE for name in MEANING}, **{f"turn_{name}": _TURNED for name in TURNS},
}  # fmt: skip
"""A phrase for each feature, for curators. Features with nearly the same meaning share a phrase.

Single features say little, because the weights of correlated features largely cancel out.
"""
_COLUMNS = {
    phrase: [column for column, name in enumerate(ALL_NAMES) if PHRASES[name] == phrase]
    for phrase in dict.fromkeys(PHRASES.values())
}


def explanation(
    trial: Trial,
    row: int,
    entry: Entry,
    score: float,
    vocabulary: Vocabulary,
    model: Model | None,
) -> MatchExplanation:
    """Explain the score of one candidate of a trial."""
    met, missing = _words(trial, row, trial.views[row], vocabulary)
    repairs = tuple((r.typed, r.words[0][0]) for r in trial.question.readings if r.repaired)
    closest, features = _closest(trial, row, entry), _contributions(trial, row, model)
    own = trial.indices[row] in trial.own
    likeness = _likeness(trial, row, own=own)
    return MatchExplanation(
        entry.id, score, met, missing, repairs, closest, likeness, features, veto(trial, row, score)
    )


def _likeness(trial: Trial, row: int, *, own: bool) -> float:
    """Return the similarity of the closest listed question, from 0 to 1; 1 for exactly the same question."""
    if own:
        return 1.0
    columns = trial.measured.features[row]
    likeness = float(columns[ALL_NAMES.index("v_near" if trial.meanings else "q_f")])
    return min(max(likeness, 0.0), 0.99)


def _words(
    trial: Trial, row: int, view: EntryView, vocabulary: Vocabulary
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    start = int(trial.measured.alignment.starts[trial.measured.alignment.first[row]])
    part = trial.measured.alignment.near[:, start : start + len(view.words)]
    best = part.argmax(axis=1)
    met, missing = [], []
    for n, typed in enumerate(trial.question.typed):
        if part[n, best[n]] >= MET:
            met.append((typed, vocabulary.shown(int(view.words[best[n]]))))
        else:
            missing.append(typed)
    return tuple(met), tuple(missing)


def _closest(trial: Trial, row: int, entry: Entry) -> str | None:
    if not entry.questions:
        return None
    if trial.meanings:
        return entry.questions[int(trial.meanings.nearest[row])]
    segment = int(trial.measured.alignment.first[row]) + 2
    near = trial.measured.alignment.near
    edges = [*trial.measured.alignment.starts.tolist(), near.shape[1]]
    fits = []
    for n in range(len(entry.questions)):
        part = near[:, edges[segment + n] : edges[segment + n + 1]]
        ahead = float(trial.question.weights @ part.max(axis=1) / trial.question.weights.sum())
        fits.append(ahead + float(part.max(axis=0).mean()))
    return entry.questions[int(np.argmax(fits))]


def _contributions(trial: Trial, row: int, model: Model | None) -> tuple[tuple[str, float], ...]:
    """Return the contribution of each phrase to the log-odds, largest first.

    It is the decrease of the log-odds if the candidate had the average of the others in these features. So features
    that are equal for all candidates, such as the form of the question, contribute nothing.
    """
    rows = len(trial.measured.features)
    if model is None or rows < 2:
        return ()
    part, features = model.part(trial.meanings is not None), trial.measured.features
    others = np.delete(features, row, axis=0).mean(axis=0)
    whole = _log_odds(part, features, row)
    contributions: dict[str, float] = {}
    for phrase, columns in _COLUMNS.items():
        changed = features.copy()
        changed[row, columns] = others[columns]
        contributions[phrase] = whole - _log_odds(part, changed, row)
    ranked = sorted(contributions.items(), key=lambda item: (-abs(item[1]), item[0]))
    return tuple((phrase, round(value, 3)) for phrase, value in ranked if abs(value) >= _MIN_CONTRIBUTION)[
        :_MAX_CONTRIBUTIONS
    ]


def _log_odds(part: ModelPart, features: Floats, row: int) -> float:
    with np.errstate(invalid="ignore"):  # some builds of BLAS raise this flag over finite numbers
        probability = float(part.probabilities(features, part.rank(features), [row])[0])
    return math.log(probability / (1 - probability))
