"""Log to standard error, and hide all tokens."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from collections.abc import Mapping, Sequence

from bot.adapters import registry
from bot.settings import LogFormat

HIDDEN = "[hidden]"
_TOKEN_FIELDS = (r"(?<=\"token\": \")[^\"]+", r"(?<='token': ')[^']+")
"""Patterns of tokens in JSON, and in a dict that is printed."""
_SURROGATES = re.compile("[\ud800-\udfff]")
"""Halves of characters, which a parser of JSON may refuse."""
_CHATTY = ("aiohttp.access", "alembic", "uvicorn")
"""Loggers of shared libraries that only repeat at INFO what the bot does itself."""


class RedactingFormatter(logging.Formatter):
    """Formats a record with its traceback, and hides every token in the result.

    Tokens of every platform are hidden, also those that are in no setting. The DEBUG output of libraries contains
    several kinds, such as short-lived ones of interactions and sockets.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        # Longest first: if one secret is part of another, replacing it first would leave the rest of the other.
        self._secrets = sorted((s for s in secrets if len(s) >= 6), key=len, reverse=True)
        patterns = (pattern for platform in registry.platforms() for pattern in platform.token_patterns)
        self._tokens = re.compile("|".join((*patterns, *_TOKEN_FIELDS)))

    def format(self, record: logging.LogRecord) -> str:
        """Format a record. Overrides `logging.Formatter.format`."""
        return self.redact(super().format(record))

    def redact(self, text: str) -> str:
        """Return a text without tokens."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return self._tokens.sub(HIDDEN, text)


class JsonFormatter(RedactingFormatter):
    """Formats a record as one JSON object in one line, for programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record. Each text is redacted before it is escaped, because escaping can hide a token."""
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
        fields = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": self.redact(record.getMessage()),
        }
        details = [self.formatException(record.exc_info)] if record.exc_info and record.exc_info[0] else []
        details += [self.formatStack(record.stack_info)] if record.stack_info else []
        if details:
            fields["exception"] = self.redact("\n".join(details))
        whole = {name: _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text) for name, text in fields.items()}
        return json.dumps(whole).replace("\x7f", r"\u007f")  # only ASCII, so that no encoding and no sign breaks a line


FORMATTERS: Mapping[LogFormat, type[RedactingFormatter]] = {"text": RedactingFormatter, "json": JsonFormatter}


def configure(level: str, secrets: Sequence[str], form: LogFormat = "text") -> None:
    """Send all logs to standard error through a redacting formatter."""
    handler = logging.StreamHandler()
    handler.setFormatter(FORMATTERS[form](secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    if level == "INFO":
        for name in (*_CHATTY, *(name for platform in registry.platforms() for name in platform.loggers)):
            logging.getLogger(name).setLevel(logging.WARNING)
