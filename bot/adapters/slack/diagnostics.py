"""What `factbot doctor` checks in Slack: tokens, scopes and Socket Mode."""

from __future__ import annotations

import json
from collections.abc import Sequence

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import channel_access
from bot.adapters.slack.clients import open_session, web_client
from bot.adapters.slack.message_body import message_body
from bot.adapters.slack.outbox import Outbox
from bot.adapters.slack.payloads import listing, mapping
from bot.adapters.slack.scopes import NEEDED_SCOPES, named, needed, scopes_in, without_optional
from bot.adapters.slack.socket_mode import socket_address
from bot.adapters.slack.tokens import APP_TOKEN, BOT_TOKEN, UNANSWERED, WHERE, refusal
from bot.adapters.slack.web_api import Answer, RejectedError, SlackTimeouts, describe, error_code
from bot.core.diagnostics import CheckResult, Usage
from bot.core.errors import AccessError, DeliveryError
from bot.core.replies import Reply

_REASONS = {
    "account_inactive": "the app was removed from the workspace",
    "app_not_installed": "the app is not installed in the workspace",
    "missing_scope": "it does not have the scope that is needed",
    "token_expired": "it has expired",
    "token_revoked": "it was revoked",
    "user_removed_from_team": "the bot was removed from the workspace",
}
"""What some codes mean with which Slack refuses a token."""
_PATIENCE = 90.0
"""Seconds for which one channel is asked again if Slack allows no more requests; it allows some 50 in a minute."""


async def diagnose(bot_token: str, app_token: str, api_url: str, usage: Usage) -> list[CheckResult]:
    """Check tokens, scopes and Socket Mode for `factbot doctor`.

    If it is to be thorough, say what the bot can't do without each scope, and check every channel.
    """
    timeouts = SlackTimeouts()
    async with open_session(timeouts) as session:
        web = web_client(bot_token, api_url, session, timeouts)
        bot = await _check_bot_token(web, bot_token, usage)
        app = await _check_app_token(web, app_token)
        if not usage.thorough or not bot[0].ok:
            return [*bot, app]
        outbox = Outbox(timeouts)
        channels = [await _check_channel(web, outbox, *channel) for channel in usage.channels().items()]
        return [*bot, app, *channels, *await _check_blocks(web, usage.samples)]


async def _check_bot_token(web: AsyncWebClient, token: str, usage: Usage) -> list[CheckResult]:
    if not token.startswith("xoxb-"):
        return [
            CheckResult(False, "SLACK_BOT_TOKEN is not a Slack bot token.", BOT_TOKEN.format(code="wrong beginning"))
        ]
    try:
        answer = await web.auth_test()
    except UNANSWERED as error:
        if refused := refusal(error, BOT_TOKEN):
            return [_refused(refused, error_code(error))]
        return [_failure(error)]
    results = [CheckResult(True, f"Slack knows the bot as {answer.get('user')} in {answer.get('team')}.")]
    scopes = scopes_in(answer.headers)
    if scopes is None:
        return results
    return [*results, *_scopes(scopes, usage)]


def _scopes(given: frozenset[str], usage: Usage) -> list[CheckResult]:
    """Check the scopes of the bot token, all at once or for each thing that needs them."""
    watching = bool(usage.watched)
    missing, optional = needed(watching=watching) - given, without_optional(given, watching=watching)
    manifest = "factbot manifest --watch" if watching else "factbot manifest"
    remedy = f"A manager of the app must paste the output of `{manifest}` at {WHERE} and install the app again."
    if usage.thorough:
        return [_ability(*each, given, missing, remedy) for each in NEEDED_SCOPES.items()]
    results = [CheckResult(False, f"The Slack app does not have {named(missing)}.", remedy)] if missing else []
    results += [CheckResult(True, sentence) for sentence in optional]
    return results or [CheckResult(True, "The Slack app has every scope that it needs.")]


def _ability(
    ability: str, needs: Sequence[str], given: frozenset[str], missing: frozenset[str], remedy: str
) -> CheckResult:
    """Check whether the bot has the scopes for an ability. It is fine to lack one that is not among the `missing`."""
    lacking = [scope for scope in needs if scope not in given]
    if not lacking:
        return CheckResult(True, f"The bot has the scopes to {ability}.")
    if not missing.intersection(lacking):
        return CheckResult(True, f"Without {named(lacking, 'optional')}, the bot can't {ability}.")
    return CheckResult(False, f"The bot can't {ability}: the Slack app does not have {named(lacking)}.", remedy)


async def _check_channel(web: AsyncWebClient, outbox: Outbox, channel: str, purpose: str) -> CheckResult:
    """Check whether the bot may post in a channel; `purpose` says what it does there, such as "watched"."""

    async def ask() -> Answer:
        answer = await web.conversations_info(channel=channel)
        return answer.data if isinstance(answer.data, dict) else {}

    try:
        info = mapping((await outbox.persist(ask, repeatable=True, within=_PATIENCE)).get("channel"))
    except RejectedError as error:
        reason = channel_access.sentence(error.code) or f"{error}."
        return CheckResult(False, f"The bot can't use the channel {channel} ({purpose}). {reason}")
    except DeliveryError as error:
        return CheckResult(False, f"The channel {channel} ({purpose}) could not be checked: {error}.")
    name = f"#{info.get('name') or channel} ({purpose})"
    if problem := channel_access.missing_in(info):
        return CheckResult(False, f"The bot can't use {name}. {problem}")
    return CheckResult(True, f"The bot is in {name} and can post there.")


async def _check_blocks(web: AsyncWebClient, samples: Sequence[Reply]) -> list[CheckResult]:
    """Check whether Slack would accept the blocks of replies. Nothing is said if Slack has no such check."""
    for sample in samples:
        try:
            await web.api_call("blocks.validate", params={"message": json.dumps(message_body(sample))})
        except SlackApiError as error:
            if error_code(error) != "invalid_message":
                return []
            errors = map(mapping, listing(error.response.get("errors")))
            problem = f"Slack would refuse how a reply looks: {'; '.join(str(each.get('message')) for each in errors)}."
            remedy = "The bot posts such a reply as text only. Please report this as a fault of Factbot."
            return [CheckResult(False, problem, remedy)]
        except UNANSWERED:
            return []
    return [CheckResult(True, "Slack accepts how answers look.")] if samples else []


async def _check_app_token(web: AsyncWebClient, token: str) -> CheckResult:
    if not token.startswith("xapp-"):
        remedy = APP_TOKEN.format(code="wrong beginning")
        return CheckResult(False, "SLACK_APP_TOKEN is not a Slack app-level token.", remedy)
    try:
        await socket_address(web, token)
    except AccessError as error:
        return _refused(error, error_code(error.__context__ or error))
    except UNANSWERED as error:
        return _failure(error)
    return CheckResult(True, "Slack accepts SLACK_APP_TOKEN, and Socket Mode works.")


def _failure(error: Exception) -> CheckResult:
    return CheckResult(False, f"Slack can't be reached: {describe(error)}.", "Check the network and SLACK_API_URL.")


def _refused(refusal: AccessError, code: str) -> CheckResult:
    """Say that Slack does not accept a token, with what the code means, and what to do."""
    problem, _, remedy = str(refusal).partition(". ")
    reason = _REASONS.get(code)
    return CheckResult(False, f"{problem}: {reason}." if reason else f"{problem}.", remedy)
