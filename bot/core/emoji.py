"""Emoji as chat platforms write them in plain text, such as :wave:."""

from __future__ import annotations

import re

_EMOJI = r"(?<!\w):[a-z0-9_+'-]*[a-z0-9+-][a-z0-9_+'-]*:(?!\w)[ \t]*"
"""An emoji by name, such as :wave: or :100:, with the spaces after it. A time such as 12:30:00 is none."""
_ANY = re.compile(_EMOJI, re.IGNORECASE)
_LEADING = re.compile(rf"\A(?:\s|{_EMOJI})+", re.IGNORECASE)
_AFTER_MENTION = re.compile(r"\A(?:[\s,;]|:(?![\w+'-]+:))+")


def after_mention(text: str) -> str:
    """Remove what people type between a mention of the bot and their words, such as a comma or a colon."""
    return _AFTER_MENTION.sub("", text)


def without_emoji(text: str) -> str:
    """Remove all emoji that are written by name."""
    return _ANY.sub("", text)


def without_leading_emoji(text: str) -> str:
    """Remove the emoji by name, and the spaces, before the first word."""
    return _LEADING.sub("", text)
