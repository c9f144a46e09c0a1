"""Subscriptions to the daily digest, and the results of their slots."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.core.events import Target
from bot.scheduling import Schedule

SlotState: TypeAlias = Literal["pending", "posted", "quiet", "missed", "failed", "uncertain"]
"""The state of a slot.

- pending: nobody posted it yet, or somebody is posting it now
- posted: it was posted
- quiet: there was nothing new, so nothing was posted
- missed: nobody posted it in time, or the digest was switched off before that
- failed: the platform refused it
- uncertain: it may have been posted, and nobody could find out in time
"""

ENDED = "It has ended."
"""Why posting is paused after the last day. It is stored, so it never changes."""
OFF = "It is off."
"""The same for a digest that was switched off, or not yet switched on. Its options are kept."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel's subscription to the daily digest. A channel has one at most."""

    target: Target
    """The channel, never a thread of it (in Discord, a thread is a channel)."""
    schedule: Schedule
    owner: str
    """Id of the person who asked for it."""
    asked: dt.datetime
    """When it was asked for, or last changed."""
    next_date: dt.date
    """Local date of the first slot that is not done."""
    next_due: dt.datetime
    """When that is due."""
    topics: tuple[str, ...] = ()
    """Topics of the fact files; empty for all."""
    quiet: bool = False
    """Post nothing if there is nothing new."""
    curators: bool = False
    """List the questions that got no answer."""
    bot: str = ""
    """Id of the bot that posts it, see `core.ports.Reach`; empty if any bot in its workspace may."""
    paused: str = ""
    """Why posting is paused, as a sentence; empty if it is not paused."""

    @property
    def id(self) -> str:
        """Return the channel's name in keys."""
        return self.target.channel_key

    @property
    def has_ended(self) -> bool:
        """Return whether its last day is over, so that nothing is posted any more."""
        return self.paused == ENDED

    @property
    def is_off(self) -> bool:
        """Return whether nobody wants it now. What is stored are the options with which it would come."""
        return self.paused == OFF

    def following(self, date: dt.date, due: dt.datetime) -> tuple[dt.date, dt.datetime] | None:
        """Return date and moment of the slot after the one of a date, which is due then; None if it is the last."""
        return next((slot for slot in self.schedule.upcoming(due) if slot[0] > date), None)


@dataclass(frozen=True, slots=True)
class Slot:
    """One subscription on one local date, claimed by a process that posts it."""

    subscription: str
    date: dt.date
    due: dt.datetime
    holder: str
    """A unique text that identifies the owner of the lease."""
    body: str = ""
    """What is posted, rendered for its platform; empty until it is composed."""
    tried: dt.datetime | None = None
    """When posting was first tried; None if never, so it is surely not posted."""
    attempts: int = 0
    """How often posting failed and was postponed."""
    abandoned: dt.datetime | None = None
    """When the lease of an earlier process ended that may have been posting; None if none was."""

    @property
    def key(self) -> str:
        """Return 16 characters that identify the slot on a platform. They are the same in every process."""
        return slot_key(self.subscription, self.date)


@dataclass(frozen=True, slots=True)
class SlotResult:
    """The result of a slot."""

    date: dt.date
    due: dt.datetime
    state: SlotState
    posted: dt.datetime | None = None
    reason: str = ""


def slot_key(subscription: str, date: dt.date) -> str:
    """Return the key of a slot, see `Slot.key`."""
    return hashlib.sha256(f"{subscription}|{date.isoformat()}".encode()).hexdigest()[:16]
