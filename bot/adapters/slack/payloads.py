"""Types of Slack's JSON, and parts of it that may be missing or of another kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""An object that is sent."""
Payload: TypeAlias = Mapping[str, Any]
"""An object that was received."""


def mapping(value: object) -> Payload:
    """Return `value` if it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def listing(value: object) -> list[object]:
    """Return `value` if it is a list, else an empty one."""
    return value if isinstance(value, list) else []
