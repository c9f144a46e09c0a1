"""Entries that are saved in the store, the changes of them, and drafts that wait for a curator."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from bot.core.errors import UserError
from bot.core.events import Target
from bot.core.models import Statement
from bot.core.statement_text import fingerprint

ChangeKind: TypeAlias = Literal[
    "file", "add", "edit", "question", "retire", "restore", "supersede", "check", "import", "undo"
]
"""What a change is. A change of kind "file" only notes what a fact file says, before the first edit of its entry."""

DraftState: TypeAlias = Literal["open", "approved", "rejected"]

FILE: Final = "file"


@dataclass(frozen=True, slots=True)
class SavedEntry:
    """The newest version of an entry of the store. It counts for all processes on the store."""

    version: int
    """From 1."""
    statement: Statement
    base: str = ""
    """Hash of the file's entry that it changes, see `statement_text.fingerprint`; empty if it is of no file."""
    number: int = 0
    """Number of the change that made it. A later change has a higher one, also of another entry."""

    @property
    def id(self) -> str:
        """Return the id of the statement."""
        return self.statement.id

    @property
    def says_what_the_file_says(self) -> bool:
        """Return whether it changes nothing in the file's entry, as after an edit was undone."""
        return bool(self.base) and fingerprint(self.statement) == self.base


@dataclass(frozen=True, slots=True)
class EntryChange:
    """A wish to change an entry, or to add one."""

    kind: ChangeKind
    statement: Statement
    """The statement after the change."""
    by: str
    """Key of the person, see `people`; empty for the operator in the shell."""
    expected: int = 0
    """The version that the person saw; 0 if the store had none."""
    original: Statement | None = None
    """What the file says, if the store has no version that was made from that. It becomes a version of its own."""
    why: str = ""

    @property
    def versions(self) -> tuple[EntryChange, ...]:
        """Return the changes to store, in order."""
        if self.original is None:
            return (self,)
        return EntryChange(FILE, self.original, "", self.expected), replace(self, expected=self.expected + 1)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an entry. It never changes."""

    number: int
    kind: ChangeKind
    statement: Statement
    made: dt.datetime
    """With time zone."""
    by: str
    """Key of the person; empty for the operator in the shell, and for what a file says."""
    approved_by: str = ""
    """Key of the curator who approved it; empty if nobody had to."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A change that waits for a curator. It never answers."""

    id: str
    """16 characters, safe in a button's code."""
    change: EntryChange
    made: dt.datetime
    """With time zone."""
    place: Target
    """The place in which it was made."""
    state: DraftState = "open"
    decided_by: str = ""
    """Key of the curator who approved or rejected it."""
    reason: str = ""
    """Why it was rejected."""
    version: int = 0
    """The version of the entry that it became; 0 if it is not approved."""
    edits: int = 0
    """How often a curator changed it. Who decides names the number that they saw."""


class EditConflictError(UserError):
    """Somebody else changed the entry or the draft at the same time. Nothing was stored."""

    def __init__(self, entry: str) -> None:
        super().__init__(f"Somebody else changed “{entry}” at the same time. Nothing of yours is lost.")
        self.entry = entry


class DecidedError(UserError):
    """A draft was approved or rejected already."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(f"This draft was {draft.state} already.")
        self.draft = draft
