"""Records when statements were added and changed. The fact files have only the present."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """A statement that was added or changed."""

    id: str
    says: str
    """What it said when it was last read."""
    added: dt.datetime
    changed: dt.datetime | None = None
    """When a change was last noticed; None if it never changed."""
    before: str | None = None
    """What it said at the beginning of the period; None if it did not change since."""
