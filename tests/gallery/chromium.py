"""Drive headless Chromium by its DevTools protocol: open a page, run JavaScript in it, take pictures."""

from __future__ import annotations

import asyncio
import base64
import itertools
import re
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import aiohttp

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
    "--disable-extensions", "--disable-background-networking", "--remote-debugging-port=0",
    "--window-size=1480,1000", "about:blank",
)  # fmt: skip
_START = 60.0
"""Seconds in which Chromium must be ready."""


def find_chromium() -> str | None:
    """Return the path of Chromium; None if it is not installed."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Tab:
    """One page in Chromium."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)

    async def open(self, file: Path) -> None:
        """Open a file by its absolute path, and wait until all of it is there."""
        await self._call("Page.enable")
        await self._call("Page.navigate", url=file.as_uri())
        await self._event("Page.loadEventFired")
        await self.run("document.fonts.ready.then(() => true)")

    async def run(self, script: str) -> Any:
        """Run JavaScript, and return the value of its last expression."""
        answer = await self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def picture(self, element: str) -> bytes:
        """Take a picture of the element with an id, as PNG."""
        script = f"(({_BOX})(document.getElementById({element!r})))"
        clip = {**await self.run(script), "scale": 1}
        answer = await self._call("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
        return base64.b64decode(answer["data"])

    async def _call(self, method: str, **parameters: Any) -> Any:
        number = next(self._ids)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        while True:
            message = await self._socket.receive_json()
            if message.get("id") == number:
                assert "error" not in message, message["error"]
                return message["result"]

    async def _event(self, name: str) -> None:
        while (await self._socket.receive_json()).get("method") != name:
            pass


_BOX = (
    "element => { const box = element.getBoundingClientRect();"
    " return {x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height}; }"
)


@asynccontextmanager
async def chromium(program: str) -> AsyncIterator[Tab]:
    """Start Chromium with an empty page, and end it."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            program, f"--user-data-dir={profile}", *_OPTIONS, stdout=DEVNULL, stderr=PIPE
        )
        assert process.stderr
        try:
            async with asyncio.timeout(_START):
                address = await _address(process.stderr)
            reading = asyncio.create_task(process.stderr.read())  # otherwise Chromium waits once the pipe is full
            async with aiohttp.ClientSession() as session:
                async with session.get(f"{address}/json") as answer:
                    pages = [one for one in await answer.json() if one["type"] == "page"]
                async with session.ws_connect(pages[0]["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                    yield Tab(socket)
        finally:
            process.terminate()
            await process.wait()
        await reading


async def _address(output: asyncio.StreamReader) -> str:
    """Return the address at which Chromium listens, once it says so."""
    async for line in output:
        if match := re.search(rb"DevTools listening on ws://([\d.:]+)/", line):
            return f"http://{match[1].decode()}"
    raise RuntimeError("Chromium ended before it was ready")
