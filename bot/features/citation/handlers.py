"""The button that shows the citation of a statement."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.feature import Feature
from bot.core import texts
from bot.core.declarations import action
from bot.core.errors import UserError
from bot.core.events import Action, Press
from bot.core.ports import Responder
from bot.features.citation.citations import citation, is_cut
from bot.features.citation.replies import Citation
from bot.knowledge import presentation


class CitationHandlers(Feature):
    """Cites statements. Every card can have the button, see `knowledge.presentation.cite`."""

    @action(presentation.COPY_CITATION)
    async def cite(self, action: Action, press: Press, responder: Responder) -> None:
        """Show the citation only to the person; or what has changed since the card, with a button for the new one.

        Raises UserError if the store no longer has what the button refers to.
        """
        if since := await self._since_shown(action, press):
            again = (presentation.cite(since.now),) if since.now else ()
            await responder.send(replace(since, buttons=again))
            return
        statement = self._facts.at(press.target).statement(action.value)
        if statement is None:
            raise UserError(texts.TEXT_GONE)
        await responder.send(Citation(citation(statement), is_cut(statement)))
