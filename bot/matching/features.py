"""What speaks for and against an entry as the answer to a question, as numbers.

Every word of the question is laid beside the closest word of the entry: the same word (in another form, spelling or
name) counts 1, a word of near meaning less, by its vector. From this alignment come the features that `scoring` weighs.
"""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from bot.matching.intent import COUNT, DURATION, OPEN, WHAT, WHEN, WHERE, WHO, WHY
from bot.matching.lexicon import NAME, NUMBER, Lexicon
from bot.matching.views import EntryView, QuestionView

Floats = NDArray[np.float32]

NAMES = (
    "soft", "exact", "soft_text", "exact_text", "evidence",
    "miss_most", "miss_name", "miss_number", "miss_rare", "miss_count",
    "focus", "length", "sentence", "answer_fits", "answer_lacks", "bm25",
    "curated", "q_soft", "q_exact", "q_back", "q_back_exact", "q_f", "q_fuzz",
    "q_kind_same", "q_kind_other", "q_name_gap", "q_sentence",
    "foreign", "other_period", "kind_in", "kind_out",
    "says_speaker", "says_other", "says_fact", "tells_quote",
)  # fmt: skip

_CLOSE = 0.02  # phrasings that fit within this are told apart by all their words
_KIND = np.float32(0.1)  # how much agreement in kind helps a phrasing to be the closest
_SAME = 0.78  # an alignment from which two words are the same, mistyped at most
_MET = 0.55  # an alignment from which a word counts as met
_SYNONYM = np.float32(0.7)  # how much a word that can mean the same counts
_HEAD = np.float32(0.7)  # how much the last word of a longer name counts for the name (hub for return hub)
_OTHER_NAME = 0.35  # how much a different name of the same sort counts (Serbia for Albania)
_ENDINGS = frozenset(",a,o,e,y,i,s,n,an,ian,ia,ish,ain,ar,ars,er,ans,ians,ese,ic,ch,land".split(","))


@dataclass(slots=True)
class Alignment:
    """Every question word against every word of some entries, and where each entry's segments start."""

    foreign: NDArray[np.bool_]  # entries that lack a name or number of the question
    same: NDArray[np.bool_]  # entries with a curated question of the very words, typed otherwise
    met: Floats  # the share of the question, by weight, that an entry meets at all

    near: Floats  # (question words, entry words laid end to end)
    flat: NDArray[np.int32]
    starts: NDArray[np.intp]  # of the segments
    first: NDArray[np.intp]  # the first segment of each entry


def similarity(question: QuestionView, distinct: NDArray[np.int32], lexicon: Lexicon) -> Floats:
    """How near each question word is to each of the distinct entry words: (question words, distinct), 0 to 1."""
    words = question.words
    cosine = lexicon.vectors[words] @ lexicon.vectors[distinct].T
    near: Floats = np.clip((cosine - 0.25) / 0.65, 0.0, 1.0) ** 1.5 * np.float32(0.9)
    kinds, others = lexicon.kinds[words], lexicon.kinds[distinct]
    name = (kinds & NAME)[:, None] & (others & NAME)[None, :]
    if name.any():
        kin = _kin(words, distinct, near * (name > 0), lexicon)
        near = np.where(name > 0, near * np.float32(_OTHER_NAME), near)
        for row, column in kin:
            near[row, column] = 0.9
    number = ((kinds & NUMBER) > 0)[:, None] | ((others & NUMBER) > 0)[None, :]
    near = np.where(number, np.float32(0.0), near)
    keys = lexicon.keys[distinct]
    for row, word in enumerate(words.tolist()):
        if synonyms := [] if kinds[row] & (NAME | NUMBER) else lexicon.synonyms(word):
            near[row] = np.where(np.isin(keys, synonyms), np.maximum(near[row], _SYNONYM), near[row])
    if lexicon.heads:
        _heads(words, distinct, near, lexicon)
    same = lexicon.keys[words][:, None] == keys[None, :]
    near = np.where(same, np.float32(1.0), near) * question.factor[:, None]
    if len(words) == len(question.typed):
        return near
    best = np.zeros((len(question.typed), len(distinct)), np.float32)
    np.maximum.at(best, question.owner, near)
    return best


def _heads(words: NDArray[np.int32], distinct: NDArray[np.int32], near: Floats, lexicon: Lexicon) -> None:
    """Let the last word of a name meet the name, both ways."""
    columns = {int(number): column for column, number in enumerate(distinct.tolist())}
    keys = lexicon.keys[words].tolist()
    for label, heads in lexicon.heads.items():
        if not heads:
            continue
        if (column := columns.get(label)) is not None:
            for row, key in enumerate(keys):
                if key in heads:
                    near[row, column] = max(near[row, column], _HEAD)
        for row in np.flatnonzero(words == label).tolist():
            hits = np.isin(lexicon.keys[distinct], list(heads))
            near[row, hits] = np.maximum(near[row, hits], _HEAD)


