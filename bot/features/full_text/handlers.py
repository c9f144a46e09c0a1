"""The button that shows the full text of a statement, and those that turn its pages."""

from __future__ import annotations

from typing import Final

from bot.conversation.feature import Feature
from bot.core import texts
from bot.core.controls import Button
from bot.core.declarations import action
from bot.core.errors import UserError
from bot.core.events import NO_EXCHANGE, Action, Press, Target
from bot.core.models import Statement
from bot.core.ports import Responder
from bot.core.shorten import parts
from bot.features.full_text.replies import TextPart
from bot.knowledge import presentation

TURN_PART: Final = "part"
"""Code of a button. Posted messages have it, so it never changes."""
PART_LENGTH: Final = 1_500
"""Most characters of one part; every platform shows so many."""


class FullTextHandlers(Feature):
    """Shows full texts. Every card can have the button, see `knowledge.presentation.card`."""

    @action(presentation.SHOW_FULL_TEXT)
    async def show(self, action: Action, press: Press, responder: Responder) -> None:
        """Show the first part of a text, only to the person; or what has changed since the answer with the button.

        Raises UserError if the store no longer has the text.
        """
        since = await self._since_shown(action, press)
        await responder.send(since or text_part(self._statement(action.value, press.target), 1))

    @action(TURN_PART, in_place=True)
    async def turn(self, action: Action, press: Press, responder: Responder) -> None:
        """Show another part in the place of the one before. Raises UserError as `show` does."""
        number, _, statement_id = action.value.partition("-")
        if not number.isdecimal():
            raise UserError(texts.NOT_MINE)
        await responder.send(text_part(self._statement(statement_id, press.target), int(number)))

    def _statement(self, statement_id: str, target: Target) -> Statement:
        statement = self._facts.at(target).any_version(statement_id)
        if statement is None:
            raise UserError(texts.TEXT_GONE)
        return statement


def text_part(statement: Statement, number: int) -> TextPart:
    """Make a part of a text, counted from 1; a number outside of the text gives its first or last part."""
    cut = tuple(parts(statement.text, PART_LENGTH))
    number = min(max(number, 1), len(cut))
    neighbours = ((texts.PREVIOUS, number - 1), (texts.NEXT, number + 1))
    return TextPart(
        cut[number - 1],
        texts.part_of(number, len(cut), statement.source.title),
        tuple(
            Button(label, Action(TURN_PART, NO_EXCHANGE, f"{n}-{statement.id}"))
            for label, n in neighbours
            if 1 <= n <= len(cut)
        ),
    )
