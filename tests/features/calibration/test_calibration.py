"""Calibration measures thresholds that fit a store."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.models import FactCollection, NegativeExample
from bot.features.calibration.calibration import ANSWER_RANGE, SUGGEST_RANGE, calibrated, chosen, store_key
from bot.features.calibration.thresholds import Sample, ThresholdEvaluation, evaluate
from bot.knowledge.knowledge import Knowledge
from bot.matching import Match, Thresholds
from tests.samples.phrasings import STORE, THRESHOLDS, evaluations, fact

DEFAULT = Thresholds(answer=0.8, suggest=0.3, unprompted=0.9)


def sample(score: float, *, right: bool = True, weight: float = 1.0) -> Sample:
    return Sample("?", "?", STORE.statements[0], (Match("crane", score),), 0 if right else None, weight)


def evaluation_of(
    right: list[float], wrong: list[float], outside: list[float], silent: list[float]
) -> ThresholdEvaluation:
    answerable = [sample(score) for score in right] + [sample(score, right=False) for score in wrong]
    outer = tuple(sample(score, right=False) for score in outside)
    return ThresholdEvaluation(
        tuple(answerable), outer, tuple(replace(sample(score), statement=None) for score in silent), len(answerable)
    )


CLEAN = evaluation_of([n / 200 + 0.4 for n in range(120)] * 3, [], [n / 400 for n in range(240)], [])
"""Answerable questions score 0.4 and more, unanswerable ones at most 0.6."""
SURE_AND_WRONG = evaluation_of([n / 200 + 0.4 for n in range(120)] * 3, [], [n / 260 for n in range(240)], [])
"""Unanswerable questions score up to 0.92."""


def test_clear_scores_lower_the_answer_threshold_and_unclear_ones_raise_it() -> None:
    clean, doubtful = calibrated(CLEAN, DEFAULT), calibrated(SURE_AND_WRONG, DEFAULT)
    assert ANSWER_RANGE[0] <= clean.answer < DEFAULT.answer < doubtful.answer <= ANSWER_RANGE[1]
    assert doubtful.unprompted >= doubtful.answer


def test_few_samples_leave_the_thresholds_near_the_default() -> None:
    def evaluation_with(size: int) -> ThresholdEvaluation:
        return evaluation_of(
            [n / size * 0.6 + 0.4 for n in range(size)] * 2, [], [n / size * 0.92 for n in range(size)], []
        )

    distances = [abs(calibrated(evaluation_with(size), DEFAULT).answer - DEFAULT.answer) for size in (3, 30, 300)]
    assert 0 <= distances[0] <= distances[1] <= distances[2]
    assert distances[0] < 0.01 < distances[2]


def test_samples_without_weight_change_nothing() -> None:
    """A fact without its only phrasing is found by its text or not at all. That says nothing about other questions."""
    bare = ThresholdEvaluation(
        tuple(sample(0.99, right=False, weight=0.0) for _ in range(300)), CLEAN.unanswerable, (), 300
    )
    thresholds = calibrated(bare, DEFAULT)
    assert (thresholds.answer, thresholds.suggest) == (DEFAULT.answer, DEFAULT.suggest)


def test_many_useless_suggestions_raise_the_suggestion_threshold() -> None:
    many = evaluation_of([0.9] * 200, [], [0.35] * 200, [])
    few = evaluation_of([0.9] * 200, [], [0.05] * 200, [])
    assert calibrated(few, DEFAULT).suggest < DEFAULT.suggest < calibrated(many, DEFAULT).suggest


@given(evaluations)
def test_thresholds_stay_in_their_ranges_and_in_order(evaluation: ThresholdEvaluation) -> None:
    thresholds = calibrated(evaluation, DEFAULT)
    assert ANSWER_RANGE[0] <= thresholds.answer <= ANSWER_RANGE[1]
    assert SUGGEST_RANGE[0] <= thresholds.suggest <= SUGGEST_RANGE[1]
    assert thresholds.suggest <= thresholds.answer <= thresholds.unprompted


def test_one_stay_silent_question_changes_nothing_but_many_raise_the_answer_threshold() -> None:
    sure = [0.95] * 200
    one, many = evaluation_of(sure, [], [0.1] * 200, [0.94]), evaluation_of(sure, [], [0.1] * 200, [0.94] * 100)
    # The bot obeys a stay_silent question in any case, so a single one changes nothing.
    assert calibrated(one, DEFAULT) == calibrated(evaluation_of(sure, [], [0.1] * 200, []), DEFAULT)
    assert calibrated(many, DEFAULT).answer > calibrated(one, DEFAULT).answer


@settings(max_examples=60)
@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=40),
    st.lists(st.floats(0, 1), max_size=40),
    st.lists(st.floats(0, 1), min_size=1, max_size=40),
)
def test_worse_samples_never_lower_a_threshold(right: list[float], wrong: list[float], outside: list[float]) -> None:
    before = calibrated(evaluation_of(right, wrong, outside, []), DEFAULT)
    one_more_wrong = calibrated(evaluation_of(right[1:], [right[0], *wrong], outside, []), DEFAULT)
    assert one_more_wrong.answer >= before.answer
    one_surer_wrong = calibrated(evaluation_of(right, wrong, [1.0, *outside[1:]], []), DEFAULT)
    assert one_surer_wrong.answer >= before.answer
    assert one_surer_wrong.suggest >= before.suggest


def test_thresholds_that_the_operator_set_override_measured_ones() -> None:
    measured = Thresholds(answer=0.85, suggest=0.4, unprompted=0.9)
    assert chosen(measured, None, None) == measured
    assert chosen(measured, 0.95, None) == Thresholds(answer=0.95, suggest=0.4, unprompted=0.95)
    assert chosen(measured, 0.2, None) == Thresholds(answer=0.2, suggest=0.2, unprompted=0.9)
    assert chosen(measured, None, 0.1) == Thresholds(answer=0.85, suggest=0.1, unprompted=0.9)


def test_the_store_key_depends_only_on_what_is_measured() -> None:
    def key(
        *facts: object, negative_examples: tuple[NegativeExample, ...] = (), aliases: tuple[tuple[str, ...], ...] = ()
    ) -> str:
        return store_key(Knowledge(FactCollection(facts, negative_examples, aliases), THRESHOLDS))  # type: ignore[arg-type]

    one, other = fact("a", "Fog.", "what is it", "who"), fact("b", "Ships.", "what floats")
    same = key(one, other)
    assert key(other, one) == same
    assert store_key(Knowledge(FactCollection((one, other)), replace(THRESHOLDS, answer=0.9))) == same
    different = [
        key(one),
        key(one, fact("b", "Ships", "what floats")),
        key(fact("a", "Fog.", "what is it who"), other),
        key(one, fact("b", "Ships.", "what floats", topic="sea")),
        key(one, other, negative_examples=(NegativeExample("why"),)),
        key(one, other, aliases=(("fog", "mist"),)),
    ]
    assert len({same, *different}) == len(different) + 1


def test_a_real_store_can_be_calibrated() -> None:
    thresholds = calibrated(evaluate(Knowledge(STORE, THRESHOLDS)), DEFAULT)
    assert thresholds.answer == pytest.approx(DEFAULT.answer, abs=0.05)  # seven phrasings tell little
