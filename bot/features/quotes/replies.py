"""The replies of the commands that find quotations, apart from cards."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.controls import Button, Picker
from bot.core.document import Actions, Document, Fields, Heading, Panel, Row, Text


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """A speaker in the list of all."""

    name: str
    """With the role, if there is one."""
    summary: str
    """The number of quotations, and their topics."""


@dataclass(frozen=True, slots=True)
class Speakers:
    """One page of the list of speakers."""

    title: str
    lines: tuple[SpeakerRow, ...]
    """At most ten."""
    buttons: tuple[Button, ...] = ()
    picker: Picker | None = None
    private: bool = True

    def document(self) -> Document:
        """Return the title and a row for each speaker."""
        return Document.of(
            Panel("quiet"),
            Heading(self.title),
            Fields(tuple(Row(line.name, line.summary) for line in self.lines), stacked=True),
            Actions(self.buttons, (self.picker,) if self.picker else ()),
            private=self.private,
        )


@dataclass(frozen=True, slots=True)
class Clarification:
    """A question back: which of several was meant."""

    prompt: str
    picker: Picker
    private: bool = True

    def document(self) -> Document:
        """Return the question with the choices."""
        return Document.of(Text(self.prompt), Actions(pickers=(self.picker,)), private=self.private)


@dataclass(frozen=True, slots=True)
class NoQuote:
    """Says that no quotation fits, and what a person can do now."""

    text: str
    buttons: tuple[Button, ...] = ()
    private: bool = True

    def document(self) -> Document:
        """Return the sentence with the buttons."""
        return Document.of(Text(self.text), Actions(self.buttons), private=self.private)
