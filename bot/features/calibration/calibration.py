"""Choose thresholds for one store from measurements on its own phrasings. With few phrasings, stay near the model's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from bot.features.calibration.thresholds import ThresholdEvaluation
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds

VERSION = 2
"""Increased when the same store would get other thresholds, so that saved ones are measured again."""

AIM = 19 / 20
"""The share of answers that should be right, if half of the questions are unanswerable."""

MOST_FALSE_SUGGESTIONS = 1 / 2
"""The share of unanswerable samples that may get suggestions.

With real people it is about two thirds of that. Their unanswerable questions are rarely as close to the facts as the
phrasings of a removed fact are to its neighbours.
"""

ANSWER_RANGE = (0.6, 0.97)
SUGGEST_RANGE = (0.1, 0.5)
"""Limits of a measured threshold."""

MOST_TRUST = 0.5
"""The weight of a measurement on very many samples; the rest is the model's own thresholds.

It is not higher because curators word the samples, and other people use other words, however many samples there are.
"""

HALF = 100
"""Questions of each kind at which a measurement has half of `MOST_TRUST`."""

_STEP = 100
"""Thresholds are tried in steps of one hundredth."""


def calibrated(evaluation: ThresholdEvaluation, default: Thresholds) -> Thresholds:
    """Choose the thresholds of a store.

    The measured thresholds and the model's are averaged, weighted by the number of samples. Worse samples never lower a
    threshold. `stay_silent` questions are obeyed at any threshold; here they only count as questions without an answer.
    """
    trust = _trust(evaluation)
    answer = _blend(_lowest_answer(evaluation), default.answer, trust, ANSWER_RANGE)
    suggest = min(_blend(_lowest_suggest(evaluation), default.suggest, trust, SUGGEST_RANGE), answer)
    return Thresholds(answer=answer, suggest=suggest, unprompted=max(default.unprompted, answer))


def chosen(measured: Thresholds, answer: float | None, suggest: float | None) -> Thresholds:
    """Override the measured thresholds with those that the operator set, if any."""
    answer = measured.answer if answer is None else answer
    suggest = min(measured.suggest if suggest is None else suggest, answer)
    return Thresholds(answer=answer, suggest=suggest, unprompted=max(measured.unprompted, answer))


def store_key(knowledge: Knowledge) -> str:
    """Return a key of everything that the measurement depends on: the content of the store, and the model's weights."""
    digest = hashlib.sha256()
    for part in _parts(knowledge):
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:%s" % (len(encoded), encoded))  # with its length, so that no two parts run together
    return digest.hexdigest()[:32]


def _parts(knowledge: Knowledge) -> Iterator[str]:
    yield f"{VERSION} {knowledge.matcher.signature}"
    for statement in sorted(knowledge.shown, key=lambda statement: statement.id):
        yield from (statement.id, statement.text, statement.topic)
        yield from _with_count(statement.tags)
        yield from _with_count(statement.questions)
        yield from (getattr(statement, name, "") for name in ("speaker", "role", "about"))
        yield from _with_count(old.id for old in knowledge.replaces(statement))
    yield from _with_count(negative.question for negative in knowledge.collection.negative_examples)
    for names in knowledge.collection.aliases:
        yield from _with_count(names)


def _with_count(texts: Iterable[str]) -> Iterator[str]:
    ordered = sorted(texts)
    yield str(len(ordered))
    yield from ordered


def _trust(evaluation: ThresholdEvaluation) -> float:
    """Return the weight of the measured thresholds against the model's, from 0 to 1."""
    size = min(evaluation.size, len(evaluation.unanswerable))
    return MOST_TRUST * size / (size + HALF)


def _blend(measured: float, default: float, trust: float, bounds: tuple[float, float]) -> float:
    low, high = min(bounds[0], default), max(bounds[1], default)
    return min(max(round(trust * measured + (1 - trust) * default, 3), low), high)


def _lowest_answer(evaluation: ThresholdEvaluation) -> float:
    """Find the lowest threshold at which enough answers are right. If there is none, return the highest allowed."""
    low, high = ANSWER_RANGE
    for step in range(round(low * _STEP), round(high * _STEP)):
        counts = evaluation.counts(step / _STEP, 0.0)
        if counts.answered and counts.precision >= AIM:
            return step / _STEP
    return high


def _lowest_suggest(evaluation: ThresholdEvaluation) -> float:
    """Find the lowest threshold at which few enough unanswerable questions get suggestions."""
    low, high = SUGGEST_RANGE
    for step in range(round(low * _STEP), round(high * _STEP)):
        counts = evaluation.counts(1.0, step / _STEP)
        if counts.false_suggestions + counts.false_answers <= MOST_FALSE_SUGGESTIONS:
            return step / _STEP
    return high
