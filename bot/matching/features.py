"""Compute the features of an entry as an answer to a question, which `model` weighs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.alignment import MET, SURE, Alignment, Floats, align, cosines
from bot.matching.encoding import EntryView, QuestionView
from bot.matching.intent import COUNT, DURATION, IN_TURN, OPEN, WHAT, WHEN, WHY
from bot.matching.phrasings import CURATED, closest_phrasing, same_words
from bot.matching.sentence_vectors import Meanings
from bot.matching.turns import NEGATED, OPPOSITE, REVERSED
from bot.matching.vocabulary import NAME, NUMBER, SPAN, TIME, YEAR, Vocabulary

NAMES = (
    "soft", "exact", "soft_text", "exact_text", "evidence", "soft_rare", "soft_even", "cosine", "run",
    "miss_most", "miss_name", "miss_number", "miss_rare", "miss_count", "met_name", "rival_name", "rival_number",
    "focus", "length", "sentence", "gist", "asked_noun", "asked_noun_new", "answer_fits", "answer_lacks", "bm25",
    "soft_gap", "sentence_gap", "bm25_gap", "store_size",
    *CURATED,
    "foreign", "other_period", "kind_in", "kind_out",
    "says_speaker", "says_other", "says_fact", "tells_quote",
    "met", "same", "phrasings", "muses", "idle", "in_turn", "beside", "words", "mass", "open",
)  # fmt: skip
MEANING = (
    "near", "second", "mean", "ridge", "text", "whole", "cohesion", "crowd", "span", "level", "beyond",
    "near_gap", "mean_gap", "ridge_gap", "text_gap", "span_gap", "fit", "clear", "over",
)  # fmt: skip
"""Features from the vectors of whole sentences; zeros without vectors."""
TURNS = (REVERSED, OPPOSITE, NEGATED)
"""Features for a meaning opposed to that of the closest phrasing; set only for the likeliest candidates."""
ALL_NAMES = (*NAMES, *(f"v_{name}" for name in MEANING), *(f"turn_{name}" for name in TURNS))

_UNKNOWN = 0.1  # assumed similarity of two names if one is unknown


@dataclass(slots=True)
class Measured:
    """The comparison of a question with some entries."""

    features: Floats  # (entries, features), in the order of `ALL_NAMES`
    alignment: Alignment
    foreign: NDArray[np.bool_]  # lacks a name or number of the question
    same: NDArray[np.bool_]  # has a curated question with the same words, typed differently
    met: Floats  # the share of the question, by weight, that it matches


def measure(
    question: QuestionView,
    views: Sequence[EntryView],
    bm25: Floats,
    store_size: int,
    vocabulary: Vocabulary,
    meanings: Meanings | None = None,
) -> Measured:
    """Compare the question with the entries and compute their features; `bm25` are the engine's scores."""
    alignment = align(question, views, vocabulary)
    curated = np.array([bool(view.kinds) for view in views])
    # Without curated questions, leave this to the model: texts often do not repeat what they are about.
    foreign = np.asarray((question.forbids[:, None] & (alignment.whole < MET)).any(axis=0)) & curated
    weights = question.weights
    met = np.where(curated, weights @ (alignment.whole >= MET) / weights.sum(), 1.0).astype(np.float32)
    same = same_words(question, views, alignment)

    columns = _words(question, alignment)
    columns |= _rivals(question, alignment, vocabulary)
    columns |= _sentences(question, views, alignment, vocabulary)
    columns |= _likely_answer(question, views, alignment, vocabulary)
    columns["bm25"] = bm25
    for gap, of in (("soft_gap", "soft_text"), ("sentence_gap", "sentence"), ("bm25_gap", "bm25")):
        columns[gap] = columns[of] - columns[of].max()
    columns["store_size"] = np.full(len(views), (math.log(max(store_size, 1)) - 5.5) / 2, np.float32)
    columns["foreign"] = foreign.astype(np.float32)
    intents = np.array([_intents(question, view, vocabulary) for view in views], np.float32)
    columns |= dict(zip(NAMES[NAMES.index("other_period") : NAMES.index("met")], intents.T, strict=True))
    columns |= closest_phrasing(question, views, alignment, vocabulary)
    columns |= {"met": met, "same": same.astype(np.float32)}
    columns["phrasings"] = np.asarray(np.log1p([len(view.kinds) for view in views]) / 2, np.float32)
    about = {
        "muses": question.muses, "idle": question.idle, "beside": question.beside,
        "words": np.log1p(len(question.typed)) / 2, "mass": np.log1p(float(weights.sum())) / 4,
        "open": question.kind == OPEN,
    }  # fmt: skip
    columns |= {name: np.full(len(views), float(value), np.float32) for name, value in about.items()}
    turn = IN_TURN in question.periods
    columns["in_turn"] = np.array([turn and IN_TURN not in view.periods for view in views], np.float32)
    columns |= _of_meaning(meanings, len(views))
    columns |= {f"turn_{name}": np.zeros(len(views), np.float32) for name in TURNS}
    table = np.stack([columns[name] for name in ALL_NAMES], axis=1).astype(np.float32)
    return Measured(table, alignment, foreign, same, met)


