"""Negative examples are questions that their file must not answer."""

from __future__ import annotations

import pytest

from bot.core.models import NegativeExample, Origin
from bot.features.calibration.linting import lint
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.negative_examples import FAR, NegativeExamples, at_least_as_near
from bot.knowledge.search_results import Context
from bot.matching import Match
from tests.samples.versions import NEGATIVE_EXAMPLES, OPEN, WALK, fact, ropeworks


@pytest.fixture(scope="module")
def ropeworks_knowledge() -> Knowledge:
    """Return knowledge about a ropeworks, with negative examples."""
    return ropeworks()


@pytest.mark.parametrize(
    "question",
    [
        *(negative.question for negative in NEGATIVE_EXAMPLES),
        "when does the ropeworks shop open pls",
        "hi, when does the shop of the ropeworks open?",
        "who is the owner of the ropeworks",
    ],
)
def test_a_negative_example_gets_no_answer_and_no_suggestion(ropeworks_knowledge: Knowledge, question: str) -> None:
    result = ropeworks_knowledge.ask(question)
    assert (result.outcome, result.answer, result.suggestions) == ("none", None, ())


def test_questions_that_statements_list_are_still_answered(ropeworks_knowledge: Knowledge) -> None:
    for statement in ropeworks_knowledge.shown:
        for question in statement.questions:
            assert ropeworks_knowledge.ask(question).answer == statement, question


def test_the_question_gets_a_result_without_the_negative_example() -> None:
    result = ropeworks(negative_examples=()).ask(NEGATIVE_EXAMPLES[0].question)
    assert result.outcome != "none"


@pytest.mark.parametrize("question", ["how many metres is the walk", "length of the rope walk please"])
def test_negative_examples_do_not_lower_the_scores_of_statements(question: str) -> None:
    near = ("How wide is the rope walk?", "Who built the rope walk?", "How many people work on the rope walk?")
    negative_examples = tuple(NegativeExample(text, Origin("sign.yaml", 99, 1)) for text in near)
    alone = ropeworks(negative_examples=()).search(question, 1).matches[0]
    beside = ropeworks(negative_examples=negative_examples).search(question, 1).matches[0]
    assert beside.id == alone.id == WALK.id
    assert beside.score == pytest.approx(alone.score, abs=0.2)


def test_a_negative_example_does_not_silence_other_files() -> None:
    shop = fact("shop", "The shop of the ropeworks opens at ten.", NEGATIVE_EXAMPLES[0].question, file="shop.yaml")
    result = ropeworks(shop).ask(NEGATIVE_EXAMPLES[0].question)
    assert result.answer == shop
    assert ropeworks(shop).ask(OPEN.questions[0]).answer == OPEN


def test_a_duplicate_from_another_file_answers_a_silenced_question() -> None:
    question = "When does the gate open for carts?"
    one = fact("gate", "The gate for carts opens at seven in the morning.", question)
    twin = fact("gate-too", one.text, question, file="carts.yaml")
    negative = NegativeExample(question, Origin("sign.yaml", 99, 1))
    assert ropeworks(one, twin, negative_examples=(negative,)).ask(question).answer == twin
    assert ropeworks(one, negative_examples=(negative,)).ask(question).answer is None


def test_one_question_of_a_message_can_be_silenced(ropeworks_knowledge: Knowledge) -> None:
    result = ropeworks_knowledge.ask(f"How long is the rope walk? {NEGATIVE_EXAMPLES[1].question}")
    assert [answer.id for answer in result.answers] == ["walk"]
    assert not result.suggestions


def test_a_follow_up_that_means_a_negative_example_is_silenced() -> None:
    shop = fact("shop", "The shop sells rope and twine.", "What does the shop sell?", "Where is the shop?")
    context = Context(OPEN.questions[0], OPEN)
    assert ropeworks(shop, negative_examples=()).ask("and the shop?", context=context).outcome != "none"
    result = ropeworks(shop).ask("and the shop?", context=context)
    assert (result.outcome, result.suggestions, result.silent) == ("none", (), True)


@pytest.mark.parametrize(
    ("question", "negative", "phrasing", "near"),
    [
        ("how do i switch the pump off", "How do I switch off the pump?", "How do I switch on the pump?", True),
        ("how do i switch the pump on", "How do I switch off the pump?", "How do I switch on the pump?", False),
        ("mayor of tarn", "Who was the mayor of Tarn in 2010?", "Who is the mayor of Tarn?", False),
        ("mayor of tarn in 2010", "Who was the mayor of Tarn in 2010?", "Who is the mayor of Tarn?", True),
    ],
)
def test_differing_words_decide_if_a_negative_example_is_as_near_as_a_phrasing(
    question: str, negative: str, phrasing: str, near: bool
) -> None:
    for ranked_higher in (True, False):
        assert at_least_as_near(question, negative, phrasing, ranked_higher=ranked_higher) == near


def test_the_ranking_decides_if_no_differing_word_decides() -> None:
    for ranked_higher in (True, False):
        near = at_least_as_near(
            "age of the panda", "How old is the panda?", "What is the panda called?", ranked_higher=ranked_higher
        )
        assert near == ranked_higher


def test_a_negative_example_with_a_low_score_has_no_effect() -> None:
    fact_of_tarn = fact("pier", "The pier of Tarn is closed.", "Is the pier closed?")
    negative_examples = NegativeExamples((NegativeExample("Who is the mayor of Tarn?", fact_of_tarn.origin),))
    (negative,) = negative_examples.entries
    for score, counts in ((FAR, True), (FAR / 2, False)):
        matches = (Match(fact_of_tarn.id, 0.9, ""), Match(negative.id, 0.9 * score, ""))
        silenced = negative_examples.silenced(
            "what of the mayor's pier in tarn", matches, matches[:1], lambda _: (fact_of_tarn,)
        )
        assert bool(silenced) is counts


def test_lint_reports_a_question_that_its_own_file_silences() -> None:
    negative = NegativeExample(OPEN.questions[0], Origin("sign.yaml", 99, 1))
    remarks = [remark for remark in lint(ropeworks(negative_examples=(negative,))) if remark.kind == "stay_silent"]
    message = f"`{OPEN.questions[0]}` must not be answered (stay_silent) but is also a question of open; remove one"
    assert [str(r) for r in remarks] == [f"sign.yaml:99:1: {message}"]
    elsewhere = NegativeExample(OPEN.questions[0], Origin("other.yaml", 9, 1))
    assert not [r for r in lint(ropeworks(negative_examples=(elsewhere,))) if r.failed]
