"""Work that needs the store and is tried again and again: an outage is logged once, not at each attempt."""

from __future__ import annotations

import logging
from types import TracebackType

from bot.core.errors import StoreError


class StoreOutage:
    """A `with` block that ends early, without an error, if the store is away.

    Use the same object for all attempts of one work. It logs only the first one that fails after one that succeeded.
    """

    def __init__(self, log: logging.Logger, problem: str) -> None:
        """Set what to log, as a sentence without its full stop."""
        self._log = log
        self._problem = problem
        self.lasts = False
        """Whether the last attempt failed."""

    def __enter__(self) -> StoreOutage:
        """Begin an attempt."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """End an attempt. Other errors than those of the store pass."""
        if isinstance(error, StoreError):
            if not self.lasts:
                self._log.warning("%s: %s I try again until it works.", self._problem, error)
            self.lasts = True
            return True
        if error is None:
            self.lasts = False
        return False
