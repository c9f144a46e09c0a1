"""The button that shows the full text of a statement that was cut."""

from __future__ import annotations

from typing import Final

from bot.conversation.feature import Feature
from bot.core.declarations import action
from bot.core.errors import UserError
from bot.core.events import Action, Press
from bot.core.ports import Responder
from bot.core.shorten import pieces
from bot.features.full_text.replies import TextPart
from bot.knowledge import presentation

PART_LENGTH: Final = 1_500
"""Most characters of one part; every platform shows so many."""


class FullTextHandlers(Feature):
    """Shows full texts. Every card can have the button, see `knowledge.presentation.card`."""

    @action(presentation.SHOW_FULL_TEXT)
    async def show(self, action: Action, press: Press, responder: Responder) -> None:
        """Show the full text in parts. Raises UserError if the store no longer has it."""
        statement = self._facts.knowledge.statement(action.value)
        if statement is None:
            raise UserError("I no longer have that text. Please ask again.")
        parts = tuple(pieces(statement.text, PART_LENGTH))
        for number, part in enumerate(parts, 1):
            await responder.send(TextPart(part, part_note(number, len(parts), statement.id)))


def part_note(number: int, of: int, statement_id: str) -> str:
    """Write which part of a long text this is."""
    return f"Part {number} of {of} of {statement_id}" if of > 1 else f"The full text of {statement_id}"
