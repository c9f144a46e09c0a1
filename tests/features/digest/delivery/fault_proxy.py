"""A proxy between one process and one stand-in, which recognises posts and injects faults.

A mishap happens at one of four moments. The request has arrived at the proxy (`asked`), was passed on to the stand-in
(`sent`), was carried out and answered (`answered`), or the answer was passed on to the process (`delivered`).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, TypeAlias

Moment: TypeAlias = Literal["asked", "sent", "answered", "delivered"]
Fault: TypeAlias = Literal["kill", "pause", "drop", "429", "503", "late"]
"""What happens to the process or the connection, or replaces the stand-in's answer.

A late request is carried out only after the process has given it up.
"""

_POST = re.compile(rb"POST \S*(?:/channels/\d+/messages|/chat\.postMessage)[ ?]")
_ANSWERS = {
    "429": b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "503": b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
}


@dataclass(frozen=True, slots=True)
class Mishap:
    """A fault at one moment of a post."""

    moment: Moment
    fault: Fault


LATE_POST = Mishap("asked", "late")
MISHAPS = (
    *(Mishap(moment, fault) for moment in ("asked", "sent", "answered", "delivered") for fault in ("kill", "pause")),
    *(Mishap(moment, fault) for moment in ("asked", "answered") for fault in ("drop", "503")),
    Mishap("asked", "429"),
    *[LATE_POST] * 4,
)
"""All faults: from a request that is lost to a post that is carried out but never confirmed. Late ones are frequent."""


@dataclass(frozen=True, slots=True)
class End:
    """One side of a connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class FaultProxy:
    """Listens on its own port for one process, also after the process is restarted."""

    def __init__(
        self, port: int, next_mishap: Callable[[], Mishap | None], inject: Callable[[Fault], None], *, late: float
    ) -> None:
        """Relay to the `port` of a stand-in; `next_mishap` chooses faults, `inject` kills or pauses the process.

        A late request waits here for `late` seconds.
        """
        self._standin = port
        self._next_mishap = next_mishap
        self._inject = inject
        self._late = late
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
        """Relay data in both directions, until one end closes or a mishap ends the connection."""
        pending: list[Mishap] = []
        tasks = [
            asyncio.create_task(self._to_standin(process, standin, pending)),
            asyncio.create_task(self._to_process(process, standin, pending)),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _to_standin(self, process: End, standin: End, pending: list[Mishap]) -> None:
        while data := await process.reader.read(1 << 16):
            mishap = self._next_mishap() if _POST.match(data) else None
            if mishap and mishap.moment == "asked" and await self._carry_out(mishap, process):
                return
            standin.writer.write(data)
            await standin.writer.drain()
            if mishap and mishap.moment == "sent":
                self._inject(mishap.fault)
            elif mishap and mishap.moment != "asked":
                pending.append(mishap)

    async def _to_process(self, process: End, standin: End, pending: list[Mishap]) -> None:
        while data := await standin.reader.read(1 << 16):
            mishap = pending.pop() if pending else None
            if mishap and mishap.moment == "answered" and await self._carry_out(mishap, process):
                return
            process.writer.write(data)
            await process.writer.drain()
            if mishap and mishap.moment == "delivered":
                self._inject(mishap.fault)

    async def _carry_out(self, mishap: Mishap, process: End) -> bool:
        """Carry out a mishap; return True if the connection ends with it."""
        if mishap.fault in ("kill", "pause"):
            self._inject(mishap.fault)
            return mishap.fault == "kill"
        if mishap.fault == "late":
            await asyncio.sleep(self._late)
            return False
        if mishap.fault == "drop":
            process.writer.transport.abort()
            return True
        process.writer.write(_ANSWERS[mishap.fault])
        with suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                # Unread data would reset the connection before the answer arrives.
                while await process.reader.read(1 << 16):
                    pass
        return True
