"""Questions about a past time are answered with the superseded version of that time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core.events import Person, Press
from bot.core.explanation import Explanation
from bot.core.models import Fact, FactCollection
from bot.core.replies import Card
from bot.features.ask import texts as ask_texts
from bot.knowledge.knowledge import Knowledge
from tests.chat_driver import CHANNEL, ChatDriver
from tests.samples.versions import HEMP_2024, PRICE, PRICE_2022, PRICE_2024, ropeworks

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


@pytest.mark.parametrize("question", ["How much was a day ticket in 2019?", "How much will a day ticket be in 2031?"])
def test_a_time_that_no_version_covers_gets_no_superseded_version(works: Knowledge, question: str) -> None:
    result = works.ask(question, today=TODAY)
    assert result.answer is None or result.answer.id == PRICE.id
    assert not {s.statement.id for s in result.suggestions} & {PRICE_2024.id, PRICE_2022.id}


def test_the_word_old_in_a_listed_question_does_not_mean_an_older_version(works: Knowledge) -> None:
    current = replace(PRICE, questions=("How much is the old day ticket?",))
    facts = tuple(current if fact.id == PRICE.id else fact for fact in works.collection.statements)
    result = Knowledge(FactCollection(facts), works.thresholds).ask("How much is the old day ticket?", today=TODAY)
    assert result.answer == current


async def test_an_old_version_is_marked_as_superseded_and_can_be_explained(
    make_chat: Callable[..., ChatDriver], works: Knowledge
) -> None:
    chat = make_chat()
    chat.answering.knowledge = works
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
