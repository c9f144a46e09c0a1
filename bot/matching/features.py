"""What speaks for and against an entry as the answer to a question, as numbers that `scoring` weighs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from bot.matching.alignment import MET, SURE, Alignment, Floats, align
from bot.matching.intent import COUNT, DURATION, OPEN, WHAT, WHEN, WHY
from bot.matching.lexicon import NAME, NUMBER, SPAN, TIME, YEAR, Lexicon
from bot.matching.views import EntryView, QuestionView

NAMES = (
    "soft", "exact", "soft_text", "exact_text", "evidence", "soft_rare", "soft_even", "cosine", "run",
    "miss_most", "miss_name", "miss_number", "miss_rare", "miss_count", "met_name", "rival_name", "rival_number",
    "focus", "length", "sentence", "gist", "asked_noun", "asked_noun_new", "answer_fits", "answer_lacks", "bm25",
    "soft_gap", "sentence_gap", "bm25_gap", "store_size",
    "curated", "q_soft", "q_exact", "q_back", "q_back_exact", "q_f", "q_fuzz",
    "q_kind_same", "q_kind_other", "q_name_gap", "q_sentence",
    "foreign", "other_period", "kind_in", "kind_out",
    "says_speaker", "says_other", "says_fact", "tells_quote",
)  # fmt: skip
CURATED = NAMES[NAMES.index("curated") : NAMES.index("foreign")]

_CLOSE = 0.02  # phrasings that fit within this are told apart by all their words
_KIND = np.float32(0.1)  # how much agreement in kind helps a phrasing to be the closest
_UNKNOWN = 0.1  # how like two names are taken to be, of which one is not known
_SAME = 0.78  # an alignment from which two words are the same, mistyped at most


@dataclass(slots=True)
class Measured:
    """Some entries beside a question: the features, (entries, features) in the order of `NAMES`, and what the words
    alone tell of each entry."""

    features: Floats
    alignment: Alignment
    foreign: NDArray[np.bool_]  # lacks a name or number of the question
    same: NDArray[np.bool_]  # has a curated question of the very words, typed otherwise
    met: Floats  # the share of the question, by weight, that it meets at all


@dataclass(slots=True)
class _Laid:
    """The parts of an alignment that several features are made of."""

    forward: Floats  # (question words, segments): how well the segment meets the word
    whole: Floats  # (question words, entries)
    body: Floats  # (question words, entries): the same by text and context, without curated questions
    back: Floats  # how well the question meets each entry word
    backs: Floats  # how much each entry word counts


def measure(
    question: QuestionView, views: Sequence[EntryView], bm25: Floats, store_size: int, lexicon: Lexicon
) -> Measured:
    """Lay the question beside the entries and take their features; `bm25` are the engine's scores."""
    alignment = align(question, views, lexicon)
    forward = np.maximum.reduceat(alignment.near, alignment.starts, axis=1)
    laid = _Laid(
        forward,
        whole=np.maximum.reduceat(forward, alignment.first, axis=1),
        body=np.maximum(forward[:, alignment.first], forward[:, alignment.first + 1]),
        back=alignment.near.max(axis=0),
        backs=np.concatenate([view.backs for view in views]),
    )
    curated = np.array([bool(view.kinds) for view in views])
    # Without curated questions the fitted model alone knows better: sentences often leave out what they are about.
    foreign = np.asarray((question.forbids[:, None] & (laid.whole < MET)).any(axis=0)) & curated
    weights = question.weights
    met = np.where(curated, weights @ (laid.whole >= MET) / weights.sum(), 1.0).astype(np.float32)
    same = _same(question, views, alignment, forward, laid.backs)

    columns = _words(question, alignment, laid)
    columns |= _rivals(question, alignment, laid, lexicon)
    columns |= _sentences(question, views, alignment, laid, lexicon)
    columns |= _likely_answer(question, views, alignment, laid, lexicon)
    columns["bm25"] = bm25
    for gap, of in (("soft_gap", "soft_text"), ("sentence_gap", "sentence"), ("bm25_gap", "bm25")):
        columns[gap] = columns[of] - columns[of].max()
    columns["store_size"] = np.full(len(views), (math.log(max(store_size, 1)) - 5.5) / 2, np.float32)
    columns["foreign"] = foreign.astype(np.float32)
    intents = np.array([_intents(question, view, lexicon) for view in views], np.float32)
    columns |= dict(zip(NAMES[NAMES.index("foreign") + 1 :], intents.T, strict=True))
    columns |= _curated(question, views, alignment, laid, lexicon)
    table = np.stack([columns[name] for name in NAMES], axis=1).astype(np.float32)
    return Measured(table, alignment, foreign, same, met)


