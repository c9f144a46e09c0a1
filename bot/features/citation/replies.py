"""The reply that shows a citation."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.document import Document, Preformatted, Text

COPY_THIS = "Copy this citation:"
BEGINNING_ONLY = "The quote is long, so the citation has only its beginning."


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation to copy."""

    text: str
    is_cut: bool = False
    """It has only the beginning of the words."""
    private: bool = True

    def document(self) -> Document:
        """Return the citation as a text to copy, and a line if it leaves something out."""
        return Document.of(
            Text(COPY_THIS),
            Preformatted(self.text),
            Text(BEGINNING_ONLY if self.is_cut else "", "quiet"),
            private=self.private,
        )
