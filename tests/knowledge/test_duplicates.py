"""Duplicates from several sources are one answer; similar statements are not, and may be suggested."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.core.models import Collection, Fact, Quote, Source, Statement
from bot.core.replies import Card
from bot.features.curation.linting import lint
from bot.knowledge import presentation
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.call_count import calls
from tests.chat_driver import ChatDriver, manage
from tests.samples.facts import CRANE, DREDGING, DREDGING_FIRST, FERRY, FOG, LOCKS, REPORT

DAY = dt.date(2026, 6, 1)
GULL = Source("Ferries fuller than ever", "The Gull", dt.date(2026, 4, 2))
WIRE = Source("Port traffic", "The Wire", dt.date(2025, 12, 30))
TWIN = replace(
    FERRY,
    id="gull-on-ferries",
    text="In 2025 ferries carried 1.2m passengers",
    source=GULL,
    as_of=GULL.published,
    questions=("How full were the ferries?", "How much traffic did the ferries have?"),
)


def knowing(*statements: Statement) -> Knowledge:
    return Knowledge(Collection(statements, (), (("harbour", "harbor", "port"),)), Thresholds.default())


def answer(knowledge: Knowledge, question: str, day: dt.date = DAY) -> Card:
    finding = knowledge.ask(question)
    assert finding.answer, finding
    assert finding.ranked[0].id == finding.answer.id
    return presentation.card(knowledge, finding.answer, day)


@pytest.fixture(scope="module")
def both() -> Knowledge:
    return knowing(FERRY, TWIN, CRANE, FOG, *LOCKS)


def test_each_question_shows_its_own_statement_with_the_duplicate(both: Knowledge) -> None:
    for shown, other in ((FERRY, TWIN), (TWIN, FERRY)):
        for question in shown.questions:
            card = answer(both, question)
            assert (card.statement, card.also) == (shown, (other,))
    assert [r for r in lint(both) if r.failed or r.kind == "duplicate"] == []


def test_a_group_is_one_candidate_and_one_suggestion(both: Knowledge) -> None:
    ids = [m.id for m in both.ask("ferries", 20).ranked]
    assert len({FERRY.id, TWIN.id} & set(ids)) == 1
    unsure = Knowledge(both.collection, replace(both.thresholds, answer=1.01, suggest=0.0))
    suggested = [s.statement.id for s in unsure.ask("ferries and passengers").suggestions]
    assert len({FERRY.id, TWIN.id} & set(suggested)) == 1


@pytest.mark.parametrize(
    "question", [*FERRY.questions, "how many peple took the ferry in 2025", "ferry passengers 2025"]
)
def test_more_sources_never_lower_the_score_of_an_answer(question: str) -> None:
    alone = knowing(FERRY, CRANE, FOG, *LOCKS).ask(question)
    copies = [replace(FERRY, id=f"copy-{n}", source=replace(WIRE, title=f"Report {n}")) for n in range(5)]
    together = knowing(FERRY, *copies, CRANE, FOG, *LOCKS)
    assert together.ask(question).outcome == alone.outcome
    assert together.ask(question).score == pytest.approx(alone.score, abs=0.03)
    if alone.answer:
        assert len(answer(together, question).also) == 5


def test_on_a_tie_the_newest_source_is_shown_then_the_first_id() -> None:
    older, newer = replace(FERRY, id="a", source=WIRE), replace(FERRY, id="z", source=GULL)
    assert answer(knowing(older, FERRY, newer), FERRY.questions[0]).statement == newer
    first, second = replace(FERRY, id="a"), replace(FERRY, id="b", source=replace(REPORT, title="Other"))
    card = answer(knowing(second, first), FERRY.questions[0])
    assert (card.statement, card.also) == (first, (second,))


def test_a_duplicate_in_one_source_is_shown_once_and_reported_by_lint() -> None:
    again = replace(FERRY, id="ferry-again")
    knowledge = knowing(FERRY, again, TWIN)
    card = answer(knowledge, FERRY.questions[0])
    assert card.also == (TWIN,)
    assert [str(r) for r in lint(knowledge)] == ["ferry-passengers says nearly the same as ferry-again"]


def test_nearly_equal_statements_are_no_duplicates_and_reported_by_lint() -> None:
    near = replace(FERRY, id="near", source=GULL, text="The ferries carried about 1.2 million passengers in 2025.")
    knowledge = knowing(FERRY, near)
    assert len(knowledge.ask("ferries").ranked) == 2
    assert "shown as one" in str(next(r for r in lint(knowledge) if r.kind == "duplicate"))


@pytest.mark.parametrize(
    "other",
    [
        replace(FERRY, text="The ferries carried 1.2 million passengers in 2024."),
        replace(FERRY, text="The ferries carried 1.3 million passengers in 2025."),
        replace(FERRY, text="The ferries never carried 1.2 million passengers in 2025."),
        replace(FERRY, status="superseded"),
        replace(FERRY, valid_from=dt.date(2027, 1, 1)),
        replace(FOG, text=FERRY.text),
    ],
)
def test_another_year_number_status_or_kind_is_no_duplicate(other: Statement) -> None:
    knowledge = knowing(FERRY, replace(other, id="other", source=GULL))
    assert knowledge.group(FERRY.id) == (FERRY,)


def test_facts_that_need_their_topic_are_duplicates_only_within_it() -> None:
    for text in ("It has six members.", "Six members."):
        union = Fact("union", text, REPORT, DAY, topic="Dockers' union")
        club = replace(union, id="club", source=GULL, topic="Rowing club")
        again = replace(union, id="again", source=WIRE)
        assert knowing(union, club, again).group("club") == (club,)
        assert len(knowing(union, club, again).group("union")) == 2


def test_equal_quotes_are_duplicates_only_for_the_same_speaker() -> None:
    gull = replace(FOG, id="gull-on-fog", source=GULL, text="Fog does not read timetables", questions=())
    other = replace(FOG, id="mate-on-fog", source=WIRE, speaker="Bo Reed", questions=())
    loose = replace(FOG, id="loose", source=WIRE, text="Fog does not read the timetables.", questions=())
    knowledge = knowing(FOG, gull, other, loose, FERRY)
    card = answer(knowledge, FOG.questions[1])
    assert (card.statement, card.also) == (FOG, (gull,))
    assert knowledge.group(other.id) == (other,)
    assert knowledge.group(loose.id) == (loose,)


def test_an_expired_duplicate_is_never_shown_for_or_with_a_valid_one() -> None:
    ended = replace(FERRY, valid_until=dt.date(2026, 5, 1))
    knowledge = knowing(ended, TWIN)
    for day, also in ((dt.date(2026, 4, 30), (ended,)), (DAY, ())):
        card = answer(knowledge, FERRY.questions[0], day)
        assert (card.statement, card.validity, card.also) == (TWIN, "current", also)


def test_facts_superseded_by_one_duplicate_are_shown_with_all() -> None:
    elsewhere = replace(DREDGING, id="gull-on-dredging", source=GULL, supersedes=())
    knowledge = knowing(DREDGING, DREDGING_FIRST, elsewhere)
    card = answer(knowledge, DREDGING_FIRST.questions[0])
    assert card.statement.id in (DREDGING.id, elsewhere.id)
    assert len(card.also) == 1
    assert card.replaces == (DREDGING_FIRST,)


def test_the_explanation_works_for_each_duplicate(both: Knowledge) -> None:
    for statement in (FERRY, TWIN):
        why = both.explain(FERRY.questions[0], statement.id)
        assert why
        assert why.statement_id == statement.id
        assert why.score >= why.threshold
        assert (why.runner_up or ("nothing else", 0.0))[0] not in (FERRY.id, TWIN.id)


async def test_an_unprompted_answer_is_not_repeated_from_another_source(chat: ChatDriver, both: Knowledge) -> None:
    chat.answering.knowledge = both
    await manage(chat, "watch on")
    await chat.ask(FERRY.questions[0], addressed=False)
    await chat.ask(TWIN.questions[0], addressed=False)
    assert len(chat.responder.shown) == 1


# ---------------------------------------------------------------------- close seconds


def test_a_clear_winner_is_answered_and_close_candidates_are_suggested() -> None:
    knowledge = knowing(*LOCKS, FERRY, FOG)
    unclear = knowledge.ask("How long is the lock?")
    assert unclear.outcome in ("suggestions", "none")
    for lock in LOCKS:
        assert answer(knowledge, f"how long is the {lock.id.removeprefix('lock-')} lock").statement == lock


def test_a_question_listed_by_two_statements_suggests_both() -> None:
    asked = ("How many people took the ferry?",)
    before = replace(
        FERRY, id="ferry-2024", text="The ferries carried 0.9 million passengers in 2024.", questions=asked
    )
    knowledge = knowing(replace(FERRY, questions=asked), before, FOG)
    finding = knowledge.ask(asked[0])
    assert finding.outcome == "suggestions"
    assert {s.label for s in finding.suggestions} == {FERRY.text, before.text}
    assert answer(knowledge, "How many people took the ferry in 2024?").statement == before


def test_suggestions_with_equal_labels_show_their_texts() -> None:
    asked = ("How long is the lock?",)
    knowledge = Knowledge(
        Collection(tuple(replace(lock, questions=asked) for lock in LOCKS)),
        replace(Thresholds.default(), answer=1.01, suggest=0.0),
    )
    labels = [s.label for s in knowledge.ask("How long is the lock?").suggestions]
    assert sorted(labels) == sorted(lock.text for lock in LOCKS)


def test_finding_duplicates_takes_linear_time() -> None:
    from bot.knowledge.duplicates import group_duplicates

    def facts(size: int) -> list[Fact]:
        return [
            replace(FERRY, id=f"f{n}", text=f"Ferry {n % (9 * size)} of the line carried {n % (9 * size)} tonnes.")
            for n in range(10 * size)
        ]

    few, many = facts(100), facts(500)
    assert len(group_duplicates(many, ())) == 1_000
    assert calls(lambda: group_duplicates(many, ())) < 6 * calls(lambda: group_duplicates(few, ()))


def test_one_message_can_ask_about_a_quote_and_a_fact(both: Knowledge) -> None:
    assert isinstance(answer(both, FOG.questions[0]).statement, Quote)
