"""Who wants the daily digest, and what became of each day's."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.core.events import Target
from bot.scheduling import Schedule

SlotState: TypeAlias = Literal["pending", "posted", "quiet", "missed", "failed"]
"""Under way; posted; not posted as there was nothing new; nobody was there in time; the platform did not take it."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel's wish for the daily digest. A channel has one at most."""

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
    """Post nothing where there is nothing new."""
    curators: bool = False
    """Tell which questions got no answer."""
    paused: str = ""
    """Why nothing is posted for the time being, as a sentence; empty where it is."""

    @property
    def id(self) -> str:
        """The channel's name in keys."""
        return self.target.place


@dataclass(frozen=True, slots=True)
class Slot:
    """One subscription on one local date, held by somebody who posts it."""

    subscription: str
    date: dt.date
    due: dt.datetime
    holder: str
    """Whoever holds the lease: a text that no other has."""
    body: str = ""
    """What is posted, laid out for its platform; empty until it was made."""
    tried: dt.datetime | None = None
    """When it was first tried to post it; None where it never was, so that it surely is not posted."""
    attempts: int = 0
    """How often somebody gave up for the time being."""

    @property
    def key(self) -> str:
        """16 characters that are the same in every process: the slot's name for a platform."""
        return slot_key(self.subscription, self.date)


@dataclass(frozen=True, slots=True)
class SlotResult:
    """What became of a slot."""

    date: dt.date
    due: dt.datetime
    state: SlotState
    posted: dt.datetime | None = None
    reason: str = ""


def slot_key(subscription: str, date: dt.date) -> str:
    """See `Slot.key`."""
    return hashlib.sha256(f"{subscription}|{date.isoformat()}".encode()).hexdigest()[:16]
