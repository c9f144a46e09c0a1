"""The times that only Discord needs."""

from __future__ import annotations

from dataclasses import dataclass

from bot.adapters.common.timeouts import Timeouts


@dataclass(frozen=True, slots=True)
class DiscordTimeouts(Timeouts):
    """All times in seconds."""

    defer_after: float = 0.25
    """After this, an interaction without an answer shows "thinking…". Discord gives up after 3 seconds."""
    form_within: float = 1.5
    """The same for an interaction whose answer may be a form: after "thinking…" none can be shown."""
    interaction: float = 3.0
    """How long Discord waits for the direct answer to an interaction."""
    resume_for: float = 60.0
    """How long the library may try to resume a lost session, before a new one is begun."""
    spare: float = 15.0
    """How long a refusal of a channel is remembered, as everybody could make the bot send requests that are refused."""
    look_back_after: float = 3.0
    """After this, a new session looks for messages that were missed."""
    identify_pause: float = 5.0
    """Pause between two sessions. Discord allows one IDENTIFY in 5 seconds."""
