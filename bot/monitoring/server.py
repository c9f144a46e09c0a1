"""A small HTTP server for supervisors and Prometheus. It has no secrets and no questions, and changes nothing."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.core.errors import ConfigurationError
from bot.monitoring.collector import registry
from bot.monitoring.status import BotStatus

log = logging.getLogger(__name__)

_CLOSE = 1
"""Seconds that requests in progress get when the bot stops."""


def web_app(status: BotStatus) -> Starlette:
    """Make the three pages."""
    metrics = registry(status)

    async def healthz(request: Request) -> Response:
        # The event loop itself answers, so any answer shows that it turns.
        return JSONResponse({"alive": True})

    async def readyz(request: Request) -> Response:
        ready = status.is_ready
        found = {
            "ready": ready,
            "platforms": {platform.name: platform.connected for platform in status.platforms},
            "facts": status.statements,
            "store": await status.store_is_reachable(),
        }
        return JSONResponse(found, 200 if ready else 503)

    async def show_metrics(request: Request) -> Response:
        return Response(generate_latest(metrics), media_type=CONTENT_TYPE_LATEST)

    pages = {"/healthz": healthz, "/readyz": readyz, "/metrics": show_metrics}
    return Starlette(routes=[Route(path, page) for path, page in pages.items()])


class _Server(uvicorn.Server):
    """Leaves all signals to the bot."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing. Overrides the method of the library, which would replace the bot's own handlers."""
        yield


@contextlib.asynccontextmanager
async def serving(status: BotStatus, host: str, port: int) -> AsyncIterator[None]:
    """Serve until the end of the block. Raises ConfigurationError if the address can't be used."""
    with listening(host, port) as place:
        config = uvicorn.Config(
            web_app(status),
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_CLOSE,
        )
        server = _Server(config)
        task = asyncio.create_task(server.serve(sockets=[place]), name="monitoring")
        log.info("Health and metrics: port %d of %s", port, host)
        try:
            yield
        finally:
            server.should_exit = True
            await asyncio.wait({task}, timeout=2 * _CLOSE + 1)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def listening(host: str, port: int) -> socket.socket:
    """Listen on an address. Raises ConfigurationError, which names the setting that is wrong."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address, family=family)
    except (socket.gaierror, UnicodeError):
        raise ConfigurationError(f"FACTBOT_HTTP_HOST is {host!r}, which is no address of this machine.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ConfigurationError(
                f"FACTBOT_HTTP_PORT is {port}, but another program uses that port already. Choose a free one."
            ) from None
        if error.errno == errno.EADDRNOTAVAIL:
            raise ConfigurationError(f"FACTBOT_HTTP_HOST is {host!r}, which is no address of this machine.") from None
        raise ConfigurationError(
            f"FACTBOT_HTTP_PORT is {port}, but the bot can't listen there: {error.strerror or error}."
        ) from None
