"""The reply to a checked line."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.controls import Button, Picker
from bot.core.document import Actions, Diff, DiffSegment, Document, Heading, Panel, Text
from bot.core.replies import Card

_MOST_WARNINGS = 8
"""An upper limit; there are fewer kinds of warnings."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether words are what somebody said. Shown from top to bottom: headline, explanation, warnings, pieces, card."""

    headline: str
    """The verdict in a word or two."""
    explanation: str
    """What that means, in a sentence."""
    warnings: tuple[str, ...] = ()
    """What changes the meaning, a sentence each."""
    pieces: tuple[DiffSegment, ...] = ()
    """The checked words compared with the quotation; empty if they are the whole quotation, verbatim.

    Spaces between two pieces are not part of either, so a renderer adds them."""
    card: Card | None = None
    """The closest quotation, shown verbatim like any card. Its buttons are shown under the verdict."""
    good: bool = False
    """The words are verbatim and have no warnings."""
    buttons: tuple[Button, ...] = ()
    picker: Picker | None = None
    private: bool = False
    shared_by: str = ""
    """Who shows it to everybody; the first line."""
    closing: str = ""
    """What was not checked; the last line."""

    def document(self) -> Document:
        """Return who shares it, the verdict with its warnings, the comparison, and the quotation as a separate card."""
        card = self.card
        return Document.of(
            Text(self.shared_by, "quiet"),
            Panel("good" if self.good else "caution"),
            Heading(self.headline),
            Text(self.explanation),
            *(Text(warning, "warning") for warning in self.warnings[:_MOST_WARNINGS]),
            Diff(tuple(piece for piece in self.pieces if piece.kind == "cut" or piece.text.strip())),
            *(card.elements() if card else ()),
            Text(self.closing, "quiet"),
            Actions((*self.buttons, *(card.buttons if card else ())), (self.picker,) if self.picker else ()),
            private=self.private,
        )
