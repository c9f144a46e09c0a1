"""Split a message into its questions."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.followups import readings, subjects
from bot.matching.languages import language
from bot.matching.questions import MOST, split
from bot.matching.timeframes import timeframe

SEVERAL = [
    ("When does the ferry leave? Where does it stop?", ["When does the ferry leave?", "Where does it stop?"]),
    ("when does the ferry leave and where does it stop", ["when does the ferry leave", "where does it stop"]),
    ("How much is a cabin, and are dogs allowed? Also who is the captain", 3),
    ("when does it leave. also how long is the trip", ["when does it leave", "how long is the trip"]),
    ("1) price of a cabin 2) length of the trip 3) dogs allowed?", 3),
    ("- price of a cabin\n- length of the trip", ["price of a cabin", "length of the trip"]),
    ("Two questions: when does it leave? how much is it?", ["when does it leave?", "how much is it?"]),
    ("i want to know how much it is and also when it opens", ["i want to know how much it is", "when it opens"]),
    ("who leads it, when does it meet, do dogs cost extra", 3),
]
ONE = [
    "When does the ferry leave?",
    "What do the terms say?",
    "Mr. Quill says no. 5 is closed e.g. today?",
    "How much is crane v2.1?",
    "",
    "???",
    "ferry",
]
WITH_A_STATEMENT = ("Hello, I come by bus. When does the ferry leave?", "If I pay by card, when do I get it?")
"""One question and one other part."""


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_several_questions_are_split_in_order(text: str, expected: list[str] | int) -> None:
    parts = split(text)
    assert all(part.asks for part in parts if not isinstance(expected, int))
    assert (len(parts) if isinstance(expected, int) else [part.text for part in parts]) == expected


@pytest.mark.parametrize("text", ONE)
def test_a_text_with_at_most_one_question_is_not_split(text: str) -> None:
    assert split(text) == ()


@pytest.mark.parametrize("text", WITH_A_STATEMENT)
def test_a_statement_beside_a_question_is_not_counted_as_a_question(text: str) -> None:
    assert sum(part.asks for part in split(text)) <= 1


def test_parts_that_share_words_do_not_have_the_form_of_questions() -> None:
    for text in ("how and when do I pay", "are bread and butter free", "where are the terms and conditions"):
        assert not any(part.asks for part in split(text))
    assert [part.text for part in split("when and where does it meet?")] == [
        "when does it meet?",
        "where does it meet?",
    ]


def test_a_list_of_too_many_questions_is_not_split() -> None:
    assert split("\n".join(f"who is {n}?" for n in range(MOST + 1))) == ()


@given(st.text(max_size=300))
def test_any_text_can_be_split_and_read(text: str) -> None:
    for part in split(text):
        assert part.text
    about = subjects(text, [text])
    for short in (text, "and the bank?", "when?", "is it?"):
        for reading in readings(short, [text], about):
            assert reading.text.strip()
    assert timeframe(text) is None or timeframe(text, dt.date(2026, 6, 1))
    assert language(text) is None or isinstance(language(text), str)
