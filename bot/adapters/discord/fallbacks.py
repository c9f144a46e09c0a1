"""Reach a person if the bot may not post where they asked: by a direct message, a sign, or the owner."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from functools import partial
from typing import Any
from urllib.parse import quote

from bot.adapters.common.rendering import render_off_loop
from bot.adapters.discord.http import HttpRequest, RefusalError, Rest
from bot.adapters.discord.payloads import Json
from bot.adapters.discord.posting import NO_PINGS, open_dm, post_path
from bot.adapters.discord.render import Renderer
from bot.core import texts
from bot.core.errors import DeliveryError
from bot.core.events import Message, Target
from bot.core.replies import Notice, Reply, as_private

log = logging.getLogger(__name__)

_SIGN = "⚠️"
_KEPT = 1000


class Fallbacks:
    """The ways that are left. Shared by all events of the adapter, as managers hear of a channel only once."""

    def __init__(self, rest: Rest, render: Renderer) -> None:
        self._rest = rest
        self._render = render
        self._reported: set[str] = set()
        """Channels whose problem was reported to somebody who can solve it."""

    async def by_dm(self, person: str, reply: Reply, first_line: str) -> bool:
        """Send a person a reply, below a line that explains it. Return whether that was possible."""
        rendered = await render_off_loop(partial(self._render, above=first_line), as_private(reply))
        return await _done(self._send_dm(person, rendered, spared=True))

    async def by_sign(self, message: Message) -> bool:
        """React to a message with a warning sign. Return whether that was possible."""
        path = f"{post_path(message.target.channel)}/{message.id}/reactions/{quote(_SIGN)}/@me"
        lane = f"{post_path(message.target.channel)} reactions"
        return await _done(self._rest.send(HttpRequest("a reaction", "PUT", path, lane=lane, spared=True)))

    async def report(self, owner: str | None, target: Target, name: str, reason: str) -> None:
        """Tell the owner of a server once what keeps the bot from answering in a channel."""
        if owner is None or target.channel in self._reported:
            return
        if len(self._reported) >= _KEPT:
            self._reported.clear()
        self._reported.add(target.channel)
        await _done(self._send_dm(owner, self._render(Notice(texts.cannot_answer_in(name, reason)))))

    async def _send_dm(self, person: str, body: Json, *, spared: bool = False) -> Any:
        path = post_path((await open_dm(self._rest, person)).channel)
        body = {**body, "allowed_mentions": NO_PINGS}
        return await self._rest.send(HttpRequest("a direct message", "POST", path, body, path + " POST", spared=spared))


async def _done(request: Awaitable[Any]) -> bool:
    """Wait for a request, and return whether Discord did not refuse it."""
    try:
        await request
    except RefusalError as refusal:
        log.info("This way is closed, too: %s", refusal)
        return False
    except DeliveryError as error:
        log.warning("This way failed, too: %s", error)
        return False
    return True
