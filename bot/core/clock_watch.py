"""Notice when the clock of the machine jumps, and trust it again only after it went steadily for a while."""

from __future__ import annotations

import datetime as dt
import logging
import math
import time
from collections.abc import Callable

from bot.core.ports import Clock

log = logging.getLogger(__name__)

_JUMP = dt.timedelta(seconds=5)
"""By how much the clock may differ from the monotonic clock between two looks."""
_DISTRUST = 60.0
"""Seconds after a jump in which the clock is not trusted. A wrong clock is often corrected within seconds."""


class ClockWatch:
    """Compares the clock with the monotonic clock, which never jumps, at each look."""

    def __init__(self, clock: Clock, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.jumps = 0
        """How often the clock has jumped."""
        self._clock = clock
        self._monotonic = monotonic
        self._origin: dt.datetime | None = None
        """What the clock showed at the zero of the monotonic clock, as of the last look."""
        self._trusted_from = -math.inf

    def monotonic(self) -> float:
        """Return the seconds of the monotonic clock."""
        return self._monotonic()

    def now(self) -> dt.datetime | None:
        """Return the present moment, or None if the clock has jumped within the last minute."""
        now, elapsed = self._clock.now(), self._monotonic()
        origin = now - dt.timedelta(seconds=elapsed)
        if self._origin is not None and abs(origin - self._origin) > _JUMP:
            self.jumps += 1
            self._trusted_from = elapsed + _DISTRUST
            log.warning("The clock jumped to %s. I use it for digests and dates once it was steady for a minute.", now)
        self._origin = origin
        return now if elapsed >= self._trusted_from else None