def _of_meaning(meanings: Meanings | None, count: int) -> dict[str, Floats]:
    """Return the columns of the sentence vectors, and the distance of each from the best."""
    if meanings is None:
        return {f"v_{name}": np.zeros(count, np.float32) for name in MEANING}
    columns = {f"v_{name}": getattr(meanings, name) for name in MEANING[: MEANING.index("near_gap")]}
    for name in ("near", "mean", "ridge", "text", "span"):
        columns[f"v_{name}_gap"] = columns[f"v_{name}"] - ahead_of(columns[f"v_{name}"])
    # How near is near depends on the entry: on how its own phrasings differ, and how close its neighbours are.
    columns["v_fit"] = columns["v_mean"] - columns["v_cohesion"]
    columns["v_clear"] = columns["v_near"] - columns["v_crowd"]
    columns["v_over"] = columns["v_near"] - columns["v_level"]
    return columns


def ahead_of(values: Floats) -> Floats:
    """Return the highest of the other values for each value; the value itself if it is the only one."""
    if len(values) < 2:
        return values
    first, second = np.partition(values, -2)[[-1, -2]]
    return np.asarray(np.where(values == first, second, first), np.float32)


def _words(question: QuestionView, alignment: Alignment) -> dict[str, Floats]:
    """Compute features of the matched and unmatched words of the question."""
    weights, whole, body = question.weights, alignment.whole, alignment.body
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


def _rivals(question: QuestionView, alignment: Alignment, vocabulary: Vocabulary) -> dict[str, Floats]:
    """Compute features for another name or number in place of one in the question: Hungary instead of Slovakia.

    A name that the text merely leaves out is weaker evidence.
    """
    kinds = vocabulary.kinds[alignment.flat]
    fresh = alignment.back < SURE
    lacking = alignment.whole < MET  # the entry matches the word nowhere
    sorts = {
        "rival_name": ((question.kinds & NAME) > 0, (kinds & NAME) > 0),
        "rival_year": ((question.kinds & YEAR) > 0, (kinds & YEAR) > 0),
        "rival_count": ((question.kinds & (NUMBER | YEAR)) == NUMBER, (kinds & (NUMBER | YEAR)) == NUMBER),
    }
    rivals = {}
    for sort, (asked, present) in sorts.items():
        rivals[sort] = np.zeros(lacking.shape[1], np.float32)
        if asked.any() and present.any():
            likeness = np.maximum(alignment.cosine[asked], _UNKNOWN) if sort == "rival_name" else np.float32(1)
            rival = np.broadcast_to(np.where(fresh & present, likeness, np.float32(0)), (int(asked.sum()), len(fresh)))
            best = np.maximum.reduceat(rival, alignment.starts, axis=1)
            inside = np.maximum(best[:, alignment.first], best[:, alignment.first + 1])
            rivals[sort] = (inside * lacking[asked]).max(axis=0)
    return {
        "rival_name": rivals["rival_name"],
        "rival_number": np.maximum(rivals["rival_year"], rivals["rival_count"] / 2),
    }


