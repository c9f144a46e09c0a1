"""Duplicates from several sources give one answer. Similar statements stay separate and may be suggested."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.core.models import Fact, FactCollection, Quote, Source, Statement
from bot.core.replies import Card
from bot.features.calibration.linting import lint
from bot.knowledge import presentation
from bot.knowledge.by_place import KnowledgeByPlace
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


def knowledge_of(*statements: Statement) -> Knowledge:
    return Knowledge(FactCollection(statements, (), (("harbour", "harbor", "port"),)), Thresholds.default())


def answer(knowledge: Knowledge, question: str, day: dt.date = DAY) -> Card:
    finding = knowledge.ask(question)
    assert finding.answer, finding
    assert finding.ranked[0].id == finding.answer.id
    return presentation.card(knowledge, finding.answer, day)


@pytest.fixture(scope="module")
def knowledge_with_twin() -> Knowledge:
    return knowledge_of(FERRY, TWIN, CRANE, FOG, *LOCKS)


def test_each_question_shows_the_statement_that_lists_it_with_the_duplicate(knowledge_with_twin: Knowledge) -> None:
    for shown, other in ((FERRY, TWIN), (TWIN, FERRY)):
        for question in shown.questions:
            card = answer(knowledge_with_twin, question)
            assert (card.statement, card.also) == (shown, (other,))
    assert [r for r in lint(knowledge_with_twin) if r.failed or r.kind == "duplicate"] == []


def test_a_group_of_duplicates_is_one_candidate_and_one_suggestion(knowledge_with_twin: Knowledge) -> None:
    ids = [m.id for m in knowledge_with_twin.ask("ferries", 20).ranked]
    assert len({FERRY.id, TWIN.id} & set(ids)) == 1
    suggesting = Knowledge(
        knowledge_with_twin.collection, replace(knowledge_with_twin.thresholds, answer=1.01, suggest=0.0)
    )
    suggested = [s.statement.id for s in suggesting.ask("ferries and passengers").suggestions]
    assert len({FERRY.id, TWIN.id} & set(suggested)) == 1


@pytest.mark.parametrize(
    "question", [*FERRY.questions, "how many peple took the ferry in 2025", "ferry passengers 2025"]
)
def test_more_sources_never_lower_the_score_of_an_answer(question: str) -> None:
    alone = knowledge_of(FERRY, CRANE, FOG, *LOCKS).ask(question)
    copies = [replace(FERRY, id=f"copy-{n}", source=replace(WIRE, title=f"Report {n}")) for n in range(5)]
    together = knowledge_of(FERRY, *copies, CRANE, FOG, *LOCKS)
    assert together.ask(question).outcome == alone.outcome
    assert together.ask(question).score == pytest.approx(alone.score, abs=0.03)
    if alone.answer:
        assert len(answer(together, question).also) == 5


def test_a_tie_is_decided_by_the_newest_source_then_the_first_id() -> None:
    older, newer = replace(FERRY, id="a", source=WIRE), replace(FERRY, id="z", source=GULL)
    assert answer(knowledge_of(older, FERRY, newer), FERRY.questions[0]).statement == newer
    first, second = replace(FERRY, id="a"), replace(FERRY, id="b", source=replace(REPORT, title="Other"))
    card = answer(knowledge_of(second, first), FERRY.questions[0])
    assert (card.statement, card.also) == (first, (second,))


def test_a_duplicate_in_one_source_is_shown_once_and_reported_by_lint() -> None:
    again = replace(FERRY, id="ferry-again")
    knowledge = knowledge_of(FERRY, again, TWIN)
    card = answer(knowledge, FERRY.questions[0])
    assert card.also == (TWIN,)
    assert [str(r) for r in lint(knowledge)] == ["ferry-passengers says nearly the same as ferry-again"]


def test_nearly_equal_statements_are_no_duplicates_and_reported_by_lint() -> None:
    near = replace(FERRY, id="near", source=GULL, text="The ferries carried about 1.2 million passengers in 2025.")
    knowledge = knowledge_of(FERRY, near)
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
def test_a_statement_with_another_year_number_status_or_kind_is_no_duplicate(other: Statement) -> None:
    knowledge = knowledge_of(FERRY, replace(other, id="other", source=GULL))
    assert knowledge.group(FERRY.id) == (FERRY,)


def test_facts_that_need_their_topic_are_duplicates_only_within_that_topic() -> None:
    for text in ("It has six members.", "Six members."):
        union = Fact("union", text, REPORT, DAY, topic="Dockers' union")
        club = replace(union, id="club", source=GULL, topic="Rowing club")
        again = replace(union, id="again", source=WIRE)
        assert knowledge_of(union, club, again).group("club") == (club,)
        assert len(knowledge_of(union, club, again).group("union")) == 2


def test_equal_quotes_are_duplicates_only_for_the_same_speaker() -> None:
    gull = replace(FOG, id="gull-on-fog", source=GULL, text="Fog does not read timetables", questions=())
    other = replace(FOG, id="mate-on-fog", source=WIRE, speaker="Bo Reed", questions=())
    reworded = replace(FOG, id="loose", source=WIRE, text="Fog does not read the timetables.", questions=())
    knowledge = knowledge_of(FOG, gull, other, reworded, FERRY)
    card = answer(knowledge, FOG.questions[1])
    assert (card.statement, card.also) == (FOG, (gull,))
    assert knowledge.group(other.id) == (other,)
    assert knowledge.group(reworded.id) == (reworded,)


def test_a_valid_duplicate_is_shown_without_the_expired_one() -> None:
    expired = replace(FERRY, valid_until=dt.date(2026, 5, 1))
    knowledge = knowledge_of(expired, TWIN)
    for day, also in ((dt.date(2026, 4, 30), (expired,)), (DAY, ())):
        card = answer(knowledge, FERRY.questions[0], day)
        assert (card.statement, card.validity, card.also) == (TWIN, "current", also)


def test_a_fact_superseded_by_one_duplicate_is_shown_with_each_duplicate() -> None:
    elsewhere = replace(DREDGING, id="gull-on-dredging", source=GULL, supersedes=())
    knowledge = knowledge_of(DREDGING, DREDGING_FIRST, elsewhere)
    card = answer(knowledge, DREDGING_FIRST.questions[0])
    assert card.statement.id in (DREDGING.id, elsewhere.id)
    assert len(card.also) == 1
    assert card.replaces == (DREDGING_FIRST,)


def test_each_duplicate_can_be_explained_and_is_not_its_own_runner_up(knowledge_with_twin: Knowledge) -> None:
    for statement in (FERRY, TWIN):
        explanation = knowledge_with_twin.explain(FERRY.questions[0], statement.id)
        assert explanation
        assert explanation.statement_id == statement.id
        assert explanation.score >= explanation.threshold
        assert (explanation.runner_up or ("nothing else", 0.0))[0] not in (FERRY.id, TWIN.id)


async def test_an_unprompted_answer_is_not_repeated_from_another_source(
    chat: ChatDriver, knowledge_with_twin: Knowledge
) -> None:
    chat.answering.state = KnowledgeByPlace(knowledge_with_twin)
    await manage(chat, "watch on")
    await chat.ask(FERRY.questions[0], addressed=False)
    await chat.ask(TWIN.questions[0], addressed=False)
    assert len(chat.responder.shown) == 1


# ---------------------------------------------------------------------- close candidates


def test_a_clear_winner_is_answered_and_close_candidates_are_not() -> None:
    knowledge = knowledge_of(*LOCKS, FERRY, FOG)
    unclear = knowledge.ask("How long is the lock?")
    assert unclear.outcome in ("suggestions", "none")
    for lock in LOCKS:
        assert answer(knowledge, f"how long is the {lock.id.removeprefix('lock-')} lock").statement == lock


def test_a_question_listed_by_two_statements_suggests_both() -> None:
    questions = ("How many people took the ferry?",)
    earlier = replace(
        FERRY, id="ferry-2024", text="The ferries carried 0.9 million passengers in 2024.", questions=questions
    )
    knowledge = knowledge_of(replace(FERRY, questions=questions), earlier, FOG)
    finding = knowledge.ask(questions[0])
    assert finding.outcome == "suggestions"
    assert {s.label for s in finding.suggestions} == {FERRY.text, earlier.text}
    assert answer(knowledge, "How many people took the ferry in 2024?").statement == earlier


def test_suggestions_that_list_the_same_question_show_their_texts() -> None:
    questions = ("How long is the lock?",)
    knowledge = Knowledge(
        FactCollection(tuple(replace(lock, questions=questions) for lock in LOCKS)),
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


def test_a_question_that_a_quote_lists_is_answered_with_the_quote(knowledge_with_twin: Knowledge) -> None:
    assert isinstance(answer(knowledge_with_twin, FOG.questions[0]).statement, Quote)
