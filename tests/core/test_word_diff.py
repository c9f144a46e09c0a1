"""Two texts are compared word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.word_diff import word_diff
from bot.verification import tokenize

SAID = ("the", "a", "of", "not", "1.5", "15", "ferry", "ferries", "Fog,", "“fog”", "reads", "–", "read.", "£5", "5%")
WORDS = st.lists(st.sampled_from(SAID), max_size=12)
TEXTS = st.text(max_size=60) | WORDS.map(" ".join)


def written(before: str, now: str) -> str:
    """Write a comparison: [-gone-] and {+new+}."""
    signs = {"same": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}
    return " ".join(signs[segment.kind].format(segment.text) for segment in word_diff(before, now))


@pytest.mark.parametrize(
    ("before", "now", "shown"),
    [
        ("About 22,000 people came.", "About 23,000 people came!", "About [-22,000-] {+23,000+} people came!"),
        ("The ferry carries forty cars.", "The new ferry carries forty cars.", "The {+new+} ferry carries forty cars."),
        ("Fog does not read.", "Fog does read.", "Fog does [-not-] read."),
        ("It costs 1.5 pounds.", "It costs 15 pounds.", "It costs [-1.5-] {+15+} pounds."),
        ("It costs £116.75 now.", "It costs £118.75 now.", "It costs [-£116.75-] {+£118.75+} now."),
        ("It rose by 5% in May.", "It rose by 6% in May.", "It rose by [-5%-] {+6%+} in May."),
        ("£5", "£5 and 6%", "£5 {+and 6%+}"),
        ("one", "two", "[-one-] {+two+}"),
        ("The rate of the tax", "The level of the levy", "The [-rate of the tax-] {+level of the levy+}"),
        ("fog, and Rain", "“Fog and rain!”", "“Fog and rain!”"),
    ],
)
def test_what_differs_is_marked_and_the_rest_is_as_it_is_now(before: str, now: str, shown: str) -> None:
    assert written(before, now) == shown


@given(TEXTS, TEXTS)
def test_the_segments_make_up_both_texts(before: str, now: str) -> None:
    found = word_diff(before, now)
    for kind, text in (("old", before), ("new", now)):
        words = [word for segment in found if segment.kind in ("same", kind) for word in tokenize(segment.text).keys]
        assert words == tokenize(text).keys
    assert all(segment.text for segment in found)


@given(TEXTS)
def test_a_text_has_no_difference_from_itself(text: str) -> None:
    assert {segment.kind for segment in word_diff(text, text)} <= {"same"}
