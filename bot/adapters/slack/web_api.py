"""Calls of the Web API, repeated for as long as that helps and never so that something is posted twice."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.common.timeouts import Timeouts as CommonTimeouts
from bot.core.errors import DeliveryError

log = logging.getLogger(__name__)

Answer: TypeAlias = Mapping[str, Any]
Call: TypeAlias = Callable[[], Awaitable[Answer]]
LookUp: TypeAlias = Callable[[], Awaitable[Answer | None]]
"""Finds what a call has posted; None where it posted nothing. Raises UnableError where that can't be found out."""

Fate: TypeAlias = Literal["refused", "not done", "failed", "unknown"]
"""What became of a call that raised: Slack said no for good; it surely did nothing; it answered that something broke
on its side; or the connection broke while it may have been at work."""

TROUBLE = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError)
"""What a request raises that Slack did not answer, or answered with a no."""
_NOT_YET = {"ratelimited", "rate_limited", "message_limit_exceeded"}
_BROKEN = {"fatal_error", "internal_error", "service_unavailable", "request_timeout", "team_added_to_org"}


@dataclass(frozen=True, slots=True)
class Timeouts(CommonTimeouts):
    """How long the adapter waits on Slack alone, in seconds."""

    greeting: float = 5.0
    """Slack may take this long to say hello on a new socket."""
    linger: float = 10.0
    """A socket that has its successor stays open this long, or until Slack closes it: events may be on their way."""
    believe: float = 300.0
    """What Slack says of a channel is taken for true this long."""
    close: float = 2.0
    """Saying goodbye may take this long."""


class UncertainError(DeliveryError):
    """The connection broke and what became of a reply can't be found out; it must not be sent in another way."""


class NoError(DeliveryError):
    """Slack said no for good."""

    def __init__(self, problem: str, code: str) -> None:
        super().__init__(f"Slack refused it: {problem}")
        self.code = code
        """Slack's own word for it; empty where it gave none."""


class UnableError(Exception):
    """It can't be found out whether a message was posted."""


class HttpError(Exception):
    """An answer of a `response_url` other than 200."""

    def __init__(self, status: int, headers: Mapping[str, str], body: str) -> None:
        super().__init__(f"status {status}: {body[:200]}")
        self.status = status
        self.headers = headers


def backoff(first: float, longest: float) -> Iterator[float]:
    """Pauses that double from `first` to `longest`, each somewhere in its upper half."""
    pause = first
    while True:
        yield pause * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, hides nothing
        pause = min(pause * 2, longest)


def error_code(error: BaseException) -> str:
    """Slack's own word for what is wrong, such as `channel_not_found`; empty where it gave none."""
    data = getattr(getattr(error, "response", None), "data", None)
    return str(data.get("error") or "") if isinstance(data, Mapping) else ""


def describe(error: BaseException) -> str:
    """Say what is wrong for the log, without anything that was sent."""
    if code := error_code(error):
        return code
    status = _status(error)
    return f"HTTP {status}" if status else f"{type(error).__name__}: {error}"


def fate(error: Exception) -> Fate:
    """Tell what became of the call that raised `error`."""
    status, code = _status(error), error_code(error)
    if status == 429 or code in _NOT_YET:
        return "not done"
    if status >= 500 or code in _BROKEN:
        return "failed"
    if status == 200 and not code:  # an answer that can't be read
        return "unknown"
    if status:
        return "refused"
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return "not done"
    return "unknown" if isinstance(error, aiohttp.ClientError | TimeoutError | OSError) else "refused"


async def call(web: AsyncWebClient, method: str, **fields: object) -> Answer:
    """Call a method of the Web API once."""
    answer = await web.api_call(method, json=fields)
    return answer.data if isinstance(answer.data, dict) else {}


async def persist(
    attempt: Call,
    patience: Timeouts,
    *,
    repeatable: bool = False,
    look_up: LookUp | None = None,
) -> Answer:
    """Make a call until it succeeds, is refused or `patience.retry_for` is over.

    A call whose fate is uncertain is repeated only where it is `repeatable` (twice is as good as once), or after
    `look_up` found nothing of it; where it finds something, that is the answer.
    Raises NoError where it is refused, DeliveryError where it did nothing, and UncertainError where the reply may have
    been posted.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience.retry_for
    for pause in backoff(patience.retry_pause, patience.retry_for):
        try:
            return await attempt()
        except (*TROUBLE, HttpError) as error:
            became, problem, wait = fate(error), describe(error), max(pause, retry_after(error))
            code = error_code(error)
        if became == "refused":
            raise NoError(problem, code)
        if loop.time() + wait > deadline:
            raise DeliveryError(f"Slack could not be reached for {patience.retry_for:.0f} s: {problem}")
        log.info("Slack: %s; next attempt in %.1f s", problem, wait)
        await asyncio.sleep(wait)
        if became in ("failed", "unknown") and not repeatable and (found := await _look(look_up, became, problem)):
            return found
    raise AssertionError("the pauses never end")


async def _look(look_up: LookUp | None, became: Fate, problem: str) -> Answer | None:
    """Look whether a call did its work after all.

    Where looking isn't possible, Slack's word that a call failed is trusted, and a broken connection is not taken
    for a failure.
    """
    try:
        if look_up is None:
            raise UnableError
        return await look_up()
    except UnableError:
        if became == "unknown":
            raise UncertainError(f"It is unknown if the reply was posted: {problem}") from None
        return None


def _status(error: BaseException) -> int:
    """The HTTP status that came with an error; 0 where none did."""
    holder = getattr(error, "response", None) if isinstance(error, SlackApiError) else error
    for name in ("status_code", "status"):
        if isinstance(status := getattr(holder, name, None), int):
            return status
    return 0


def retry_after(error: BaseException) -> float:
    """Seconds for which Slack asked us to wait; 0 where it did not ask."""
    holder = getattr(error, "response", None) if isinstance(error, SlackApiError) else error
    headers = getattr(holder, "headers", None)
    if not isinstance(headers, Mapping):
        return 0.0
    value = next((v for k, v in headers.items() if k.casefold() == "retry-after"), "0")
    try:
        return max(0.0, float(value))
    except ValueError:
        return 0.0
