"""How Slack refuses the two tokens of the bot, and what the operator can do about it."""

from __future__ import annotations

from typing import Final

from bot.adapters.common.retry import Failure
from bot.adapters.slack.web_api import TROUBLE, describe, error_code, retry_after
from bot.core.errors import AccessError

WHERE: Final = "api.slack.com/apps"
BOT_TOKEN: Final = (
    "Slack does not accept SLACK_BOT_TOKEN ({code}). It is the “Bot User OAuth Token” that starts with xoxb-. "
    f"A manager of the app can find it at {WHERE} under OAuth & Permissions."
)
APP_TOKEN: Final = (
    "Slack does not accept SLACK_APP_TOKEN ({code}). It is an app-level token that starts with xapp- and has the "
    f"scope connections:write. A manager of the app can make one at {WHERE} under Basic Information, "
    "and must switch on Socket Mode there."
)
UNANSWERED: Final = (*TROUBLE, ValueError)
"""Errors of a request that Slack does not answer, or answers with invalid data."""
_FINAL = {
    "access_denied", "account_inactive", "app_not_installed", "invalid_auth", "invalid_token", "missing_scope",
    "no_permission", "not_allowed_token_type", "not_authed", "team_access_not_granted", "token_expired",
    "token_revoked", "user_removed_from_team",
}  # fmt: skip


_NOT_THE_TOKEN = {"missing_scope", "no_permission", "access_denied"}


def is_token_refusal(code: str) -> bool:
    """Return whether an error code means that Slack does not accept the token for any request."""
    return code in _FINAL - _NOT_THE_TOKEN


def refusal(error: Exception, sentence: str) -> AccessError | None:
    """Make the error for a token that Slack refuses for good, with `sentence` from above. None for other errors."""
    code = error_code(error)
    return AccessError(sentence.format(code=code)) if code in _FINAL else None


def judge_unanswered(problem: str, error: Exception) -> Failure:
    """Allow another attempt if Slack did not answer; `problem` is for the log. Raises all other errors."""
    if not isinstance(error, UNANSWERED):
        raise error
    return Failure(f"{problem} ({describe(error)})", after=retry_after(error))
