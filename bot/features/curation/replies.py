"""The replies of curation: a preview before saving, an entry with its state, its history, and a draft to review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.core.controls import Button, Picker
from bot.core.document import Actions, Document, Element, Fields, Group, Heading, Items, Panel, Row, Text
from bot.core.events import Action
from bot.core.models import Statement
from bot.core.statements import passage, source
from bot.features.curation import texts as curation_texts

MOST_LISTED: Final = 15
"""Most drafts of a list. A document has room for 20 buttons."""


@dataclass(frozen=True, slots=True)
class EntryPreview:
    """What somebody wrote, before it is saved: how it looks, what is known already, and what can be changed."""

    statement: Statement
    rows: tuple[Row, ...]
    note: str
    """Whether something is saved already, and what to know; a sentence or two."""
    warning: str = ""
    near: tuple[Statement, ...] = ()
    """What is known already and says nearly the same."""
    clashes: tuple[Row, ...] = ()
    """Questions that other entries answer already, each with that entry's text."""
    pickers: tuple[Picker, ...] = ()
    buttons: tuple[Button, ...] = ()
    private: bool = True

    def document(self) -> Document:
        """Return the entry as it will look, what is near, and what can be done."""
        return Document.of(
            Text(self.warning, "warning"),
            Panel("quiet"),
            passage(self.statement),
            source(self.statement),
            Fields(self.rows),
            Panel("caution") if self.near or self.clashes else None,
            Heading(curation_texts.KNOWN if self.near else "", 2),
            Items((Group("", tuple((passage(near), source(near)) for near in self.near)),)),
            Heading(curation_texts.ASKED_ALREADY if self.clashes else "", 2),
            Fields(self.clashes, stacked=True),
            Panel("closing"),
            Text(self.note, "quiet"),
            Actions(self.buttons, self.pickers),
            private=self.private,
        )


@dataclass(frozen=True, slots=True)
class EntryState:
    """An entry with all that curators should know of it."""

    statement: Statement
    rows: tuple[Row, ...]
    warning: str = ""
    buttons: tuple[Button, ...] = ()
    private: bool = True

    def document(self) -> Document:
        """Return the entry, its state and what can be done with it."""
        return Document.of(
            Panel("caution" if self.warning else "quiet"),
            Text(self.warning, "warning"),
            passage(self.statement),
            source(self.statement),
            Fields(self.rows),
            Actions(self.buttons),
            private=self.private,
        )


@dataclass(frozen=True, slots=True)
class EntryHistory:
    """All versions of an entry, the newest first."""

    title: str
    versions: tuple[tuple[Element, ...], ...]
    more: Action | None = None
    first: int = 0
    private: bool = True

    def document(self) -> Document:
        """Return one item for each version."""
        return Document.of(
            Panel("quiet"),
            Heading(self.title),
            Items((Group("", self.versions),), self.more, self.first),
            private=self.private,
        )


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A draft in the review channel, with what can be done with it, or with what was decided."""

    heading: str
    statement: Statement
    rows: tuple[Row, ...]
    changes: tuple[Element, ...] = ()
    """What it changes in an entry that is there already."""
    near: tuple[Statement, ...] = ()
    decision: str = ""
    buttons: tuple[Button, ...] = ()
    private: bool = False

    def document(self) -> Document:
        """Return who proposes what, the entry as it would look, and the buttons."""
        return Document.of(
            Panel("good" if self.decision else "quiet"),
            Heading(self.heading, 2),
            passage(self.statement),
            source(self.statement),
            Fields(self.rows),
            *self.changes,
            Heading(curation_texts.KNOWN if self.near else "", 2),
            Items((Group("", tuple((passage(near), source(near)) for near in self.near)),)),
            Text(self.decision, "strong"),
            Actions(self.buttons),
            private=self.private,
        )


@dataclass(frozen=True, slots=True)
class DraftList:
    """What waits for a curator: drafts, and entries that say something else than their fact files."""

    rows: tuple[Row, ...]
    conflicts: tuple[Row, ...] = ()
    private: bool = True

    def document(self) -> Document:
        """Return a row for each draft and each conflict."""
        return Document.of(
            Panel("quiet"),
            Heading(curation_texts.WAITING if self.rows else ""),
            Fields(self.rows[:MOST_LISTED]),
            Text("" if self.rows else curation_texts.NO_DRAFTS),
            Heading(curation_texts.CONFLICTS if self.conflicts else ""),
            Fields(self.conflicts[:MOST_LISTED]),
            Text(curation_texts.SOLVE if self.conflicts else "", "quiet"),
            private=self.private,
        )


@dataclass(frozen=True, slots=True)
class DueEntry:
    """An entry in a list of those that are due for a check."""

    statement: Statement
    since: str
    """Since when nobody checked it; a sentence."""
    buttons: tuple[Button, ...]

    def elements(self) -> tuple[Element, ...]:
        """Return the entry with its source, since when it was not checked, and what can be done."""
        return passage(self.statement), source(self.statement), Text(self.since, "quiet"), Actions(self.buttons)


@dataclass(frozen=True, slots=True)
class DueList:
    """Entries that somebody should check again."""

    entries: tuple[DueEntry, ...]
    count: int
    """How many are due, with those that are not shown."""
    done: str = ""
    """What was just done."""
    more: tuple[Button, ...] = ()
    private: bool = True

    def document(self) -> Document:
        """Return what was done, then each entry with its buttons."""
        return Document.of(
            Panel("good" if self.done else "quiet"),
            Text(self.done, "strong"),
            Heading(curation_texts.due(self.count) if self.entries else "", 2),
            Text("" if self.entries else curation_texts.NOTHING_DUE),
            *(element for entry in self.entries for element in entry.elements()),
            Actions(self.more),
            private=self.private,
        )
