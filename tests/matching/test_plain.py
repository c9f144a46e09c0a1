"""Rewrite a question for the sentence encoder."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.plain import plain


@pytest.mark.parametrize(
    ("typed", "rewritten"),
    [
        ("What opens on 22/10/2025?", "what opens on 22 october 2025?"),
        ("what opens on 2025-10-22", "what opens on 22 october 2025"),
        ("is the fair on May 3rd, 2026", "is the fair on 3 may 2026"),
        ("vote on 03/04/2025", "vote on 3.4.2025"),
        ("pls tell me the wifi pw asap", "please tell me the wifi password as soon as possible"),
        ("whats new btw, and whos there", "what is new, and who is there"),
        ("temp on mon?", "temperature on monday?"),
        ("EUR 1.200,50 or 2,5 km", "1200.50 euros or 2.5 kilometres"),
        ("how many people work here? https://example.org/a?b=1", "how many people work here?"),
        ("see www.example.org.", "see."),
        ("write to jo.b@example.org please", "write to please"),
        ("<@U02AB> when does <https://example.org|the ferry> leave :wave: :+1:", "when does the ferry leave"),
        ("<:blob:1234> where is <#C12|harbour> the key", "where is the key"),
        ("@Jo hello 🎉👍🏽 there", "hello there"),
        ("opens at 10:30, or 9:00:00?", "opens at 10:30, or 9:00:00?"),
        ("What's Dvořák's “plan”?", "what's dvorak's \"plan\"?"),
        ("https://example.org", ""),
        ("", ""),
    ],
)
def test_a_question_is_rewritten_in_plain_words(typed: str, rewritten: str) -> None:
    assert plain(typed) == rewritten


@settings(max_examples=200)
@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_any_text_is_accepted_and_always_rewritten_the_same(typed: str) -> None:
    assert "ᴬ" not in plain(typed)
    assert plain(typed) == plain(typed)


@pytest.mark.parametrize("typed", ["when does the harbour café open", "how do i log out?", "is it written in c++"])
def test_plain_words_stay_unchanged_except_for_accents(typed: str) -> None:
    assert plain(typed) == typed.replace("é", "e")
