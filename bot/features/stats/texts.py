"""The texts of the figures."""

from __future__ import annotations

import datetime as dt

from bot.core import texts

TITLE = "How it is going"
NOTHING = "Nobody has asked anything here yet."
BY_WEEK, BY_CHANNEL, BY_TOPIC, MOST_ASKED, NEVER_ASKED = (
    "By week", "By channel", "By topic", "Asked most", "Never asked",
)  # fmt: skip
NOT_PUBLIC = "Private channels and direct messages"
NO_TOPIC = "Without a topic"
SHOW_ALL = "Show what was never asked"
IN_DIRECT = "Please use /stats in a channel of the server or workspace whose figures you want to see."
ALL_ASKED = "Everything that I know was asked for."
BAD_WEEKS = "Please give a number of weeks from 1 to 52."


def since(first: dt.date, last: dt.date) -> str:
    """Say of which days the figures are."""
    return f"From {texts.day(first)} to {texts.day(last)}, in weeks from Monday to Sunday (UTC)."


def kept_since(first: dt.date) -> str:
    """Say from when on there are figures, if that is later."""
    return f"I have figures from {texts.day(first)} on."


def never_asked(number: int, total: int) -> str:
    """Say how much was never asked for."""
    return f"{number:,} of {total:,}"
