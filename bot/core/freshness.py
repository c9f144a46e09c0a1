"""Tell whether a statement should have been checked again. That somebody asked for it doesn't count as a check."""

from __future__ import annotations

import datetime as dt

from bot.core.models import Statement

_LEAST = dt.timedelta(days=1)


def unchecked_since(statement: Statement, today: dt.date) -> dt.date | None:
    """Return the day of the last check if it is time for the next one; None if it is not, or if it never ages."""
    review = statement.review
    if review is None or review.due is None or today < review.due:
        return None
    return review.checked or statement.as_of


def is_too_old(statement: Statement, today: dt.date) -> bool:
    """Return whether twice the time has passed, so that it must not be given as the answer."""
    since, review = unchecked_since(statement, today), statement.review
    if since is None or review is None or review.due is None:
        return False
    interval = max(review.due - since, _LEAST)
    return today - review.due >= interval
