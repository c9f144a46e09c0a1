"""Logging to standard error, in which no token ever appears."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

# The libraries' DEBUG output holds tokens of several kinds; interactions and sockets have their own, short-lived ones.
_TOKENS = re.compile(
    r"\bx(?:ox[a-z]|app)-[\w-]+"
    r"|(?<=Bot )[\w-]+\.[\w-]+\.[\w-]+"
    r"|(?<=/webhooks/)\d+/[\w.-]+"
    r"|(?<=/interactions/)\d+/[\w.-]+"
    r"|(?<=ticket=)[\w%.-]+"
    r"|(?<=/commands/)\w+/\w+/\w+"
    r"|(?<=\"token\": \")[^\"]+|(?<='token': ')[^']+"
)
HIDDEN = "[hidden]"


class RedactingFormatter(logging.Formatter):
    """Formats a record with its traceback and hides every token in the result."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        # Longest first, so that a secret inside another does not leave the other's rest.
        self._secrets = sorted((s for s in secrets if len(s) >= 6), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """Source: logging.Formatter.format."""
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _TOKENS.sub(HIDDEN, text)


def configure(level: str, secrets: Sequence[str]) -> None:
    """Send all logs to standard error through the redacting formatter."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    if level == "INFO":  # at DEBUG they have their say; here they repeat ours in their own words
        for chatty in ("aiohttp.access", "alembic", "discord", "slack_bolt", "slack_sdk"):
            logging.getLogger(chatty).setLevel(logging.WARNING)
