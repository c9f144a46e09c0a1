"""Calls of the Web API, and whether their errors allow another attempt; see `common.retry`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeAlias

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.common.retry import Failure
from bot.adapters.common.timeouts import Timeouts
from bot.core.errors import DeliveryError
from bot.core.metrics import Metrics

Answer: TypeAlias = Mapping[str, Any]

TROUBLE = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError)
"""Errors of a request that Slack did not answer, or refused."""
_NOT_YET = {"ratelimited", "rate_limited", "message_limit_exceeded"}
_BROKEN = {"fatal_error", "internal_error", "service_unavailable", "request_timeout", "team_added_to_org"}


@dataclass(frozen=True, slots=True)
class SlackTimeouts(Timeouts):
    """The times that only Slack needs, in seconds."""

    first_backoff: float = 0.25
    """Pause before the first new connection: short, as nothing is heard meanwhile."""
    longest_backoff: float = 5.0
    """Longest pause between two connections. If Slack asks for a longer one, that counts."""
    stable_after: float = 5.0
    switched_off: float = 60.0
    """Pause before the next attempt if Socket Mode is switched off for the app."""
    greeting: float = 5.0
    """Longest wait for Slack's hello on a new socket."""
    linger: float = 10.0
    """A replaced socket stays open this long, or until Slack closes it: events may still be on their way."""
    post: float = 20.0
    """Longest time of a request that posts a digest. Slack may carry it out late, and then must not get it again."""
    settle: float = 30.0
    """After a post of unknown fate, wait this long before looking for it: it may arrive or show late."""
    renewal: float = 5.0
    """While waiting, the lease is renewed this often."""
    visibility_ttl: float = 300.0
    """How long an answer is cached that says whether a channel is public."""
    groups_ttl: float = 30.0
    """How long it is cached who is in the user groups."""
    status_after: float = 1.0
    """How long a question in a direct message is worked on before a line says so."""
    status: float = 2.0
    """Longest time of a request that only shows that line, or suggests questions."""
    close: float = 2.0
    """Longest time to close a connection."""


class RejectedError(DeliveryError):
    """Slack refused a request for good."""

    def __init__(self, problem: str, code: str) -> None:
        super().__init__(f"Slack refused it: {problem}")
        self.code = code
        """Slack's error code; empty if it gave none."""


class NoJsonError(SlackClientError):
    """An answer with status 200 is no JSON, so it is unknown what happened."""


class HttpError(Exception):
    """A `response_url` answered with a status other than 200."""

    def __init__(self, status: int, headers: Mapping[str, str], body: str) -> None:
        super().__init__(f"status {status}: {body[:200]}")
        self.status = status
        self.headers = headers


def error_code(error: BaseException) -> str:
    """Return Slack's error code, such as `channel_not_found`; empty if it gave none."""
    data = getattr(getattr(error, "response", None), "data", None)
    return str(data.get("error") or "") if isinstance(data, Mapping) else ""


def describe(error: BaseException) -> str:
    """Describe an error for the log, without the data that was sent."""
    if code := error_code(error):
        needed = getattr(error, "response", {}).get("needed") if code == "missing_scope" else None
        return f"{code} ({needed})" if needed else code
    status = _status(error)
    return f"HTTP {status}" if status else f"{type(error).__name__}: {error}"


def judge(error: Exception) -> Failure:
    """Classify the error of a call: it had no effect, its effect is unknown, or Slack refused it for good.

    Raises `error` itself if it does not come from Slack or the network.
    """
    if not isinstance(error, (*TROUBLE, HttpError)):
        raise error
    status, code, problem, after = _status(error), error_code(error), describe(error), retry_after(error)
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in _NOT_YET:
        return Failure(problem, "none", after)
    if status >= 500 or code in _BROKEN:
        return Failure(problem, "refused", after)
    if isinstance(error, NoJsonError) or (status == 200 and not code):
        return Failure(problem, "unknown", after)
    if not status and isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Failure(problem, "none", after)
    if not status and isinstance(error, aiohttp.ClientError | TimeoutError | OSError):
        return Failure(problem, "unknown", after)
    return Failure(problem, final=RejectedError(problem, code))


def count_refusal(metrics: Metrics, error: Exception) -> None:
    """Count a request that Slack refused. Its own failures and those of the network don't count."""
    status, code = _status(error), error_code(error)
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in _NOT_YET:
        metrics.limited.add("slack")
    elif 400 <= status < 500 or (code and code not in _BROKEN):
        metrics.refused.add("slack")


async def call(web: AsyncWebClient, method: str, **fields: object) -> Answer:
    """Call a method of the Web API once. Raises NoJsonError if the answer does not come from Slack."""
    try:
        answer = await web.api_call(method, json=fields)
    except AttributeError as error:  # the library expects JSON, and a proxy may answer with a page
        raise NoJsonError("the answer is no JSON") from error
    return answer.data if isinstance(answer.data, dict) else {}


def _status(error: BaseException) -> int:
    """Return the HTTP status of an error; 0 if it has none."""
    holder = getattr(error, "response", None) if isinstance(error, SlackApiError) else error
    for name in ("status_code", "status"):
        if isinstance(status := getattr(holder, name, None), int):
            return status
    return 0


def retry_after(error: BaseException) -> float:
    """Return the seconds for which Slack asked to wait; 0 if it did not ask."""
    holder = getattr(error, "response", None) if isinstance(error, SlackApiError) else error
    headers = getattr(holder, "headers", None)
    if not isinstance(headers, Mapping):
        return 0.0
    value = next((v for k, v in headers.items() if k.casefold() == "retry-after"), "0")
    try:
        return max(0.0, float(value))
    except ValueError:
        return 0.0
