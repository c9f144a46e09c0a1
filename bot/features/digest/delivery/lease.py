"""The right to post a slot, held for a while."""

from __future__ import annotations

import datetime as dt
import time

from bot.core.ports import LeaseLost
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import Slot


class SlotLease:
    """Implements `core.ports.Lease` for a slot that was claimed."""

    def __init__(self, store: DigestStorage, slot: Slot, length: dt.timedelta) -> None:
        self._store = store
        self._slot = slot
        self._length = length
        self._safe_until = 0.0
        """On the monotonic clock, which goes on while a process is stopped."""

    async def renew(self) -> None:
        """Hold the slot for the length of the lease from now on. Raises LeaseLost where another has it or is done."""
        asked = time.monotonic()
        if not await self._store.renew(self._slot, self._length):
            raise LeaseLost
        # What is sent now may be under way for some time, and nobody else may begin before it has arrived.
        self._safe_until = asked + self._length.total_seconds() / 2

    def check(self) -> None:
        """Raise LeaseLost where the lease may run out before what is about to be sent arrives."""
        if time.monotonic() > self._safe_until:
            raise LeaseLost


class NoLease:
    """The right to post what nobody else posts."""

    async def renew(self) -> None:
        """Nobody else wants it."""

    def check(self) -> None:
        """It never runs out."""
