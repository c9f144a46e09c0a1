"""Requests to Discord, repeated if that is safe.

The library's own HTTP client does not fit. It ends with its gateway client, and it repeats some requests that must not
be repeated: a follow-up has no nonce. It gives up on others that must be repeated, such as after a 503, a dropped
connection, or a 429 of a proxy. When to send is decided in `rate_limits`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.adapters.common.retry import Effect, Failure, retry
from bot.adapters.discord.payloads import Json
from bot.adapters.discord.rate_limits import RateLimits, seconds
from bot.adapters.discord.timeouts import DiscordTimeouts
from bot.core.errors import DeliveryError, LateError
from bot.core.metrics import Metrics
from bot.core.version import version

_INVALID = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
"""Answers that count towards a ban, unless a limit that several bots share is the reason."""


_MOST_500 = 3
"""Answers with status 500 to one request to read something after which it counts as refused.

Discord can't read the history of some channels (discord-api-docs#8611), and that lasts.
"""


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
    lane: str = ""
    """Requests of a lane share one of Discord's rate limits, and are sent one after the other. Empty if in no lane."""
    authorized: bool = True
    """False if the path contains a token: no other authorization is needed, and the limit of all does not apply."""
    repeatable: bool = True
    """Whether the request may be sent again if its result is unknown, because twice does no harm."""
    before_attempt: Callable[[], Awaitable[None]] | None = None
    """Called right before each attempt. Its errors end the request."""
    patience: float | None = None
    """Seconds in which the request must be done, with all waiting; None for `Timeouts.retry_for`."""
    spared: bool = False
    """Whether the request is not sent if Discord has just forbidden another one of its lane, because that counts."""


class _AttemptError(Exception):
    """An attempt failed in a way that may pass."""

    def __init__(self, problem: str, *, effect: Effect = "none", after: float = 0.0, status: int = 0) -> None:
        super().__init__(problem)
        self.failure = Failure(problem, effect, after)
        self.status = status
        """HTTP status; 0 if there was no answer."""

    @property
    def limited(self) -> bool:
        """Return whether a rate limit is the reason."""
        return self.status == HTTPStatus.TOO_MANY_REQUESTS


class Rest:
    """Sends requests for one bot. Made inside the running loop; close it at the end."""

    def __init__(self, token: str, api_url: str, timeouts: DiscordTimeouts, metrics: Metrics | None = None) -> None:
        self.metrics = metrics or Metrics()
        self._base = api_url.rstrip("/")
        self._timeouts = timeouts
        self._authorization = {"Authorization": f"Bot {token}"}
        self._session = aiohttp.ClientSession(
            headers={"User-Agent": f"DiscordBot (factbot, {version()})"},
            timeout=aiohttp.ClientTimeout(total=timeouts.attempt),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        self._limits = RateLimits()
        self._forbidden: dict[str, tuple[float, Callable[[], RefusalError]]] = {}
        """For each lane in which Discord has just forbidden a request, until when that is remembered, and the error."""
        self.unauthorized = asyncio.Event()
        """Set when Discord refused the bot's token, which may have been reset while the bot runs."""

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

        Raises RefusalError, LateError if Discord's limits don't allow it in time, and DeliveryError if it fails.
        """
        within = self._timeouts.retry_for if request.patience is None else request.patience
        deadline = asyncio.get_running_loop().time() + within
        failed = 0

        async def attempt() -> Any:
            nonlocal failed
            self._check_forbidden(request)
            await self._limits.wait(request.lane, deadline, exempt=not request.authorized)
            if request.before_attempt:
                await request.before_attempt()
            try:
                return await self._attempt(request)
            except _AttemptError as error:
                failed += error.status == HTTPStatus.INTERNAL_SERVER_ERROR and request.method == "GET"
                if failed < _MOST_500:
                    raise
                raise RefusalError(request.what, error.status, 0, "Internal Server Error") from None

        judge, pause = partial(_judge, request, deadline), self._timeouts.retry_pause
        async with self._limits.turn(request.lane, deadline):
            left = deadline - asyncio.get_running_loop().time()
            try:
                return await retry(attempt, judge, within=left, pause=pause, repeatable=request.repeatable)
            except RefusalError as refusal:
                if refusal.status == HTTPStatus.UNAUTHORIZED and request.authorized:
                    self.unauthorized.set()
                raise

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
        self._limits.note(request.lane, response.headers)
        return self._evaluate(request, response, answer)

    def _evaluate(self, request: HttpRequest, response: aiohttp.ClientResponse, answer: Any) -> Any:
        status = response.status
        if status < 300:
            return answer
        details: Json = answer if isinstance(answer, dict) else {}
        if status in _INVALID and response.headers.get("X-RateLimit-Scope") != "shared":
            self._limits.note_invalid()
        refusals = self.metrics.limited if status == HTTPStatus.TOO_MANY_REQUESTS else self.metrics.refused
        if status < 500:
            refusals.add("discord")
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            retry_after = seconds(details.get("retry_after"), response.headers.get("Retry-After"))
            after = retry_after or self._timeouts.retry_pause
            # A proxy in front of Discord answers without JSON. It refuses all requests of the address.
            everywhere = bool(details.get("global")) or "X-RateLimit-Global" in response.headers or not details
            self._limits.block(request.lane, after, everywhere=everywhere)
            raise _AttemptError("429, too many requests", after=after, status=status)
        if status >= 500:
            after = seconds(response.headers.get("Retry-After"))
            raise _AttemptError(f"{status} from Discord", effect="unknown", after=after, status=status)
        code = details.get("code")
        known = code if isinstance(code, int) else 0
        refusal = partial(RefusalError, request.what, status, known, str(details.get("message", "")))
        if status == HTTPStatus.FORBIDDEN:
            self._forbidden[request.lane] = asyncio.get_running_loop().time() + self._timeouts.spare, refusal
        raise refusal()

    def _check_forbidden(self, request: HttpRequest) -> None:
        """Raise the error of an earlier request if this one would certainly be forbidden, too."""
        now = asyncio.get_running_loop().time()
        self._forbidden = {lane: entry for lane, entry in self._forbidden.items() if entry[0] > now}
        if request.spared and request.lane in self._forbidden:
            raise self._forbidden[request.lane][1]()


def _judge(request: HttpRequest, deadline: float, error: Exception) -> Failure:
    """Return what a failed attempt means. Raises the error itself if it is not temporary."""
    if not isinstance(error, _AttemptError):
        raise error
    if error.limited and asyncio.get_running_loop().time() + error.failure.after > deadline:
        raise LateError(f"Discord allows {request.what} only in {error.failure.after:.0f} seconds")
    return replace(error.failure, problem=f"Sending {request.what} failed ({error})")


async def _json(response: aiohttp.ClientResponse) -> Any:
    """Return the answer as JSON; None if it is empty or no JSON, such as a proxy's page."""
    try:
        return await response.json(content_type=None)
    except ValueError:
        return None
