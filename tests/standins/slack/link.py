"""The stand-in's Socket Mode: each envelope goes to one of the sockets, and its acknowledgement is timed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web

from tests.standins.slack.api import WebApi
from tests.standins.slack.world import APP, Envelope
from tests.waiting import until


class Link:
    """The sockets that are open and what went over them."""

    def __init__(self, api: WebApi) -> None:
        self.envelopes: list[Envelope] = []
        self.opened = 0
        """How many sockets were ever opened."""
        self.sockets: list[web.WebSocketResponse] = []
        self._api = api
        self._turn = 0
        self._told: list[web.WebSocketResponse] = []
        """Sockets that were told that they will go; they get events only while there are no others."""
        self.is_down = False
        """Refuse every new socket."""
        self._transports: list[asyncio.Transport] = []

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/link", self._serve)]

    async def connected(self, count: int = 1) -> None:
        """Wait until so many sockets are open."""
        await self.until(lambda: len(self.sockets) >= count, f"{count} sockets")

    async def send(
        self, kind: str, payload: dict[str, Any], *, attempt: int = 0, acknowledged: bool = True
    ) -> Envelope:
        """Send an envelope over one socket, each in turn, and wait until it is `acknowledged`."""
        await self.connected()
        self._turn += 1
        envelope = Envelope(uuid4().hex, kind, payload, asyncio.get_running_loop().time())
        self.envelopes.append(envelope)
        frame = {
            "envelope_id": envelope.id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if attempt:
            frame |= {"retry_attempt": attempt, "retry_reason": "timeout"}
        staying = [socket for socket in self.sockets if socket not in self._told] or self.sockets
        await staying[self._turn % len(staying)].send_json(frame)
        if acknowledged:
            await self.until(lambda: envelope.acknowledged is not None, f"{kind} to be acknowledged")
        return envelope

    async def disconnect(self, reason: str, *, sockets: int = 1) -> None:
        """Say that sockets will go, as Slack does before it refreshes them; they stay open for now."""
        for socket in self.sockets[:sockets]:
            self._told.append(socket)
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "standin"}})

    async def cut(self) -> None:
        """Break every socket without a word."""
        cut = list(self.sockets)
        for transport in self._transports:
            transport.abort()
        await self.until(lambda: not any(socket in self.sockets for socket in cut), "all sockets to be gone")

    async def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait until a condition holds."""
        await until(condition, lambda: f"{what}; problems: {self._api.problems}")

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if self.is_down:
            return web.Response(status=503)
        ticket = request.query.get("ticket", "")
        if ticket not in self._api.tickets:
            return web.Response(status=408, text="the ticket has run out")
        self._api.tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        hello = {"type": "hello", "num_connections": len(self.sockets) + 1, "connection_info": {"app_id": APP}}
        await socket.send_json(hello)
        self.opened += 1
        assert isinstance(request.transport, asyncio.Transport)
        transport = request.transport
        self._transports.append(transport)
        self.sockets.append(socket)
        try:
            async for frame in socket:
                if frame.type == WSMsgType.TEXT:
                    self._acknowledge(json.loads(frame.data))
        finally:
            self._transports.remove(transport)
            self.sockets.remove(socket)
        return socket

    def _acknowledge(self, answer: dict[str, Any]) -> None:
        now = asyncio.get_running_loop().time()
        envelope = next((e for e in self.envelopes if e.id == answer.get("envelope_id")), None)
        if envelope is None or envelope.acknowledged is not None:
            self._api.problems.append(f"an acknowledgement of nothing: {answer}")
            return
        envelope.acknowledged, envelope.answer = now, answer.get("payload")
