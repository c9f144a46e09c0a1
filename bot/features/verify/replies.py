"""The verdict on a line that was checked."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.document import Actions, Button, Diff, DiffSegment, Document, Heading, Panel, Picker, Text
from bot.core.replies import Card

_MOST_WARNINGS = 8
"""More are never shown; there are fewer kinds of them."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether words are what somebody said. Shown from top to bottom: headline, told, warnings, pieces, card."""

    headline: str
    """The verdict in a word or two."""
    told: str
    """What that means, in a sentence."""
    warnings: tuple[str, ...] = ()
    """What changes the meaning, a sentence each."""
    pieces: tuple[DiffSegment, ...] = ()
    """What was given, word by word beside what is held; empty where it is all that is held, to the letter. No space
    between two of them is part of either, so a renderer puts one in between."""
    card: Card | None = None
    """The quotation that comes closest, shown as any card is, to the letter; its buttons stand under the verdict."""
    good: bool = False
    """The words stand as they were said and nothing warns of them."""
    buttons: tuple[Button, ...] = ()
    picker: Picker | None = None
    private: bool = False

    def document(self) -> Document:
        """The verdict with its warnings, both texts compared, and the quotation as a card of its own."""
        card = self.card
        return Document.of(
            Panel("good" if self.good else "caution"),
            Heading(self.headline),
            Text(self.told),
            *(Text(warning, "warning") for warning in self.warnings[:_MOST_WARNINGS]),
            Diff(tuple(piece for piece in self.pieces if piece.kind == "cut" or piece.text.strip())),
            *(card.elements() if card else ()),
            Actions((*self.buttons, *(card.buttons if card else ())), self.picker or (card.picker if card else None)),
            private=self.private,
        )
