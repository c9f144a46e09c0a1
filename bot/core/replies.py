"""Outgoing replies. Each describes its meaning, and makes the document that it shows.

A reply that only one feature makes is defined in that feature. Adapters know only documents.
"""

from __future__ import annotations

from dataclasses import Field, dataclass, replace
from itertools import groupby
from typing import Any, ClassVar, Protocol

from bot.core import texts
from bot.core.controls import Button, Feedback, Link, Picker
from bot.core.document import Actions, Document, Earlier, Element, Fields, Heading, Panel, Row, Text
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
    position: str = ""
    """Which of several quotes this is, such as "quote 1 of 2"; after what the quote is about."""
    closing: str = ""
    """A quiet line at the end, only for everybody: a private reply and a notification do not have it."""
    doubt: str = ""
    """Why the statement may not be true of the time that was asked about; a sentence."""
    unchecked: str = ""
    """Since when nobody checked it, although it was time; a sentence."""
    coming: Fact | None = None
    """The fact that will replace this one."""

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
            Panel("caution" if caution or self.doubt or self.unchecked else "good"),
            Text(self.doubt, "warning"),
            Text(self.unchecked, "warning"),
            Text(caution or "", "warning"),
            passage(self.statement, self.whole, self.position),
            source(self.statement),
            *(source(other, other=True) for other in self.also),
            *((Earlier(texts.begins(self.coming), self.coming.text),) if self.coming else ()),
            *(Earlier(texts.replaced(earlier), earlier.text) for earlier in self.replaces),
            Text("" if self.private else self.closing, "quiet", aside=True),
        )


@dataclass(frozen=True, slots=True)
class Overview:
    """What the bot is, and what people can do with it, each with the button that does it."""

    introduction: str
    """A sentence or two: what the bot is and has."""
    offers: tuple[Row, ...]
    examples: tuple[Button, ...] = ()
    """Questions that the store answers; each button asks one."""
    place: str = ""
    """The place in which it is shown, such as "In this channel"."""
    state: tuple[Row, ...] = ()
    """What is switched on in that place."""
    topics: str = ""
    more: tuple[Button, ...] = ()
    """Buttons for further help. Without them, a line names the command for it."""
    private: bool = True

    def document(self) -> Document:
        """Return the introduction, the offers, the state of the place, the topics and the examples."""
        return Document.of(
            Panel("quiet"),
            Text(self.introduction),
            Fields(self.offers),
            Heading(self.place if self.state else "", 2),
            Fields(self.state),
            Heading(texts.TOPICS if self.topics else "", 2),
            Text(self.topics),
            Text("" if self.more else texts.ALL_COMMANDS, "quiet"),
            Heading(texts.TRY_ONE if self.examples else "", 2),
            Actions(self.examples, stacked=True),
            Actions(self.more),
            private=self.private,
        )


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One command as a person types it."""

    usage: str
    summary: str
    example: str

    @property
    def row(self) -> Row:
        """Return the command with what it does. The example is left out if it shows nothing new."""
        return Row(self.usage, self.summary, self.example if self.example not in self.usage else "")


@dataclass(frozen=True, slots=True)
class Help:
    """The commands of all features, or of some."""

    lines: tuple[HelpLine, ...]
    summary: str
    """A sentence above them."""
    private: bool = True

    def document(self) -> Document:
        """Return the sentence, and the commands, each family together."""
        by_family = groupby(self.lines, lambda line: line.usage.partition(" ")[0])
        families = (Fields(tuple(line.row for line in lines)) for _, lines in by_family)
        return Document.of(Panel("quiet"), Text(self.summary), *families, private=self.private)


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence: an error that the user can correct, or a confirmation."""

    text: Words
    private: bool = True
    asked: str = ""
    """As in `Card`."""
    buttons: tuple[Button, ...] = ()
    """What leads on."""

    def document(self) -> Document:
        """Return who asked what, the sentence and the buttons."""
        return Document.of(Text(self.asked, "quiet"), Text(self.text), Actions(self.buttons), private=self.private)