def _words(question: QuestionView, alignment: Alignment, laid: _Laid) -> dict[str, Floats]:
    """Which words of the question are met, how well, and which are not."""
    weights, whole, body = question.weights, laid.whole, laid.body
    total = float(weights.sum())
    names, numbers = (question.kinds & NAME) > 0, (question.kinds & NUMBER) > 0
    plain = ~names & ~numbers
    lacking = (1 - whole) * (whole < MET)
    rare, even = weights**2, np.sqrt(weights)
    cosine = np.maximum.reduceat(alignment.cosine, alignment.starts, axis=1)[:, alignment.first]
    return {
        "soft": weights @ whole / total,
        "exact": weights @ (whole >= SURE) / total,
        "soft_text": weights @ body / total,
        "exact_text": weights @ (body >= SURE) / total,
        "evidence": np.log1p(weights @ whole),
        "soft_rare": rare @ body / float(rare.sum()),
        "soft_even": even @ body / float(even.sum()),
        "cosine": weights @ np.maximum(cosine, body) / total,
        "run": _runs(alignment),
        "miss_most": (weights[:, None] * lacking).max(axis=0) / 10,
        "miss_name": np.minimum((weights * names) @ lacking / 10, 2),
        "miss_number": np.minimum(numbers @ lacking, 2),
        "miss_rare": np.minimum((np.maximum(weights - 5, 0) * plain) @ lacking / 5, 3),
        "miss_count": np.minimum(plain @ lacking, 5) / 5,
        "met_name": (weights * ~plain) @ (whole * (whole >= SURE)) / 20,
    }


def _rivals(question: QuestionView, alignment: Alignment, laid: _Laid, lexicon: Lexicon) -> dict[str, Floats]:
    """Whether the entry's text has another name or number in the place of one that the question has: Slovakia asked
    for, and Hungary told. One that the text merely leaves out says much less."""
    kinds = lexicon.kinds[alignment.flat]
    fresh = laid.back < SURE
    lacking = laid.body < MET
    sorts = {
        "rival_name": ((question.kinds & NAME) > 0, (kinds & NAME) > 0),
        "rival_year": ((question.kinds & YEAR) > 0, (kinds & YEAR) > 0),
        "rival_count": ((question.kinds & (NUMBER | YEAR)) == NUMBER, (kinds & (NUMBER | YEAR)) == NUMBER),
    }
    found = {}
    for sort, (asked, told) in sorts.items():
        found[sort] = np.zeros(lacking.shape[1], np.float32)
        if asked.any() and told.any():
            likeness = np.maximum(alignment.cosine[asked], _UNKNOWN) if sort == "rival_name" else np.float32(1)
            rival = np.broadcast_to(np.where(fresh & told, likeness, np.float32(0)), (int(asked.sum()), len(fresh)))
            best = np.maximum.reduceat(rival, alignment.starts, axis=1)
            inside = np.maximum(best[:, alignment.first], best[:, alignment.first + 1])
            found[sort] = (inside * lacking[asked]).max(axis=0)
    return {
        "rival_name": found["rival_name"],
        "rival_number": np.maximum(found["rival_year"], found["rival_count"] / 2),
    }


def _runs(alignment: Alignment) -> Floats:
    """How many neighbours in the question are neighbours in the entry's text, up to 6, as a share."""
    hit = alignment.near >= SURE
    run = np.zeros(hit.shape[1], np.float32)
    if hit.shape[0] > 1 and hit.shape[1] > 1:
        run[:-1] = (hit[:-1, :-1] & hit[1:, 1:]).any(axis=0)
    return np.asarray(np.minimum(np.add.reduceat(run, alignment.starts)[alignment.first], 6) / 6, np.float32)


def _sentences(
    question: QuestionView, views: Sequence[EntryView], alignment: Alignment, laid: _Laid, lexicon: Lexicon
) -> dict[str, Floats]:
    """The meaning of the whole: cosines of mean vectors, and how much of the text the question is about."""
    flat, starts, first = alignment.flat, alignment.starts, alignment.first
    weights = lexicon.weights[flat] * laid.backs
    mass = np.maximum(np.add.reduceat(weights, starts), 1e-3)
    heads, vectors = alignment.heads, alignment.vectors
    # The gist counts each word by what it means for sentences in general, and the question word with it.
    gist = lexicon.strengths[question.heads] @ heads + question.asks
    sums = [
        np.add.reduceat(vectors * column[:, None], starts, axis=0)[first]
        for column in (weights, lexicon.strengths[flat] * laid.backs)
    ]
    focus = (np.add.reduceat(weights * laid.back, starts) / mass)[first]
    lengths = np.log1p([view.sizes[0] for view in views]) / 5
    return {
        "focus": focus.astype(np.float32),
        "length": lengths.astype(np.float32),
        "sentence": _cosines(sums[0], question.weights @ heads),
        "gist": _cosines(sums[1], gist),
    }


