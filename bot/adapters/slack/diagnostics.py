"""What `factbot doctor` checks in Slack: tokens, scopes and Socket Mode."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.clients import open_session, web_client
from bot.adapters.slack.identity import scopes_in
from bot.adapters.slack.manifest import SCOPES
from bot.adapters.slack.socket_mode import socket_address
from bot.adapters.slack.tokens import APP_TOKEN, BOT_TOKEN, UNANSWERED, WHERE, refusal
from bot.adapters.slack.web_api import SlackTimeouts, describe
from bot.core.diagnostics import CheckResult
from bot.core.errors import AccessError

HISTORY = frozenset(("channels:history", "groups:history", "im:history"))
"""Scopes to look whether a digest was posted."""


async def diagnose(bot_token: str, app_token: str, api_url: str) -> list[CheckResult]:
    """Check tokens, scopes and Socket Mode for `factbot doctor`."""
    timeouts = SlackTimeouts()
    async with open_session(timeouts) as session:
        web = web_client(bot_token, api_url, session, timeouts)
        return [
            *await _check_bot_token(web, bot_token),
            await _check_app_token(web, app_token),
        ]


async def _check_bot_token(web: AsyncWebClient, token: str) -> list[CheckResult]:
    if not token.startswith("xoxb-"):
        return [
            CheckResult(False, "SLACK_BOT_TOKEN is not a Slack bot token.", BOT_TOKEN.format(code="wrong beginning"))
        ]
    try:
        answer = await web.auth_test()
    except UNANSWERED as error:
        return [_failure(error, BOT_TOKEN)]
    results = [CheckResult(True, f"Slack knows the bot as {answer.get('user')} in {answer.get('team')}.")]
    scopes = scopes_in(answer.headers)
    if scopes is None:
        return results
    missing = sorted(SCOPES - scopes)
    if missing:
        remedy = (
            f"A manager of the app must paste the output of `factbot manifest` at {WHERE} and install the app again."
        )
        problem = f"The Slack app does not have the scopes {', '.join(missing)}."
        if HISTORY & set(missing):
            problem += " Without a history scope, I can't look whether a digest was posted, so some may get lost."
        return [*results, CheckResult(False, problem, remedy)]
    return [*results, CheckResult(True, "The Slack app has every scope that it needs.")]


async def _check_app_token(web: AsyncWebClient, token: str) -> CheckResult:
    if not token.startswith("xapp-"):
        remedy = APP_TOKEN.format(code="wrong beginning")
        return CheckResult(False, "SLACK_APP_TOKEN is not a Slack app-level token.", remedy)
    try:
        await socket_address(web, token)
    except AccessError as error:
        return CheckResult(False, "Slack does not accept SLACK_APP_TOKEN.", str(error))
    except UNANSWERED as error:
        return _failure(error, APP_TOKEN)
    return CheckResult(True, "Slack accepts SLACK_APP_TOKEN, and Socket Mode works.")


def _failure(error: Exception, sentence: str) -> CheckResult:
    if refused := refusal(error, sentence):
        return CheckResult(False, "Slack does not accept a token.", str(refused))
    return CheckResult(False, f"Slack can't be reached: {describe(error)}.", "Check the network and SLACK_API_URL.")
