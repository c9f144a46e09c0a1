"""How long an adapter waits. Only tests need other times."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeouts:
    """All times in seconds; each platform adds its own."""

    attempt: float = 10.0
    """Longest time of one request."""
    retry_for: float = 30.0
    """How long a request with temporary errors is repeated, in all."""
    retry_pause: float = 0.5
    """Pause before the first repetition, doubled for each further one."""
    first_backoff: float = 1.0
    """Pause before the first new connection after a failed one, doubled for each further one."""
    longest_backoff: float = 60.0
    """Longest pause between two connections."""
    stable_after: float = 30.0
    """After a connection of at least this time, the pauses start again with the first one."""
    close: float = 5.0
    """Longest time to close a connection."""
    late_after: float = 90.0
    """A reply to a message that would come later than this is given up."""
    apology_pause: float = 5.0
    """How long questions that are left out in a channel are collected, before one line says so."""
