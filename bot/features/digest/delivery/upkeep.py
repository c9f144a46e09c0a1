"""Put right what older versions and wrong clocks left behind in the subscriptions of one platform."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Mapping, Sequence

from bot.core.clock_watch import ClockWatch
from bot.core.errors import DeliveryError
from bot.core.ports import Platform, Reach
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import Subscription

log = logging.getLogger(__name__)

_EVERY, _AGAIN_AFTER = 3600.0, 60.0
"""Seconds until the next check, and after one that failed."""
_NOT_TOO_FAR = dt.timedelta(hours=22)
"""A slot that is due within this time can't have skipped another one: the slots of a subscription are days apart."""
_RESULTS = 20
"""Results of a subscription that are read. The slots in question are the newest ones."""


class Upkeep:
    """Checks the subscriptions at start, after each jump of the clock, and every hour."""

    def __init__(self, platform: Platform, digests: DigestStorage, watch: ClockWatch, window: dt.timedelta) -> None:
        """Restore also slots that a wrong clock called missed, if they were due up to `window` ago."""
        self._platform = platform
        self._digests = digests
        self._watch = watch
        self._window = window
        self._jumps = -1
        self._next = 0.0

    async def check(self, reach: Reach, now: dt.datetime) -> None:
        """Check the subscriptions if it is time for that. Raises StoreError."""
        if self._watch.jumps == self._jumps and self._watch.monotonic() < self._next:
            return
        self._jumps, self._next = self._watch.jumps, self._watch.monotonic() + _AGAIN_AFTER
        adopted = await self._adopt(reach)
        await self._move_back(reach, now)
        if adopted:
            self._next = self._watch.monotonic() + _EVERY

    async def _adopt(self, reach: Reach) -> bool:
        """Find the direct messages of this bot among those whose subscription names no bot. Return False if one failed.

        Versions before 0.3 did not store the bot.
        """
        complete = True
        for subscription in await self._digests.unowned_directs(self._platform.name):
            try:
                if await self._platform.owns_direct(subscription.target, subscription.owner):
                    await self._digests.adopt(subscription, reach.bot)
            except DeliveryError as error:
                log.warning("Could not find out whose direct message %s is: %s", subscription.id, error)
                complete = False
        return complete

    async def _move_back(self, reach: Reach, now: dt.datetime) -> None:
        """Move subscriptions back that a wrong clock moved into the future, to their first slot that is not done."""
        name = self._platform.name
        wronged = await self._digests.forget_future(name, reach, now)
        since = dict.fromkeys(wronged, now - self._window)
        far = await self._digests.due_after(name, reach, now - self._window + _NOT_TOO_FAR)
        for subscription in await asyncio.to_thread(_skipping, far, since, now):
            past = await self._digests.results(subscription.id, _RESULTS)
            done = {result.date for result in past if result.state != "pending"}
            for date, due in subscription.schedule.upcoming(since.get(subscription.id, now)):
                if due >= subscription.next_due:
                    break
                # A slot from before it was asked for was never wanted.
                if date not in done and (due > now or due > subscription.asked):
                    log.warning("The next digest of %s is that of %s again", subscription.id, date)
                    await self._digests.move_back(subscription, date, due)
                    break


def _skipping(far: Sequence[Subscription], since: Mapping[str, dt.datetime], now: dt.datetime) -> list[Subscription]:
    """Return the subscriptions whose next slot is not the first one after a moment: their own one, else now."""
    firsts = ((one, next(one.schedule.upcoming(since.get(one.id, now)), None)) for one in far)
    return [one for one, first in firsts if first and first[1] < one.next_due]
