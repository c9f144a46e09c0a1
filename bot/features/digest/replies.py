"""The replies of the digest's commands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.core.comparison import Diff, DiffLegend, DiffSegment
from bot.core.controls import Button
from bot.core.document import (
    Actions,
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
    SourceLine,
    Text,
)  # fmt: skip
from bot.core.events import Action
from bot.core.models import Statement
from bot.core.shorten import shorten
from bot.core.since import NEW, OLD
from bot.core.statements import passage, source
from bot.core.words import Words
from bot.features.digest import texts as digest_texts

LONGEST_NAME = 120
"""Characters of the title of a source, and of its publisher with the date."""
MOST_ALSO = 2
"""Other sources that are named."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a digest."""

    text: str
    """Shown word for word, or its beginning: a fact, a question as it was asked, or a quotation without its marks."""
    statement: Statement | None = None
    """The fact or quotation. A quotation is shown with its speaker."""
    also: tuple[Statement, ...] = ()
    """Statements of other sources in the same words."""
    note: str = ""
    """A remark below, such as how long the fact is valid."""
    change: tuple[DiffSegment, ...] = ()
    """What it said before, compared with what it says now; shown instead of the text."""
    before: tuple[tuple[str, str], ...] = ()
    """(Label, text) of each earlier text that this one replaces, shown as outdated."""
    is_cut: bool = False
    """`text` is only the beginning."""

    @property
    def source_key(self) -> object:
        """Return what is equal for items whose sources can be said once, below the last of them."""
        statement = self.statement
        return (statement.source, statement.as_of, self.also) if statement else None

    def elements(self, *, with_source: bool = True) -> tuple[Element, ...]:
        """Return the text with everything below it."""
        return (*self._said(), *(self.sources() if with_source else ()))

    def _said(self) -> Iterator[Element]:
        words = passage(self.statement) if self.statement else Passage(self.text)
        if self.change:
            yield Text(words.attribution, "quiet")
            yield Diff(self.change)
        else:
            yield replace(words, text=self.text, is_cut=self.is_cut)
        yield Text(self.note, "quiet")
        yield from (Earlier(what, text) for what, text in self.before)

    def sources(self) -> Iterator[SourceLine]:
        """Yield the line of the source, and those of other sources of the same words."""
        if self.statement:
            yield _short(source(self.statement))
            yield from (_short(source(other, other=True)) for other in self.also[:MOST_ALSO])


def _short(line: SourceLine) -> SourceLine:
    """Shorten a long title or publisher, so that a source stays one line."""
    return replace(line, title=shorten(line.title, LONGEST_NAME), provenance=shorten(line.provenance, LONGEST_NAME))


@dataclass(frozen=True, slots=True)
class Section:
    """Items of a digest under one heading."""

    heading: str
    items: tuple[Item, ...]

    def group(self) -> Group:
        """Return the items. The source of several in a row is said once, below the last one."""
        ends = [item.source_key != after.source_key for item, after in pairwise(self.items)]
        shown = zip(self.items, [*ends, True], strict=True)
        return Group(self.heading, tuple(item.elements(with_source=is_last) for item, is_last in shown))


@dataclass(frozen=True, slots=True)
class Digest:
    """The daily post, or more of it. Shown from top to bottom: title, summary, sections, closing, note."""

    title: str
    summary: str
    """A sentence on what is below; empty if there is nothing to say."""
    sections: tuple[Section, ...] = ()
    """The most important comes first. What they have fits on every platform, see `selection`."""
    closing: tuple[Section, ...] = ()
    more: Action | None = None
    """Shows what comes after these items. Its value is empty here."""
    first: int = 0
    """How many items were shown before these."""
    left: int = 0
    """How many items come after these."""
    note: str = ""
    """A sentence at the end, such as that no other digest comes."""
    private: bool = False

    def document(self) -> Document:
        """Return the items, with one legend for all comparisons, the button, and the closing."""
        items = [item for section in self.sections for item in section.items]
        return Document.of(
            Panel(),
            Heading(self.title),
            Text(self.summary),
            Items(tuple(self._groups()), self.more, self.first),
            self._button(self.first + len(items)),
            *self._closing(),
            Text(self.note, "quiet"),
            private=self.private,
        )

    def _groups(self) -> Iterator[Group]:
        """Return the items of each section. A legend follows the last section with a comparison."""
        compared = [section for section in self.sections if any(item.change for item in section.items)]
        for section in self.sections:
            group = section.group()
            if section in compared[-1:]:
                *others, last = group.items
                group = Group(group.heading, (*others, (*last, DiffLegend(OLD, NEW))))
            yield group

    def _button(self, shown: int) -> Actions | None:
        """Return the button for what comes after the items."""
        if self.more is None or not self.left:
            return None
        return Actions((Button(digest_texts.show_more(self.left), replace(self.more, value=str(shown))),))

    def _closing(self) -> Iterator[Element]:
        for part in self.closing:
            yield Panel("closing")
            yield Text(part.heading, "quiet")
            yield from (element for item in part.items for element in item.elements())


@dataclass(frozen=True, slots=True)
class Details:
    """Labels, each with a short text, under a title."""

    title: str
    rows: tuple[tuple[str, Words], ...]
    private: bool = True

    def document(self) -> Document:
        """Return the title and its rows."""
        rows = tuple(Row(label, text) for label, text in self.rows)
        return Document.of(Panel("quiet"), Heading(self.title), Fields(rows), private=self.private)
