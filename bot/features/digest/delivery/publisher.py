"""Post one slot, from the claim to its result."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from dataclasses import replace
from typing import Any

from bot.core.clock_watch import ClockWatch
from bot.core.errors import ClosedError, DeliveryError, FactbotError, RefusedError, UncertainError
from bot.core.metrics import Counter
from bot.core.ports import Clock, Delivery, LeaseLost, NoLease, Platform
from bot.core.replies import Notice
from bot.features.digest import texts as digest_texts
from bot.features.digest.composer import DigestComposer, DigestScope
from bot.features.digest.contents import DigestContents
from bot.features.digest.delivery.lease import SlotLease
from bot.features.digest.sections import choose_items, digest
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import Slot, SlotState, Subscription, slot_key

log = logging.getLogger(__name__)

RESULTS = ("posted", "quiet", "missed", "failed", "delayed")
"""The results of slots that are counted."""
_FIRST_WAIT, _LONGEST_WAIT = 5.0, 300.0
"""Seconds until the next try for a digest that could not be posted; doubled each time.

The attempts are counted in the store, because another process may make the next one. So this is no loop with
`retry.backoff`.
"""
_LONGEST_TURN = 60.0
"""Seconds that a post waits for its turn at most."""
_WRITTEN = dt.timedelta(seconds=3)
"""How long before a digest its changes end. Later ones may not have reached the store yet; the next digest has them."""


class DigestPublisher:
    """Posts the digests of one platform."""

    def __init__(
        self,
        platform: Platform,
        composer: DigestComposer,
        digests: DigestStorage,
        clock: Clock,
        watch: ClockWatch,
        lease: dt.timedelta,
        results: Counter,
    ) -> None:
        """Set up. `results` counts slots by platform and result."""
        self._platform = platform
        self._composer = composer
        self._digests = digests
        self._clock = clock
        self._watch = watch
        self._lease = lease
        self._results = results

    async def run(self, subscription: Subscription, slot: Slot, now: dt.datetime) -> None:
        """Post a slot that was claimed at a moment, and record the result. Raises StoreError."""
        try:
            await self._post(subscription, slot, now)
        except LeaseLost:
            log.info("Another process posts the digest of %s for %s", subscription.id, slot.date)
        except ClosedError as error:
            log.warning("The digest of %s is paused: %s", subscription.id, error)
            reason = digest_texts.why_paused(str(error), gone=error.gone)
            if await self._digests.pause(subscription, reason):
                await self._notify_owner(subscription, slot, reason)
            await self._finish(slot, "failed", reason=str(error))
        except RefusedError as error:
            log.error("The digest of %s for %s was refused: %s", subscription.id, slot.date, error)
            await self._finish(slot, "failed", reason=str(error))
        except DeliveryError as error:
            await self._postpone(subscription, slot, str(error), uncertain=isinstance(error, UncertainError))
        except FactbotError:
            raise
        except Exception:
            log.exception("The digest of %s for %s failed", subscription.id, slot.date)
            await self._postpone(subscription, slot, "something went wrong on my side (see the log)")

    async def _post(self, subscription: Subscription, slot: Slot, now: dt.datetime) -> None:
        contents, body = await self._stored(slot) or await self._compose(subscription, slot, now)
        if not body:
            reason = digest_texts.NOTHING_FOUND if contents.is_empty else ""
            await self._finish(slot, "quiet", covered=contents.until, reason=reason)
            return
        reach = self._platform.reach
        sender = f"{self._platform.name}:{reach.bot}" if reach else self._platform.name
        turn = await self._digests.next_turn(sender, self._platform.rate_limit)
        # The clock may be put back in between.
        await asyncio.sleep(min((turn - self._clock.now()).total_seconds(), _LONGEST_TURN))
        lease = SlotLease(self._digests, slot, self._lease, self._watch)
        # A clock that was ahead may have noted a first try in the future.
        again = slot.tried and min(slot.tried, now)
        abandoned = None if slot.abandoned is None else (now - slot.abandoned).total_seconds()
        delivery = Delivery(subscription.target, body, slot.key, lease, again, abandoned)
        message_id = await self._platform.post(delivery)
        await self._finish(slot, "posted", message_id=message_id, covered=contents.until, shown=contents.rotated)
        if reach and not subscription.bot:
            await self._digests.adopt(subscription, reach.bot)

    async def _finish(self, slot: Slot, state: SlotState, **result: Any) -> None:
        """Record the result of a slot, and count it."""
        await self._digests.finish(slot, state, **result)
        self._results.add(self._platform.name, state)

    async def _stored(self, slot: Slot) -> tuple[DigestContents, str] | None:
        """Return what an earlier try composed. It is posted unchanged, because it could be posted twice otherwise."""
        text = await self._digests.contents(slot.key) if slot.body else None
        return (DigestContents.from_text(text), slot.body) if text else None

    async def _compose(self, subscription: Subscription, slot: Slot, now: dt.datetime) -> tuple[DigestContents, str]:
        """Compose and render the contents, and store both for the next try. The body is empty if nothing is posted."""
        until = now - _WRITTEN
        knowledge, contents = await self._composer.compose(
            DigestScope.of(subscription), slot.date, until, self._platform
        )
        if subscription.following(slot.date, slot.due) is None:
            contents = replace(contents, last=subscription.schedule.until)
            contents = replace(contents, shown=await asyncio.to_thread(choose_items, contents, knowledge))
        if contents.is_empty or (subscription.quiet and not contents.has_news):
            return contents, ""
        button = await self._composer.save_slot(contents, slot.key)
        body = await asyncio.to_thread(lambda: self._platform.render(digest(contents, knowledge, button)))
        if not await self._digests.store_body(slot, body):
            raise LeaseLost
        return contents, body

    async def _postpone(self, subscription: Subscription, slot: Slot, reason: str, *, uncertain: bool = False) -> None:
        delay = min(_FIRST_WAIT * 2**slot.attempts, _LONGEST_WAIT)
        log.warning("The digest of %s is delayed by %.0f s: %s", subscription.id, delay, reason)
        self._results.add(self._platform.name, "delayed")
        again_at = self._clock.now() + dt.timedelta(seconds=delay)
        await self._digests.release(slot, again_at, reason, uncertain=uncertain)

    async def _notify_owner(self, subscription: Subscription, slot: Slot, reason: str) -> None:
        """Tell the owner of the subscription in private that the digest can't be posted."""
        try:
            channel = await self._platform.channel_name(subscription.target)
            notice = Notice(digest_texts.stopped(channel, reason))
            target = await self._platform.open_dm(subscription.owner)
            key = slot_key(f"{subscription.id}|{subscription.owner}", slot.date)
            await self._platform.post(Delivery(target, self._platform.render(notice), key, NoLease()))
        except DeliveryError as error:
            log.warning("Could not notify the owner of the digest of %s: %s", subscription.id, error)
