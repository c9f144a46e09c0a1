"""Protocol of the part of the store that feedback uses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from bot.core.events import Target

Verdict: TypeAlias = Literal["helpful", "wrong"]
"""What somebody says of an answer; "wrong" means that it is wrong or out of date."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody said of an answer, without their name."""

    statement_id: str
    """The statement that was shown."""
    channel_key: str
    """`Target.channel_key` of the channel in which it was shown."""
    verdict: Verdict
    given: dt.datetime
    """With time zone."""


class FeedbackStorage(Protocol):
    """Stores feedback. Every method is one transaction, and raises StoreError if the database can't be used."""

    async def give_feedback(self, exchange_id: str, person: str, verdict: Verdict) -> bool:
        """Store what a person says of an answer; the last press counts. Return False if the exchange is gone."""
        ...

    async def feedback_since(self, since: dt.datetime) -> Sequence[Opinion]:
        """Return the feedback that was given after a moment, the oldest first."""
        ...

    async def set_feedback(self, target: Target, *, on: bool) -> bool:
        """Switch the buttons for feedback on or off in a channel. Return True if that changed anything."""
        ...

    async def channels_without_feedback(self, platform: str) -> frozenset[str]:
        """Return the ids of a platform's channels in which the buttons are switched off."""
        ...
