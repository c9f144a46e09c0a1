"""The only chat of the terminal, and the only person in it."""

from __future__ import annotations

from typing import Final

from bot.core.events import Person, Target

CHAT: Final = Target("terminal", "", "terminal", direct=True)
PERSON: Final = Person("you", "you", manager=True, admin=True)
"""They have all permissions."""
