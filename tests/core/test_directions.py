"""Texts that are written from right to left do not turn around what follows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.directions import from_left, from_right, isolated, without_isolation
from bot.core.statements import source
from tests.samples.strange import ARABIC_FACT


@pytest.mark.parametrize("text", ["", "Harbour office", "Hafenbüro №2", "港湾局", "2 March 2026"])
def test_a_text_from_left_to_right_stays_the_same(text: str) -> None:
    assert isolated(text) == text


@pytest.mark.parametrize("text", ["مكتب الميناء", "משרד הנמל 2"])
def test_a_text_from_right_to_left_is_between_marks(text: str) -> None:
    assert isolated(text) == f"\u2068{text}\u2069"


@given(st.text().filter(lambda text: not set(text) & {"\u2068", "\u2069"}))
def test_without_the_marks_a_text_is_the_same(text: str) -> None:
    assert without_isolation(isolated(text)) == text


def test_the_date_follows_the_publisher_of_any_language() -> None:
    line = source(ARABIC_FACT)
    assert line.title == isolated(ARABIC_FACT.source.title) != ARABIC_FACT.source.title
    assert line.details.startswith(f"{isolated(ARABIC_FACT.source.publisher)} · ")


def test_a_line_of_the_bot_begins_at_the_left() -> None:
    assert from_left("Report · 2026") == "Report · 2026"
    assert from_left("מכתב · 2026") == "\u200eמכתב · 2026"


@pytest.mark.parametrize("text", ["", "Fog.", "1. a מ", "“a\nb”"])
def test_lines_that_begin_from_left_to_right_stay_the_same(text: str) -> None:
    assert from_right(text) == text


def test_each_line_that_begins_from_right_to_left_is_between_marks() -> None:
    assert from_right("“מכתב.\nFog.\n**מכתב** a.”") == "\u2067“מכתב.\u2069\nFog.\n\u2067**מכתב** a.”\u2069"
