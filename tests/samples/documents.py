"""A reply with every kind of element, of a class that no adapter knows."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.comparison import Diff, DiffSegment
from bot.core.controls import Button, Picker
from bot.core.document import (
    Actions,
    Divider,
    Document,
    Earlier,
    Fields,
    Group,
    Heading,
    Items,
    Panel,
    Passage,
    Preformatted,
    Row,
    SourceLine,
    Text,
)  # fmt: skip
from bot.core.events import Action, Choice

WORDS = (
    "Before all", "Title", "A sentence", "Strong words", "Small print", "Beware", "to be_copied", "The fog comes in",
    "Ada Quill", "On fog", "never", "always", "Label", "Its text", "Report", "Office · 2026", "as of 2025", "Elsewhere",
    "Once", "It was less", "Part", "An item", "The end",
)  # fmt: skip


SOURCE = SourceLine("Report", "https://example.org/r", "Office · 2026", "as of 2025")
WHOLE = Button("Show the whole", Action("whole", "-", "fog-1"))
PICKER = Picker("Choose", Action("speaker", "e" * 16), (Choice("ada", "Ada"),))
ACTIONS = Actions((Button("Press", Action("why", "e" * 16)),), (PICKER,))


@dataclass(frozen=True)
class EveryElement:
    """A reply of an unknown feature."""

    long: int = 1
    private: bool = False
    title: str = "Title"
    actions: Actions = ACTIONS

    def document(self) -> Document:
        """Build a document with every kind of element."""
        return Document.of(
            Text("Before all"),
            Panel("caution"),
            Heading(self.title),
            Text("A sentence"),
            Text("Strong words", "strong"),
            Text("Small print", "quiet"),
            Text("Beware", "warning"),
            Diff((DiffSegment("old", "never"), DiffSegment("new", "always"), DiffSegment("cut", ""))),
            Preformatted("to be_copied"),
            Passage("The fog comes in " * self.long, True, "Ada Quill", "On fog", (), "Shortened.", WHOLE),
            Divider(),
            Fields((Row("Label", "Its text"), Row("Label", "Its text", "An example"))),
            Fields((Row("Label", "Its text", "An example"),), stacked=True),
            Items((Group("Part", ((Passage("An item " * self.long), SOURCE),) * self.long),), Action("more", "e" * 16)),
            Panel("closing"),
            Heading("Part", 2),
            Passage("The end " * self.long),
            SOURCE,
            SourceLine("Elsewhere", None, "Office · 2026", "as of 2025", other=True),
            Earlier("Once", "It was less"),
            self.actions,
            private=self.private,
        )
