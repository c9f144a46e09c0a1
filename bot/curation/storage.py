"""Protocol of the tables of entries and drafts. Each method is one transaction; see `core.storage.Storage`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.core.models import Statement
from bot.curation.entries import Draft, EntryChange, SavedEntry, Version


class EntryStorage(Protocol):
    """The entries that people saved, with all their versions, and the drafts."""

    async def last_change(self) -> int:
        """Return the number of the last change of any entry; 0 if there was none. Takes a millisecond."""
        ...

    async def entries(self, since: int = 0) -> Sequence[SavedEntry]:
        """Return the newest version of each entry that was changed after the change with this number, by id."""
        ...

    async def entry(self, entry_id: str) -> SavedEntry | None:
        """Find an entry that the store has. Return None if it has none with this id, even if a file has one."""
        ...

    async def versions(self, entry_id: str) -> Sequence[Version]:
        """Return all versions of an entry, the newest first."""
        ...

    async def save(self, changes: Sequence[EntryChange]) -> Sequence[SavedEntry]:
        """Store changes, all or none, with their records in the audit log. Return the entries.

        Raises EditConflictError if an entry no longer has the expected version.
        """
        ...

    async def undo(self, entry_id: str, expected: int, by: str) -> SavedEntry:
        """Make the version before the newest one the newest again. An entry that was only added becomes a draft.

        Raises EditConflictError if the entry no longer has the expected version.
        """
        ...

    async def add_draft(self, draft: Draft) -> None:
        """Store a draft."""
        ...

    async def draft(self, draft_id: str) -> Draft | None:
        """Find a draft, also one that is decided."""
        ...

    async def open_drafts(self) -> Sequence[Draft]:
        """Return the drafts that wait for a curator, the oldest first."""
        ...

    async def change_draft(self, draft_id: str, edits: int, statement: Statement, by: str) -> Draft:
        """EntryChange what an open draft says. `edits` is the number that the person saw.

        Raises EditConflictError or DecidedError.
        """
        ...

    async def approve(self, draft_id: str, edits: int, by: str, statement: Statement) -> tuple[Draft, SavedEntry]:
        """Make the draft a version of its entry, as `statement`. Raises EditConflictError or DecidedError."""
        ...

    async def reject(self, draft_id: str, edits: int, by: str, reason: str) -> Draft:
        """Close a draft. Raises EditConflictError or DecidedError."""
        ...

    async def reopen(self, draft_id: str, by: str) -> Draft:
        """Undo a decision. If the draft was approved, its entry gets back its version before.

        Raises EditConflictError if the entry was changed since, or the draft is open.
        """
        ...
