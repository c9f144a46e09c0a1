"""The text of "Why this?" is plain and honest and does not contradict itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.document import SourceLine, Text
from bot.core.explanation import Explanation
from tests.samples.facts import FOG
from tests.samples.versions import OPEN, ropeworks

QUESTION = "When do you open?"
WHY = Explanation(
    question=QUESTION,
    read_as=(("opn", "open"),),
    met=(("open", "open"), ("opens", "open")),
    missing=("today",),
    closest="When does it open?",
    statement=replace(OPEN, paragraph=4),
    score=0.91,
    threshold=0.8,
    runner_up=("walk", 0.2),
    likeness=0.85,
    counted=(("matched words", 1.25), ("form of the question", -0.5)),
)


def last_reason(why: Explanation) -> str:
    return why.reasons()[-1]


def test_an_explanation_says_what_was_asked_how_it_was_read_and_how_sure_it_is() -> None:
    assert replace(WHY, typed="and when?").reasons() == (
        "You asked: “and when?”",
        f"I read it as: “{QUESTION}”",
        "I read “opn” as “open”.",
        "It is nearly the question “When does it open?”, which this fact answers. I am sure.",
    )


def test_an_explanation_names_the_place_in_the_source_and_the_id() -> None:
    shown = WHY.document().elements
    assert [element.title for element in shown if isinstance(element, SourceLine)] == [OPEN.source.title]
    assert Text(f"Fact {OPEN.id} · paragraph 4 of the source", "quiet") in shown
    assert Text(f"Quote {FOG.id}", "quiet") in replace(WHY, statement=FOG).document().elements


def test_the_words_for_a_reader_have_no_figures() -> None:
    assert not any(character.isdigit() for reason in WHY.reasons() for character in reason)


def test_the_details_have_all_figures_in_order() -> None:
    assert WHY.details() == (
        ("Score", f"0.91 for {OPEN.id}; an answer needs 0.80"),
        ("Words with a match", "open, opens → open"),
        ("Words without a match", "today"),
        ("What decided", "matched words +1.2, form of the question −0.5"),
        ("Read as", "opn → open"),
        ("Next best", "walk with 0.20"),
    )


def test_a_listed_question_is_explained_without_doubts() -> None:
    listed = replace(WHY, likeness=1.0, score=0.995)
    assert last_reason(listed) == "This is one of the questions that this fact answers. I am sure."
    assert [label for label, _ in listed.details()] == ["Score", "Words with a match", "Next best"]
    assert len(listed.reasons()) == 2


def test_a_question_that_two_facts_list_says_why_it_was_not_answered() -> None:
    why = replace(WHY, likeness=1.0, score=0.995, runner_up=("walk", 0.995))
    assert last_reason(why).endswith("I did not give it as a direct answer, because walk answers this question, too.")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"score": 0.85}, "It is nearly the question “When does it open?”, which this fact answers. I am fairly sure."),
        (
            {"likeness": 0.7},
            "The most similar question that this fact answers is “When does it open?”. I am sure.",
        ),
        (
            {"score": 0.4},
            (
                "The most similar question that this fact answers is “When does it open?”. "
                "I was not sure, so I did not give it as a direct answer."
            ),
        ),
        (
            {"closest": None, "likeness": 0.0},
            "This fact lists no questions, so I compared yours with its words. I am sure.",
        ),
        (
            {"veto": "the question asks for the opposite"},
            (
                "The most similar question that this fact answers is “When does it open?”. "
                "I did not give it as a direct answer, because the question asks for the opposite."
            ),
        ),
    ],
)
def test_a_less_similar_or_vetoed_question_is_not_called_nearly_the_same(
    changed: dict[str, object], reason: str
) -> None:
    assert last_reason(replace(WHY, **changed)) == reason  # type: ignore[arg-type]


def test_a_candidate_with_a_higher_score_is_called_better() -> None:
    shown = dict(replace(WHY, runner_up=("walk", 0.95)).details())
    assert shown["Better than this"] == "walk with 0.95"
    assert "Next best" not in shown


@given(st.floats(0, 1), st.integers(0, 1000))
def test_a_score_below_the_threshold_is_never_rounded_up_to_it(score: float, threshold: int) -> None:
    line = dict(replace(WHY, score=score, threshold=threshold / 1000).details())["Score"]
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
    assert last_reason(listed) == "This is one of the questions that this fact answers. I am sure."
    other = works.explain("When does the ropeworks close?", OPEN.id)
    assert other
    assert not other.is_listed
    assert other.veto
    assert last_reason(other).endswith(f"I did not give it as a direct answer, because {other.veto}.")
