"""The command that shows how to use the bot."""

from __future__ import annotations

from bot.conversation.feature import Feature
from bot.core.commands import Command
from bot.core.declarations import command
from bot.core.events import Invocation
from bot.core.ports import Responder


class HelpHandlers(Feature):
    """Shows the help."""

    @command(Command("help", "Show how to use Factbot", "help", private=True))
    async def help(self, invocation: Invocation, responder: Responder) -> None:
        """Show every command with an example, and what the store has."""
        knowledge = self._facts.knowledge
        await responder.send(self._services.menu.help(knowledge.examples, knowledge.summary))
