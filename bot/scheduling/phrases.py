"""Times of day and days of the week as people type them."""

from __future__ import annotations

import datetime as dt


def read_time(typed: str) -> dt.time | None:
    """A time such as "9", "9am", "09:00", "9.30 pm", "21h", "noon" or "midnight"; None where it is none."""
    raise NotImplementedError


def read_days(typed: str) -> frozenset[int] | None:
    """Days such as "daily", "weekdays", "mon-fri", "Monday, Wed and fri"; Monday is 0. None where they are none."""
    raise NotImplementedError


def days_in_words(days: frozenset[int]) -> str:
    """Days as a sentence takes them: "every day", "on weekdays", "on Mondays, Wednesdays and Fridays"."""
    raise NotImplementedError
