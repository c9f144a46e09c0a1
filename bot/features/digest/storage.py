"""The tables that the daily digest needs, in addition to `core.storage`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from bot.core.ports import Reach
from bot.features.digest.changes import ChangeRecord
from bot.features.digest.subscriptions import Slot, SlotResult, SlotState, Subscription


class DigestStorage(Protocol):
    """Subscriptions and the slots of each. Methods as in `Storage`."""

    async def subscribe(self, subscription: Subscription) -> None:
        """Store a subscription. It replaces the earlier one of its channel."""
        ...

    async def unsubscribe(self, subscription: str, reason: str) -> bool:
        """Switch a subscription off, and keep its options and the results of its slots. Return False if it was not on.

        A slot that is under way counts as missed, for this reason, or as uncertain if it may have been posted.
        """
        ...

    async def subscription(self, subscription: str) -> Subscription | None:
        """Find a subscription that is not off."""
        ...

    async def kept(self, subscription: str) -> Subscription | None:
        """Find a subscription, also one that is off."""
        ...

    async def zone_in(self, platform: str, workspace: str) -> str:
        """Return the zone that was last chosen for a channel of a workspace; empty if none was."""
        ...

    async def subscriptions(self) -> Sequence[Subscription]:
        """Return all subscriptions that are not off, by id."""
        ...

    async def pause(self, subscription: Subscription, reason: str) -> bool:
        """Post nothing for it until somebody subscribes again. Return True if it was not paused before."""
        ...

    async def advance(self, subscription: Subscription, done: dt.date, date: dt.date, due: dt.datetime) -> None:
        """Set the next slot, if the one of the date `done` is finished and the subscription did not change since."""
        ...

    async def end(self, subscription: Subscription, done: dt.date) -> None:
        """Pause it because no slot is left, if the one of the date `done` is finished and it did not change since."""
        ...

    async def due(self, platform: str, reach: Reach, now: dt.datetime, limit: int) -> Sequence[Subscription]:
        """Return subscriptions that a bot serves, whose next slot is due and that nobody works on, the oldest first.

        A bot serves its own subscriptions, and those without a bot in its workspaces.
        """
        ...

    async def due_after(self, platform: str, reach: Reach, moment: dt.datetime) -> Sequence[Subscription]:
        """Return subscriptions that a bot serves, that are not paused and whose next slot is due after a moment."""
        ...

    async def move_back(self, subscription: Subscription, date: dt.date, due: dt.datetime) -> None:
        """Set the next slot, if the subscription did not change or advance since."""
        ...

    async def forget_future(self, platform: str, reach: Reach, now: dt.datetime) -> frozenset[str]:
        """Undo what a clock that was ahead recorded for a bot: slots that are missed, or claimed but never tried.

        Return the ids of the subscriptions concerned.
        """
        ...

    async def unowned_directs(self, platform: str) -> Sequence[Subscription]:
        """Return the subscriptions of direct messages that name no bot; versions before 0.3 did not store it."""
        ...

    async def adopt(self, subscription: Subscription, bot: str) -> None:
        """Let only this bot serve a subscription that names no bot, if it did not change since."""
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
        """Claim a slot for the time of the lease. Return None if somebody else has it or it is done.

        A slot that was missed or failed can be claimed again if it is now due later, for example after a change of the
        time.
        """
        ...

    async def next_turn(self, sender: str, rate_limit: float) -> dt.datetime:
        """Reserve the next moment to post.

        All processes of a sender, a bot on its platform, together post `rate_limit` times a second at most.
        """
        ...

    async def store_body(self, slot: Slot, body: str) -> bool:
        """Store the body to post. Return False if the lease is lost."""
        ...

    async def renew(self, slot: Slot, lease: dt.timedelta) -> bool:
        """Renew the lease from now on, in order to post now. Return False if the lease is lost.

        The first renewal records that posting was tried.
        """
        ...

    async def release(self, slot: Slot, until: dt.datetime, reason: str, *, uncertain: bool = False) -> None:
        """Release a slot that could not be posted, so that somebody tries again at a later moment.

        If it is `uncertain`, it may have been posted after all.
        """
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
        """Record the result of a slot, and the statements that it showed in rotation.

        `covered` is the moment up to which it listed what is new. The state "posted" is stored even if the lease was
        lost.
        """
        ...

    async def miss(self, subscription: str, missed: Sequence[tuple[dt.date, dt.datetime]], reason: str) -> None:
        """Record slots that nobody posted in time. Slots that are done or leased stay as they are.

        A slot that may have been posted becomes uncertain, not missed.
        """
        ...

    async def results(self, subscription: str, limit: int) -> Sequence[SlotResult]:
        """Return the results of the last slots of a channel, the newest first."""
        ...

    async def used_dates(self, subscription: str, since: dt.date) -> frozenset[dt.date]:
        """Return the dates from `since` on that get no other slot.

        Theirs was posted, may have been posted, was quiet or is leased.
        """
        ...

    async def covered(self, subscription: str) -> dt.datetime | None:
        """Return up to which moment a channel got what is new, or None if it never got a digest."""
        ...

    async def shown(self, subscription: str) -> Mapping[str, dt.date]:
        """Return when each statement was last shown in a channel as quote of the day or older fact, by id."""
        ...

    async def put_contents(self, key: str, text: str) -> None:
        """Store the contents of a digest, for its button."""
        ...

    async def contents(self, key: str) -> str | None:
        """Return the contents of a digest, or None if they are not stored."""
        ...


class ChangeStorage(Protocol):
    """When statements were added and changed, and which questions got no answer. Methods as in `Storage`."""

    async def record_statements(self, states: Mapping[str, str], first: Mapping[str, dt.datetime]) -> None:
        """Record what each statement says now, as texts.

        A statement that differs from its last record has changed now. An unknown one is added now, or at its moment
        in `first` if nothing was ever recorded. Many statements take several transactions. If one fails, the earlier
        ones count, and the next call goes on after them, also if nothing was ever recorded before.
        """
        ...

    async def changes_between(self, since: dt.datetime, until: dt.datetime) -> Sequence[ChangeRecord]:
        """Return the statements added or changed after `since` and not after `until`, in the order of events."""
        ...

    async def unanswered(self, platform: str, workspace: str, since: dt.datetime) -> Sequence[tuple[str, str, int]]:
        """Return the questions of a workspace that got no answer since then, the most frequent first.

        Each comes with the channel's id and how often it was asked there. What was asked in a direct message or
        privately is left out.
        """
        ...

    async def wished(self, platform: str, workspace: str, since: dt.datetime) -> Sequence[tuple[str, int]]:
        """Return the questions of a workspace that got no answer since then, and for which people asked the curators.

        Each comes with how often they did. These people want the curators to read them, so private ones are included.
        """
        ...
