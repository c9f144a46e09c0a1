"""Pass the gateway's events to the event handler, each in a task of its own and with a responder."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from bot.adapters.common.completions import complete_in_time
from bot.adapters.common.inflight import InFlight
from bot.adapters.discord import interactions, messages
from bot.adapters.discord.gateway import Cache, Gateway
from bot.adapters.discord.http import Rest
from bot.adapters.discord.payloads import Payload
from bot.adapters.discord.responder import ChannelResponder, InteractionResponder, offer
from bot.adapters.discord.timeouts import DiscordTimeouts
from bot.core.errors import DeliveryError
from bot.core.ports import EventHandler
from bot.core.router import Menu

log = logging.getLogger(__name__)


class Dispatcher:
    """Takes events until it is closed. The events that were taken are finished."""

    def __init__(
        self,
        rest: Rest,
        handler: EventHandler,
        menu: Menu,
        watched: Callable[[], frozenset[str]],
        timeouts: DiscordTimeouts,
    ) -> None:
        """Set up a dispatcher; `watched` returns the ids of the channels that are watched now."""
        self._rest = rest
        self._handler = handler
        self._menu = menu
        self._watched = watched
        self._timeouts = timeouts
        self._accepting = True
        self._in_flight = InFlight()

    def hear(self, client: Gateway, name: str, data: Payload) -> None:
        """Start to handle an event of the gateway. Raises an error only before anything has happened."""
        if not self._accepting:
            return
        surroundings = Cache(client)
        match name:
            case "MESSAGE_CREATE" | "MESSAGE_UPDATE":
                edited = name == "MESSAGE_UPDATE"
                if message := messages.message(data, surroundings, self._watched(), edited=edited):
                    self._start(self._handler.handle(message, ChannelResponder(self._rest, message, surroundings)))
            case "MESSAGE_DELETE" | "MESSAGE_DELETE_BULK":
                for deletion in messages.deletions(data):
                    self._start(self._handler.handle(deletion, ChannelResponder(self._rest, deletion, surroundings)))
            case "INTERACTION_CREATE":
                self._start(self._interact(data, surroundings))

    def close(self) -> None:
        """Take no more events."""
        self._accepting = False

    async def finish(self) -> None:
        """Wait for the running tasks. If this is cancelled, cancel them."""
        await self._in_flight.finish()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._in_flight.start(_logged(work))

    async def _interact(self, payload: Payload, surroundings: Cache) -> None:
        if payload.get("type") == interactions.AUTOCOMPLETE:
            await self._complete(payload)
            return
        event = interactions.interaction(payload, self._menu, surroundings)
        responder = InteractionResponder(self._rest, payload, event, surroundings, self._menu, self._timeouts)
        timer = asyncio.create_task(responder.defer_in_time())
        try:
            await self._handler.handle(event, responder)
        finally:
            timer.cancel()
            await asyncio.gather(timer, return_exceptions=True)

    async def _complete(self, payload: Payload) -> None:
        """Answer with completions of what is being typed."""
        completion = interactions.completion(payload, self._menu)
        await offer(self._rest, payload, await complete_in_time(self._handler, completion) if completion else ())


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except DeliveryError as error:
        log.error("Could not answer an event from Discord: %s", error)
    except Exception:
        log.exception("Could not handle an event from Discord")
