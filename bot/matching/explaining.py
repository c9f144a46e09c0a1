"""Why an entry got its score."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bot.matching.alignment import MET
from bot.matching.features import ALL_NAMES, MEANING, TURNS
from bot.matching.lexicon import Lexicon
from bot.matching.records import Entry, Explanation, Trial
from bot.matching.scoring import EXTRA, Model, is_curated, with_extra
from bot.matching.vetoes import veto
from bot.matching.views import EntryView

_COUNTED = 0.05  # a contribution from which it is worth telling

_MET, _NAMES = "matched words", "matched names and numbers"
_MEANING = "meaning of the whole sentence"
_QUESTION, _KIND = "likeness to a listed question", "the kind of answer asked for"
_QUOTATION, _LEAD, _FORM = "being a quotation or fact as asked", "lead over the others", "form of the question"
_TURNED = "opposite, direction or negation"
PHRASES = {
    "soft": _MET, "exact": _MET, "soft_text": _MET, "exact_text": _MET, "evidence": _MET, "bm25": _MET,
    "soft_rare": _MET, "soft_even": _MET, "cosine": _MET, "run": _MET, "soft_gap": _MET, "bm25_gap": _MET,
    "miss_most": _MET, "miss_rare": _MET, "miss_count": _MET,
    "miss_name": _NAMES, "miss_number": _NAMES, "met_name": _NAMES, "foreign": _NAMES,
    "rival_name": _NAMES, "rival_number": _NAMES,
    "focus": "share of the statement asked about", "length": "length of the statement",
    "sentence": _MEANING, "gist": _MEANING, "sentence_gap": _MEANING, "store_size": "size of the store",
    "asked_noun": _KIND, "asked_noun_new": _KIND, "answer_fits": _KIND, "answer_lacks": _KIND,
    "kind_in": _KIND, "kind_out": _KIND,
    "q_kind_same": _KIND, "q_kind_other": _KIND,
    "curated": "having listed questions", "q_soft": _QUESTION, "q_exact": _QUESTION, "q_back": _QUESTION,
    "q_back_exact": _QUESTION, "q_f": _QUESTION, "q_fuzz": _QUESTION, "q_sentence": _QUESTION,
    "q_name_gap": "names shared with the listed question",
    "other_period": "the period asked for",
    "says_speaker": _QUOTATION, "says_other": _QUOTATION, "says_fact": _QUOTATION, "tells_quote": _QUOTATION,
    "margin": _LEAD, "lead": _LEAD, "third": _LEAD, "share": _LEAD, "log_share": _LEAD, "rank": _LEAD,
    "q_margin": _LEAD, "q_lead": _LEAD,
    "words": _FORM, "mass": _FORM, "open": _FORM, "muses": _FORM, "idle": _FORM, "beside": _FORM,
    "met": _MET, "same": _QUESTION, "phrasings": "number of listed questions", "in_turn": "the period asked for",
    **{f"v_{name}": _MEANING for name in MEANING}, **{f"turn_{name}": _TURNED for name in TURNS},
}  # fmt: skip
"""Each feature in a curator's words; several that mean nearly the same to a reader share a phrase.

Those tell little one by one: the fit gives features that go together weights that largely cancel out.
"""


def explanation(
    trial: Trial,
    row: int,
    entry: Entry,
    score: float,
    lexicon: Lexicon,
    model: Model | None,
) -> Explanation:
    """The score of one candidate of a trial, in words."""
    met, missing = _words(trial, row, trial.views[row], lexicon)
    repairs = tuple((r.typed, r.words[0][0]) for r in trial.question.readings if r.repaired)
    closest, features = _closest(trial, row, entry), _contributions(trial, row, model)
    own = trial.places[row] in trial.own
    return Explanation(
        entry.id, score, met, missing, repairs, closest, _likeness(trial, row, own=own), features, veto(trial, row)
    )


def _likeness(trial: Trial, row: int, *, own: bool) -> float:
    """How like the closest listed question is, from 0 to 1; 1 for the very same."""
    if own:
        return 1.0
    columns = trial.measured.features[row]
    likeness = float(columns[ALL_NAMES.index("v_near" if trial.meanings else "q_f")])
    return min(max(likeness, 0.0), 0.99)


def _words(
    trial: Trial, row: int, view: EntryView, lexicon: Lexicon
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    start = int(trial.measured.alignment.starts[trial.measured.alignment.first[row]])
    part = trial.measured.alignment.near[:, start : start + len(view.words)]
    best = part.argmax(axis=1)
    met, missing = [], []
    for n, typed in enumerate(trial.question.typed):
        if part[n, best[n]] >= MET:
            met.append((typed, lexicon.shown(int(view.words[best[n]]))))
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


def in_words(features: Iterable[tuple[str, float]], most: int = 5) -> tuple[tuple[str, float], ...]:
    """Contributions by phrase, summed, the biggest first; a feature without a phrase goes by its name."""
    sums: dict[str, float] = {}
    for name, value in features:
        phrase = PHRASES.get(name, name)
        sums[phrase] = sums.get(phrase, 0.0) + value
    return _biggest(sums.items())[:most]


def _contributions(trial: Trial, row: int, model: Model | None) -> tuple[tuple[str, float], ...]:
    """What each feature adds to the score, before it becomes a probability, beyond what it adds to the average
    candidate; so what is the same for all, such as the length of the question, does not count."""
    if model is None:
        return ()
    part = model.part(trial.meanings is not None)
    net = part.curated_probability if is_curated(trial.measured.features)[row] else part.probability
    table = with_extra(trial.measured.features, trial.ranks)
    values = (table[row] - table.mean(axis=0)) * net.slopes(table[row])
    return _biggest(zip([*ALL_NAMES, *EXTRA], values.tolist(), strict=True))


def _biggest(values: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    ranked = sorted(values, key=lambda item: (-abs(item[1]), item[0]))
    return tuple((name, round(value, 3)) for name, value in ranked if abs(value) >= _COUNTED)
