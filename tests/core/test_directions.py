"""Texts that are written from right to left do not turn around what follows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.directions import isolated, without_isolation
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
