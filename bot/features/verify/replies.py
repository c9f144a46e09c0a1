"""The reply to a checked line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.core.comparison import Diff, DiffLegend, DiffSegment
from bot.core.controls import Button, Picker
from bot.core.document import PREVIEW, Actions, Document, Element, Heading, Panel, Text, Tone
from bot.core.replies import Card
from bot.core.statements import passage, source
from bot.core.word_diff import near_changes
from bot.features.verify import texts as verify_texts

_MOST_WARNINGS = 8
"""An upper limit; there are fewer kinds of warnings."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether words are what somebody said: one card with the verdict, the differences, and the quotation."""

    headline: str
    """The verdict in a word or two, with its sign."""
    explanation: str
    """What that means, in a sentence or two."""
    warnings: tuple[str, ...] = ()
    """What changes the meaning, a sentence each."""
    pieces: tuple[DiffSegment, ...] = ()
    """The checked words compared with the quotation, if they differ. If no quotation is similar: the checked words.

    Spaces between two pieces are not part of either, so a renderer adds them."""
    card: Card | None = None
    """The closest quotation. Only its text, its sources and its warning are shown, not its buttons."""
    marked: tuple[tuple[int, int], ...] = ()
    """The runs of the quotation that were checked, if they are not all of it: start and end of each."""
    good: bool = False
    """The words are verbatim and have no warnings."""
    buttons: tuple[Button, ...] = ()
    picker: Picker | None = None
    private: bool = False
    news: str = ""
    """What has changed since an earlier verdict on the same words; the first line."""
    shared_by: str = ""
    """Who shows it to everybody; the first line."""
    closing: str = ""
    """What was not checked; the last line."""

    @property
    def tone(self) -> Tone:
        """Return the kind of the card."""
        return "quiet" if self.card is None else "good" if self.good else "caution"

    def document(self) -> Document:
        """Return what the first lines say, the verdict with its warnings, the comparison, and the quotation."""
        return Document.of(
            Text(self.shared_by, "quiet"),
            Panel(self.tone),
            Text(self.news, "warning"),
            Heading(self.headline),
            Text(self.explanation),
            *(Text(warning, "warning") for warning in self.warnings[:_MOST_WARNINGS]),
            *self._comparison(),
            *self._quotation(),
            Text(self.closing, "quiet"),
            Actions(self.buttons, (self.picker,) if self.picker else ()),
            private=self.private,
        )

    def _comparison(self) -> Iterator[Element]:
        pieces = tuple(piece for piece in self.pieces if piece.kind == "cut" or piece.text.strip())
        is_long = sum(len(piece.text) for piece in pieces) > PREVIEW
        yield Diff(near_changes(pieces, PREVIEW) if is_long else pieces)
        if any(piece.kind in ("old", "new") for piece in pieces):
            yield DiffLegend(verify_texts.ONLY_SAID, verify_texts.ONLY_TYPED)

    def _quotation(self) -> Iterator[Element]:
        if card := self.card:
            yield Text(card.caution or "", "warning")
            yield replace(passage(card.statement, card.whole), marked=self.marked)
            yield source(card.statement)
            yield from (source(other, other=True) for other in card.also)
