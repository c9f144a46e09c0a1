"""What can be pressed to change entries, under replies of several features.

Posted messages have these codes, so they never change. The handlers are in `features/curation`.
"""

from __future__ import annotations

from typing import Final

from bot.core.controls import Button
from bot.core.events import NO_EXCHANGE, Action
from bot.curation.entries import SavedEntry

UNDO: Final = "entry-undo"
ADD_FACT: Final = "entry-add"
"""Belongs to an exchange: its question becomes one of the new fact."""

UNDO_LABEL: Final = "Undo"
ADD_FACT_LABEL: Final = "Add a fact"


def undo_button(entry: SavedEntry) -> Button:
    """Make the button that undoes the newest change of an entry, unless there is another one since."""
    return Button(UNDO_LABEL, Action(UNDO, NO_EXCHANGE, f"{entry.version}.{entry.id}"))
