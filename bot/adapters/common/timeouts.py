"""How long an adapter waits for what. Tests bring shorter times, nobody else needs to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeouts:
    """All times in seconds; each platform adds its own."""

    attempt: float = 10.0
    """One request may take this long."""
    retry_for: float = 30.0
    """A request that fails for passing reasons is repeated for this long in all."""
    retry_pause: float = 0.5
    """Before the first repetition; doubled for each further one."""
    first_backoff: float = 1.0
    """Before the first new connection after a failed one; doubled for each further one …"""
    longest_backoff: float = 60.0
    """… up to this."""
    stable_after: float = 30.0
    """A connection that lasted this long starts the backoff afresh."""
    close: float = 5.0
    """Saying goodbye may take this long."""
