"""Find and post the due digests, alongside any number of other processes on the same store."""

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

from bot.core.clock_watch import ClockWatch
from bot.core.errors import StoreError
from bot.core.metrics import Counter
from bot.core.outage import StoreOutage
from bot.core.ports import Clock, Platform
from bot.core.storage import Storage
from bot.features.digest import texts as digest_texts
from bot.features.digest.composer import DigestComposer
from bot.features.digest.delivery.publisher import DigestPublisher
from bot.features.digest.delivery.upkeep import Upkeep
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import Slot, Subscription
from bot.knowledge.current import CurrentKnowledge

log = logging.getLogger(__name__)

WORKERS = 16
"""Digests of one platform that are under way at once."""
BATCH = 200
"""Due subscriptions that are read at once; the others wait in the store."""
_LATEST_IF_RUNNING = dt.timedelta(minutes=10)
"""A slot that was due while the bot was running is posted up to this late, even with a shorter `catch_up`. Many
digests at one minute take a while."""
_LATEST_AT_START = dt.timedelta(minutes=1)
"""A slot that was due up to this time before the start is still posted: the bot started at the very minute."""
_MOST_MISSED = 31
"""Slots that are recorded as missed after a long time without the bot."""


class DigestScheduler:
    """Posts the digests of some platforms. Each platform has its own workers, so that no platform waits for another."""

    def __init__(
        self,
        platforms: Sequence[Platform],
        facts: CurrentKnowledge,
        storage: Storage,
        clock: Clock,
        *,
        catch_up: dt.timedelta,
        lease: dt.timedelta,
        interval: float = 1.0,
        watch: ClockWatch | None = None,
        results: Counter | None = None,
    ) -> None:
        """Set the times of the scheduler.

        A slot that was due while no bot was running is posted up to `catch_up` later. A process that takes longer
        than `lease` for a slot loses it to another. `interval` is the time between two polls, in seconds. `watch`
        says whether `clock` can be trusted. `results` counts slots by platform and result.
        """
        self._platforms = platforms
        self._composer = DigestComposer(facts, storage)
        self._digests = storage.tables(DigestStorage)
        self._clock = clock
        self._watch = watch or ClockWatch(clock)
        self._catch_up = catch_up
        self._lease = lease
        self._interval = interval
        self._results = results or Counter("platform", "result")
        self._started = clock.now()

    async def run(self) -> None:
        """Serve until cancelled."""
        self._started = self._clock.now()
        async with asyncio.TaskGroup() as group:
            for platform in self._platforms:
                group.create_task(self._serve(platform), name=f"digests of {platform.name}")

    async def _serve(self, platform: Platform) -> None:
        """Handle what is due on a platform, again and again. At the end, finish what is under way."""
        publisher = DigestPublisher(
            platform, self._composer, self._digests, self._clock, self._watch, self._lease, self._results
        )
        busy: dict[str, asyncio.Task[None]] = {}
        waiting: list[Subscription] = []
        outage = StoreOutage(log, f"Could not read which digests of {platform.name} are due")
        upkeep = Upkeep(platform, self._digests, self._watch, max(self._catch_up, _LATEST_IF_RUNNING))
        try:
            while True:
                waiting = waiting or await self._due(platform, upkeep, busy, outage)
                while waiting and len(busy) < WORKERS:
                    subscription = waiting.pop()
                    task = asyncio.create_task(self._work(publisher, subscription))
                    busy[subscription.id] = task
                    task.add_done_callback(partial(_forget, busy, subscription.id))
                if len(busy) >= WORKERS:
                    await asyncio.wait(busy.values(), return_when=asyncio.FIRST_COMPLETED)
                else:
                    await asyncio.sleep(self._interval)
        finally:
            if busy:
                await asyncio.wait(busy.values())

    async def _due(
        self, platform: Platform, upkeep: Upkeep, busy: Collection[str], outage: StoreOutage
    ) -> list[Subscription]:
        """Return due subscriptions that are not under way, shuffled so that processes seldom try the same ones.

        There are none while the clock can't be trusted.
        """
        reach, now = platform.reach, self._watch.now()
        if reach is None or now is None:
            return []
        due: Sequence[Subscription] = ()
        try:
            with outage:
                await upkeep.check(reach, now)
                due = await self._digests.due(platform.name, reach, now, BATCH)
        except Exception:
            log.exception("Could not read which digests are due")
        waiting = [subscription for subscription in due if subscription.id not in busy]
        random.shuffle(waiting)
        return waiting

    async def _work(self, publisher: DigestPublisher, subscription: Subscription) -> None:
        try:
            await self._handle(publisher, subscription)
        except StoreError as error:
            log.warning("The digest of %s waits for the store: %s", subscription.id, error)
            await asyncio.sleep(self._interval)
        except Exception:
            log.exception("The digest of %s failed", subscription.id)
            await asyncio.sleep(self._lease.total_seconds())

    async def _handle(self, publisher: DigestPublisher, subscription: Subscription) -> None:
        """Record what was missed, post the last slot that is due, and move on to the next."""
        digests = self._digests
        if await digests.subscription(subscription.id) != subscription:
            return  # switched off, changed or done while it waited for its turn here
        now = self._watch.now()
        if now is None:
            return
        # A calendar of holidays may have to be loaded first.
        *earlier, (date, due) = await asyncio.to_thread(_passed, subscription, now)
        if earlier:
            await digests.miss(subscription.id, earlier[-_MOST_MISSED:], digest_texts.DOWN)
            self._missed(subscription, len(earlier))
            await digests.advance(subscription, earlier[-1][0], date, due)
            subscription = replace(subscription, next_date=date, next_due=due)
        if now - due > self._window(due):
            await digests.miss(subscription.id, [(date, due)], digest_texts.DOWN)
            self._missed(subscription, 1)
        elif slot := await self._claim(subscription):
            await publisher.run(subscription, slot, now)
        if following := subscription.following(date, due):
            await digests.advance(subscription, date, *following)
        else:
            await digests.end(subscription, date)

    def _missed(self, subscription: Subscription, slots: int) -> None:
        self._results.add(subscription.target.platform, "missed", times=slots)

    def _window(self, due: dt.datetime) -> dt.timedelta:
        """Return how late a slot may be posted."""
        return max(self._catch_up, _LATEST_AT_START if due < self._started else _LATEST_IF_RUNNING)

    async def _claim(self, subscription: Subscription) -> Slot | None:
        date, due, holder = subscription.next_date, subscription.next_due, secrets.token_hex(8)
        return await self._digests.claim(subscription, date, due, holder=holder, lease=self._lease)


def _forget(busy: dict[str, asyncio.Task[None]], subscription: str, _: asyncio.Task[None]) -> None:
    busy.pop(subscription, None)


def _passed(subscription: Subscription, now: dt.datetime) -> list[tuple[dt.date, dt.datetime]]:
    """Return the slots that are due and not done, the oldest first; at least the subscription's next one."""
    first = (subscription.next_date, subscription.next_due)
    upcoming = subscription.schedule.upcoming(subscription.next_due)
    return [first, *takewhile(lambda slot: slot[1] <= now, (s for s in upcoming if s[0] > first[0]))]