def _runs(alignment: Alignment) -> Floats:
    """Count the neighbouring question words that are neighbours in the entry's text, up to 6, and divide by 6."""
    hit = alignment.near >= SURE
    run = np.zeros(hit.shape[1], np.float32)
    if hit.shape[0] > 1 and hit.shape[1] > 1:
        run[:-1] = (hit[:-1, :-1] & hit[1:, 1:]).any(axis=0)
    return np.asarray(np.minimum(np.add.reduceat(run, alignment.starts)[alignment.first], 6) / 6, np.float32)


def _sentences(
    question: QuestionView, views: Sequence[EntryView], alignment: Alignment, vocabulary: Vocabulary
) -> dict[str, Floats]:
    """Compute features of the whole meaning: cosines of mean vectors, and the share of the text asked about."""
    flat, starts, first = alignment.flat, alignment.starts, alignment.first
    weights = vocabulary.weights[flat] * alignment.backs
    mass = np.maximum(np.add.reduceat(weights, starts), 1e-3)
    heads, vectors = alignment.heads, alignment.vectors
    # The gist weighs each word by its strength in sentences in general, and includes the question words.
    gist = vocabulary.strengths[question.heads] @ heads + question.asks
    sums = [
        np.add.reduceat(vectors * column[:, None], starts, axis=0)[first]
        for column in (weights, vocabulary.strengths[flat] * alignment.backs)
    ]
    focus = (np.add.reduceat(weights * alignment.back, starts) / mass)[first]
    lengths = np.log1p([view.sizes[0] for view in views]) / 5
    return {
        "focus": focus.astype(np.float32),
        "length": lengths.astype(np.float32),
        "sentence": cosines(sums[0], question.weights @ heads),
        "gist": cosines(sums[1], gist),
    }


def _likely_answer(
    question: QuestionView, views: Sequence[EntryView], alignment: Alignment, vocabulary: Vocabulary
) -> dict[str, Floats]:
    """Compute features for something in the entry of the kind that the question asks for."""
    near = np.zeros(len(views), np.float32)
    new = near
    if question.noun:
        likeness = alignment.cosine[question.noun].max(axis=0)
        near = np.maximum.reduceat(likeness, alignment.starts)[alignment.first]
        fresh = np.where(alignment.back >= SURE, np.float32(-1.0), likeness)
        new = np.maximum.reduceat(fresh, alignment.starts)[alignment.first]
    has_answer = _has_answer(question, alignment, vocabulary)
    fits, lacks = (near * 0, near * 0) if has_answer is None else (has_answer, ~has_answer)
    return {
        "asked_noun": near, "asked_noun_new": new,
        "answer_fits": fits.astype(np.float32), "answer_lacks": lacks.astype(np.float32),
    }  # fmt: skip


def _has_answer(question: QuestionView, alignment: Alignment, vocabulary: Vocabulary) -> NDArray[np.bool_] | None:
    """Return whether each entry has something new of the kind asked for; None if the question allows any kind."""
    kind = question.kind
    if kind in (OPEN, WHAT, WHY):
        return None
    flat, starts, first = alignment.flat, alignment.starts, alignment.first
    kinds = vocabulary.kinds[flat]
    fresh = ~np.isin(vocabulary.keys[flat], vocabulary.keys[question.words])
    if kind == WHEN:
        fitting = fresh & ((kinds & (YEAR | TIME)) > 0)
    elif kind == DURATION:
        fitting = (fresh & ((kinds & NUMBER) > 0)) | ((kinds & SPAN) > 0)
    else:
        fitting = fresh & ((kinds & (NUMBER if kind == COUNT else NAME)) > 0)
    segments = np.logical_or.reduceat(fitting, starts)
    return np.asarray(segments[first] | segments[first + 1])


def _intents(question: QuestionView, view: EntryView, vocabulary: Vocabulary) -> tuple[float, ...]:
    """Compute features for the period asked for, the kind of question, and whether the entry is a quotation."""
    has_kind = question.kind != OPEN and bool(view.kinds)
    inside = question.kind in view.kinds
    meets = bool(view.speaker and view.speaker.intersection(vocabulary.keys[question.words].tolist()))
    quotation = bool(view.speaker)
    return (
        float(bool(question.periods and question.periods - view.periods)),
        float(has_kind and inside),
        float(has_kind and not inside),
        float(question.says and meets),
        float(question.says and quotation and not meets),
        float(question.says and not quotation),
        float(not question.says and quotation),
    )
