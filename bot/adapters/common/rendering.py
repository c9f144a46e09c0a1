"""Render a reply without blocking the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

from bot.core.plain_text import plain_text
from bot.core.replies import Reply

Rendered = TypeVar("Rendered")

_LARGE: Final = 2_000
"""Characters from which on fitting a document can take more than 5 ms."""


async def render_off_loop(render: Callable[[Reply], Rendered], reply: Reply) -> Rendered:
    """Render a reply, in a thread if it is large."""
    if len(plain_text(reply.document(), _LARGE)) < _LARGE:
        return render(reply)
    return await asyncio.to_thread(render, reply)
