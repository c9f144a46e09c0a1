"""Texts are shortened or cut into pieces within a limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hypothesis import given
from hypothesis import strategies as st

from bot.core.shorten import parts, pieces, shorten, width

any_texts = st.text(max_size=200)


@given(st.text("a .\n", max_size=200) | any_texts, st.integers(1, 30), st.sampled_from([pieces, parts]))
def test_the_parts_of_a_text_joined_are_the_text(
    text: str, most: int, cut: Callable[[str, int], Iterator[str]]
) -> None:
    found = list(cut(text, most))
    assert "".join(found) == text
    assert all(len(part) <= most for part in found)
    assert all(found) or not text


def test_a_part_ends_with_a_paragraph_or_a_sentence_if_one_ends_late_enough() -> None:
    said = "Fog does not read. “Ships do!” We said so twice"
    assert list(parts(said, 33)) == ["Fog does not read. “Ships do!” ", "We said so twice"]
    assert list(parts(said.replace("read. ", "read.\n"), 27)) == [
        "Fog does not read.\n",
        "“Ships do!” We said so ",
        "twice",
    ]
    assert list(parts("Fog. " + "does not " * 3, 20)) == ["Fog. does not does ", "not does not "]


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
