"""The reply that shows a full text."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.controls import Button
from bot.core.document import Actions, Document, Panel, Passage, Text


@dataclass(frozen=True, slots=True)
class TextPart:
    """One part of a text that is too long for one message. All parts joined are the text, verbatim."""

    text: str
    """At most 1,500 characters."""
    note: str
    """Which part it is, and the title of the source."""
    buttons: tuple[Button, ...] = ()
    """They show the part before and the part after."""
    private: bool = True

    def document(self) -> Document:
        """Return the part, which one it is, and the buttons."""
        return Document.of(
            Panel(), Passage(self.text), Text(self.note, "quiet"), Actions(self.buttons), private=self.private
        )
