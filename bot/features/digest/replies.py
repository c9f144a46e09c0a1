"""The replies of the digest's commands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.core.controls import Button
from bot.core.document import (  # fmt: skip
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
)
from bot.core.events import Action
from bot.core.models import Statement
from bot.core.statements import passage, source


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a digest."""

    text: str
    """Shown word for word: a fact, a question as it was asked, or a quotation without its marks."""
    statement: Statement | None = None
    """The fact or quotation. Its source, date and id are shown below, as on a card. A quotation is shown in quotation
    marks with its speaker."""
    also: tuple[Statement, ...] = ()
    """Statements of other sources in the same words."""
    note: str = ""
    """A remark below, such as how long the fact is valid."""
    before: tuple[tuple[str, str], ...] = ()
    """(Label, verbatim text) of each earlier text that this one replaces, shown as outdated."""

    def elements(self) -> tuple[Element, ...]:
        """Return the text with everything below it."""
        statement = self.statement
        words = replace(passage(statement), text=self.text) if statement else Passage(self.text)
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
    """The daily post, or the rest that did not fit. Shown from top to bottom: title, summary, sections, closing."""

    title: str
    summary: str
    """A sentence on what is below; empty if there is nothing to say."""
    sections: tuple[Section, ...] = ()
    """The most important comes first. A platform shows as many items as fit, uncut; only a first item that is too long
    by itself is cut. A line (`texts.left_out`) and a button (`texts.more`) replace the rest."""
    closing: tuple[Section, ...] = ()
    """Always shown, even if the sections lack items. A text that is too long is cut, and a line says so."""
    more: Action | None = None
    """Shows the items that were left out. Its value is empty here. A renderer fills in `first` plus the number of
    items of `sections` that it shows."""
    first: int = 0
    """How many items were shown before these, if this is the rest of a digest."""
    whole: Button | None = None
    """Shows the whole text of `closing`. The button appears only if a platform's limits cut that text."""
    note: str = ""
    """A sentence at the end, such as that no other digest comes."""
    private: bool = False

    def document(self) -> Document:
        """Return the items, as many as fit, and a separate panel for the closing."""
        groups = tuple(Group(part.heading, tuple(item.elements() for item in part.items)) for part in self.sections)
        return Document.of(
            Panel(),
            Heading(self.title),
            Text(self.summary),
            Items(groups, self.more, self.first),
            *self._closing(),
            Text(self.note),
            private=self.private,
        )

    def _closing(self) -> Iterator[Element]:
        """Return each item in full, with the button in case it must be cut."""
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
        """Return the title and its rows."""
        rows = tuple(Row(label, text) for label, text in self.rows)
        return Document.of(Panel("quiet"), Heading(self.title), Fields(rows), private=self.private)
