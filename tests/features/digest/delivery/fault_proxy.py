"""The wire between one process and one stand-in: a relay that knows when a post is on its way, and lets mishaps happen.

A mishap has its moment, seen from the process: what it sent has come to the wire (`asked`), has gone on to the stand-in
(`sent`), was carried out and answered (`answered`), and the answer was passed on to the process (`told`).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, TypeAlias

Moment: TypeAlias = Literal["asked", "sent", "answered", "told"]
Fault: TypeAlias = Literal["kill", "pause", "drop", "429", "503"]
"""What is done: to the process, to the connection, or instead of the stand-in's answer."""

_POST = re.compile(rb"POST \S*(?:/channels/\d+/messages|/chat\.postMessage)[ ?]")
_ANSWERS = {
    "429": b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "503": b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
}


@dataclass(frozen=True, slots=True)
class Mishap:
    """Something that befalls a post."""

    moment: Moment
    fault: Fault


MISHAPS = (
    *(Mishap(moment, fault) for moment in ("asked", "sent", "answered", "told") for fault in ("kill", "pause")),
    *(Mishap(moment, fault) for moment in ("asked", "answered") for fault in ("drop", "503")),
    Mishap("asked", "429"),
)
"""All that can happen: a request lost, a post carried out without anybody knowing, and what is between these."""


@dataclass(frozen=True, slots=True)
class End:
    """One side of a connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class FaultProxy:
    """Listens on a port of its own for one process, restarted or not."""

    def __init__(self, port: int, next_mishap: Callable[[], Mishap | None], inject: Callable[[Fault], None]) -> None:
        """`port` is the stand-in's. `fate` is asked about each post; `strike` kills or pauses the process."""
        self._standin = port
        self._fate = next_mishap
        self._strike = inject
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()
        self.port = 0

    async def __aenter__(self) -> FaultProxy:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._open.add(task)
        process, ends = End(reader, writer), [writer]
        try:
            with suppress(OSError):
                standin = End(*await asyncio.open_connection("127.0.0.1", self._standin))
                ends.append(standin.writer)
                await self._relay(process, standin)
        finally:
            self._open.discard(task)
            for end in ends:
                end.close()

    async def _relay(self, process: End, standin: End) -> None:
        """Pass on what comes from either end, until one of them is gone or a mishap ends it."""
        ahead: list[Mishap] = []
        ways = [
            asyncio.create_task(self._there(process, standin, ahead)),
            asyncio.create_task(self._back(process, standin, ahead)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _there(self, process: End, standin: End, ahead: list[Mishap]) -> None:
        while data := await process.reader.read(1 << 16):
            mishap = self._fate() if _POST.match(data) else None
            if mishap and mishap.moment == "asked" and await self._befall(mishap, process):
                return
            standin.writer.write(data)
            await standin.writer.drain()
            if mishap and mishap.moment == "sent":
                self._strike(mishap.fault)
            elif mishap and mishap.moment != "asked":
                ahead.append(mishap)

    async def _back(self, process: End, standin: End, ahead: list[Mishap]) -> None:
        while data := await standin.reader.read(1 << 16):
            mishap = ahead.pop() if ahead else None
            if mishap and mishap.moment == "answered" and await self._befall(mishap, process):
                return
            process.writer.write(data)
            await process.writer.drain()
            if mishap and mishap.moment == "told":
                self._strike(mishap.fault)

    async def _befall(self, mishap: Mishap, process: End) -> bool:
        """Let it happen; True where nothing goes on over this connection."""
        if mishap.fault in ("kill", "pause"):
            self._strike(mishap.fault)
            return mishap.fault == "kill"
        if mishap.fault == "drop":
            process.writer.transport.abort()
            return True
        process.writer.write(_ANSWERS[mishap.fault])
        with suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                while await process.reader.read(1 << 16):  # what is left unread would take the answer with it
                    pass
        return True
