"""A comparison in plain text, as the terminal, the command line and notifications show it."""

from __future__ import annotations

import pytest

from bot.core import wording
from bot.core.replies import Piece


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        ((), ""),
        ((Piece("same", "We build a pier."),), "We build a pier."),
        (
            (Piece("same", "We"), Piece("old", "never"), Piece("same", "build.")),
            "We [-never-] build.",
        ),
        (
            (Piece("same", "We build"), Piece("old", "two"), Piece("new", "three"), Piece("same", "piers.")),
            "We build [-two-]{+three+} piers.",
        ),
        (
            (Piece("new", "Yes,"), Piece("old", "no,"), Piece("cut", "we said before"), Piece("same", "we build.")),
            "{+Yes,+} [-no,-] […] we build.",
        ),
    ],
)
def test_pieces_stand_one_after_another(pieces: tuple[Piece, ...], text: str) -> None:
    assert wording.diff_text(pieces) == text
