"""What the gateway hears, handed to the conversation: each event in a task of its own, with its way back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from bot.adapters.common.inflight import InFlight
from bot.adapters.discord import interactions, messages
from bot.adapters.discord.gateway import Cache, Gateway
from bot.adapters.discord.http import Rest
from bot.adapters.discord.responder import ChannelResponder, InteractionResponder, offer
from bot.adapters.discord.timeouts import Timeouts
from bot.core.errors import DeliveryError
from bot.core.events import COMPLETE_WITHIN, Choice
from bot.core.ports import EventHandler
from bot.core.router import Menu

log = logging.getLogger(__name__)


class Dispatcher:
    """Takes events until it is closed; those under way then are finished."""

    def __init__(
        self,
        rest: Rest,
        handler: EventHandler,
        menu: Menu,
        watched: Callable[[], frozenset[str]],
        patience: Timeouts,
    ) -> None:
        """`watched` tells the ids of the channels that are watched at the moment."""
        self._rest = rest
        self._brain = handler
        self._menu = menu
        self._watched = watched
        self._patience = patience
        self._open = True
        self._in_flight = InFlight()

    def hear(self, client: Gateway, name: str, data: Mapping[str, Any]) -> None:
        """Take an event of the gateway. Whatever it raises, it raises before anything has happened."""
        if not self._open:
            return
        around = Cache(client)
        match name:
            case "MESSAGE_CREATE" | "MESSAGE_UPDATE":
                edited = name == "MESSAGE_UPDATE"
                if message := messages.message(data, around, self._watched(), edited=edited):
                    self._start(self._brain.handle(message, ChannelResponder(self._rest, message, around)))
            case "MESSAGE_DELETE" | "MESSAGE_DELETE_BULK":
                for deletion in messages.deletions(data):
                    self._start(self._brain.handle(deletion, ChannelResponder(self._rest, deletion, around)))
            case "INTERACTION_CREATE":
                self._start(self._interact(data, around))

    def close(self) -> None:
        """Take no more events."""
        self._open = False

    async def finish(self) -> None:
        """Wait for what is under way; when cancelled, end it."""
        await self._in_flight.finish()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._in_flight.start(_logged(work))

    async def _interact(self, payload: Mapping[str, Any], around: Cache) -> None:
        if payload.get("type") == interactions.AUTOCOMPLETE:
            await offer(self._rest, payload, await self._completions(payload))
            return
        event = interactions.interaction(payload, self._menu, around)
        responder = InteractionResponder(self._rest, payload, event, around, self._menu, self._patience)
        clock = asyncio.create_task(responder.defer_in_time())
        try:
            await self._brain.handle(event, responder)
        finally:
            clock.cancel()
            await asyncio.gather(clock, return_exceptions=True)

    async def _completions(self, payload: Mapping[str, Any]) -> Sequence[Choice]:
        """What fits what is being typed: nothing where that can't be told in the time that Discord gives."""
        try:
            asked = interactions.completion(payload, self._menu)
            async with asyncio.timeout(COMPLETE_WITHIN):
                return await self._brain.complete(asked) if asked else ()
        except Exception:
            log.exception("Could not find completions for what somebody types")
            return ()


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except DeliveryError as error:
        log.error("Could not answer an event from Discord: %s", error)
    except Exception:
        log.exception("Could not handle an event from Discord")
