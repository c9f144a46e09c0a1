"""The command that shows how to use the bot."""

from __future__ import annotations

from bot.conversation.feature import Feature
from bot.core.commands import ENDS, HELP, Command
from bot.core.declarations import command
from bot.core.events import Invocation
from bot.core.ports import Responder
from bot.knowledge import presentation
from bot.knowledge.knowledge import Knowledge

_OPENING = (
    rf"(?:(?:list|show|give)\s+)?(?:(?:me|us)\s+)?(?:all\s+)?(?:the\s+|your\s+)?(?:facts|topics|sources){ENDS}"
    rf"|what\s+(?:are\s+your\s+(?:facts|topics|sources)|(?:facts|topics|sources)\s+are\s+there){ENDS}"
)
"""A message such as "list all facts" or "sources": the help says what the store has."""


class HelpHandlers(Feature):
    """Shows the help."""

    @classmethod
    def prepare(cls, knowledge: Knowledge) -> None:
        """Count the facts and choose the examples."""
        presentation.summary(knowledge)
        presentation.examples(knowledge)

    @command(Command(HELP, "Show how to use Factbot", HELP, private=True, opening=_OPENING))
    async def help(self, invocation: Invocation, responder: Responder) -> None:
        """Show every command with an example, and what the store has."""
        await responder.send(presentation.help_reply(self._facts.knowledge, self._services.menu))
