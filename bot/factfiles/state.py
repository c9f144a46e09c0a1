"""The note that a running bot leaves in the store about its facts, for `factbot doctor`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final

from bot.core.storage import Storage

NOTE: Final = "facts"
"""Key of the note in the store."""


@dataclass(frozen=True, slots=True)
class FactsState:
    """The result of the last time that a running bot loaded the fact files."""

    at: str
    """When that was, in ISO format."""
    problem: str | None
    """Why the bot kept using the previous facts; None if it loaded the files."""

    async def save(self, storage: Storage) -> None:
        """Store the note in place of the last one. Raises StoreError."""
        await storage.put_note(NOTE, json.dumps(asdict(self)))

    @classmethod
    async def read(cls, storage: Storage) -> FactsState | None:
        """Read the last note; None if no bot ran on this store. Raises StoreError."""
        text = await storage.note(NOTE)
        if not text:
            return None
        state = json.loads(text)
        return cls(state["at"], state["problem"])
