"""Texts are shortened or cut into pieces within a limit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.shorten import pieces, shorten, width

any_texts = st.text(max_size=200)


@given(st.text(max_size=200), st.integers(1, 30))
def test_the_parts_of_a_text_joined_are_the_text(text: str, most: int) -> None:
    parts = list(pieces(text, most))
    assert "".join(parts) == text
    assert all(len(part) <= most for part in parts)


@given(any_texts, st.integers(3, 250))
def test_a_text_is_shortened_only_if_it_is_too_long(text: str, limit: int) -> None:
    for measure in (len, width):
        short = shorten(text, limit, measure)
        assert measure(short) <= limit
        assert (short == text) == (measure(text) <= limit)
        assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_a_text_is_shortened_at_a_word_unless_that_would_remove_half_of_it() -> None:
    assert shorten("Fog does not read timetables", 12) == "Fog does…"
    assert shorten("Fog " + "o" * 30, 12) == "Fog ooooooo…"
