"""Socket Mode connections: each lives once, and whoever keeps them dials anew with a fresh address.

The library's own reconnecting redials an address that has run out for ever; here it is switched off.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.common.retry import backoff
from bot.adapters.slack.tokens import APP_TOKEN, refusal
from bot.adapters.slack.web_api import Timeouts, describe, retry_after

log = logging.getLogger(__name__)

_HEARTBEAT = 10.0
"""Seconds between pings; a socket that answers none is given up."""


async def socket_address(web: AsyncWebClient, app_token: str) -> str:
    """Ask for the address of a new socket. Raises AccessError if the app token is refused, else what went wrong."""
    try:
        answer = await web.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        raise refusal(error, APP_TOKEN) or error from None
    if not answer.get("url"):
        raise ValueError("apps.connections.open returned no address")
    return str(answer["url"])


class SocketConnection(SocketModeClient):
    """One connection of the library's client to one address, which ends where the library would dial again."""

    def __init__(self, app: AsyncApp, web: AsyncWebClient, address: str) -> None:
        super().__init__(app_token="", web_client=web, auto_reconnect_enabled=False, ping_interval=_HEARTBEAT)
        self.wss_uri = address
        self.proxy = web.proxy  # the library would take one from the environment for a local address too
        self.farewell: str | None = None
        self._app = app
        self._greeted = asyncio.Event()
        self._ended = asyncio.Event()
        self._closed = asyncio.Event()
        self.socket_mode_request_listeners.append(self._receive)

    async def connect(self) -> None:
        """Dial once. Raises what went wrong."""
        self.current_session = await self.aiohttp_client_session.ws_connect(
            str(self.wss_uri), heartbeat=self.ping_interval, proxy=self.proxy, ssl=self.web_client.ssl or True
        )
        self.message_receiver = asyncio.ensure_future(self.receive_messages())

    async def receive_messages(self) -> None:
        """Take frames until the connection ends."""
        session = self.current_session
        assert session is not None  # noqa: S101 - `connect` has set it
        try:
            async for frame in session:
                if frame.type == aiohttp.WSMsgType.TEXT:
                    await self.enqueue_message(frame.data)
        finally:
            self._ended.set()
            self._closed.set()

    async def greeted(self, seconds: float) -> None:
        """Wait for Slack's hello for at most `seconds`; a server that does not say it may be a good one all the same.

        Raises ConnectionError where the connection broke instead.
        """
        waits = [asyncio.ensure_future(event.wait()) for event in (self._greeted, self._ended)]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if self._ended.is_set() and self.farewell is None:
            raise ConnectionError("the socket closed at once")

    async def until_over(self) -> None:
        """Wait until the connection is gone, or Slack said that it soon will be."""
        await self._ended.wait()

    async def until_closed(self, seconds: float) -> None:
        """Wait until the connection is gone, for at most `seconds`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closed.wait()

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Do nothing: whoever keeps the connections dials a new one."""

    async def run_message_listeners(self, message: dict[str, Any], raw_message: str) -> None:
        """Note Slack's hello and farewell; the library does the rest."""
        match message.get("type"):
            case "hello":
                self._greeted.set()
            case "disconnect":
                self.farewell = str(message.get("reason") or "disconnect")
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
        """Let Bolt take a request. One that it stumbles over is acknowledged too, or Slack would send it again."""
        payload: dict[str, Any] | None = None
        try:
            response = await self._app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=request.payload))
            payload = json.loads(response.body) if response.status == 200 and response.body else None
        except Exception as error:
            log.warning("Could not read an event from Slack (%s): %s", request.type, error)
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))


class Sockets:
    """Keeps a number of connections open, so that while Slack refreshes one another takes events."""

    def __init__(self, app: AsyncApp, web: AsyncWebClient, app_token: str, count: int, patience: Timeouts) -> None:
        self._app = app
        self._web = web
        self._app_token = app_token
        self._count = count
        self._patience = patience
        self._leaving: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        """Keep all connections until cancelled. Raises AccessError where the app token is refused."""
        keepers = [asyncio.create_task(self._keep()) for _ in range(self._count)]
        try:
            done, _ = await asyncio.wait(keepers, return_when=asyncio.FIRST_COMPLETED)
            for keeper in done:
                keeper.result()
        finally:
            for task in (*keepers, *self._leaving):
                task.cancel()
            await asyncio.gather(*keepers, *self._leaving, return_exceptions=True)

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        current: SocketConnection | None = None
        pauses = self._pauses()
        try:
            while True:
                fresh = await self._dial()
                if current:  # only now, so that events go on coming in through it while the new one is dialled
                    leaving = asyncio.create_task(self._let_go(current))
                    self._leaving.add(leaving)
                    leaving.add_done_callback(self._leaving.discard)
                current, since = fresh, loop.time()
                await current.until_over()
                if loop.time() - since > self._patience.stable_after:
                    pauses = self._pauses()
                pause = next(pauses)
                if current.farewell == "link_disabled":
                    pause = self._patience.longest_backoff
                    log.error(
                        "Socket Mode is switched off for the Slack app; switch it on again. Next attempt in %.0f s",
                        pause,
                    )
                log.info("A Slack socket ended (%s); a new one follows", current.farewell or "connection lost")
                await asyncio.sleep(pause)
        finally:
            if current:
                await current.hang_up(self._patience.close)

    async def _let_go(self, connection: SocketConnection) -> None:
        """Close a connection that has its successor, once nothing is on its way through it any more."""
        try:
            await connection.until_closed(self._patience.linger)
        finally:
            await connection.hang_up(self._patience.close)

    async def _dial(self) -> SocketConnection:
        """Open a connection, for ever while Slack can't be reached. Raises AccessError."""
        for pause in self._pauses():
            try:
                return await self._open()
            except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
                wait = max(pause, retry_after(error))
                log.warning("Could not open a Slack socket (%s); next attempt in %.0f s", describe(error), wait)
            await asyncio.sleep(wait)
        raise AssertionError("the pauses never end")

    async def _open(self) -> SocketConnection:
        connection = SocketConnection(self._app, self._web, await socket_address(self._web, self._app_token))
        try:
            async with asyncio.timeout(self._patience.attempt):
                await connection.connect()
            await connection.greeted(self._patience.greeting)
        except BaseException:
            await connection.hang_up(self._patience.close)
            raise
        log.info("A Slack socket is open")
        return connection

    def _pauses(self) -> Iterator[float]:
        return backoff(self._patience.first_backoff, self._patience.longest_backoff)
