"""What can be pressed under an answer, apart from what only one feature offers.

Several features show answers, and others handle these buttons. So their codes are here. Posted messages have them, so
they never change.
"""

from __future__ import annotations

from typing import Final

from bot.core.controls import Button, Feedback, Link
from bot.core.events import Action
from bot.core.exchanges import Exchange
from bot.core.models import Statement

HELPFUL: Final = "helpful"
WRONG: Final = "wrong"
FORGET: Final = "forget"

HELPFUL_LABEL: Final = "👍 Helpful"
WRONG_LABEL: Final = "👎 Wrong or out of date"
FORGET_LABEL: Final = "🗑️ Delete"
SOURCE_LABEL: Final = "Source"


def feedback(exchange: Exchange) -> Feedback:
    """Make the two buttons that say if the answer of an exchange was good."""
    return Feedback(
        Button(HELPFUL_LABEL, Action(HELPFUL, exchange.id)), Button(WRONG_LABEL, Action(WRONG, exchange.id))
    )


def delete(exchange: Exchange) -> Button:
    """Make the button with which a person deletes their question and its answer."""
    return Button(FORGET_LABEL, Action(FORGET, exchange.id), only_for=exchange.person)


def source_links(statement: Statement) -> tuple[Link, ...]:
    """Make the link to the source of a statement; empty if it has no address that every platform can open."""
    link = Link.to(SOURCE_LABEL, statement.source.url)
    return (link,) if link else ()
