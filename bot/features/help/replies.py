"""The welcome. The help itself is in `core.replies`, because a question such as "who are you?" shows it, too."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.controls import Button
from bot.core.document import Actions, Document, Text


@dataclass(frozen=True, slots=True)
class Welcome:
    """Introduces the bot in a place to which it was added."""

    introduction: str
    how: str
    """How to ask, in a sentence."""
    buttons: tuple[Button, ...]
    private: bool = False

    def document(self) -> Document:
        """Return two sentences and the buttons."""
        text = f"{self.introduction} {self.how}"
        return Document.of(Text(text), Actions(self.buttons), private=self.private)
