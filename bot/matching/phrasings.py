"""Compare a question with the curated questions of an entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from bot.matching.alignment import MET, SURE, Alignment, Floats, cosines
from bot.matching.encoding import EntryView, QuestionView
from bot.matching.intent import OPEN
from bot.matching.vocabulary import KNOWN, NAME, NUMBER, Vocabulary

CURATED = (
    "curated", "q_soft", "q_exact", "q_back", "q_back_exact", "q_f", "q_fuzz",
    "q_kind_same", "q_kind_other", "q_name_gap", "q_name_fixed", "q_sentence",
)  # fmt: skip
"""The features of the closest curated question; all zero for an entry without one."""

Marks: TypeAlias = NDArray[np.bool_]

_CLOSE = 0.02  # among phrasings whose fit differs by less than this, compare all words
_KIND = np.float32(0.1)  # bonus for a phrasing of the same kind of question
_MAX_FIXED = 2  # maximum names and numbers that an entry's curated questions can be about
_SAME = 0.78  # minimum alignment of equal words, including typos


def same_words(question: QuestionView, views: Sequence[EntryView], alignment: Alignment) -> NDArray[np.bool_]:
    """Return which entries have a curated question with the same content words and the same kind of answer."""
    covered = np.asarray((alignment.forward >= _SAME).all(axis=0))
    returned = np.asarray(np.logical_and.reduceat((alignment.back >= _SAME) | (alignment.backs < 1), alignment.starts))
    result = np.zeros(len(views), np.bool_)
    for row, view in enumerate(views):
        start = int(alignment.first[row]) + 2
        for n, kind in enumerate(view.kinds):
            differs = kind != OPEN and question.kind != OPEN and kind != question.kind
            result[row] |= bool(covered[start + n] and returned[start + n] and not differs)
    return result


def _agreement(asked: str, kind: str) -> int:
    """Return 1 if two questions ask for the same kind of answer, -1 for different kinds, 0 if one is open."""
    if OPEN in (asked, kind):
        return 0
    return 1 if asked == kind else -1


def closest_phrasing(
    question: QuestionView, views: Sequence[EntryView], alignment: Alignment, vocabulary: Vocabulary
) -> dict[str, Floats]:
    """Return the features of the closest curated question of each entry (`CURATED`)."""
    out = np.zeros((len(views), len(CURATED)), np.float32)
    if not any(view.spoken for view in views):
        return dict(zip(CURATED, out.T, strict=True))
    weights, total = question.weights, float(question.weights.sum())
    flat, starts = alignment.flat, alignment.starts
    word_weights = vocabulary.weights[flat] * alignment.backs
    mass = np.maximum(np.add.reduceat(word_weights, starts), 1e-3)
    backward = np.add.reduceat(word_weights * alignment.back, starts) / mass
    backward_exact = np.add.reduceat(word_weights * (alignment.back >= SURE), starts) / mass
    ahead = weights @ alignment.forward / total
    ahead_exact = weights @ (alignment.forward >= SURE) / total
    sums = np.add.reduceat(alignment.vectors * word_weights[:, None], starts, axis=0)
    sentence = cosines(sums, weights @ alignment.heads)
    specific = ((vocabulary.kinds[flat] & (NAME | NUMBER)) > 0) & (alignment.backs > 0)  # no second spellings
    lacking = specific & (alignment.back < MET)
    gaps = np.add.reduceat(vocabulary.weights[flat] * lacking, starts)
    foreign = np.asarray((question.forbids[:, None] & (alignment.whole < MET)).any(axis=0))
    keys = vocabulary.keys[flat]
    weighty = dict(zip(keys[specific].tolist(), vocabulary.weights[flat[specific]].tolist(), strict=True))
    known = KNOWN | NAME  # a listed name, such as that of a country
    proper = bool((question.forbids & ((question.kinds & known) == known)).any())
    harmony = 2 * ahead * backward / np.maximum(ahead + backward, 1e-6)
    for row, view in enumerate(views):
        if not view.spoken:
            continue
        start = int(alignment.first[row]) + 2
        stop = start + len(view.spoken)
        fits = harmony[start:stop] + _KIND * np.array([_agreement(question.kind, k) for k in view.kinds], np.float32)
        close = np.flatnonzero(fits >= fits.max() - _CLOSE).tolist()
        ratio, back_to = max((fuzz.token_sort_ratio(question.spoken, view.spoken[n]) / 100, -n) for n in close)
        closest = -back_to
        segment, kind = start + closest, view.kinds[closest]
        has_kinds = kind != OPEN and question.kind != OPEN
        gap, fixed = min(2.0, float(gaps[segment]) / 10), 0.0
        if foreign[row]:
            named = [_named(part, starts, keys, specific, lacking) for part in range(start, stop)]
            fixed = min(2.0, sum(weighty[key] for key in _fixed(named, closest, proper=proper)) / 10)
        out[row] = (
            1.0, ahead[segment], ahead_exact[segment], backward[segment], backward_exact[segment], harmony[segment],
            ratio,
            has_kinds and kind == question.kind, has_kinds and kind != question.kind, gap, fixed, sentence[segment],
        )  # fmt: skip
    return dict(zip(CURATED, out.T, strict=True))


def _named(
    segment: int, starts: NDArray[np.intp], keys: NDArray[np.int32], specific: Marks, lacking: Marks
) -> tuple[set[int], set[int]]:
    """Return the keys of the names and numbers of a curated question, and of those that the question lacks."""
    stop = int(starts[segment + 1]) if segment + 1 < len(starts) else len(keys)
    part = slice(int(starts[segment]), stop)
    return set(keys[part][specific[part]].tolist()), set(keys[part][lacking[part]].tolist())


def _fixed(named: Sequence[tuple[set[int], set[int]]], closest: int, *, proper: bool) -> set[int]:
    """Return the keys of the names and numbers that the entry is about and the question lacks.

    These are the ones that all curated questions with any name share. Those of the closest curated question are added
    if the entry has few of them, or if the question has a `proper` name in their place. Names that differ among the
    curated questions are only values: wake me at six, wake me at ten.
    """
    lacking = set[int]().union(*(missing for _, missing in named))
    present = [names for names, _ in named if names]
    shared = set[int].intersection(*present) & lacking if present else set[int]()
    missing = named[closest][1]
    return shared | (missing if len(lacking) <= _MAX_FIXED or proper else set())
