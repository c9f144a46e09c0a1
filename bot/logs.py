"""Log to standard error, and hide all tokens."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

# The DEBUG output of libraries contains several kinds of tokens, also short-lived ones of interactions and sockets.
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
    """Formats a record with its traceback, and hides every token in the result."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        # Longest first: if one secret is part of another, replacing it first would leave the rest of the other.
        self._secrets = sorted((s for s in secrets if len(s) >= 6), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """Format a record. Overrides `logging.Formatter.format`."""
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _TOKENS.sub(HIDDEN, text)


def configure(level: str, secrets: Sequence[str]) -> None:
    """Send all logs to standard error through the redacting formatter."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    if level == "INFO":  # at INFO, these libraries only repeat the bot's own messages
        for chatty in ("aiohttp.access", "alembic", "discord", "slack_bolt", "slack_sdk"):
            logging.getLogger(chatty).setLevel(logging.WARNING)
