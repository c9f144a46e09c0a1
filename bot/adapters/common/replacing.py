"""Which replies replace the message whose button was pressed."""

from __future__ import annotations

from bot.core.replies import Notice, Reply


def may_replace(reply: Reply, *, in_place: bool) -> bool:
    """Return whether a reply may replace the pressed message, if both are equally private.

    A notice never may, because it is about that message.
    """
    return in_place and not isinstance(reply, Notice)
