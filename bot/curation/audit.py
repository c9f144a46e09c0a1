"""The audit log: who did what, and when. The store itself refuses to change it. It never has a message's text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One line of the audit log."""

    number: int
    at: dt.datetime
    """With time zone."""
    by: str
    """Key of the person, see `people`; empty for the operator in the shell."""
    action: str
    """Such as "edit", "approve" or "allow"."""
    subject: str
    """The id of an entry, or what else it was done to, such as a place. No text of a message."""
    version: int = 0
    """The version of the entry after it; 0 if it has none."""


class AuditStorage(Protocol):
    """The audit log. Methods as in `core.storage.Storage`."""

    async def record(self, action: str, subject: str, by: str, version: int = 0) -> None:
        """Add a line. What changes an entry adds its line in the same transaction, without this."""
        ...

    async def audit(
        self, *, subject: str = "", by: str = "", since: dt.datetime | None = None, limit: int = 100
    ) -> Sequence[AuditRecord]:
        """Return the newest lines, the newest first; those of a subject, a person or a time only."""
        ...

    async def delete_audit(self, before: dt.datetime) -> int:
        """Delete the lines from before a moment, and return how many. The store refuses it for those of 30 days."""
        ...
