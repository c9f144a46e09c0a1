"""The thresholds measured: on a store whose outcome can be counted by hand, and as properties of any outcome."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.catalogue import MAX_QUESTION
from bot.core.gauging import AIM, STEPS, Gauge, Probe, gauge, spread
from bot.core.knowledge import Knowledge
from bot.core.models import Collection, Fact, Silence, Statement
from bot.matching import Match, Thresholds
from tests.harbour import REPORT

THRESHOLDS = Thresholds(answer=0.8, suggest=0.3, unprompted=0.9)


def fact(name: str, text: str, *questions: str, **more: str) -> Fact:
    return Fact(name, text, REPORT, as_of=dt.date(2026, 3, 2), questions=questions, **more)  # type: ignore[arg-type]


# Two questions of the same words are one to the matcher, in whatever order: so is decided here who answers what.
STORE = Collection(
    (
        fact("crane", "Crane 4 may lift 40 tonnes.", "What can crane 4 lift?", "crane 4 can lift what"),
        fact("lock", "The lock of 1890 is ninety metres long.", "How long is the old lock?"),
        fact("lock-again", "Ninety metres is what ships may measure.", "the old lock is how long"),
        fact("buoys", "Nine buoys mark the channel.", "Who owns the buoys?", "the buoys: who owns them"),
        fact("buoys-owner", "The town owns whatever floats.", "who owns the buoys"),
        fact("fog", "Fog does not read timetables.", "When is lunch served?"),
        fact("draft", "Pilots guide ships.", "Who guides the ships?", status="draft"),
    ),
    (Silence("Who owns the lighthouse?"), Silence("crane 4 lift what")),
)


@pytest.fixture(scope="module")
def measured() -> Gauge:
    return gauge(Knowledge(STORE, THRESHOLDS))


def test_each_question_is_answered_by_the_others_of_its_fact(measured: Gauge) -> None:
    assert {p.question: p.outcome(0.8, 0.3) for p in measured.probes} == {
        "What can crane 4 lift?": "right",
        "crane 4 can lift what": "right",
        "How long is the old lock?": "wrong",  # lock-again carries it in other words
        "the old lock is how long": "wrong",
        "Who owns the buoys?": "right",
        "the buoys: who owns them": "wrong",  # buoys-owner carries the same in other words
        "who owns the buoys": "right",  # buoys answers, and carries the very question
        "When is lunch served?": "lost",
    }


def test_the_tally_counts_them(measured: Gauge) -> None:
    tally = measured.tally(0.8, 0.3)
    assert (tally.right, tally.wrong, tally.suggested, tally.misled, tally.lost) == (4, 3, 0, 0, 1)
    assert (tally.silences_answered, tally.silences_suggested) == (1, 0)
    assert (tally.answered, tally.unanswered, measured.held) == (7, 1, 8)
    assert not tally.good
    assert measured.lowest(0.3) is None


def test_a_higher_threshold_moves_answers_to_the_suggestions(measured: Gauge) -> None:
    tally = measured.tally(1.0, 0.9)
    assert (tally.right, tally.wrong, tally.lost) == (0, 0, 1)
    assert (tally.suggested, tally.misled) == (4, 3)
    assert (tally.silences_answered, tally.silences_suggested) == (0, 1)


def test_the_weak_come_worst_first(measured: Gauge) -> None:
    assert [(kind, probe.statement.id) for kind, probe in measured.weak(0.8, 0.3)] == [
        ("wrong", "lock"),
        ("wrong", "lock-again"),
        ("wrong", "buoys"),
        ("lost", "fog"),
    ]


def test_nothing_is_measured_where_nothing_is_asked() -> None:
    empty = gauge(Knowledge(Collection((fact("fog", "Fog is fog."),)), THRESHOLDS))
    assert (empty.probes, empty.silences, empty.held) == ((), (), 0)
    assert empty.lowest(0.3) is None


def test_a_question_too_long_to_be_asked_is_lost() -> None:
    long = "What can crane 4 lift? " * (MAX_QUESTION // 20)
    store = Collection((fact("crane", "Crane 4 lifts 40 tonnes.", long, "What can crane 4 lift?"),), (Silence(long),))
    found = gauge(Knowledge(store, THRESHOLDS))
    assert found.probes[0].ranked == ()
    assert found.probes[0].outcome(0.0, 0.0) == "lost"
    assert found.silences == (0.0,)


# ---------------------------------------------------------------- any outcome

scores = st.floats(0, 1)


@st.composite
def probes(draw: st.DrawFn) -> Probe:
    ranked = sorted(draw(st.lists(scores, max_size=3)), reverse=True)
    place = draw(st.sampled_from([None, *range(len(ranked))]))
    return Probe("?", STORE.statements[0], tuple(Match(str(n), score) for n, score in enumerate(ranked)), place)


gauges = st.builds(
    lambda asked, silences: Gauge(tuple(asked), tuple(silences), len(asked)), st.lists(probes()), st.lists(scores)
)


@given(gauges, scores, scores)
def test_every_question_and_silence_is_counted_once(found: Gauge, answer: float, suggest: float) -> None:
    tally = found.tally(answer, suggest)
    assert tally.right + tally.wrong + tally.suggested + tally.misled + tally.lost == len(found.probes)
    assert tally.answered + tally.unanswered == len(found.probes)
    assert tally.silences_answered + tally.silences_suggested <= len(found.silences)
    assert len(list(found.weak(answer, suggest))) == tally.wrong + tally.misled + tally.lost


@given(gauges, scores, scores, scores)
def test_a_higher_threshold_never_answers_or_suggests_more(
    found: Gauge, one: float, other: float, fixed: float
) -> None:
    low, high = (found.tally(answer, fixed) for answer in sorted((one, other)))
    assert low.right >= high.right
    assert low.wrong >= high.wrong
    assert low.silences_answered >= high.silences_answered
    low, high = (found.tally(fixed, suggest) for suggest in sorted((one, other)))
    assert low.right == high.right
    assert low.suggested >= high.suggested
    assert low.lost <= high.lost
    assert low.silences_suggested >= high.silences_suggested


@given(gauges, scores)
def test_the_lowest_threshold_is_good_and_none_below_it(found: Gauge, suggest: float) -> None:
    lowest = found.lowest(suggest)
    below = [step for step in STEPS if lowest is None or step < lowest.answer]
    assert not any(found.tally(step, suggest).good for step in below)
    if lowest is not None:
        assert lowest.right / (lowest.right + lowest.wrong) >= AIM
        assert all(score < lowest.answer for score in found.silences)


# ---------------------------------------------------------------- large stores

MANY = [(fact(f"f{n}", f"Text {n}."), f"question {m} on {n}") for n in range(40) for m in range(1 + n % 4)]


def asked_of(chosen: list[tuple[Statement, str]]) -> Counter[str]:
    return Counter(statement.id for statement, _ in chosen)


@pytest.mark.parametrize("most", [1, 7, 40, 70, 99, 100, 1_000])
def test_a_choice_is_even_over_the_statements_and_in_order(most: int) -> None:
    chosen = list(spread(MANY, most))
    assert len(chosen) == min(most, len(MANY))
    assert chosen == [pair for pair in MANY if pair in chosen]
    counts, held = asked_of(chosen), asked_of(list(MANY))
    most_asked = max(counts.values())
    assert all(counts[name] >= min(held[name], most_asked - 1) for name in held)


def test_a_choice_hardly_changes_when_facts_are_added_and_is_not_of_first_questions_alone() -> None:
    chosen = list(spread(MANY, 30))
    assert list(spread(MANY, 30)) == chosen
    more = [*MANY, (fact("new", "New."), "question on what is new")]
    assert len([pair for pair in spread(more, 30) if pair in chosen]) >= 29
    assert any(not question.startswith("question 0") for _, question in chosen)


def test_a_large_store_is_asked_that_many(measured: Gauge) -> None:
    some = gauge(Knowledge(STORE, THRESHOLDS), most=6)
    assert (len(some.probes), some.held, len(some.silences)) == (6, 8, 2)
    assert {probe.statement.id for probe in some.probes} == {p.statement.id for p in measured.probes}
