"""Tokens and other secrets are hidden in logs."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import logs
from bot.settings import LogFormat

SECRETS = ["hush-hush-token", "hush-hush", 'with "quotes" and ü']


def logged(message: str, *args: object, error: Exception | None = None, form: LogFormat = "text") -> str:
    """Return the text that the log shows for a record."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.FORMATTERS[form](SECRETS))
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, message, args, None)
    if error:
        record.exc_info = (type(error), error, error.__traceback__)
    handler.emit(record)
    return stream.getvalue()


def as_json(message: str, *args: object, error: Exception | None = None) -> dict[str, Any]:
    """Return the record that the JSON form of the log has in its one line."""
    (line,) = logged(message, *args, error=error, form="json").splitlines()
    assert line.isascii()
    record: dict[str, Any] = json.loads(line)
    return record


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
        'with "quotes" and ü',
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_secrets_are_hidden_in_messages_arguments_and_tracebacks(secret: str, form: LogFormat) -> None:
    for text in (
        logged(f"a {secret} b", form=form),
        logged("a %s b", secret, form=form),
        logged("a", error=ValueError(secret), form=form),
    ):
        assert logs.HIDDEN in text
        for part in ("hush", "abcDEF", "abcdef0123", "defghi", "aW50", "0123-abc", "AbCdEf", "quotes"):
            assert part not in text


def test_the_json_form_has_the_parts_of_a_record() -> None:
    try:
        raise ValueError("no tide")
    except ValueError as error:
        record = as_json("%d tugs late", 3, error=error)
    assert dt.datetime.fromisoformat(record["time"]).utcoffset() == dt.timedelta(0)
    assert (record["level"], record["logger"], record["message"]) == ("ERROR", "x", "3 tugs late")
    assert record["exception"].startswith("Traceback")
    assert record["exception"].endswith("ValueError: no tide")
    assert set(as_json("calm")) == {"time", "level", "logger", "message"}


@given(text=st.text())
def test_every_text_is_one_line_of_json_and_can_be_read_again(text: str) -> None:
    readable = "".join("\N{REPLACEMENT CHARACTER}" if "\ud800" <= c <= "\udfff" else c for c in text)
    assert as_json("%s", text)["message"] == readable
    assert readable in as_json("x", error=ValueError(text))["exception"]


def test_ordinary_text_is_logged_unchanged() -> None:
    assert "12 facts from /webhooks and token: none" in logged("%d facts from /webhooks and token: none", 12)
