"""Finds what is due and has it posted, beside any number of other processes on the same store."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import random
import secrets
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from itertools import takewhile

from bot.core.errors import StoreError
from bot.core.ports import Clock, Platform
from bot.features.digest import texts as digest_texts
from bot.features.digest.composer import DigestComposer
from bot.features.digest.delivery.publisher import DigestPublisher
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import Slot, Subscription

log = logging.getLogger(__name__)

WORKERS = 16
"""Digests of one platform that are under way at once."""
BATCH = 200
"""Subscriptions that are read at once; the others that are due wait in the store."""
_PUNCTUAL = dt.timedelta(minutes=10)
"""What was due while we were there is posted within this time, whatever the window: a crowd takes minutes."""
_AT_ONCE = dt.timedelta(minutes=1)
"""So late one is when one starts at the very minute."""
_MOST_MISSED = 31
"""Slots that are noted as missed, of those that passed in a long time."""


class DigestScheduler:
    """Posts the digests of some platforms. Each platform has its own workers, so that none waits for another."""

    def __init__(
        self,
        platforms: Sequence[Platform],
        composer: DigestComposer,
        digests: DigestStorage,
        clock: Clock,
        *,
        catch_up: dt.timedelta,
        lease: dt.timedelta,
        interval: float = 1.0,
    ) -> None:
        """A slot that was due while nobody was there is posted up to `catch_up` later. A process that takes longer than
        `lease` for one loses it to another. `interval` is the time between two looks at what is due, in seconds."""
        self._platforms = platforms
        self._composer = composer
        self._digests = digests
        self._clock = clock
        self._catch_up = catch_up
        self._lease = lease
        self._interval = interval
        self._began = clock.now()

    async def run(self) -> None:
        """Serve until cancelled."""
        self._began = self._clock.now()
        async with asyncio.TaskGroup() as group:
            for platform in self._platforms:
                group.create_task(self._serve(platform), name=f"digests of {platform.name}")

    async def _serve(self, platform: Platform) -> None:
        """Work off what is due on a platform, again and again. What is under way at the end is finished."""
        posting = DigestPublisher(platform, self._composer, self._digests, self._clock, self._lease)
        busy: dict[str, asyncio.Task[None]] = {}
        waiting: list[Subscription] = []
        try:
            while True:
                waiting = waiting or await self._due(platform, busy)
                while waiting and len(busy) < WORKERS:
                    subscription = waiting.pop()
                    task = asyncio.create_task(self._work(posting, subscription))
                    busy[subscription.id] = task
                    task.add_done_callback(partial(_forget, busy, subscription.id))
                if len(busy) >= WORKERS:
                    await asyncio.wait(busy.values(), return_when=asyncio.FIRST_COMPLETED)
                else:
                    await asyncio.sleep(self._interval)
        finally:
            if busy:
                await asyncio.wait(busy.values())

    async def _due(self, platform: Platform, busy: Collection[str]) -> list[Subscription]:
        """Some of what is due and not under way; in no order, so that several processes seldom take the same."""
        if not platform.ready:
            return []
        try:
            found = await self._digests.due([platform.name], self._clock.now(), BATCH)
        except StoreError as error:
            log.warning("Could not read which digests are due: %s", error)
            return []
        except Exception:
            log.exception("Could not read which digests are due")
            return []
        waiting = [subscription for subscription in found if subscription.id not in busy]
        random.shuffle(waiting)
        return waiting

    async def _work(self, posting: DigestPublisher, subscription: Subscription) -> None:
        try:
            await self._take(posting, subscription)
        except StoreError as error:
            log.warning("The digest of %s waits for the store: %s", subscription.id, error)
            await asyncio.sleep(self._interval)
        except Exception:
            log.exception("The digest of %s failed", subscription.id)
            await asyncio.sleep(self._lease.total_seconds())

    async def _take(self, posting: DigestPublisher, subscription: Subscription) -> None:
        """Note what was missed, post the last slot that is due, and go on to the next."""
        digests, now = self._digests, self._clock.now()
        if await digests.subscription(subscription.id) != subscription:
            return  # switched off, changed or done while it waited for its turn here
        *earlier, (date, due) = _passed(subscription, now)
        if earlier:
            await digests.miss(subscription.id, earlier[-_MOST_MISSED:], digest_texts.DOWN)
            await digests.advance(subscription, earlier[-1][0], date, due)
            subscription = replace(subscription, next_date=date, next_due=due)
        if now - due > self._window(due):
            await digests.miss(subscription.id, [(date, due)], digest_texts.DOWN)
        elif slot := await self._claim(subscription):
            await posting.run(subscription, slot)
        await digests.advance(subscription, date, *next(subscription.schedule.upcoming(due)))

    def _window(self, due: dt.datetime) -> dt.timedelta:
        """How late a slot may be posted."""
        return max(self._catch_up, _AT_ONCE if due < self._began else _PUNCTUAL)

    async def _claim(self, subscription: Subscription) -> Slot | None:
        date, due, holder = subscription.next_date, subscription.next_due, secrets.token_hex(8)
        return await self._digests.claim(subscription, date, due, holder=holder, lease=self._lease)


def _forget(busy: dict[str, asyncio.Task[None]], subscription: str, _: asyncio.Task[None]) -> None:
    busy.pop(subscription, None)


def _passed(subscription: Subscription, now: dt.datetime) -> list[tuple[dt.date, dt.datetime]]:
    """Slots that are due and not done, the oldest first; at least the next one of the subscription."""
    first = (subscription.next_date, subscription.next_due)
    coming = subscription.schedule.upcoming(subscription.next_due)
    return [first, *takewhile(lambda slot: slot[1] <= now, (s for s in coming if s[0] > first[0]))]
