"""What corrections need of the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core.exchanges import Exchange


@dataclass(frozen=True, slots=True)
class PostedAnswer:
    """An answer to a question, in a message that everybody in its channel can read."""

    exchange: Exchange
    state: str
    """What its message was corrected to; empty if it is as it was answered. See `correcting.Correction`."""


class CorrectionStorage(Protocol):
    """Stores which messages are corrected. Methods as in `core.storage.Storage`."""

    async def posted_answers(
        self, platform: str, since: dt.datetime, limit: int, after: Exchange | None = None
    ) -> Sequence[PostedAnswer]:
        """Return at most `limit` answers to questions that can be edited, the newest first.

        Private ones and those in direct messages are left out. With `after`, begin after that exchange.
        """
        ...

    async def note_correction(self, exchange_id: str, state: str) -> None:
        """Store what the message of an exchange was corrected to."""
        ...

    async def next_turn(self, sender: str, rate: float) -> dt.datetime:
        """Take the next turn to edit something. All processes of a sender together take `rate` turns a second."""
        ...
