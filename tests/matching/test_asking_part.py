"""Find the part of a message that asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.asking_part import asking_part
from bot.matching.text import MAX_QUESTION


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("Where is the lock?", "Where is the lock?"),
        ("Hello, where is the lock on the canal? Kind regards, Jo", "where is the lock on the canal?"),
        ("We came by boat. Where is the lock on the canal?", "Where is the lock on the canal?"),
        ("Does anyone know how long the lock is?", "how long the lock is?"),
        ("my editor wants to know who built the lock", "who built the lock"),
        ("hi, one of our guests asked me when the lock opens", "when the lock opens"),
        ("Somebody here needs to know how long the lock is.", "how long the lock is."),
        ("The council asked for a new lock", "The council asked for a new lock"),
        ("We came by boat. I want to cancel my membership.", "I want to cancel my membership."),
        ("What do I get for 1,200.50 euros?", "What do I get for 1,200.50 euros?"),
        ("What opens on Jan. 2nd 2000?", "What opens on Jan. 2nd 2000?"),
        ("Who wrote to Dr. Dale about the lock?", "Who wrote to Dr. Dale about the lock?"),
        ("the locks and the canal", "the locks and the canal"),
    ],
)
def test_text_around_the_question_is_left_out(message: str, question: str) -> None:
    assert asking_part(message) == question


@given(st.text())
def test_the_asking_part_is_empty_only_if_the_message_is_empty(message: str) -> None:
    assert bool(asking_part(message)) == bool(message)


def test_only_the_beginning_of_a_very_long_message_is_read() -> None:
    assert len(asking_part("where is it and " * 50_000)) <= MAX_QUESTION
