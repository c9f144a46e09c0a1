"""Which replies take the place of the message whose button was pressed."""

from __future__ import annotations

from bot.core.replies import Notice, Reply


def may_replace(reply: Reply, *, in_place: bool) -> bool:
    """Tell whether a reply may take the place of the pressed message, if it is as private as that one.

    A notice never does: what it is about would be gone.
    """
    return in_place and not isinstance(reply, Notice)
