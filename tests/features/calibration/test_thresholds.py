"""Estimates of right and wrong answers: on a store whose outcome can be counted by hand, and on any outcome."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given

from bot.core.models import FactCollection, NegativeExample, Statement
from bot.features.calibration.advice import competitors, few_phrasings, weakest
from bot.features.calibration.thresholds import MOST, Sample, ThresholdEvaluation, evaluate, plan, spread
from bot.features.calibration.typing_variants import as_typed
from bot.knowledge.catalogue import MAX_QUESTION
from bot.knowledge.knowledge import Knowledge
from bot.matching import Match
from tests.samples.phrasings import STORE, THRESHOLDS, evaluations, fact, scores


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge(STORE, THRESHOLDS)


@pytest.fixture(scope="module")
def measured(knowledge: Knowledge) -> ThresholdEvaluation:
    return evaluate(knowledge)


def test_a_phrasing_is_found_through_other_phrasings_of_its_fact(measured: ThresholdEvaluation) -> None:
    outcomes = {sample.phrasing: sample.outcome(0.8, 0.3) for sample in measured.answerable}
    for phrasing in ("What can crane 4 lift?", "crane 4 can lift what"):
        assert outcomes[phrasing] in ("right", "suggested")
    assert outcomes["the old lock is how long"] in ("wrong", "suggested")  # the fact `lock` lists it in other words
    assert outcomes["When is lunch served?"] == "no_match"
    assert "Who guides the ships?" not in outcomes


def test_a_sample_weighs_less_if_fewer_phrasings_are_left(measured: ThresholdEvaluation) -> None:
    weights = {sample.phrasing: sample.weight for sample in measured.answerable}
    assert weights["How long is the old lock?"] == 0  # the fact has only its text left
    assert 0 < weights["When is lunch served?"] < weights["What can crane 4 lift?"] < 1
    assert measured.counts(0.8, 0.3).wrong == 0
    assert measured.size == sum(weights.values())


def test_unanswerable_questions_are_asked_without_their_fact(measured: ThresholdEvaluation) -> None:
    assert len(measured.unanswerable) == len(measured.answerable) == measured.listed == 7
    for sample in measured.unanswerable:
        assert sample.statement
        assert sample.statement.id not in {match.id for match in sample.ranked}
        assert sample.position is None
    topics = {"lock": "canal", "lock-again": "canal", "crane": "cranes", "fog": "weather"}
    others = [s for s in measured.unanswerable if topics[s.statement.id] not in {topics[m.id] for m in s.ranked}]  # type: ignore[union-attr]
    assert len(others) > len(measured.unanswerable) // 4  # some are asked without the whole topic of their fact


def test_phrasings_most_similar_to_the_question_are_removed_too() -> None:
    questions = ("lost my key", "I lost my key", "where do I go without a key", "replacement of keys", "key is gone")
    knowledge = Knowledge(FactCollection((fact("key", "Ask the porter.", *questions),)), THRESHOLDS)
    asked: list[set[str]] = []
    rank = knowledge.rank

    def spy(question: str, limit: int, *, without: tuple[str, ...] = ()) -> tuple[Match, ...]:
        asked.append(set(without))
        return rank(question, limit, without=without)

    knowledge.rank = spy  # type: ignore[assignment, method-assign]
    plan(knowledge)[0]()
    assert {"lost my key", "I lost my key"} <= asked[0]
    assert not {"replacement of keys", "key is gone"} & asked[0]


def test_the_shares_of_all_outcomes_add_up_to_one(measured: ThresholdEvaluation) -> None:
    counts = measured.counts(0.8, 0.3)
    assert counts.right + counts.wrong + counts.suggested + counts.wrong_suggestion + counts.no_match == pytest.approx(
        1
    )
    assert 0 < counts.precision <= 1
    assert measured.counts(1.0, 0.9).right == 0


def test_stay_silent_questions_are_asked_as_listed_and_as_people_type(measured: ThresholdEvaluation) -> None:
    for negative in STORE.negative_examples:
        typed = {sample.asked for sample in measured.negative_examples if sample.phrasing == negative.question}
        assert typed == {negative.question, as_typed(negative.question)}


def test_an_evaluation_gives_the_same_result_every_time(knowledge: Knowledge, measured: ThresholdEvaluation) -> None:
    again = evaluate(Knowledge(STORE, THRESHOLDS))
    assert again == measured == evaluate(knowledge)


def test_a_vetoed_match_counts_as_a_suggestion() -> None:
    vetoed = Sample("?", "?", STORE.statements[0], (Match("crane", 0.99, "the other direction"),), 0)
    assert vetoed.outcome(0.8, 0.3) == "suggested"
    counts = ThresholdEvaluation((vetoed,), (vetoed,), (), 1).counts(0.8, 0.3)
    assert (counts.right, counts.false_answers, counts.false_suggestions) == (0, 0, 1)


def test_nothing_is_measured_if_no_questions_are_listed() -> None:
    empty = evaluate(Knowledge(FactCollection((fact("fog", "Fog is fog."),)), THRESHOLDS))
    assert (empty.answerable, empty.unanswerable, empty.negative_examples, empty.listed, empty.size) == (
        (),
        (),
        (),
        0,
        0,
    )
    counts = empty.counts(0.8, 0.3)
    assert (counts.answered, counts.precision, counts.no_match) == (0, 1, 0)


def test_a_question_too_long_to_be_asked_has_no_match() -> None:
    long = "What can crane 4 lift? " * (MAX_QUESTION // 20)
    store = FactCollection(
        (fact("crane", "Crane 4 lifts 40 tonnes.", long, "What can crane 4 lift?"),), (NegativeExample(long),)
    )
    evaluation = evaluate(Knowledge(store, THRESHOLDS))
    assert evaluation.answerable[0].outcome(0.0, 0.0) == "no_match"
    assert evaluation.negative_examples[0].ranked == ()


# ---------------------------------------------------------------- advice for curators


def test_facts_with_few_phrasings_are_listed_fewest_first(knowledge: Knowledge) -> None:
    assert [statement.id for statement in few_phrasings(knowledge)] == ["lock", "lock-again", "fog"]


def sample_of(phrasing: str, *ranked: tuple[str, float]) -> Sample:
    """Return the sample of a phrasing for which the matcher found these candidates."""
    statement = next(one for one in STORE.statements if phrasing in one.questions)
    position = next((position for position, (name, _) in enumerate(ranked) if name == statement.id), None)
    return Sample(phrasing, phrasing, statement, tuple(Match(*match) for match in ranked), position)


EVALUATION = ThresholdEvaluation(
    (
        sample_of("What can crane 4 lift?", ("crane", 0.95)),
        sample_of("crane 4 can lift what", ("lock", 0.4), ("fog", 0.2)),
        sample_of("How long is the old lock?", ("lock-again", 0.9), ("lock", 0.3)),
        sample_of("the old lock is how long", ("lock", 0.9)),
        sample_of("When is lunch served?", ("lock", 0.1)),
        sample_of("Who plays the tuba?"),
    ),
    (),
    (),
    6,
)


def test_the_weakest_phrasings_come_first_with_words_that_no_other_has() -> None:
    weaknesses = weakest(EVALUATION, 0.8, 0.3)
    assert [(weakness.sample.statement.id, weakness.outcome) for weakness in weaknesses] == [  # type: ignore[union-attr]
        ("lock", "wrong"),
        ("lock-again", "wrong"),
        ("fog", "no_match"),
        ("fog", "no_match"),
        ("crane", "wrong_suggestion"),
    ]
    assert weaknesses[2].words == ("when", "lunch", "served")
    assert not weaknesses[0].words  # "long" and "lock" are in the text of the fact


def test_facts_that_compete_are_counted_in_pairs() -> None:
    assert competitors(EVALUATION, 0.3) == [("lock", "lock-again", 2), ("crane", "lock", 1)]


# ---------------------------------------------------------------- any outcome


@given(evaluations, scores, scores)
def test_every_question_is_counted_once(evaluation: ThresholdEvaluation, answer: float, suggest: float) -> None:
    counts = evaluation.counts(answer, suggest)
    whole = counts.right + counts.wrong + counts.suggested + counts.wrong_suggestion + counts.no_match
    assert whole == pytest.approx(1 if evaluation.size else 0)
    assert 0 <= counts.false_answers + counts.false_suggestions <= 1 + 1e-9


@given(evaluations, scores, scores, scores)
def test_a_higher_threshold_never_answers_or_suggests_more(
    evaluation: ThresholdEvaluation, one: float, other: float, fixed: float
) -> None:
    low, high = (evaluation.counts(answer, fixed) for answer in sorted((one, other)))
    assert low.right >= high.right - 1e-9
    assert low.wrong >= high.wrong - 1e-9
    assert low.false_answers >= high.false_answers
    low, high = (evaluation.counts(fixed, suggest) for suggest in sorted((one, other)))
    assert low.right == high.right
    assert low.suggested >= high.suggested - 1e-9
    assert low.no_match <= high.no_match + 1e-9
    assert low.false_suggestions >= high.false_suggestions


# ---------------------------------------------------------------- large stores

MANY = [(fact(f"f{n}", f"Text {n}."), f"question {m} on {n}") for n in range(40) for m in range(1 + n % 4)]


def questions_per_statement(chosen: list[tuple[Statement, str]]) -> Counter[str]:
    return Counter(statement.id for statement, _ in chosen)


@pytest.mark.parametrize("most", [1, 7, 40, 70, 99, 100, 1_000])
def test_chosen_questions_are_spread_evenly_over_statements_in_order(most: int) -> None:
    chosen = list(spread(MANY, most))
    assert len(chosen) == min(most, len(MANY))
    assert chosen == [pair for pair in MANY if pair in chosen]
    counts, listed = questions_per_statement(chosen), questions_per_statement(list(MANY))
    most_asked = max(counts.values())
    assert all(counts[name] >= min(listed[name], most_asked - 1) for name in listed)


def test_chosen_questions_vary_and_hardly_change_when_a_fact_is_added() -> None:
    chosen = list(spread(MANY, 30))
    assert list(spread(MANY, 30)) == chosen
    more = [*MANY, (fact("new", "New."), "question on what is new")]
    assert len([pair for pair in spread(more, 30) if pair in chosen]) >= 29
    assert any(not question.startswith("question 0") for _, question in chosen)


def test_a_large_store_is_asked_a_bounded_number_of_questions() -> None:
    facts = [fact(f"f{n}", f"Text {n}.", f"question {n}", f"other {n}") for n in range(400)]
    negative_examples = tuple(NegativeExample(f"vain {n}") for n in range(400))
    asked = plan(Knowledge(FactCollection(tuple(facts), negative_examples), THRESHOLDS))
    assert 2 * MOST < len(asked) <= 2 * MOST + 200
