"""Questions about a past time are answered with the superseded version of that time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core.events import Person, Press
from bot.core.explanation import Explanation
from bot.core.models import Fact, FactCollection
from bot.core.plain_text import plain_text
from bot.core.replies import Card
from bot.features.ask import texts as ask_texts
from bot.features.ask.replies import Suggestions
from bot.knowledge import presentation, versions
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.holdings import distinct_facts, is_valid
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from tests.chat_driver import CHANNEL, ChatDriver
from tests.samples.versions import HEMP_2024, HEMP_2025, PRICE, PRICE_2022, PRICE_2024, fact, ropeworks

TODAY = dt.date(2026, 6, 1)


@pytest.fixture(scope="module")
def works() -> Knowledge:
    """The ropeworks."""
    return ropeworks()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How much is a day ticket?", PRICE),
        ("How much is the ticket for one day?", PRICE),  # a listed question of the old version, without a time
        ("How much was a day ticket in 2024?", PRICE_2024),
        ("what did a day ticket cost in May 2025", PRICE_2024),
        ("What did a day ticket cost on 5 May 2024?", PRICE_2024),
        ("How much was a day ticket in 2023?", PRICE_2022),
        ("How much was a day ticket before January 2026?", PRICE_2024),
        ("How much was a day ticket last year?", PRICE_2024),
        ("How much was a day ticket 3 years ago?", PRICE_2022),
        ("How much was a day ticket before?", PRICE_2024),
        ("What did a day ticket previously cost?", PRICE_2024),
        ("How much is a day ticket in 2026?", PRICE),
        ("How much hemp did the ropeworks use in 2024?", HEMP_2024),
    ],
)
def test_a_question_gets_the_version_of_the_time_it_names(works: Knowledge, question: str, expected: Fact) -> None:
    result = works.ask(question, today=TODAY)
    assert result.answer == expected
    assert result.ranked[0].id == expected.id


@pytest.mark.parametrize("question", ["How much was a day ticket in 2019?", "What did a day ticket cost 9 years ago?"])
def test_a_time_before_all_versions_gets_no_answer(works: Knowledge, question: str) -> None:
    result = works.ask(question, today=TODAY)
    assert result.answer is None
    assert {s.statement.id for s in result.suggestions} == {PRICE.id}


def test_a_question_about_the_future_is_answered_with_the_present(works: Knowledge) -> None:
    result = works.ask("How much will a day ticket be in 2031?", today=TODAY)
    assert result.answer is None or result.answer.id == PRICE.id


TOLL = fact(
    "toll", "The toll for the bridge is four guilders.", "How much is the toll for the bridge?",
    supersedes=("toll-old",),
)  # fmt: skip
TOLL_OLD = fact(
    "toll-old", "Until March 2026 the toll for the bridge was three guilders.", "What was the toll last year?",
    status="superseded", valid_until=dt.date(2026, 3, 31),
)  # fmt: skip


@pytest.mark.parametrize(
    "question",
    [
        "What was the toll last year?",
        "How much was the toll for the bridge last year?",
        "How much was the toll for the bridge in 2025?",
        "How much was the toll for the bridge in March 2026?",
    ],
)
def test_a_version_that_was_recorded_after_its_end_was_true_before_it(question: str) -> None:
    result = ropeworks(TOLL, TOLL_OLD).ask(question, today=TODAY)
    assert result.answer == TOLL_OLD


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What was the toll last year?", TOLL_OLD),  # it lists this very question
        ("How much was the toll for the bridge last year?", None),
        ("How much was the toll for the bridge in 2025?", None),
        ("How much was the toll for the bridge in February 2026?", TOLL_OLD),
        ("How much is the toll for the bridge?", TOLL),
    ],
)
def test_a_version_is_only_offered_for_the_time_before_it_was_recorded(question: str, answer: Fact | None) -> None:
    recorded = replace(TOLL_OLD, as_of=dt.date(2026, 1, 15), text="The toll for the bridge is three guilders.")
    works = ropeworks(TOLL, recorded)
    result = works.ask(question, today=TODAY)
    assert (result.answer and result.answer.id) == (answer and answer.id)
    if answer is None:
        assert result.suggestions[0].statement == recorded
        why = works.explain(question, recorded.id, TODAY)
        assert why
        assert why.reasons()[-1].endswith("because I don't know that it was true at the time you asked about.")


def test_the_beginning_of_a_version_follows_the_end_of_the_one_before(works: Knowledge) -> None:
    result = works.ask("How much was a day ticket in January 2024?", today=TODAY)
    assert result.answer == PRICE_2024  # the sign is of February


def test_of_two_versions_in_a_time_that_is_over_the_one_that_was_valid_longer_counts() -> None:
    works = ropeworks(TOLL, replace(TOLL_OLD, valid_until=dt.date(2026, 3, 20)))
    assert works.ask("How much was the toll for the bridge in March 2026?", today=TODAY).answer == replace(
        TOLL_OLD, valid_until=dt.date(2026, 3, 20)
    )
    assert works.ask("How much is the toll for the bridge in 2026?", today=TODAY).answer == TOLL


def test_what_began_later_does_not_answer_for_the_time_before(works: Knowledge) -> None:
    since = dt.date(2026, 1, 1)
    pass_ = fact("pass", "A year's pass costs 40 guilders.", "How much is a year's pass?", valid_from=since)
    alone = ropeworks(pass_)
    assert alone.ask("How much was a year's pass in 2024?", today=TODAY).answer is None
    assert alone.ask("How much was a year's pass in February 2026?", today=TODAY).answer == pass_
    only = Knowledge(FactCollection((pass_,)), works.thresholds)
    assert only.ask("How much was a year's pass in 2024?", today=TODAY).answer is None


def test_the_word_old_in_a_listed_question_does_not_mean_an_older_version(works: Knowledge) -> None:
    current = replace(PRICE, questions=("How much is the old day ticket?",))
    facts = tuple(current if fact.id == PRICE.id else fact for fact in works.collection.statements)
    result = Knowledge(FactCollection(facts), works.thresholds).ask("How much is the old day ticket?", today=TODAY)
    assert result.answer == current


async def test_an_old_version_is_marked_as_superseded_and_can_be_explained(
    make_chat: Callable[..., ChatDriver], works: Knowledge
) -> None:
    chat = make_chat()
    chat.answering.state = KnowledgeByPlace(works)
    await chat.ask("How much was a day ticket in 2024?")
    card = chat.responder.last
    assert isinstance(card, Card)
    assert (card.statement, card.validity) == (PRICE_2024, "superseded")
    assert card.caution == "Until 31 December 2025, then replaced by a newer fact:"
    (code,) = (button.action.code for button in card.buttons if button.label == ask_texts.WHY)
    await chat.conversation.handle(Press("P", Person("ann"), CHANNEL, code), chat.responder)
    why = chat.responder.private[-1]
    assert isinstance(why, Explanation)
    assert why.statement_id == PRICE_2024.id
    assert why.score >= why.threshold


def test_a_superseded_version_is_not_shown_but_any_version_finds_it(works: Knowledge) -> None:
    assert works.statement(PRICE_2024.id) is None
    assert works.any_version(PRICE_2024.id) == PRICE_2024
    assert PRICE_2024 not in works.shown


def test_what_a_source_says_is_only_suggested_for_a_time_long_before_it() -> None:
    room = fact("room", "The ropeworks has room for 300 guests.", "How many guests fit in?")
    room = replace(room, as_of=dt.date(2026, 1, 1))
    alone = Knowledge(FactCollection((room,)), Thresholds.default())
    assert alone.ask("How many guests fit in?", today=TODAY).answer == room
    assert not alone.ask("How many guests fit in the ropeworks last month?", today=TODAY).ranked[0].veto
    result = alone.ask("How many guests fit in the ropeworks in 2020?", today=TODAY)
    assert (result.answer, [s.statement for s in result.suggestions]) == (None, [room])
    assert result.ranked[0].veto == versions.OTHER_TIME


def test_last_year_finds_the_fact_that_names_the_year(works: Knowledge) -> None:
    assert works.ask("How much hemp did the ropeworks use last year?", today=TODAY).answer == HEMP_2025
    assert (
        works.ask("How much hemp did the ropeworks use the past year?", today=dt.date(2025, 6, 1)).answer == HEMP_2024
    )


async def test_a_chosen_fact_of_another_time_says_so(make_chat: Callable[..., ChatDriver], works: Knowledge) -> None:
    chat = make_chat()
    chat.answering.state = KnowledgeByPlace(works)
    await chat.ask("How much was a day ticket in 2019?")
    (reply,) = chat.responder.private
    assert isinstance(reply, Suggestions)
    await chat.conversation.handle(Press("P", Person("ann"), CHANNEL, reply.buttons[0].action.code), chat.responder)
    card = chat.responder.last
    assert isinstance(card, Card)
    assert card.statement == PRICE
    assert card.doubt == "I know this only from 1 January 2026 on, and not for the time in your question."
    assert card.doubt in plain_text(card.document())


def test_what_begins_later_does_not_hide_what_is_true_now() -> None:
    later = fact(
        "dearer", "A guided tour costs 5 guilders.", "How much is a guided tour?", "How much will a guided tour be?",
        supersedes=("tour",), valid_from=dt.date(2026, 7, 1),
    )  # fmt: skip
    now = fact("tour", "A guided tour costs 4 guilders.", "How much is a guided tour?")
    works = ropeworks(later, now)
    for question, answer in (
        ("How much is a guided tour?", now),
        ("What does a guided tour cost in May 2026?", now),
        ("How much will a guided tour be?", later),  # only the later one lists it
        ("How much is a guided tour in August 2026?", later),
    ):
        assert works.ask(question, today=TODAY).answer == answer, question
    assert works.ask("How much is a guided tour?", today=dt.date(2026, 7, 1)).answer == later
    card = presentation.card(works, now, TODAY)
    assert (card.caution, card.coming) == (None, later)
    assert "From 1 July 2026: A guided tour costs 5 guilders." in plain_text(card.document())


def test_what_will_be_replaced_is_shown_as_valid_until_then() -> None:
    now = replace(TOLL_OLD, text="The toll is three guilders.", valid_until=None)
    later = replace(TOLL, text="The toll is four guilders.", valid_from=dt.date(2026, 7, 1))
    works = ropeworks(later, now)
    before, after = dt.date(2026, 6, 30), dt.date(2026, 7, 1)
    shown = [presentation.card(works, now, day) for day in (before, after)]
    assert [(card.validity, card.coming) for card in shown] == [("current", later), ("superseded", None)]
    assert presentation.card(works, later, before).validity == "upcoming"
    valid = [[fact.id for fact in distinct_facts(works) if is_valid(fact, day)] for day in (before, after)]
    assert [("toll-old" in ids, "toll" in ids) for ids in valid] == [(True, False), (False, True)]
