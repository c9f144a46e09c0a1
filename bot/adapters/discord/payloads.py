"""Types of Discord's JSON, and numbers in it that several modules use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""An object that is sent."""
Payload: TypeAlias = Mapping[str, Any]
"""An object that was received."""

CHAT_INPUT, ON_MESSAGE = 1, 3
"""Types of commands: one that is typed, and one in the menu of a message."""
SUB_COMMAND, SUB_COMMAND_GROUP, STRING, BOOLEAN = 1, 2, 3, 5
"""Types of options."""


def as_text(value: object) -> str:
    """Return a field as text; empty if it is missing."""
    return "" if value is None else str(value)
