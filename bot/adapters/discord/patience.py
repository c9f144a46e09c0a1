"""How long the adapter waits for what. Tests bring shorter times, nobody else needs to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """All times in seconds."""

    defer_after: float = 2.0
    """An interaction without an answer gets "thinking…" after this; Discord gives up on it after 3."""
    attempt: float = 10.0
    """One HTTP request may take this long."""
    retry_for: float = 30.0
    """A request that fails for passing reasons is repeated for this long."""
    retry_pause: float = 0.5
    """Before the first repetition; doubled for each further one."""
    first_backoff: float = 1.0
    """Before the first new connection after a failed one; doubled for each further one …"""
    longest_backoff: float = 60.0
    """… up to this."""
    stable_after: float = 30.0
    """A connection that lasted this long starts the backoff afresh."""
    resume_for: float = 60.0
    """The library may try to resume a lost session for this long before a new one is begun."""
    identify_pause: float = 5.0
    """Between two sessions of one client: Discord allows one IDENTIFY in 5 seconds."""
    close: float = 5.0
    """Saying goodbye may take this long."""
