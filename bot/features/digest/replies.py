"""The digest as a reply, and what its status shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.core import texts
from bot.core.document import (
    Button,
    Document,
    Earlier,
    Element,
    Fields,
    Group,
    Heading,
    Items,
    Panel,
    Passage,
    Row,
    Text,
)  # fmt: skip
from bot.core.events import Action
from bot.core.models import Statement
from bot.core.statements import passage, source


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a digest tells."""

    text: str
    """Shown to the letter: a fact, a question as it was asked, or a quotation without its marks."""
    statement: Statement | None = None
    """The fact or quotation that it is: its source, date and id stand beneath, as on a card. A quotation is shown in
    quotation marks with its speaker."""
    also: tuple[Statement, ...] = ()
    """What other sources say in the same words."""
    note: str = ""
    """What else stands beneath, such as until when it holds."""
    before: tuple[tuple[str, str], ...] = ()
    """(What it was, its text to the letter) of each earlier text that this one took the place of, shown as gone."""

    def elements(self) -> tuple[Element, ...]:
        """The text with all that stands beneath it."""
        statement = self.statement
        words = replace(passage(statement), text=self.text) if statement else Passage(self.text, if_cut=texts.TEXT_CUT)
        return (
            words,
            *((Text(self.note, "quiet"),) if self.note.strip() else ()),
            *((source(statement),) if statement else ()),
            *(source(other, other=True) for other in self.also),
            *(Earlier(what, text) for what, text in self.before),
        )


@dataclass(frozen=True, slots=True)
class Section:
    """Items of a digest under one heading."""

    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """The daily post, or what of it did not fit. Shown from top to bottom: title, summary, sections, closing."""

    title: str
    summary: str
    """A sentence on what is below; empty where there is nothing to say."""
    sections: tuple[Section, ...] = ()
    """What matters most comes first. As many items as there is room for are shown, none of them cut but a first one
    that is too long by itself; of what is left, a line (`wording.left_out`) and a button (`wording.more`) tell."""
    closing: tuple[Section, ...] = ()
    """Always shown, whatever is left out of the sections; a text that is too long is cut, and a line says so."""
    more: Action | None = None
    """Brings the items that were left out. Its value is empty: a renderer puts in `first` and the number of items of
    `sections` that it shows, added up."""
    first: int = 0
    """How many items stood before these, in what this is the rest of."""
    whole: Button | None = None
    """Shown only where a platform's limits cut the text in `closing`: brings the whole of it."""
    private: bool = False

    def document(self) -> Document:
        """What is new, as far as there is room, and a panel of its own for the closing."""
        groups = tuple(Group(part.heading, tuple(item.elements() for item in part.items)) for part in self.sections)
        return Document.of(
            Panel(),
            Heading(self.title),
            Text(self.summary),
            Items(groups, self.more, self.first),
            *self._closing(),
            private=self.private,
        )

    def _closing(self) -> Iterator[Element]:
        """Each item in full; if one must be cut, the button brings the whole of it."""
        if any(part.items for part in self.closing):
            yield Panel("closing")
        for part in self.closing:
            if part.items:
                yield Heading(part.heading, 2)
            for item in part.items:
                for element in item.elements():
                    yield replace(element, whole=self.whole) if isinstance(element, Passage) else element


@dataclass(frozen=True, slots=True)
class Details:
    """Labels, each with a short text, under a title."""

    title: str
    rows: tuple[tuple[str, str], ...]
    private: bool = True

    def document(self) -> Document:
        """The title and its rows."""
        rows = tuple(Row(label, text) for label, text in self.rows)
        return Document.of(Panel("quiet"), Heading(self.title), Fields(rows), private=self.private)
