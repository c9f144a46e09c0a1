"""How near a question comes to the curated questions of an entry."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from bot.matching.alignment import MET, SURE, Alignment, Floats, cosines
from bot.matching.intent import OPEN
from bot.matching.lexicon import NAME, NUMBER, Lexicon
from bot.matching.views import EntryView, QuestionView

CURATED = (
    "curated", "q_soft", "q_exact", "q_back", "q_back_exact", "q_f", "q_fuzz",
    "q_kind_same", "q_kind_other", "q_name_gap", "q_name_all", "q_sentence",
)  # fmt: skip
"""The features of the closest curated question; all zero for an entry that has none."""

_CLOSE = 0.02  # phrasings that fit within this are told apart by all their words
_KIND = np.float32(0.1)  # how much agreement in kind helps a phrasing to be the closest
_SAME = 0.78  # an alignment from which two words are the same, mistyped at most


def same_words(question: QuestionView, views: Sequence[EntryView], alignment: Alignment) -> NDArray[np.bool_]:
    """Which entries carry a curated question of the same words that count, asking for the same kind of answer."""
    covered = np.asarray((alignment.forward >= _SAME).all(axis=0))
    returned = np.asarray(np.logical_and.reduceat((alignment.back >= _SAME) | (alignment.backs < 1), alignment.starts))
    found = np.zeros(len(views), np.bool_)
    for row, view in enumerate(views):
        start = int(alignment.first[row]) + 2
        for n, kind in enumerate(view.kinds):
            told = kind != OPEN and question.kind != OPEN and kind != question.kind
            found[row] |= bool(covered[start + n] and returned[start + n] and not told)
    return found


def _agreement(asked: str, kind: str) -> int:
    """1 where two questions are after one kind of answer, -1 where after different kinds, 0 where one does not say."""
    if OPEN in (asked, kind):
        return 0
    return 1 if asked == kind else -1


def closest_phrasing(
    question: QuestionView, views: Sequence[EntryView], alignment: Alignment, lexicon: Lexicon
) -> dict[str, Floats]:
    """The features of the curated question that comes closest, for the entries that have some."""
    out = np.zeros((len(views), len(CURATED)), np.float32)
    if not any(view.spoken for view in views):
        return dict(zip(CURATED, out.T, strict=True))
    weights, total = question.weights, float(question.weights.sum())
    flat, starts = alignment.flat, alignment.starts
    word_weights = lexicon.weights[flat] * alignment.backs
    mass = np.maximum(np.add.reduceat(word_weights, starts), 1e-3)
    backward = np.add.reduceat(word_weights * alignment.back, starts) / mass
    backward_exact = np.add.reduceat(word_weights * (alignment.back >= SURE), starts) / mass
    ahead = weights @ alignment.forward / total
    ahead_exact = weights @ (alignment.forward >= SURE) / total
    sums = np.add.reduceat(alignment.vectors * word_weights[:, None], starts, axis=0)
    sentence = cosines(sums, weights @ alignment.heads)
    harmony = 2 * ahead * backward / np.maximum(ahead + backward, 1e-6)
    for row, view in enumerate(views):
        if not view.spoken:
            continue
        start = int(alignment.first[row]) + 2
        stop = start + len(view.spoken)
        fits = harmony[start:stop] + _KIND * np.array([_agreement(question.kind, k) for k in view.kinds], np.float32)
        close = np.flatnonzero(fits >= fits.max() - _CLOSE).tolist()
        ratio, back_to = max((fuzz.token_sort_ratio(question.spoken, view.spoken[n]) / 100, -n) for n in close)
        which = -back_to
        segment, kind = start + which, view.kinds[which]
        told = kind != OPEN and question.kind != OPEN
        gap = _name_gap(alignment, segment, lexicon)
        always = _named_always(alignment, range(start, stop), lexicon) if question.forbids.any() else 0.0
        out[row] = (
            1.0, ahead[segment], ahead_exact[segment], backward[segment], backward_exact[segment], harmony[segment],
            ratio,
            told and kind == question.kind, told and kind != question.kind, gap, always, sentence[segment],
        )  # fmt: skip
    return dict(zip(CURATED, out.T, strict=True))


def _named_always(alignment: Alignment, segments: range, lexicon: Lexicon) -> float:
    """The weight of what the question lacks of the names and numbers that all curated questions of an entry share, of
    those that have any: what the entry is about. Those that differ from one to the next are mere values, as in "wake me
    at six", "wake me at ten"."""
    common: dict[int, float] | None = None
    lacking: set[int] = set()
    for segment in segments:
        telling, missing = _telling(alignment, segment, lexicon)
        if telling:
            common = telling if common is None else {key: value for key, value in common.items() if key in telling}
            lacking |= missing
    return min(2.0, sum(value for key, value in (common or {}).items() if key in lacking) / 10)


def _telling(alignment: Alignment, segment: int, lexicon: Lexicon) -> tuple[dict[int, float], set[int]]:
    """The names and numbers of a curated question by key, with their weights, and which of them the question lacks."""
    starts = alignment.starts
    stop = starts[segment + 1] if segment + 1 < len(starts) else len(alignment.flat)
    part = slice(int(starts[segment]), int(stop))
    flat = alignment.flat[part]
    telling = (lexicon.kinds[flat] & (NAME | NUMBER)) > 0
    telling &= alignment.backs[part] > 0  # no other spelling of a word, nor a part of a name
    lacking = telling & (alignment.near[:, part].max(axis=0) < MET)
    keys, weights = lexicon.keys[flat], lexicon.weights[flat]
    return dict(zip(keys[telling].tolist(), weights[telling].tolist(), strict=True)), set(keys[lacking].tolist())


def _name_gap(alignment: Alignment, segment: int, lexicon: Lexicon) -> float:
    """The weight of names and numbers of the curated question that the question lacks."""
    telling, lacking = _telling(alignment, segment, lexicon)
    return min(2.0, sum(telling[key] for key in lacking) / 10)
