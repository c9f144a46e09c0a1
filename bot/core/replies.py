"""What goes out: replies by meaning, each of which says what it shows as a document.

A reply that only one feature makes is defined there; adapters know documents only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.core import texts
from bot.core.document import Actions, Button, Document, Earlier, Element, Fields, Panel, Picker, Row, Text
from bot.core.models import Fact, Statement, Validity
from bot.core.statements import passage, source

__all__ = ["Button", "Card", "Explanation", "Help", "HelpLine", "Notice", "Picker", "Reply"]


class Reply(Protocol):
    """Something that the bot says."""

    @property
    def private(self) -> bool:
        """Whether one person alone is to see it."""
        ...

    def document(self) -> Document:
        """What it shows."""
        ...


@dataclass(frozen=True, slots=True)
class Card:
    """One statement with its source: the answer. `statement.text` is shown to the letter."""

    statement: Statement
    validity: Validity
    replaces: tuple[Fact, ...] = ()
    """Earlier statements that this one superseded, newest first; shown as such with their dates."""
    also: tuple[Statement, ...] = ()
    """What other sources say in the same words, the newest first."""
    whole: Button | None = None
    """Shown only where a platform's limits cut the text: brings the whole of it."""
    buttons: tuple[Button, ...] = ()
    picker: Picker | None = None
    private: bool = False
    read_as: str = ""
    """How the question was read if it goes on from another; shown above all else (`wording.read_as`)."""

    def document(self) -> Document:
        """How the question was read, the statement with what a reader must know before using it, and its sources."""
        return Document.of(*self.elements(), Actions(self.buttons, self.picker), private=self.private)

    def elements(self) -> tuple[Element, ...]:
        """All but what can be pressed."""
        caution = texts.caution(self)
        return (
            Text(texts.read_as(self.read_as) if self.read_as else "", "quiet"),
            Panel("caution" if caution else "good"),
            Text(caution or "", "warning"),
            passage(self.statement, self.whole),
            source(self.statement),
            *(source(other, other=True) for other in self.also),
            *(Earlier(texts.replaced(earlier), earlier.text) for earlier in self.replaces),
        )


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a statement was chosen."""

    question: str
    read_as: tuple[tuple[str, str], ...]
    """Repairs: (typed, read as)."""
    met: tuple[tuple[str, str], ...]
    """(word of the question, word of the statement that it matched)."""
    missing: tuple[str, ...]
    """Words of the question that matched nothing."""
    closest: str | None
    """The listed question that it came closest to."""
    statement_id: str
    score: float
    threshold: float
    """The score that an answer needs."""
    runner_up: tuple[str, float] | None
    """Id and score of the best other candidate."""
    likeness: float = 0.0
    """How like the closest listed question is, from 0 to 1; 1 only if the question is listed word for word."""
    veto: str = ""
    """Why the statement must not be answered outright, whatever its score; empty if nothing forbids it."""
    counted: tuple[tuple[str, float], ...] = ()
    """What spoke for the statement and, below zero, against it, beside other candidates; the biggest first."""
    buttons: tuple[Button, ...] = ()
    private: bool = True

    @property
    def is_listed(self) -> bool:
        """Whether the question is one of the listed ones, word for word."""
        return self.likeness >= 1.0

    def document(self) -> Document:
        """The reasons in words; figures stand in `texts.explanation_details`."""
        rows = tuple(Row(label, text) for label, text in texts.explanation_reasons(self))
        return Document.of(Panel("quiet"), Fields(rows), Actions(self.buttons), private=self.private)


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One command of the table as a person types it."""

    usage: str
    summary: str
    example: str


@dataclass(frozen=True, slots=True)
class Help:
    """How to use the bot; made from the table of commands."""

    lines: tuple[HelpLine, ...]
    holds: str
    """One sentence on what the store holds, such as the number of facts and the date of the newest source."""
    private: bool = True

    def document(self) -> Document:
        """What the store has, and a row for each command."""
        rows = tuple(Row(line.usage, line.summary, line.example) for line in self.lines)
        return Document.of(Panel("quiet"), Text(self.holds), Fields(rows), private=self.private)


@dataclass(frozen=True, slots=True)
class Notice:
    """A fixed sentence of the product: no answer, an error that a user can mend, a confirmation."""

    text: str
    private: bool = True

    def document(self) -> Document:
        """The sentence."""
        return Document.of(Text(self.text), private=self.private)
