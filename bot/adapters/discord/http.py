"""Requests to Discord, repeated if that is safe.

The library's own HTTP client does not fit. It ends with its gateway client, and it repeats some requests that must not
be repeated: a follow-up has no nonce. It gives up on others that must be repeated, such as after a 503, a dropped
connection, or a 429 of a proxy. The rest is little work: repeat, and wait if Discord says so.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.adapters.common.retry import Effect, Failure, retry
from bot.adapters.discord.payloads import Json
from bot.adapters.discord.timeouts import DiscordTimeouts
from bot.core.errors import DeliveryError
from bot.core.version import version


class RefusalError(DeliveryError):
    """Discord answered with an error that repeating won't change."""

    def __init__(self, what: str, status: int, code: int, message: str) -> None:
        super().__init__(f"Discord refused {what}: {status} {message} (code {code})")
        self.status = status
        """HTTP status."""
        self.code = code
        """Discord's own error code; 0 if the answer has none."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request."""

    what: str
    """For people, without ids or tokens, such as "a reply"."""
    method: str
    path: str
    """Path below the API's address. It may contain an interaction's token, so it is never logged."""
    body: Any = None
    bucket: str = ""
    """Requests of a bucket share one of Discord's rate limits. Empty if only the global limit applies."""
    authorized: bool = True
    """False if the path contains a token, so that the request needs no other authorization."""
    repeatable: bool = True
    """Whether the request may be sent again if its result is unknown, because twice does no harm."""
    before_attempt: Callable[[], Awaitable[None]] | None = None
    """Called right before each attempt. Its errors end the request."""


class _AttemptError(Exception):
    """An attempt failed in a way that may pass."""

    def __init__(self, problem: str, *, effect: Effect = "none", after: float = 0.0) -> None:
        super().__init__(problem)
        self.failure = Failure(problem, effect, after)


class Rest:
    """Sends requests for one bot. Made inside the running loop; close it at the end."""

    def __init__(self, token: str, api_url: str, timeouts: DiscordTimeouts) -> None:
        self._base = api_url.rstrip("/")
        self._timeouts = timeouts
        self._authorization = {"Authorization": f"Bot {token}"}
        self._session = aiohttp.ClientSession(
            headers={"User-Agent": f"DiscordBot (factbot, {version()})"},
            timeout=aiohttp.ClientTimeout(total=timeouts.attempt),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        self._not_before: dict[str, float] = {}
        """When each bucket is free again, in seconds of the monotonic clock. The bucket "" means all of them."""

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()

    async def get(self, what: str, path: str) -> Any:
        """Get a resource, in one attempt. Raises RefusalError, or DeliveryError if Discord can't be reached."""
        try:
            return await self._attempt(HttpRequest(what, "GET", path))
        except _AttemptError as error:
            raise DeliveryError(f"Could not get {what}: {error}") from None

    async def send(self, request: HttpRequest) -> Any:
        """Send a request until it succeeds, and return the answer as JSON; None if it has none.

        Raises RefusalError, or DeliveryError after `Timeouts.retry_for`.
        """
        within = self._timeouts.retry_for
        deadline = time.monotonic() + within

        async def attempt() -> Any:
            await self._wait_for_bucket(request.bucket, deadline)
            if request.before_attempt:
                await request.before_attempt()
            return await self._attempt(request)

        pause, repeatable = self._timeouts.retry_pause, request.repeatable
        return await retry(attempt, partial(_judge, request), within=within, pause=pause, repeatable=repeatable)

    async def _wait_for_bucket(self, bucket: str, deadline: float) -> None:
        """Wait until Discord allows another request of this bucket. Raises DeliveryError if that is too late."""
        now = time.monotonic()
        free = max(self._not_before.get("", 0.0) if bucket else 0.0, self._not_before.get(bucket, 0.0))
        if free > deadline:
            raise DeliveryError(f"Discord allows no more requests for {free - now:.0f} seconds")
        if free > now:
            await asyncio.sleep(free - now)

    async def _attempt(self, request: HttpRequest) -> Any:
        if self._session.closed:
            raise DeliveryError(f"Discord is no longer connected, so {request.what} was not sent")
        headers = self._authorization if request.authorized else None
        try:
            async with self._session.request(
                request.method, self._base + request.path, json=request.body, headers=headers
            ) as response:
                answer = await _json(response)
        except aiohttp.ClientConnectorError as error:
            raise _AttemptError(f"no connection: {error.strerror or error}") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _AttemptError(type(error).__name__, effect="unknown") from None
        self._note_limits(request.bucket, response)
        return self._evaluate(request, response, answer)

    def _evaluate(self, request: HttpRequest, response: aiohttp.ClientResponse, answer: Any) -> Any:
        status = response.status
        if status < 300:
            return answer
        details: Json = answer if isinstance(answer, dict) else {}
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            retry_after = _seconds(details.get("retry_after"), response.headers.get("Retry-After"))
            after = retry_after or self._timeouts.retry_pause
            everywhere = bool(details.get("global")) or "X-RateLimit-Global" in response.headers
            self._block("" if everywhere else request.bucket, after)
            raise _AttemptError("429, too many requests", after=after)
        if status >= 500:
            after = _seconds(response.headers.get("Retry-After"))
            raise _AttemptError(f"{status} from Discord", effect="unknown", after=after)
        code = details.get("code")
        raise RefusalError(request.what, status, code if isinstance(code, int) else 0, str(details.get("message", "")))

    def _note_limits(self, bucket: str, response: aiohttp.ClientResponse) -> None:
        """Note from the headers when a bucket is used up, so that the next request waits and gets no 429."""
        if bucket and response.headers.get("X-RateLimit-Remaining") == "0":
            self._block(bucket, _seconds(response.headers.get("X-RateLimit-Reset-After")))

    def _block(self, bucket: str, seconds: float) -> None:
        now = time.monotonic()
        if len(self._not_before) > 256:
            self._not_before = {bucket: free for bucket, free in self._not_before.items() if free > now}
        self._not_before[bucket] = max(self._not_before.get(bucket, 0.0), now + seconds)


def _judge(request: HttpRequest, error: Exception) -> Failure:
    """Return what a failed attempt means. Raises the error itself if it is not temporary."""
    if not isinstance(error, _AttemptError):
        raise error
    return replace(error.failure, problem=f"Sending {request.what} failed ({error})")


async def _json(response: aiohttp.ClientResponse) -> Any:
    """Return the answer as JSON; None if it is empty or no JSON, such as a proxy's page."""
    try:
        return await response.json(content_type=None)
    except ValueError:
        return None


def _seconds(*values: object) -> float:
    """Return the first of `values` that is a number, in seconds; 0 if none is."""
    for value in values:
        try:
            return max(0.0, float(str(value)))
        except ValueError:
            continue
    return 0.0
