"""What the adapter waits for on Discord alone."""

from __future__ import annotations

from dataclasses import dataclass

from bot.adapters.common.timeouts import Timeouts as CommonTimeouts


@dataclass(frozen=True, slots=True)
class Timeouts(CommonTimeouts):
    """All times in seconds."""

    defer_after: float = 2.0
    """After this an interaction without an answer gets "thinking…", and an option that is being typed no choices;
    Discord gives up after 3."""
    resume_for: float = 60.0
    """The library may try to resume a lost session for this long before a new one is begun."""
    identify_pause: float = 5.0
    """Between two sessions of one client: Discord allows one IDENTIFY in 5 seconds."""