def _kin(
    words: NDArray[np.int32], distinct: NDArray[np.int32], near: Floats, lexicon: Lexicon
) -> list[tuple[int, int]]:
    """Pairs of names of one root: Serbia and Serbian, Kosovo and Kosovar."""
    found: list[tuple[int, int]] = []
    for row, column in zip(*np.nonzero(near > 0.3), strict=True):
        left, right = lexicon.words[words[row]], lexicon.words[distinct[column]]
        shared = 0
        for a, b in zip(left, right, strict=False):
            if a != b:
                break
            shared += 1
        if shared >= 4 and left[shared:] in _ENDINGS and right[shared:] in _ENDINGS:
            found.append((int(row), int(column)))
    return found


def align(question: QuestionView, views: Sequence[EntryView], lexicon: Lexicon) -> Alignment:
    """Lay the question beside the entries."""
    flat = np.concatenate([view.words for view in views])
    sizes = np.array([size for view in views for size in view.sizes], np.intp)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    counts = np.array([len(view.sizes) for view in views], np.intp)
    first = np.concatenate(([0], np.cumsum(counts)[:-1]))
    distinct, place = np.unique(flat, return_inverse=True)
    none = np.zeros(len(views), np.bool_)
    near = similarity(question, distinct, lexicon)[:, place]
    return Alignment(none, none, np.zeros(len(views), np.float32), near, flat, starts, first)


def measure(
    question: QuestionView, views: Sequence[EntryView], bm25: Floats, lexicon: Lexicon
) -> tuple[Floats, Alignment]:
    """The features of every entry, (entries, features), in the order of `NAMES`."""
    alignment = align(question, views, lexicon)
    near, flat, starts, first = alignment.near, alignment.flat, alignment.starts, alignment.first
    weights = question.weights
    total = float(weights.sum())
    forward = np.maximum.reduceat(near, starts, axis=1)  # (question words, segments)
    whole = np.maximum.reduceat(forward, first, axis=1)  # (question words, entries)
    body = np.maximum(forward[:, first], forward[:, first + 1])
    exact, exact_body = (whole >= 0.75), (body >= 0.75)
    out = np.zeros((len(views), len(NAMES)), np.float32)
    out[:, 0] = weights @ whole / total
    out[:, 1] = weights @ exact / total
    out[:, 2] = weights @ body / total
    out[:, 3] = weights @ exact_body / total
    out[:, 4] = np.log1p(weights @ whole)
    lacking = (1 - whole) * (whole < _MET)
    out[:, 5] = (weights[:, None] * lacking).max(axis=0) / 10
    names, numbers = (question.kinds & NAME) > 0, (question.kinds & NUMBER) > 0
    out[:, 6] = np.minimum((weights * names) @ lacking / 10, 2)
    out[:, 7] = np.minimum(numbers @ lacking, 2)
    out[:, 8] = np.minimum((np.maximum(weights - 5, 0) * ~names * ~numbers) @ lacking / 5, 3)
    out[:, 9] = np.minimum((~names & ~numbers) @ lacking, 5) / 5
    alignment.foreign = np.asarray((question.forbids[:, None] & (whole < _MET)).any(axis=0))
    # Without curated questions the fitted model alone knows better: sentences often leave out what they are about.
    alignment.foreign &= np.array([bool(view.kinds) for view in views])
    alignment.met = np.where([bool(view.kinds) for view in views], weights @ (whole >= _MET) / total, 1.0)
    backs = np.concatenate([view.backs for view in views])
    alignment.same = _same(question, views, alignment, forward, backs)
    word_weights = lexicon.weights[flat] * backs
    back = near.max(axis=0)
    mass = np.maximum(np.add.reduceat(word_weights, starts), 1e-3)
    backward = np.asarray(np.add.reduceat(word_weights * back, starts) / mass, np.float32)
    backward_exact = np.asarray(np.add.reduceat(word_weights * (back >= 0.75), starts) / mass, np.float32)
    out[:, 10] = backward[first]
    out[:, 11] = np.log1p(np.array([view.sizes[0] for view in views], np.float32)) / 5
    sentence = _sentences(question, alignment, word_weights, lexicon)
    out[:, 12] = sentence[first]
    out[:, 13], out[:, 14] = _answers(question, views, lexicon)
    out[:, 15] = bm25
    out[:, 27] = alignment.foreign
    out[:, 28:] = [_intents(question, view, lexicon) for view in views]
    _curated(question, views, forward, backward, backward_exact, sentence, alignment, lexicon, out)
    return out, alignment


