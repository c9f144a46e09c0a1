"""Protocol of the part of the store for review channels, and for the posts of drafts in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core.events import Target


@dataclass(frozen=True, slots=True)
class ReviewChannel:
    """A channel in which curators get the drafts."""

    target: Target
    bot: str
    """Id of the bot that posts there, as in `Reach.bot`; empty for any."""


class ReviewStorage(Protocol):
    """Review channels. Every method is one transaction, and raises StoreError if the database can't be used."""

    async def set_review_channel(self, channel: ReviewChannel, *, on: bool) -> bool:
        """Switch the drafts on or off in a channel. Return True if that changed anything."""
        ...

    async def review_channels(self) -> Sequence[ReviewChannel]:
        """Return all review channels."""
        ...

    async def unposted(self, channel: ReviewChannel, limit: int) -> Sequence[str]:
        """Return the ids of open drafts that were not posted in a channel, the oldest first."""
        ...

    async def note_posted(self, draft_id: str, channel: ReviewChannel, message_id: str) -> None:
        """Note that a draft was posted in a channel."""
        ...
