"""Which replies replace the message whose button was pressed."""

from __future__ import annotations

from bot.core.replies import Notice, Reply


def may_replace(reply: Reply, *, in_place: bool, pressed_private: bool, direct: bool, first: bool) -> bool:
    """Return whether a reply replaces the pressed message: the first one does, if both are equally private.

    In a direct message they always are. `in_place` says whether the button's action replaces its message.
    """
    return comes_in_place(reply, in_place=in_place, first=first) and (direct or reply.private == pressed_private)


def comes_in_place(reply: Reply, *, in_place: bool, first: bool) -> bool:
    """Return whether the pressed message is settled by a reply. A notice never settles it: it is about that message."""
    return in_place and first and not isinstance(reply, Notice)
