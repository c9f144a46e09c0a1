"""Who we are in Slack, whether it lets us in, and who manages a channel."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.manifest import SCOPES
from bot.adapters.slack.messages import Identity
from bot.adapters.slack.web_api import TROUBLE, Timeouts, backoff, describe, error_code, retry_after
from bot.core.diagnostics import CheckResult
from bot.core.errors import AccessError
from bot.core.events import Person

log = logging.getLogger(__name__)

T = TypeVar("T")

WHERE: Final = "api.slack.com/apps"
_BOT_TOKEN = (
    "Slack does not accept SLACK_BOT_TOKEN ({code}). It is the “Bot User OAuth Token” that starts with xoxb-. "
    f"A manager of the app can find it at {WHERE} under OAuth & Permissions."
)
_APP_TOKEN = (
    "Slack does not accept SLACK_APP_TOKEN ({code}). It is an app-level token that starts with xapp- and has the "
    f"scope connections:write. A manager of the app can make one at {WHERE} under Basic Information, "
    "and must switch on Socket Mode there."
)
_FINAL = {
    "access_denied", "account_inactive", "app_not_installed", "invalid_auth", "invalid_token", "missing_scope",
    "no_permission", "not_allowed_token_type", "not_authed", "team_access_not_granted", "token_expired",
    "token_revoked", "user_removed_from_team",
}  # fmt: skip
_UNKNOWN = (*TROUBLE, ValueError)


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


async def identify(web: AsyncWebClient, patience: Timeouts) -> Identity:
    """Ask who our bot token makes us, for ever while Slack can't be reached. Raises AccessError if it is refused."""
    return await _insist(lambda: _identity(web), _BOT_TOKEN, patience)


async def socket_address(web: AsyncWebClient, app_token: str) -> str:
    """Ask for the address of a new socket. Raises AccessError if the app token is refused, else what went wrong."""
    try:
        answer = await web.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        raise _refusal(error, _APP_TOKEN) or error from None
    if not answer.get("url"):
        raise ValueError("apps.connections.open returned no address")
    return str(answer["url"])


async def load_permissions(web: AsyncWebClient, me: Identity, person: Person, channel: str) -> Person:
    """Fill in whether a person manages a channel and the workspace, in doubt not, and by which clock they live.

    A channel is managed by admins and owners of our workspace, and by who made it.
    """
    user: Mapping[str, Any] = {}
    try:
        user = (await web.users_info(user=person.id)).get("user") or {}
    except _UNKNOWN as error:
        log.warning("Slack does not say who %s is: %s", person.id, describe(error))
    foreign = user.get("is_stranger") or user.get("team_id") not in {None, "", me.team}
    admin = not foreign and any(user.get(k) for k in ("is_admin", "is_owner", "is_primary_owner"))
    manager = admin or await _made(web, person.id, channel)
    return replace(person, manager=manager, admin=admin, zone=str(user.get("tz") or ""))


async def _made(web: AsyncWebClient, person: str, channel: str) -> bool:
    try:
        info = (await web.conversations_info(channel=channel)).get("channel") or {}
    except _UNKNOWN as error:
        log.warning("Slack does not say who made channel %s: %s", channel, describe(error))
        return False
    return bool(person) and info.get("creator") == person


async def diagnose(bot_token: str, app_token: str, api_url: str) -> list[CheckResult]:
    """Check tokens, scopes and Socket Mode for `factbot doctor`."""
    patience = Timeouts()
    async with open_session(patience) as session:
        web = web_client(bot_token, api_url, session, patience)
        return [
            *await _check_bot_token(web, bot_token),
            await _check_app_token(web, app_token),
        ]


async def _check_bot_token(web: AsyncWebClient, token: str) -> list[CheckResult]:
    if not token.startswith("xoxb-"):
        return [
            CheckResult(False, "SLACK_BOT_TOKEN is not a Slack bot token.", _BOT_TOKEN.format(code="wrong beginning"))
        ]
    try:
        answer = await web.auth_test()
    except _UNKNOWN as error:
        return [_failure(error, _BOT_TOKEN)]
    findings = [CheckResult(True, f"Slack knows the bot as {answer.get('user')} in {answer.get('team')}.")]
    header = next((str(v) for k, v in answer.headers.items() if k.casefold() == "x-oauth-scopes"), None)
    if header is None:
        return findings
    missing = sorted(SCOPES - {scope.strip() for scope in header.split(",")})
    if missing:
        remedy = (
            f"A manager of the app must paste the output of `factbot manifest` at {WHERE} and install the app again."
        )
        return [*findings, CheckResult(False, f"The Slack app does not have the scopes {', '.join(missing)}.", remedy)]
    return [*findings, CheckResult(True, "The Slack app has every scope that it needs.")]


async def _check_app_token(web: AsyncWebClient, token: str) -> CheckResult:
    if not token.startswith("xapp-"):
        remedy = _APP_TOKEN.format(code="wrong beginning")
        return CheckResult(False, "SLACK_APP_TOKEN is not a Slack app-level token.", remedy)
    try:
        await socket_address(web, token)
    except AccessError as error:
        return CheckResult(False, "Slack does not accept SLACK_APP_TOKEN.", str(error))
    except _UNKNOWN as error:
        return _failure(error, _APP_TOKEN)
    return CheckResult(True, "Slack accepts SLACK_APP_TOKEN, and Socket Mode works.")


def _failure(error: Exception, sentence: str) -> CheckResult:
    if refusal := _refusal(error, sentence):
        return CheckResult(False, "Slack does not accept a token.", str(refusal))
    return CheckResult(False, f"Slack can't be reached: {describe(error)}.", "Check the network and SLACK_API_URL.")


async def _identity(web: AsyncWebClient) -> Identity:
    answer = await web.auth_test()
    user, bot, team = (str(answer.get(k) or "") for k in ("user_id", "bot_id", "team_id"))
    if not user:
        raise ValueError("auth.test returned no user")
    if not bot and (web.token or "").startswith("xoxp-"):
        raise AccessError(_BOT_TOKEN.format(code="the token of a person"))
    return Identity(user, bot, team)


async def _insist(ask: Callable[[], Awaitable[T]], sentence: str, patience: Timeouts) -> T:
    for pause in backoff(patience.first_backoff, patience.longest_backoff):
        try:
            return await ask()
        except _UNKNOWN as error:
            if refusal := _refusal(error, sentence):
                raise refusal from None
            wait = max(pause, retry_after(error))
            log.warning("Slack can't be reached (%s); next attempt in %.0f s", describe(error), wait)
        await asyncio.sleep(wait)
    raise AssertionError("the pauses never end")


def _refusal(error: Exception, sentence: str) -> AccessError | None:
    code = error_code(error)
    return AccessError(sentence.format(code=code)) if code in _FINAL else None


def _local(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.") or bool(proxy_bypass(host))
