"""Clients of Slack's Web API, and the HTTP sessions that they use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack.web_api import SlackTimeouts, count_refusal
from bot.core.metrics import Metrics

_CONNECTIONS: Final = 60
_KEPT_FOR: Final = 5.0
"""Seconds. Slack keeps connections longer, so one that is used again is still open."""


class _CountingClient(AsyncWebClient):
    """Counts the requests that Slack refuses."""

    metrics: Metrics

    async def api_call(self, *arguments: Any, **options: Any) -> AsyncSlackResponse:
        """Send a request. Overrides the method of the library through which all requests go."""
        try:
            return await super().api_call(*arguments, **options)
        except Exception as error:
            count_refusal(self.metrics, error)
            raise


def web_client(
    token: str,
    api_url: str,
    session: aiohttp.ClientSession,
    timeouts: SlackTimeouts,
    metrics: Metrics | None = None,
) -> AsyncWebClient:
    """Make a client of the Web API that never repeats a request and uses no proxy for a local address."""
    web = _CountingClient(
        token=token, base_url=api_url, session=session, timeout=round(timeouts.attempt), retry_handlers=[]
    )
    web.metrics = metrics or Metrics()
    if _local(api_url):
        web.proxy = None
    return web


def open_session(timeouts: SlackTimeouts, guard: Callable[[], None] | None = None) -> aiohttp.ClientSession:
    """Open an HTTP session that calls `guard` just before a request's body is sent.

    If the guard raises an error, nothing is sent, and aiohttp raises an error whose cause is the guard's.
    With a guard, each request has its own connection: Slack may have closed one that is kept open, and then it would be
    unknown whether a digest was posted. Without one, connections are kept for a few seconds, as many answers need them.
    """
    if guard:
        connector = aiohttp.TCPConnector(force_close=True, limit=0)
    else:
        connector = aiohttp.TCPConnector(limit=_CONNECTIONS, keepalive_timeout=_KEPT_FOR)
    timeout = aiohttp.ClientTimeout(total=timeouts.attempt)
    return aiohttp.ClientSession(connector=connector, timeout=timeout, trace_configs=[_trace(guard)] if guard else [])


def _trace(guard: Callable[[], None]) -> aiohttp.TraceConfig:
    """Trace requests so that the guard runs microseconds before the body is sent. On connecting is too early."""

    async def call(*_: object) -> None:
        guard()

    trace = aiohttp.TraceConfig()
    trace.on_request_chunk_sent.append(call)
    return trace


def _local(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.") or bool(proxy_bypass(host))
