"""The replies that show a full text."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.document import Document, Panel, Passage, Text


@dataclass(frozen=True, slots=True)
class TextPart:
    """One part of a text that is too long for one message. All parts joined are the text, verbatim."""

    text: str
    """At most 1,500 characters."""
    note: str
    """The number of the part and the id of the statement."""
    private: bool = True

    def document(self) -> Document:
        """Return the part and its number."""
        return Document.of(Panel(), Passage(self.text), Text(self.note, "quiet"), private=self.private)
