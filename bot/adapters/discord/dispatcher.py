"""Pass the gateway's events to the event handler, each in a task of its own and with a responder."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from bot.adapters.common.apologies import Apologies
from bot.adapters.common.completions import complete_in_time
from bot.adapters.common.timed_responder import TimedResponder
from bot.adapters.common.work import WorkLimits, WorkQueue, logged
from bot.adapters.discord import interactions, joining, messages
from bot.adapters.discord.fallbacks import Fallbacks
from bot.adapters.discord.gateway import Cache, Gateway
from bot.adapters.discord.http import Rest
from bot.adapters.discord.interaction_responder import InteractionResponder, offer
from bot.adapters.discord.payloads import Payload
from bot.adapters.discord.posting import say_in
from bot.adapters.discord.render import Renderer
from bot.adapters.discord.responder import ChannelResponder
from bot.adapters.discord.timeouts import DiscordTimeouts
from bot.core import texts
from bot.core.events import Deletion, Joined, Message
from bot.core.ports import EventHandler
from bot.core.replies import Notice
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
        render: Renderer,
    ) -> None:
        """Set up a dispatcher; `watched` returns the ids of the channels that are watched now."""
        self._rest = rest
        self._handler = handler
        self._menu = menu
        self._watched = watched
        self._timeouts = timeouts
        self._render = render
        self._accepting = True
        self._work = WorkQueue(WorkLimits(late_after=timeouts.late_after))
        self._fallbacks = Fallbacks(rest, render)
        self._metrics = rest.metrics
        self._metrics.waiting["discord"] = lambda: self._work.waiting
        self._apologies = Apologies(
            lambda target, notice: say_in(rest, render, target, notice),
            pause=timeouts.apology_pause,
            left_out=self._metrics.left_out,
        )

    def hear(self, client: Gateway, name: str, data: Payload) -> None:
        """Start to handle an event of the gateway. Raises an error only before anything has happened."""
        if not self._accepting:
            return
        surroundings = Cache(client)
        match name:
            case "MESSAGE_CREATE" | "MESSAGE_UPDATE":
                edited = name == "MESSAGE_UPDATE"
                if message := messages.message(data, surroundings, self._watched(), edited=edited):
                    self._add(message, surroundings)
            case "MESSAGE_DELETE" | "MESSAGE_DELETE_BULK":
                for deletion in messages.deletions(data, surroundings):
                    self._add(deletion, surroundings)
            case "INTERACTION_CREATE" if data.get("type") == interactions.AUTOCOMPLETE:
                received = _now()
                self._work.add_urgent(lambda: logged("Discord", self._complete(data, surroundings, received)))
            case "GUILD_CREATE":
                if joined := joining.joined(data, surroundings, dt.datetime.now(dt.UTC)):
                    self._add(joined, surroundings)
            case "INTERACTION_CREATE":
                self._interact(data, surroundings)

    def hear_again(self, client: Gateway, data: Payload) -> None:
        """Start to handle a message of the history, in its present state, as if it had just been heard."""
        surroundings, edited = Cache(client), bool(data.get("edited_timestamp"))
        message = messages.message(data, surroundings, self._watched(), edited=edited)
        if message and self._accepting:
            self._add(message, surroundings)

    def responder(
        self, event: Message | Deletion | Joined, surroundings: Cache, on_late: Callable[[], None] = lambda: None
    ) -> ChannelResponder:
        """Make a responder for a message, its deletion, or a new server."""
        return ChannelResponder(self._rest, event, surroundings, self._timeouts, self._render, self._fallbacks, on_late)

    def close(self) -> None:
        """Take no more events."""
        self._accepting = False

    async def finish(self) -> None:
        """Wait for the running tasks. If this is cancelled, cancel them."""
        try:
            await self._work.finish()
        finally:
            await self._apologies.close()

    def _add(self, event: Message | Deletion | Joined, surroundings: Cache) -> None:
        """Add a message, its deletion or a new server to the work."""
        awaited = isinstance(event, Message) and event.addressed

        def leave_out() -> None:
            if awaited:
                self._apologies.note(event.target)

        responder = self.responder(event, surroundings, leave_out)
        timed = TimedResponder(responder, "discord", self._metrics.replies, _now())
        self._work.add(
            event.target.channel_key, lambda: logged("Discord", self._handler.handle(event, timed)), leave_out
        )

    def _interact(self, payload: Payload, surroundings: Cache) -> None:
        """Add an interaction to the work. It is acknowledged in time, however much there is to do."""
        event = interactions.interaction(payload, self._menu, surroundings)
        responder = InteractionResponder(
            self._rest, payload, event, surroundings, self._menu, self._timeouts, self._render, self._fallbacks
        )
        timed = TimedResponder(responder, "discord", self._metrics.replies, _now())
        after = 0.0 if self._work.is_busy else self._timeouts.defer_after
        if self._menu.may_open_form(event):
            after = self._timeouts.form_within
        timer = asyncio.create_task(responder.defer_in_time(after))

        async def handle(work: Coroutine[Any, Any, object]) -> None:
            try:
                await work
            finally:
                timer.cancel()
                await asyncio.gather(timer, return_exceptions=True)

        self._work.add_urgent(
            lambda: logged("Discord", handle(self._handler.handle(event, timed))),
            lambda: logged("Discord", handle(responder.send(Notice(texts.BUSY)))),
        )

    async def _complete(self, payload: Payload, surroundings: Cache, received: float) -> None:
        """Answer with completions of what is being typed."""
        completion = interactions.completion(payload, self._menu, surroundings)
        choices = await complete_in_time(self._handler, completion) if completion else ()
        await offer(self._rest, payload, choices, self._timeouts, received)


def _now() -> float:
    return asyncio.get_running_loop().time()
