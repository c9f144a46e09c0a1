"""What the commands that find quotations reply, beside cards."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.document import Actions, Button, Document, Fields, Heading, Panel, Passage, Picker, Row, Text


@dataclass(frozen=True, slots=True)
class TextPart:
    """A piece of a text that is too long for one message; all pieces after one another are the text, to the letter."""

    text: str
    """At most 1,500 characters."""
    note: str
    """Which piece of what."""
    private: bool = True

    def document(self) -> Document:
        """The piece, and which one it is."""
        return Document.of(Panel(), Passage(self.text), Text(self.note, "quiet"), private=self.private)


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """A speaker in the list of all."""

    name: str
    """With the role, where there is one."""
    held: str
    """How many quotations, and about what."""


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
        """The title and a row for each speaker."""
        return Document.of(
            Panel("quiet"),
            Heading(self.title),
            Fields(tuple(Row(line.name, line.held) for line in self.lines), stacked=True),
            Actions(self.buttons, self.picker),
            private=self.private,
        )


@dataclass(frozen=True, slots=True)
class Clarification:
    """A question back: what of several was meant."""

    prompt: str
    picker: Picker
    private: bool = True

    def document(self) -> Document:
        """The question with what there is to choose."""
        return Document.of(Text(self.prompt), Actions(picker=self.picker), private=self.private)
