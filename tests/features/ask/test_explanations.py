"""What "Why this?" says: plain, honest, and never against itself."""

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


def test_a_near_question_is_explained_in_plain_words_from_the_reason_to_the_runner_up() -> None:
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


def test_a_listed_question_is_certain_and_nothing_is_said_against_it() -> None:
    told = lines(replace(WHY, likeness=1.0, score=0.995))
    assert told["Why"] == "You asked one of the listed questions, word for word."
    assert not {"Unmatched words", "Deciding factors", "Read as"} & told.keys()


def test_a_question_that_two_list_says_why_neither_was_the_answer() -> None:
    told = lines(replace(WHY, likeness=1.0, score=0.995, runner_up=("walk", 0.995)))
    assert told["Why"].endswith("word for word. Not given as a direct answer: walk lists this question too.")


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
def test_what_is_less_near_or_forbidden_is_not_called_nearly_the_same(changed: dict[str, object], reason: str) -> None:
    assert lines(replace(WHY, **changed))["Why"] == reason  # type: ignore[arg-type]


def test_a_better_candidate_is_no_runner_up() -> None:
    told = lines(replace(WHY, runner_up=("walk", 0.95)))
    assert told["Ranked higher"] == "walk with 0.95"
    assert "Runner-up" not in told


@given(st.floats(0, 1), st.integers(0, 1000))
def test_a_score_never_seems_to_reach_what_it_misses(score: float, threshold: int) -> None:
    told = lines(replace(WHY, score=score, threshold=threshold / 1000))["Score"]
    shown, needed = (
        float(told.split()[0]),
        float(told.replace(",", "").split(" needs" if "; " in told else "below ")[-1].split()[0]),
    )
    assert ("below" in told) == (score < threshold / 1000)
    assert (shown < needed) if "below" in told else (shown >= needed)


def test_the_store_explains_its_own_question_and_a_veto() -> None:
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
