"""Our requests to Discord, each repeated where that is safe.

The library's own HTTP client would end with the gateway client that it belongs to, repeats some requests that must not
be repeated (a follow-up has no nonce) and gives up on others that must be (503, a dropped connection, a 429 that comes
from a proxy). What is left to do is little: repeat, and wait where Discord says so.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any, TypeAlias

import aiohttp

from bot.adapters.common.retry import Done, Failure, retry
from bot.adapters.discord.timeouts import Timeouts
from bot.core.errors import DeliveryError

Json: TypeAlias = dict[str, Any]


class RefusalError(DeliveryError):
    """Discord answered with an error that repeating won't change."""

    def __init__(self, what: str, status: int, code: int, message: str) -> None:
        super().__init__(f"Discord refused {what}: {status} {message} (code {code})")
        self.status = status
        """Of HTTP."""
        self.code = code
        """Discord's own; 0 where the answer holds none."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request."""

    what: str
    """For people, without ids or tokens, such as "a reply"."""
    method: str
    path: str
    """Beneath the address of the API; it may hold an interaction's token, so it is never logged."""
    body: Any = None
    lane: str = ""
    """Requests of a lane share Discord's limit; empty for those that have none of their own."""
    authorized: bool = True
    """False where the path itself holds the right to ask."""
    repeatable: bool = True
    """Whether asking twice does no harm, so that it may be asked again when it's unknown what became of it."""
    before: Callable[[], Awaitable[None]] | None = None
    """Called right before each attempt; what it raises ends the request."""


class _AttemptError(Exception):
    """An attempt failed in a way that may pass."""

    def __init__(self, problem: str, *, done: Done = "no", after: float = 0.0) -> None:
        super().__init__(problem)
        self.failure = Failure(problem, done, after)


class Rest:
    """Sends requests for one bot. Made inside the running loop; close it at the end."""

    def __init__(self, token: str, api_url: str, patience: Timeouts) -> None:
        self._base = api_url.rstrip("/")
        self._patience = patience
        self._authorization = {"Authorization": f"Bot {token}"}
        self._session = aiohttp.ClientSession(
            headers={"User-Agent": f"DiscordBot (factbot, {_version()})"},
            timeout=aiohttp.ClientTimeout(total=patience.attempt),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        self._not_before: dict[str, float] = {}
        """When each lane is free again, on the monotonic clock; the lane "" stands for all of them."""

    async def close(self) -> None:
        """Give back the connections."""
        await self._session.close()

    async def get(self, what: str, path: str) -> Any:
        """Ask once. Raises RefusalError, or DeliveryError where Discord can't be reached."""
        try:
            return await self._attempt(Request(what, "GET", path))
        except _AttemptError as error:
            raise DeliveryError(f"Could not get {what}: {error}") from None

    async def send(self, request: Request) -> Any:
        """Send until it succeeds; returns the answer as JSON, None where there is none.

        Raises RefusalError, or DeliveryError where patience ends.
        """
        within = self._patience.retry_for
        deadline = time.monotonic() + within

        async def attempt() -> Any:
            await self._turn(request.lane, deadline)
            if request.before:
                await request.before()
            return await self._attempt(request)

        pause, repeatable = self._patience.retry_pause, request.repeatable
        return await retry(attempt, partial(_judge, request), within=within, pause=pause, repeatable=repeatable)

    async def _turn(self, lane: str, deadline: float) -> None:
        """Wait until Discord allows another request in this lane."""
        now = time.monotonic()
        free = max(self._not_before.get("", 0.0) if lane else 0.0, self._not_before.get(lane, 0.0))
        if free > deadline:
            raise DeliveryError(f"Discord allows no more requests for {free - now:.0f} seconds")
        if free > now:
            await asyncio.sleep(free - now)

    async def _attempt(self, request: Request) -> Any:
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
            raise _AttemptError(type(error).__name__, done="unknown") from None
        self._note_limits(request.lane, response)
        return self._judged(request, response, answer)

    def _judged(self, request: Request, response: aiohttp.ClientResponse, answer: Any) -> Any:
        status = response.status
        if status < 300:
            return answer
        told: Json = answer if isinstance(answer, dict) else {}
        if status == 429:
            after = _seconds(told.get("retry_after"), response.headers.get("Retry-After")) or self._patience.retry_pause
            everywhere = bool(told.get("global")) or "X-RateLimit-Global" in response.headers
            self._block("" if everywhere else request.lane, after)
            raise _AttemptError("429, too many requests", after=after)
        if status >= 500:
            after = _seconds(response.headers.get("Retry-After"))
            raise _AttemptError(f"{status} from Discord", done="unknown", after=after)
        code = told.get("code")
        raise RefusalError(request.what, status, code if isinstance(code, int) else 0, str(told.get("message", "")))

    def _note_limits(self, lane: str, response: aiohttp.ClientResponse) -> None:
        """Wait before the request that would be one too many, instead of after its 429."""
        if lane and response.headers.get("X-RateLimit-Remaining") == "0":
            self._block(lane, _seconds(response.headers.get("X-RateLimit-Reset-After")))

    def _block(self, lane: str, seconds: float) -> None:
        now = time.monotonic()
        if len(self._not_before) > 256:
            self._not_before = {lane: free for lane, free in self._not_before.items() if free > now}
        self._not_before[lane] = max(self._not_before.get(lane, 0.0), now + seconds)


def _judge(request: Request, error: Exception) -> Failure:
    """Say what a failed attempt means; what is not passing is raised as it is."""
    if not isinstance(error, _AttemptError):
        raise error
    return replace(error.failure, problem=f"Sending {request.what} failed ({error})")


async def _json(response: aiohttp.ClientResponse) -> Any:
    """The answer as JSON; None where it is empty or something else, such as a proxy's page."""
    try:
        return await response.json(content_type=None)
    except ValueError:
        return None


def _seconds(*told: object) -> float:
    """The first number among what was told; 0 where there is none."""
    for value in told:
        try:
            return max(0.0, float(str(value)))
        except ValueError:
            continue
    return 0.0


def _version() -> str:
    try:
        return version("factbot")
    except PackageNotFoundError:
        return "0"
