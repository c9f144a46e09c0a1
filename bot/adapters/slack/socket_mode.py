"""Socket Mode connections. Each is used once, and `Sockets` replaces it by one with a fresh address.

The library's own reconnecting is switched off: it would use an expired address again and again.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any, TypeAlias

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.common.retry import ReconnectPauses, persist
from bot.adapters.slack.payloads import Json
from bot.adapters.slack.tokens import APP_TOKEN, judge_unanswered, refusal
from bot.adapters.slack.web_api import SlackTimeouts
from bot.core.metrics import Durations, Metrics

log = logging.getLogger(__name__)

_HEARTBEAT = 10.0
"""Seconds between pings. A socket that does not answer one is given up."""
_PLANNED = ("refresh_requested", "warning")
"""Reasons for which Slack replaces a socket that works. The old one receives events until the new one is open."""


async def socket_address(web: AsyncWebClient, app_token: str) -> str:
    """Ask for the address of a new socket.

    Raises AccessError if the app token is refused, and ValueError or an error of the library for other failures.
    """
    try:
        answer = await web.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        raise refusal(error, APP_TOKEN) or error from None
    if not answer.get("url"):
        raise ValueError("apps.connections.open returned no address")
    return str(answer["url"])


class SocketConnection(SocketModeClient):
    """One connection of the library's client to one address. It ends when the library would reconnect."""

    def __init__(self, app: AsyncApp, web: AsyncWebClient, address: str, acknowledgements: Durations) -> None:
        super().__init__(app_token="", web_client=web, auto_reconnect_enabled=False, ping_interval=_HEARTBEAT)
        self.wss_uri = address
        self.proxy = web.proxy  # the library would use one from the environment for a local address, too
        self.disconnect_reason: str | None = None
        self._app = app
        self._acknowledgements = acknowledgements
        self._hello_received = asyncio.Event()
        self._ended = asyncio.Event()
        self._closed = asyncio.Event()
        self.socket_mode_request_listeners.append(self._receive)

    async def connect(self) -> None:
        """Connect once. Raises an error of aiohttp, or OSError, if that fails."""
        self.current_session = await self.aiohttp_client_session.ws_connect(
            str(self.wss_uri), heartbeat=self.ping_interval, proxy=self.proxy, ssl=self.web_client.ssl or True
        )
        self.message_receiver = asyncio.ensure_future(self.receive_messages())

    async def receive_messages(self) -> None:
        """Receive frames until the connection ends."""
        session = self.current_session
        assert session is not None  # noqa: S101 - `connect` has set it
        try:
            async for frame in session:
                if frame.type == aiohttp.WSMsgType.TEXT:
                    await self.enqueue_message(frame.data)
        finally:
            self._ended.set()
            self._closed.set()

    async def wait_for_hello(self, seconds: float) -> None:
        """Wait for Slack's hello for at most `seconds`. A server without a hello is accepted, too.

        Raises ConnectionError if the connection breaks.
        """
        waits = [asyncio.ensure_future(event.wait()) for event in (self._hello_received, self._ended)]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if self._ended.is_set() and self.disconnect_reason is None:
            raise ConnectionError("the socket closed at once")

    async def until_over(self) -> None:
        """Wait until the connection is closed, or Slack announces that it soon will be."""
        await self._ended.wait()

    async def until_closed(self, seconds: float) -> None:
        """Wait until the connection is closed, for at most `seconds`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closed.wait()

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Do nothing: `Sockets` opens a new connection."""

    async def send_message(self, message: str) -> None:
        """Send a message once. The library would wait for a reconnect. Raises an error of aiohttp, or OSError."""
        assert self.current_session is not None  # noqa: S101 - `connect` has set it
        await self.current_session.send_str(message)

    async def run_message_listeners(self, message: Json, raw_message: str) -> None:
        """Handle Slack's hello and disconnect messages; the library handles all others."""
        match message.get("type"):
            case "hello":
                self._hello_received.set()
            case "disconnect":
                self.disconnect_reason = str(message.get("reason") or "disconnect")
                self._ended.set()
            case _:
                await super().run_message_listeners(message, raw_message)

    async def hang_up(self, seconds: float) -> None:
        """Close the connection and all that belongs to it, within `seconds`."""
        tasks = [task for task in (self.message_receiver, self.message_processor) if task is not None]
        try:
            async with asyncio.timeout(seconds):
                await self.close()  # type: ignore[no-untyped-call]
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            log.debug("Closing a socket: %s", error)
        finally:
            for task in tasks:
                task.cancel()
            await self.aiohttp_client_session.close()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _receive(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Pass a request to Bolt. It is acknowledged even if Bolt fails; otherwise Slack would send it again."""
        payload: Json | None = None
        received = asyncio.get_running_loop().time()
        try:
            response = await self._app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=request.payload))
            payload = json.loads(response.body) if response.status == 200 and response.body else None
        except Exception as error:
            log.warning("Could not read an event from Slack (%s): %s", request.type, error)
        try:
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))
        except (aiohttp.ClientError, OSError) as error:
            log.info("The socket closed before an event was acknowledged, so Slack sends it again (%s)", error)
            return
        self._acknowledgements.add("slack", asyncio.get_running_loop().time() - received)


HeardAgain: TypeAlias = Callable[[dt.datetime | None], Coroutine[Any, Any, None]]
"""Looks for messages that were missed since a moment; None if there was no connection before."""


class Sockets:
    """Keeps several connections open, so that another one receives events while Slack refreshes one."""

    def __init__(
        self,
        app: AsyncApp,
        web: AsyncWebClient,
        app_token: str,
        count: int,
        timeouts: SlackTimeouts,
        heard_again: HeardAgain,
        metrics: Metrics,
    ) -> None:
        """Keep `count` connections. `heard_again` is called when one is open after a time without any."""
        self._app = app
        self._web = web
        self._app_token = app_token
        self._count = count
        self._timeouts = timeouts
        self._metrics = metrics
        self._heard_again = heard_again
        self._open_count = 0
        self._lost: dt.datetime | None = None
        """When the last connection was lost; None before the first one."""
        self._connections: set[SocketConnection] = set()
        """Every connection that was not closed yet."""
        self._tasks: set[asyncio.Task[None]] = set()
        """Tasks that close old connections, or look for missed messages."""

    @property
    def any_open(self) -> bool:
        """Return whether events can arrive now."""
        return self._open_count > 0

    async def serve(self) -> None:
        """Keep all connections open until cancelled. Raises AccessError if the app token is refused."""
        keepers = [asyncio.create_task(self._keep()) for _ in range(self._count)]
        try:
            done, _ = await asyncio.wait(keepers, return_when=asyncio.FIRST_COMPLETED)
            for keeper in done:
                keeper.result()
        finally:
            for task in (*keepers, *self._tasks):
                task.cancel()
            await asyncio.gather(*keepers, *self._tasks, return_exceptions=True)
            # A task that was cancelled before it began has closed nothing.
            await asyncio.gather(*map(self._hang_up, self._connections))

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        current: SocketConnection | None = None
        pauses = ReconnectPauses(self._timeouts)
        try:
            while True:
                fresh = await self._dial()
                if current:  # only now, so that the old one receives events until the new one is open
                    self._start(self._retire(current))
                current, since = fresh, loop.time()
                if self._open_count == 0:
                    self._start(self._heard_again(self._lost))
                self._open_count += 1
                await current.until_over()
                self._open_count -= 1
                self._lost = dt.datetime.now(dt.UTC)
                log.info("A Slack socket ended (%s); a new one follows", current.disconnect_reason or "connection lost")
                await asyncio.sleep(self._pause_after(current, loop.time() - since, pauses))
        finally:
            if current:
                await self._hang_up(current)

    def _pause_after(self, ended: SocketConnection, lasted: float, pauses: ReconnectPauses) -> float:
        """Return the pause, in seconds, before a connection that lasted so many seconds is replaced."""
        pause = pauses.after(lasted)
        if ended.disconnect_reason == "link_disabled":
            pause = self._timeouts.switched_off
            log.error(
                "Socket Mode is switched off for the Slack app; switch it on again. Next attempt in %.0f s", pause
            )
        elif ended.disconnect_reason in _PLANNED and lasted > self._timeouts.stable_after:
            pause = 0.0
        return pause

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _retire(self, connection: SocketConnection) -> None:
        """Close a connection that was replaced. First wait for events that may still be on their way."""
        try:
            await connection.until_closed(self._timeouts.linger)
        finally:
            await self._hang_up(connection)

    async def _hang_up(self, connection: SocketConnection) -> None:
        await connection.hang_up(self._timeouts.close)
        self._connections.discard(connection)

    async def _dial(self) -> SocketConnection:
        """Open a connection; repeat this until Slack can be reached. Raises AccessError if the token is refused."""
        judge = partial(judge_unanswered, "Could not open a Slack socket")
        first, longest = self._timeouts.first_backoff, self._timeouts.longest_backoff
        return await persist(self._open, judge, first=first, longest=longest)

    async def _open(self) -> SocketConnection:
        address = await socket_address(self._web, self._app_token)
        connection = SocketConnection(self._app, self._web, address, self._metrics.acknowledgements)
        self._connections.add(connection)
        try:
            async with asyncio.timeout(self._timeouts.attempt):
                await connection.connect()
            await connection.wait_for_hello(self._timeouts.greeting)
        except BaseException:
            await self._hang_up(connection)
            raise
        log.info("A Slack socket is open")
        return connection
