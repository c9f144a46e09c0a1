"""How questions without a good answer look to curators."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.controls import Button
from bot.core.document import Actions, Document, Fields, Heading, Panel, Row, Text
from bot.features.gaps import texts as gap_texts


@dataclass(frozen=True, slots=True)
class GapList:
    """Questions without a good answer, the most asked first."""

    rows: tuple[Row, ...]
    more: tuple[Button, ...] = ()
    private: bool = True

    def document(self) -> Document:
        """Return a row for each question, with the button that shows it."""
        return Document.of(
            Panel("quiet"),
            Heading(gap_texts.TITLE if self.rows else ""),
            Text("" if self.rows else gap_texts.NONE),
            Fields(self.rows, stacked=True),
            Text(gap_texts.WHERE, "quiet"),
            Actions(self.more),
            private=self.private,
        )


@dataclass(frozen=True, slots=True)
class GapCard:
    """One question without a good answer, with what can be done about it."""

    question: str
    summary: str
    rows: tuple[Row, ...]
    nearest: tuple[Row, ...]
    """Facts that may answer it, each with the button that links it."""
    buttons: tuple[Button, ...]
    private: bool = True

    def document(self) -> Document:
        """Return the question, how often it was asked, the nearest facts and the buttons."""
        return Document.of(
            Panel("quiet"),
            Heading(self.question),
            Text(self.summary),
            Fields(self.rows),
            Heading(gap_texts.NEAREST if self.nearest else "", 2),
            Fields(self.nearest, stacked=True),
            Actions(self.buttons),
            private=self.private,
        )
