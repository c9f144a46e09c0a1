"""In which places a statement may be seen.

A place is written as its platform, its workspace and its channel with colons between them, such as "slack:T1:C2". The
last parts may be left out: "slack:T1" is the whole workspace.
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from bot.core.events import Target
from bot.core.models import Audience

Places: TypeAlias = frozenset[str]
"""All names of one place, from the platform to the channel."""

NOWHERE: Final[Places] = frozenset()
"""A place without a name: only what everybody may see is seen there."""
PLACE: Final = re.compile(r"[a-z]+(?::[A-Za-z0-9_-]+){0,2}")
"""The name of a place."""


def places_of(target: Target) -> Places:
    """Return all names of a place: its platform, its workspace, its channel and the channel of its thread.

    Where the bot is only a guest, it is not known who reads along. So such a place has no name.
    """
    if target.guest:
        return NOWHERE
    workspace = f"{target.platform}:{target.workspace}"
    if not target.workspace:
        return frozenset((target.platform,))
    channels = filter(None, (target.channel, target.parent))
    return frozenset((target.platform, workspace, *(f"{workspace}:{channel}" for channel in channels)))


def may_see(audience: Audience, places: Places) -> bool:
    """Return whether a statement with an audience may be seen in a place."""
    return not audience or not places.isdisjoint(audience)
