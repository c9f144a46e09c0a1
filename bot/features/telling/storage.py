"""Protocol of the part of the store that telling people of answers uses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core.exchanges import Exchange


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question of a person who waits for an answer."""

    exchange: Exchange
    is_wrong: bool
    """They said that the answer is wrong or out of date. Otherwise there was none."""


class TellingStorage(Protocol):
    """Stores who was told what. Methods as in `core.storage.Storage`."""

    async def waiting(self, platform: str, since: dt.datetime, limit: int) -> Sequence[Waiting]:
        """Return the newest questions since a moment of people who wait for a message; the newest first."""
        ...

    async def has_answer(self, exchange: Exchange, statement_id: str) -> bool:
        """Return whether a person has got a statement as the answer after they asked in vain."""
        ...

    async def note_told(self, exchange_ids: Sequence[str]) -> None:
        """Store that these questions are done."""
        ...

    async def set_telling(self, platform: str, person: str, *, on: bool) -> None:
        """Store whether a person wants messages."""
        ...
