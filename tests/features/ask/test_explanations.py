"""The text of "Why this?" is plain and honest and does not contradict itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.explanation import Explanation
from tests.samples.versions import OPEN, ropeworks

QUESTION = "When do you open?"
WHY = Explanation(
    question=QUESTION,
    read_as=(("opn", "open"),),
    met=(("open", "open"), ("opens", "open")),
    missing=("today",),
    closest="When does it open?",
    statement_id="open",
    score=0.91,
    threshold=0.8,
    runner_up=("walk", 0.2),
    likeness=0.85,
    counted=(("matched words", 1.25), ("form of the question", -0.5)),
)


def lines(why: Explanation) -> dict[str, str]:
    return dict(why.lines())


def test_the_explanation_of_a_similar_question_has_all_lines_in_order() -> None:
    assert WHY.lines() == (
        ("Question", QUESTION),
        ("Why", "Your question is nearly the same as “When does it open?”."),
        ("Score", "0.91 for open; an answer needs 0.80"),
        ("Matched words", "open, opens → open"),
        ("Unmatched words", "today"),
        ("Deciding factors", "matched words +1.2, form of the question −0.5"),
        ("Read as", "opn → open"),
        ("Runner-up", "walk with 0.20"),
    )


def test_a_listed_question_is_explained_without_doubts() -> None:
    shown = lines(replace(WHY, likeness=1.0, score=0.995))
    assert shown["Why"] == "You asked one of the listed questions, word for word."
    assert not {"Unmatched words", "Deciding factors", "Read as"} & shown.keys()


def test_a_question_that_two_facts_list_says_why_it_was_not_answered() -> None:
    shown = lines(replace(WHY, likeness=1.0, score=0.995, runner_up=("walk", 0.995)))
    assert shown["Why"].endswith("word for word. Not given as a direct answer: walk lists this question too.")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"likeness": 0.7}, "The closest listed question is “When does it open?”."),
        ({"score": 0.4}, "The closest listed question is “When does it open?”."),
        ({"closest": None, "likeness": 0.0}, "It has no listed questions, so I compared your question with its text."),
        (
            {"veto": "the question asks for the opposite"},
            (
                "The closest listed question is “When does it open?”. "
                "Not given as a direct answer: the question asks for the opposite."
            ),
        ),
    ],
)
def test_a_less_similar_or_vetoed_question_is_not_called_nearly_the_same(
    changed: dict[str, object], reason: str
) -> None:
    assert lines(replace(WHY, **changed))["Why"] == reason  # type: ignore[arg-type]


def test_a_candidate_with_a_higher_score_is_called_ranked_higher() -> None:
    shown = lines(replace(WHY, runner_up=("walk", 0.95)))
    assert shown["Ranked higher"] == "walk with 0.95"
    assert "Runner-up" not in shown


@given(st.floats(0, 1), st.integers(0, 1000))
def test_a_score_below_the_threshold_is_never_rounded_up_to_it(score: float, threshold: int) -> None:
    line = lines(replace(WHY, score=score, threshold=threshold / 1000))["Score"]
    shown, needed = (
        float(line.split()[0]),
        float(line.replace(",", "").split(" needs" if "; " in line else "below ")[-1].split()[0]),
    )
    assert ("below" in line) == (score < threshold / 1000)
    assert (shown < needed) if "below" in line else (shown >= needed)


def test_a_listed_question_and_a_veto_are_explained() -> None:
    works = ropeworks()
    listed = works.explain(OPEN.questions[0], OPEN.id)
    assert listed
    assert listed.is_listed
    assert lines(listed)["Why"] == "You asked one of the listed questions, word for word."
    other = works.explain("When does the ropeworks close?", OPEN.id)
    assert other
    assert not other.is_listed
    assert other.veto
    assert lines(other)["Why"].endswith(f"Not given as a direct answer: {other.veto}.")