def _cosines(rows: Floats, one: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1) * float(np.linalg.norm(one))
    return np.asarray((rows @ one) / np.maximum(lengths, 1e-6), np.float32)


def _likely_answer(
    question: QuestionView, views: Sequence[EntryView], alignment: Alignment, laid: _Laid, lexicon: Lexicon
) -> dict[str, Floats]:
    """Whether the entry holds something of the kind that the question asks for."""
    near = np.zeros(len(views), np.float32)
    new = near
    if question.noun:
        likeness = alignment.cosine[question.noun].max(axis=0)
        near = np.maximum.reduceat(likeness, alignment.starts)[alignment.first]
        fresh = np.where(laid.back >= SURE, np.float32(-1.0), likeness)
        new = np.maximum.reduceat(fresh, alignment.starts)[alignment.first]
    held = _holds_answer(question, alignment, lexicon)
    fits, lacks = (near * 0, near * 0) if held is None else (held, ~held)
    return {
        "asked_noun": near, "asked_noun_new": new,
        "answer_fits": fits.astype(np.float32), "answer_lacks": lacks.astype(np.float32),
    }  # fmt: skip


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


def _holds_answer(question: QuestionView, alignment: Alignment, lexicon: Lexicon) -> NDArray[np.bool_] | None:
    """Whether each entry's text holds something new of the kind that the question asks for; None where any would do."""
    kind = question.kind
    if kind in (OPEN, WHAT, WHY):
        return None
    flat, starts, first = alignment.flat, alignment.starts, alignment.first
    kinds = lexicon.kinds[flat]
    fresh = ~np.isin(lexicon.keys[flat], lexicon.keys[question.words])
    if kind == WHEN:
        fitting = fresh & ((kinds & (YEAR | TIME)) > 0)
    elif kind == DURATION:
        fitting = (fresh & ((kinds & NUMBER) > 0)) | ((kinds & SPAN) > 0)
    else:
        fitting = fresh & ((kinds & (NUMBER if kind == COUNT else NAME)) > 0)
    held = np.logical_or.reduceat(fitting, starts)
    return np.asarray(held[first] | held[first + 1])


def _intents(question: QuestionView, view: EntryView, lexicon: Lexicon) -> tuple[float, ...]:
    """Whether the entry speaks of the period asked for, answers this kind of question, and is a quotation or not."""
    told = question.kind != OPEN and bool(view.kinds)
    inside = question.kind in view.kinds
    meets = bool(view.speaker and view.speaker.intersection(lexicon.keys[question.words].tolist()))
    quotation = bool(view.speaker)
    return (
        float(bool(question.periods and question.periods - view.periods)),
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
    question: QuestionView, views: Sequence[EntryView], alignment: Alignment, laid: _Laid, lexicon: Lexicon
) -> dict[str, Floats]:
    """The features of the curated question that comes closest, for the entries that have some."""
    out = np.zeros((len(views), len(CURATED)), np.float32)
    if not any(view.spoken for view in views):
        return dict(zip(CURATED, out.T, strict=True))
    weights, total = question.weights, float(question.weights.sum())
    flat, starts = alignment.flat, alignment.starts
    word_weights = lexicon.weights[flat] * laid.backs
    mass = np.maximum(np.add.reduceat(word_weights, starts), 1e-3)
    backward = np.add.reduceat(word_weights * laid.back, starts) / mass
    backward_exact = np.add.reduceat(word_weights * (laid.back >= SURE), starts) / mass
    ahead = weights @ laid.forward / total
    ahead_exact = weights @ (laid.forward >= SURE) / total
    sums = np.add.reduceat(alignment.vectors * word_weights[:, None], starts, axis=0)
    sentence = _cosines(sums, weights @ alignment.heads)
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
        out[row] = (
            1.0, ahead[segment], ahead_exact[segment], backward[segment], backward_exact[segment], harmony[segment],
            ratio,
            told and kind == question.kind, told and kind != question.kind, gap, sentence[segment],
        )  # fmt: skip
    return dict(zip(CURATED, out.T, strict=True))


def _name_gap(alignment: Alignment, segment: int, lexicon: Lexicon) -> float:
    """The weight of names and numbers of the curated question that the question lacks."""
    starts = alignment.starts
    stop = starts[segment + 1] if segment + 1 < len(starts) else len(alignment.flat)
    part = slice(int(starts[segment]), int(stop))
    flat = alignment.flat[part]
    telling = (lexicon.kinds[flat] & (NAME | NUMBER)) > 0
    lacking = alignment.near[:, part].max(axis=0) < MET
    return min(2.0, float((lexicon.weights[flat] * telling * lacking).sum()) / 10)
