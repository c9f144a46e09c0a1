"""What the daily digest asks of a store, beside `core.storage`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from bot.features.digest.changes import ChangeRecord
from bot.features.digest.subscriptions import Slot, SlotResult, SlotState, Subscription


class DigestStorage(Protocol):
    """Subscriptions and the slots of each. Methods as in `Storage`."""

    async def subscribe(self, subscription: Subscription) -> None:
        """Keep a subscription, in the place of the one that its channel had."""
        ...

    async def unsubscribe(self, subscription: str, reason: str) -> bool:
        """Forget a subscription, though not what became of its slots; False where there was none.

        One that is under way is given up for the reason.
        """
        ...

    async def subscription(self, subscription: str) -> Subscription | None:
        """Find a subscription."""
        ...

    async def subscriptions(self) -> Sequence[Subscription]:
        """All of them, by id."""
        ...

    async def pause(self, subscription: Subscription, reason: str) -> bool:
        """Post nothing for it until it is asked for anew; True where it was not paused before."""
        ...

    async def advance(self, subscription: Subscription, done: dt.date, date: dt.date, due: dt.datetime) -> None:
        """Go on to another slot once that of the date `done` is; not where the subscription was changed since."""
        ...

    async def due(self, platforms: Collection[str], now: dt.datetime, limit: int) -> Sequence[Subscription]:
        """Subscriptions of these platforms whose next slot is due and that nobody is at work on, the oldest first."""
        ...

    async def claim(
        self,
        subscription: Subscription,
        date: dt.date,
        due: dt.datetime,
        *,
        holder: str,
        lease: dt.timedelta,
    ) -> Slot | None:
        """Take a slot for the time of the lease; None where another holds it or it is done.

        A slot that was missed can be had once more where it is due again later, as after a change of the time.
        """
        ...

    async def turn(self, platform: str, pace: float) -> dt.datetime:
        """When to post next on a platform, so that all processes together post at most `pace` times a second."""
        ...

    async def keep(self, slot: Slot, body: str) -> bool:
        """Keep what is to be posted; False where the slot is no longer held."""
        ...

    async def renew(self, slot: Slot, lease: dt.timedelta) -> bool:
        """Hold a slot from now on for the time of the lease, to post it now; False where it is no longer held.

        The first time notes that it was tried.
        """
        ...

    async def release(self, slot: Slot, until: dt.datetime, reason: str) -> None:
        """Let go of a slot that could not be posted, so that somebody tries again at a later moment."""
        ...

    async def finish(
        self,
        slot: Slot,
        state: SlotState,
        *,
        message_id: str | None = None,
        covered: dt.datetime | None = None,
        shown: Collection[str] = (),
        reason: str = "",
    ) -> None:
        """Be done with a slot: note what became of it, and which statements it showed in its turn.

        `covered` is the moment up to which it told what is new. That it was posted counts whoever holds it by now.
        """
        ...

    async def miss(self, subscription: str, missed: Sequence[tuple[dt.date, dt.datetime]], reason: str) -> None:
        """Note slots that nobody posted in time. What is done or held is left as it is."""
        ...

    async def past(self, subscription: str, limit: int) -> Sequence[SlotResult]:
        """What became of the last slots of a channel, the newest first."""
        ...

    async def taken(self, subscription: str, since: dt.date) -> frozenset[dt.date]:
        """Dates from `since` on whose slot was posted, was quiet or is held: none of them gets another."""
        ...

    async def covered(self, subscription: str) -> dt.datetime | None:
        """Up to when a channel was told what is new; None where it never was."""
        ...

    async def shown(self, subscription: str) -> Mapping[str, dt.date]:
        """When each statement was last shown in a channel in its turn, by id: as quote of the day or older fact."""
        ...

    async def put_contents(self, key: str, text: str) -> None:
        """Keep what a digest tells, for its button."""
        ...

    async def contents(self, key: str) -> str | None:
        """What a digest tells."""
        ...


class ChangeStorage(Protocol):
    """When statements came and changed, and what was asked in vain. Methods as in `Storage`."""

    async def record_statements(self, states: Mapping[str, str], first: Mapping[str, dt.datetime]) -> None:
        """Note what each statement says now, as texts. What was never seen is added now, or at the moment in `first`
        where nothing was ever seen; what differs from what was seen last has changed now."""
        ...

    async def changes_between(self, since: dt.datetime, until: dt.datetime) -> Sequence[ChangeRecord]:
        """Statements added or changed after `since` and not after `until`, in the order in which that happened."""
        ...

    async def unanswered(self, platform: str, workspace: str, since: dt.datetime) -> Sequence[tuple[str, str, int]]:
        """Questions of a workspace that got no answer since then, with the channel's id and how often each was asked
        there; those asked most come first. What was asked in a direct message or privately is not among them."""
        ...
