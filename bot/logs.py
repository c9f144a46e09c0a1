"""Log to standard error, and hide all tokens."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

from bot.adapters import registry

HIDDEN = "[hidden]"
_TOKEN_FIELDS = (r"(?<=\"token\": \")[^\"]+", r"(?<='token': ')[^']+")
"""Patterns of tokens in JSON, and in a dict that is printed."""
_CHATTY = ("aiohttp.access", "alembic")
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
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return self._tokens.sub(HIDDEN, text)


def configure(level: str, secrets: Sequence[str]) -> None:
    """Send all logs to standard error through the redacting formatter."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    if level == "INFO":
        for name in (*_CHATTY, *(name for platform in registry.platforms() for name in platform.loggers)):
            logging.getLogger(name).setLevel(logging.WARNING)
