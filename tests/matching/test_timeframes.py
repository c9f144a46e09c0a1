"""Find the period that a question names."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.matching.timeframes import timeframe, years

TODAY = dt.date(2025, 11, 28)


@pytest.mark.parametrize(
    ("question", "first", "last", "rest"),
    [
        ("How much was it in 2024?", "2024-01-01", "2024-12-31", "How much was it ?"),
        ("what did it cost in Feb 2025", "2025-02-01", "2025-02-28", "what did it cost"),
        ("price on 5 May 2024 please", "2024-05-05", "2024-05-05", "price please"),
        ("price on May 5th, 2024", "2024-05-05", "2024-05-05", "price"),
        ("price as of 2024-05-05", "2024-05-05", "2024-05-05", "price"),
        ("rate before April 2025", "2025-03-31", "2025-03-31", "rate"),
        ("rate last year", "2024-01-01", "2024-12-31", "rate"),
        ("rate last month", "2025-10-01", "2025-10-31", "rate"),
        ("rate two years ago", "2023-11-29", "2023-11-29", "rate"),
    ],
)
def test_a_time_is_read_and_removed_from_the_question(question: str, first: str, last: str, rest: str) -> None:
    frame = timeframe(question, TODAY)
    assert frame
    assert (str(frame.first), str(frame.last), frame.rest) == (first, last, rest)


@pytest.mark.parametrize(
    "question", ["what was it before?", "what was the previous rate", "what did it use to cost previously"]
)
def test_words_such_as_before_give_a_timeframe_without_dates(question: str) -> None:
    frame = timeframe(question, TODAY)
    assert frame
    assert frame.first is frame.last is None


@pytest.mark.parametrize(
    "question",
    ["", "How much is it?", "who was mayor before Ann Quill", "crane 2024-7b", "on 31 February 2024", "call 20245"],
)
def test_questions_without_a_time_have_no_timeframe(question: str) -> None:
    assert timeframe(question, TODAY) is None


def test_years_exclude_longer_numbers_and_early_centuries() -> None:
    assert years("In 2024, not 20245 or 1850, but 1999") == {2024, 1999}
