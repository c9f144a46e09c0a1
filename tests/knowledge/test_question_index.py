"""Questions of the store are offered for what somebody types: beginnings of words, in any order, with small typos."""

from __future__ import annotations

import random

import pytest

from bot.core.events import CHOICE_LENGTH
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.question_index import QuestionIndex, question_index
from tests.samples.facts import FERRY, FOG

QUESTIONS = (
    "How many people took the ferry in 2025?",
    "How much may crane 4 lift?",
    "How long is the eastern lock?",
    "Who runs the café on the pier?",
    "When does the ferry leave?",
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("how m", {0, 1}),
        ("ferr", {0, 4}),
        ("ferry took", {0}),
        ("TOOK ferry", {0}),
        ("lock how eas", {2}),
        ("cafe pi", {3}),
        ("fery leave", {4}),
        ("easttern l", {2}),
        ("pasen", set()),
        ("who runs zebras", {3}),  # one word of three may be another one
        ("zebra", set()),
        ("?!", {0, 1, 2, 3, 4}),
        ("", {0, 1, 2, 3, 4}),
    ],
)
def test_questions_are_found(typed: str, expected: set[int]) -> None:
    assert set(QuestionIndex(QUESTIONS).find(typed, 25)) == {QUESTIONS[n] for n in expected}


def test_a_beginning_with_a_typo_is_found() -> None:
    index = QuestionIndex(("How many passengers were there?", "Who paints?"))
    assert index.find("pasen", 25) == ["How many passengers were there?"]


def test_the_shortest_questions_come_first_and_no_more_than_asked_for() -> None:
    assert QuestionIndex(QUESTIONS).find("ferry", 1) == ["When does the ferry leave?"]
    assert QuestionIndex(()).find("ferry", 5) == []


def test_a_store_offers_what_can_be_chosen_and_first_a_question_of_each_statement(knowledge: Knowledge) -> None:
    index = question_index(knowledge)
    assert all(len(question) <= CHOICE_LENGTH for question in index.questions)
    assert len(set(index.questions)) == len(index.questions)
    first = index.find("", 25)
    assert (FERRY.questions[0] in first, FOG.questions[0] in first) == (True, True)
    assert index.questions.index(FERRY.questions[1]) > index.questions.index(FOG.questions[0])


def test_every_beginning_of_a_question_finds_it() -> None:
    chosen = random.Random(1)
    index = QuestionIndex(QUESTIONS)
    for question in QUESTIONS:
        for _ in range(20):
            typed = question[: chosen.randint(1, len(question))]
            assert question in index.find(typed, 25), typed
