"""A comparison in plain text, as the terminal, the command line and notifications show it."""

from __future__ import annotations

import pytest

from bot.core.document import DiffSegment
from bot.core.plain_text import diff_text


@pytest.mark.parametrize(
    ("pieces", "text"),
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
def test_pieces_stand_one_after_another(pieces: tuple[DiffSegment, ...], text: str) -> None:
    assert diff_text(pieces) == text
