"""Clients of Slack's Web API, and the HTTP sessions that they use."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.web_api import Timeouts


def web_client(token: str, api_url: str, session: aiohttp.ClientSession, patience: Timeouts) -> AsyncWebClient:
    """Make a client of the Web API that repeats nothing on its own and uses no proxy for a local address."""
    web = AsyncWebClient(
        token=token, base_url=api_url, session=session, timeout=round(patience.attempt), retry_handlers=[]
    )
    if _local(api_url):
        web.proxy = None
    return web


def open_session(patience: Timeouts, guard: Callable[[], None] | None = None) -> aiohttp.ClientSession:
    """Open an HTTP session; `guard` is called when a request's body is about to be sent, and may raise something.

    Then nothing was sent, and aiohttp raises an error of its own with the guard's as its cause.
    Each request has its own connection: one kept open may have been closed by the other side, and then nobody knows
    whether a message was posted.
    """
    connector = aiohttp.TCPConnector(force_close=True, limit=0)
    timeout = aiohttp.ClientTimeout(total=patience.attempt)
    return aiohttp.ClientSession(connector=connector, timeout=timeout, trace_configs=[_calling(guard)] if guard else [])


def _calling(guard: Callable[[], None]) -> aiohttp.TraceConfig:
    """Call the guard some microseconds before the body goes to the socket; on connecting it might be milliseconds."""

    async def call(*_: object) -> None:
        guard()

    trace = aiohttp.TraceConfig()
    trace.on_request_chunk_sent.append(call)
    return trace


def _local(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.") or bool(proxy_bypass(host))
