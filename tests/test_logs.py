"""Tokens and other secrets are hidden in logs."""

from __future__ import annotations

import io
import logging

import pytest

from bot import logs


def logged(message: str, *args: object, error: Exception | None = None) -> str:
    """Return the text that the log shows for a record."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.RedactingFormatter(["hush-hush-token", "hush-hush"]))
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, message, args, None)
    if error:
        record.exc_info = (type(error), error, error.__traceback__)
    handler.emit(record)
    return stream.getvalue()


@pytest.mark.parametrize(
    "secret",
    [
        "hush-hush-token",
        "hush-hush",
        "xoxb-123-456-abcDEF",
        "xapp-1-A1-2-abcdef0123",
        "Authorization: Bot MTIz.Gabc.defghi-jk",
        "https://discord.com/api/v10/webhooks/123/aW50ZXJhY3Rpb246MT.x-y_z/messages/@original",
        "https://discord.com/api/v10/interactions/123/aW50ZXJhY3Rpb246MT/callback",
        "wss://wss-primary.slack.com/link/?ticket=0123-abc%3D&app_id=4",
        "https://hooks.slack.com/commands/T01/123/AbCdEf",
        r'{"response_url":"https:\/\/hooks.slack.com\/actions\/T01\/123\/AbCdEf","x":1}',
        "https://hooks.slack.com/app/T01/123/AbCdEf",
        '{"type": 2, "token": "aW50ZXJhY3Rpb246MT"}',
    ],
)
def test_secrets_are_hidden_in_messages_arguments_and_tracebacks(secret: str) -> None:
    for text in (logged(f"a {secret} b"), logged("a %s b", secret), logged("a", error=ValueError(secret))):
        assert logs.HIDDEN in text
        for part in ("hush", "abcDEF", "abcdef0123", "defghi", "aW50", "0123-abc", "AbCdEf"):
            assert part not in text


def test_ordinary_text_is_logged_unchanged() -> None:
    assert "12 facts from /webhooks and token: none" in logged("%d facts from /webhooks and token: none", 12)
