"""A diff in plain text, as the terminal, the command line and notifications show it."""

from __future__ import annotations

import pytest

from bot.core.comparison import DiffSegment
from bot.core.plain_text import diff_text


@pytest.mark.parametrize(
    ("segments", "text"),
    [
        ((), ""),
        ((DiffSegment("same", "We build a pier."),), "We build a pier."),
        (
            (DiffSegment("same", "We"), DiffSegment("old", "never"), DiffSegment("same", "build.")),
            "We [-never-] build.",
        ),
        (
            (
                DiffSegment("same", "We build"),
                DiffSegment("old", "two"),
                DiffSegment("new", "three"),
                DiffSegment("same", "piers."),
            ),
            "We build [-two-]{+three+} piers.",
        ),
        (
            (
                DiffSegment("new", "Yes,"),
                DiffSegment("old", "no,"),
                DiffSegment("cut", "we said before"),
                DiffSegment("same", "we build."),
            ),
            "{+Yes,+} [-no,-] […] we build.",
        ),
    ],
)
def test_the_segments_of_a_diff_are_marked_and_joined_in_order(segments: tuple[DiffSegment, ...], text: str) -> None:
    assert diff_text(segments) == text
