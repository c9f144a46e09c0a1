"""When statements came and changed: the fact files hold only what is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """A statement that was added or changed."""

    id: str
    says: str
    """What it was seen to say last."""
    added: dt.datetime
    changed: dt.datetime | None = None
    """When it was last seen to say something else than before; None where it never was."""
    before: str | None = None
    """What it said at the moment from which one looks; None where it did not change since."""
