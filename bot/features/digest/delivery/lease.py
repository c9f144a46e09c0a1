"""The right to post a slot for a limited time."""

from __future__ import annotations

import datetime as dt
import time

from bot.core.clock_watch import ClockWatch
from bot.core.errors import DeliveryError
from bot.core.ports import LeaseLost
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import Slot

CLOCK_JUMPED = "The clock of my machine was just changed"
"""Why nothing is posted: a lease means nothing then."""


class SlotLease:
    """Implements `core.ports.Lease` for a slot that was claimed."""

    def __init__(self, store: DigestStorage, slot: Slot, length: dt.timedelta, watch: ClockWatch) -> None:
        self._store = store
        self._slot = slot
        self._length = length
        self._watch = watch
        self._safe_until = 0.0
        """In seconds of the monotonic clock, which goes on while a process is stopped."""

    async def renew(self) -> None:
        """Renew the lease for its whole length.

        Raises LeaseLost if another process has the slot or finished it, and DeliveryError if the clock is not trusted.
        """
        if self._watch.now() is None:
            raise DeliveryError(CLOCK_JUMPED)
        started = time.monotonic()
        if not await self._store.renew(self._slot, self._length):
            raise LeaseLost
        # A request can take a while to arrive. Nobody else may begin before that, so only half of the time is used.
        self._safe_until = started + self._length.total_seconds() / 2

    def check(self) -> None:
        """Check the time left. Raises LeaseLost if the lease may end before the next request arrives."""
        if time.monotonic() > self._safe_until:
            raise LeaseLost
