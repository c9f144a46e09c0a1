"""Outgoing replies. Each describes its meaning, and makes the document that it shows.

A reply that only one feature makes is defined in that feature. Adapters know only documents.
"""

from __future__ import annotations

from dataclasses import Field, dataclass, replace
from typing import Any, ClassVar, Protocol

from bot.core import texts
from bot.core.controls import Button, Feedback, Link, Picker
from bot.core.document import Actions, Document, Earlier, Element, Fields, Panel, Row, Text
from bot.core.models import Fact, Statement, Validity
from bot.core.statements import passage, source
from bot.core.words import Words


class Reply(Protocol):
    """A message of the bot: a dataclass with a field `private`.

    If it answers a command for everybody, it also has a field `asked`. See `with_asker`.
    """

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def private(self) -> bool:
        """Return whether only one person should see it."""
        ...

    def document(self) -> Document:
        """Return what it shows."""
        ...


def as_private(reply: Reply) -> Reply:
    """Return the reply for only one person to see."""
    return reply if reply.private else replace(reply, private=True)


def with_asker(reply: Reply, line: str) -> Reply:
    """Return the reply with a first line that says who asked what, if it is a kind of reply that has one."""
    return replace(reply, asked=line) if "asked" in reply.__dataclass_fields__ else reply


@dataclass(frozen=True, slots=True)
class Card:
    """One statement with its source: the answer. `statement.text` is shown verbatim."""

    statement: Statement
    validity: Validity
    replaces: tuple[Fact, ...] = ()
    """Earlier statements that this one superseded, newest first; shown as outdated with their dates."""
    also: tuple[Statement, ...] = ()
    """Statements of other sources in the same words, the newest first."""
    whole: Button | None = None
    """Shows the whole text. The button appears only if the text is cut."""
    buttons: tuple[Button, ...] = ()
    links: tuple[Link, ...] = ()
    feedback: Feedback | None = None
    picker: Picker | None = None
    others: tuple[Button, ...] = ()
    """Other statements that may be meant, each behind a button labelled with a question that it answers."""
    private: bool = False
    read_as: str = ""
    """How the question was read if it goes on from another; shown at the top (`texts.read_as`)."""
    asked: str = ""
    """Who asked what with a command, for those who did not see it; the first line."""
    closing: str = ""
    """A quiet line at the end."""

    @property
    def caution(self) -> str | None:
        """Return what a reader must know before using a statement that is not current; None if it is."""
        return texts.caution(self.statement, self.validity)

    def document(self) -> Document:
        """Return who asked what, how the question was read, the statement with its warning, and its sources."""
        pickers = (self.picker,) if self.picker else ()
        return Document.of(
            Text(self.asked, "quiet"),
            *self.elements(),
            Actions(self.buttons, pickers, self.links, self.feedback),
            Text(texts.OTHERS if self.others else "", "quiet"),
            Actions(self.others, stacked=True),
            private=self.private,
        )

    def elements(self) -> tuple[Element, ...]:
        """Return all elements without what can be pressed."""
        caution = self.caution
        return (
            Text(texts.read_as(self.read_as) if self.read_as else "", "quiet"),
            Panel("caution" if caution else "good"),
            Text(caution or "", "warning"),
            passage(self.statement, self.whole),
            source(self.statement),
            *(source(other, other=True) for other in self.also),
            *(Earlier(texts.replaced(earlier), earlier.text) for earlier in self.replaces),
            Text(self.closing, "quiet"),
        )


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One command as a person types it."""

    usage: str
    summary: str
    example: str


@dataclass(frozen=True, slots=True)
class Help:
    """How to use the bot; made from the commands of all features."""

    lines: tuple[HelpLine, ...]
    summary: str
    """One sentence on what the store has, such as the number of facts and the date of the newest source."""
    private: bool = True

    def document(self) -> Document:
        """Return what the store has, and a row for each command."""
        rows = tuple(Row(line.usage, line.summary, line.example) for line in self.lines)
        return Document.of(Panel("quiet"), Text(self.summary), Fields(rows), private=self.private)


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence: an error that the user can correct, or a confirmation."""

    text: Words
    private: bool = True
    asked: str = ""
    """As in `Card`."""

    def document(self) -> Document:
        """Return who asked what, and the sentence."""
        return Document.of(Text(self.asked, "quiet"), Text(self.text), private=self.private)
