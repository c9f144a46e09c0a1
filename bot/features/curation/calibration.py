"""Thresholds that suit one store, chosen from what its own phrasings tell; near the model's if that is little."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from bot.features.curation.thresholds import ThresholdEvaluation
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds

VERSION = 2
"""Goes up when the same store would get other thresholds, so that none that were kept are used any more."""

AIM = 19 / 20
"""The share of answers that are to be right, where as many questions are unanswerable as answerable."""

MOST_FALSE_SUGGESTIONS = 1 / 2
"""The share of unanswerable samples that may get suggestions. With strangers it is about two thirds of that: what they
ask in vain is rarely as near to the facts as the phrasings of a fact that was left out are to its neighbours."""

ANSWER_RANGE = (0.6, 0.97)
SUGGEST_RANGE = (0.1, 0.5)
"""Between these a measured threshold stays, whatever the samples say."""

MOST_TRUST = 0.5
"""How much a measurement on very many samples counts beside the model's own thresholds. Not more: the samples are
worded by the curators, and no number of them makes strangers of these."""

HALF = 100
"""Questions of each kind on which a measurement counts half as much as that."""

_STEP = 100
"""Thresholds are tried in steps of one hundredth."""


def calibrated(evaluation: ThresholdEvaluation, default: Thresholds) -> Thresholds:
    """Choose the thresholds of a store.

    The measured ones and the model's are mixed by the number of samples. Samples that turn out worse never lower a
    threshold. `stay_silent` questions are obeyed at any threshold; here they only count among those without an answer.
    """
    trust = _trust(evaluation)
    answer = _mixed(_lowest_answer(evaluation), default.answer, trust, ANSWER_RANGE)
    suggest = min(_mixed(_lowest_suggest(evaluation), default.suggest, trust, SUGGEST_RANGE), answer)
    return Thresholds(answer=answer, suggest=suggest, unprompted=max(default.unprompted, answer))


def chosen(measured: Thresholds, answer: float | None, suggest: float | None) -> Thresholds:
    """Let what the operator set, if anything, come before what was measured."""
    answer = measured.answer if answer is None else answer
    suggest = min(measured.suggest if suggest is None else suggest, answer)
    return Thresholds(answer=answer, suggest=suggest, unprompted=max(measured.unprompted, answer))


def store_key(knowledge: Knowledge) -> str:
    """Name what the measurement depends on: what the store says, and with which weights it is read."""
    digest = hashlib.sha256()
    for part in _parts(knowledge):
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:%s" % (len(encoded), encoded))  # with its length, so that no two parts run together
    return digest.hexdigest()[:32]


def _parts(knowledge: Knowledge) -> Iterator[str]:
    yield f"{VERSION} {knowledge.matcher.signature}"
    for statement in sorted(knowledge.shown, key=lambda statement: statement.id):
        yield from (statement.id, statement.text, statement.topic)
        yield from _counted(statement.tags)
        yield from _counted(statement.questions)
        yield from (getattr(statement, name, "") for name in ("speaker", "role", "about"))
        yield from _counted(old.id for old in knowledge.replaces(statement))
    yield from _counted(silence.question for silence in knowledge.collection.negative_examples)
    for names in knowledge.collection.aliases:
        yield from _counted(names)


def _counted(texts: Iterable[str]) -> Iterator[str]:
    found = sorted(texts)
    yield str(len(found))
    yield from found


def _trust(evaluation: ThresholdEvaluation) -> float:
    """How much the measured thresholds count beside the model's, from 0 to 1."""
    size = min(evaluation.size, len(evaluation.unanswerable))
    return MOST_TRUST * size / (size + HALF)


def _mixed(measured: float, default: float, trust: float, bounds: tuple[float, float]) -> float:
    low, high = min(bounds[0], default), max(bounds[1], default)
    return min(max(round(trust * measured + (1 - trust) * default, 3), low), high)


def _lowest_answer(evaluation: ThresholdEvaluation) -> float:
    """The lowest threshold at which enough of the answers are right; the highest allowed where there is none."""
    low, high = ANSWER_RANGE
    for step in range(round(low * _STEP), round(high * _STEP)):
        counts = evaluation.counts(step / _STEP, 0.0)
        if counts.answered and counts.precision >= AIM:
            return step / _STEP
    return high


def _lowest_suggest(evaluation: ThresholdEvaluation) -> float:
    """The lowest threshold at which few enough of the unanswerable questions get suggestions."""
    low, high = SUGGEST_RANGE
    for step in range(round(low * _STEP), round(high * _STEP)):
        counts = evaluation.counts(1.0, step / _STEP)
        if counts.false_suggestions + counts.false_answers <= MOST_FALSE_SUGGESTIONS:
            return step / _STEP
    return high