def _same(
    question: QuestionView, views: Sequence[EntryView], alignment: Alignment, forward: Floats, backs: Floats
) -> NDArray[np.bool_]:
    """Which entries carry a curated question of the same words that count, asking for the same kind of answer."""
    covered = np.asarray((forward >= _SAME).all(axis=0))
    returned = np.asarray(
        np.logical_and.reduceat((alignment.near.max(axis=0) >= _SAME) | (backs < 1), alignment.starts)
    )
    found = np.zeros(len(views), np.bool_)
    for row, view in enumerate(views):
        start = int(alignment.first[row]) + 2
        for n, kind in enumerate(view.kinds):
            told = kind != OPEN and question.kind != OPEN and kind != question.kind
            found[row] |= bool(covered[start + n] and returned[start + n] and not told)
    return found


def _sentences(question: QuestionView, alignment: Alignment, word_weights: Floats, lexicon: Lexicon) -> Floats:
    """The cosine of the weighted mean vectors of the question and of each segment."""
    best = question.words[np.flatnonzero(np.r_[True, question.owner[1:] != question.owner[:-1]])]
    mean = question.weights @ lexicon.vectors[best]
    table = lexicon.vectors[alignment.flat] * word_weights[:, None]
    sums = np.add.reduceat(table, alignment.starts, axis=0)
    lengths = np.linalg.norm(sums, axis=1) * float(np.linalg.norm(mean))
    cosine: Floats = (sums @ mean) / np.maximum(lengths, 1e-6)
    return cosine


def _answers(question: QuestionView, views: Sequence[EntryView], lexicon: Lexicon) -> tuple[list[float], list[float]]:
    """Whether the entry holds something new of the kind that the question asks for, and whether it clearly doesn't."""
    kind = question.kind
    if kind in (OPEN, WHAT, WHY):
        return [0.0] * len(views), [0.0] * len(views)
    asked = set(lexicon.keys[question.words].tolist())
    fits = []
    for view in views:
        if kind == WHEN:
            held = bool(view.times - asked)
        elif kind == DURATION:
            held = view.spans or bool(view.numbers - asked)
        elif kind == COUNT:
            held = bool(view.numbers - asked)
        else:
            held = bool(view.names - asked) if kind in (WHO, WHERE) else False
        fits.append(held)
    return [float(fit) for fit in fits], [float(not fit) for fit in fits]


def _intents(question: QuestionView, view: EntryView, lexicon: Lexicon) -> tuple[float, ...]:
    """Whether the entry speaks of the period asked for, answers this kind of question, and is a quotation or not."""
    told = question.kind != OPEN and bool(view.kinds)
    inside = question.kind in view.kinds
    meets = bool(view.speaker and view.speaker.intersection(lexicon.keys[question.words].tolist()))
    quotation = bool(view.speaker)
    return (
        float(bool(question.periods - view.periods)),
        float(told and inside),
        float(told and not inside),
        float(question.says and meets),
        float(question.says and quotation and not meets),
        float(question.says and not quotation),
        float(not question.says and quotation),
    )


def _agreement(asked: str, kind: str) -> int:
    """1 where two questions are after one kind of answer, -1 where after different kinds, 0 where one does not say."""
    if OPEN in (asked, kind):
        return 0
    return 1 if asked == kind else -1


def _curated(
    question: QuestionView, views: Sequence[EntryView], forward: Floats, backward: Floats, backward_exact: Floats,
    sentence: Floats, alignment: Alignment, lexicon: Lexicon, out: Floats,
) -> None:  # fmt: skip
    """The features of the curated question that comes closest, for the entries that have some."""
    weights, total = question.weights, float(question.weights.sum())
    ahead = weights @ forward / total
    ahead_exact = weights @ (forward >= 0.75) / total
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
        out[row, 16:27] = (
            1.0, ahead[segment], ahead_exact[segment], backward[segment], backward_exact[segment], harmony[segment],
            ratio,
            told and kind == question.kind, told and kind != question.kind, gap, sentence[segment],
        )  # fmt: skip


def _name_gap(alignment: Alignment, segment: int, lexicon: Lexicon) -> float:
    """The weight of names and numbers of the curated question that the question lacks."""
    starts = alignment.starts
    stop = starts[segment + 1] if segment + 1 < len(starts) else len(alignment.flat)
    part = slice(int(starts[segment]), int(stop))
    flat = alignment.flat[part]
    telling = (lexicon.kinds[flat] & (NAME | NUMBER)) > 0
    lacking = alignment.near[:, part].max(axis=0) < _MET
    return min(2.0, float((lexicon.weights[flat] * telling * lacking).sum()) / 10)
