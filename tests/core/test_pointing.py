"""Messages that only point at another one, and messages that call somebody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.addressees import KnownNames
from bot.core.pointing import asks_to_check, points_at_another, quotes


@pytest.mark.parametrize(
    "text",
    [
        "check", "Verify!", "verify this", "please check this", "can you verify if this is true?", "is this right?",
        "is that quote correct", "isn't that wrong?", "true?", "right or not?", "this is correct?", "fact-check please",
        "was it really accurate?", "could you check the claim above for me", "did he say that?",
        "did Edi Rama say that?", "is that so?",
        "did she really say this", "has he ever said that?", "is he right?", "true or false?", "is this fake",
        "is it a real quote?",
    ],
)  # fmt: skip
def test_a_check_of_another_message_is_recognised(text: str) -> None:
    assert points_at_another(text)
    assert asks_to_check(text)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "?", "?!", "…", "this", "what about this?", "answer that", "and this?", "so?", "^", "^^ this",
        "👆🏽", "☝️ please", "can you answer this?", ":point_up_2::skin-tone-3:",
    ],
)  # fmt: skip
def test_a_mention_that_points_without_a_check_is_recognised(text: str) -> None:
    assert points_at_another(text)
    assert not asks_to_check(text)


@pytest.mark.parametrize(
    "text",
    [
        "when?", "who said that?", "what does it do", "thanks", "help", "quotes", "verify never in Albania", "🎉",
        ":tada:", "is the ferry right on time?", "and in 2024?", "check “Fog is late”", "what is true of ferries?",
        "did he say when?", "did Edi Rama say never?", "is he late?", "what did she say about it?",
    ],
)  # fmt: skip
def test_a_question_of_its_own_does_not_point_at_another_message(text: str) -> None:
    assert not points_at_another(text)


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    points_at_another(text)
    asks_to_check(text)
    quotes(text)
    KnownNames().are_called("w", text)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("bob: which berth is free?", True), ("Bob: which berth?", True), ("@bob: which?", True),
        ("hey bob: when?", True),
        ("Ann, which berth is free?", True), ("ann lee: when?", True), ("Zoe, which berth is free?", False),
        ("Q: which berth is free?", False), ("Quick question: when?", False), ("which berth: north or south?", False),
        ("at 12:30 who leaves?", False), ("So, when?", False), ("everyone: who knows?", False),
        ("http://x.example", False),
    ],
)  # fmt: skip
def test_a_call_by_name_is_told_from_other_beginnings(text: str, called: bool) -> None:
    names = KnownNames()
    names.note("w", "Ann Lee")
    assert names.are_called("w", text) is called
    assert not KnownNames().are_called("w", "Ann, which berth is free?")
