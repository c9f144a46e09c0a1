"""The help: what the bot is and can do, and all commands."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.feature import Feature
from bot.core import texts
from bot.core.commands import ENDS, HELP, Command, Option, families
from bot.core.controls import Button
from bot.core.declarations import command, completes
from bot.core.document import Row
from bot.core.errors import StoreError, UserError
from bot.core.events import Choice, Completion, Invocation
from bot.core.ports import Responder
from bot.core.replies import Help
from bot.features.help import texts as help_texts
from bot.knowledge import offers, presentation
from bot.knowledge.knowledge import Knowledge

ALL = "all"
"""Instead of the name of a command."""
COMMAND = Option("command", "“all” for all commands, or the first word of one, such as digest", completes=True)
_OPENING = (
    r"help(?=\s+all\W*$)"
    rf"|(?:(?:list|show|give)\s+)?(?:(?:me|us)\s+)?(?:all\s+)?(?:the\s+|your\s+)?(?:facts|topics|sources){ENDS}"
    rf"|what\s+(?:are\s+your\s+(?:facts|topics|sources)|(?:facts|topics|sources)\s+are\s+there){ENDS}"
)
"""A message such as "list all facts" or "sources": the help says what the store has."""


class HelpHandlers(Feature):
    """Shows what the bot can do."""

    @classmethod
    def prepare(cls, knowledge: Knowledge) -> None:
        """Count the facts and choose the examples."""
        presentation.prepare(knowledge)
        presentation.examples(knowledge)
        offers.prepare(knowledge)

    @command(
        Command(
            HELP, "Show what I can do, and what is switched on here", HELP, (COMMAND,),
            private=True, opening=_OPENING, anywhere=True,
        )
    )  # fmt: skip
    async def help(self, invocation: Invocation, responder: Responder) -> None:
        """Say what the bot can do and what is switched on here, or list commands. Raises UserError."""
        name = str(invocation.options.get(COMMAND.name, "")).strip().removeprefix("/").casefold()
        target, menu, today = invocation.target, self._services.menu, self._clock.now().date()
        knowledge = self._facts.at(target)
        await asyncio.to_thread(self.prepare, knowledge)
        if name:
            await responder.send(self._commands(name, knowledge, guest=target.guest))
            return
        overview = presentation.help_reply(knowledge, menu, today, direct=target.direct, guest=target.guest)
        if invocation.private:  # everybody sees a short one
            overview = replace(
                overview,
                examples=offers.examples(knowledge, menu),
                place=help_texts.IN_CHAT if target.direct else help_texts.IN_CHANNEL,
                state=await self._state(invocation, responder),
                topics=offers.topics(knowledge),
                more=(Button.calling(help_texts.MORE, offers.HELP_ALL),),
            )
        await responder.send(overview)

    @completes(HELP, COMMAND.name)
    async def complete_command(self, asked: Completion) -> Sequence[Choice]:
        """Give the names of commands that fit what is being typed."""
        names = [ALL, *families(self._services.menu.commands)]
        return [Choice(name, name) for name in names if asked.typed.strip().casefold() in name]

    async def _state(self, invocation: Invocation, responder: Responder) -> tuple[Row, ...]:
        """Return what all features say about a channel to a person; nothing about a place that is not the bot's."""
        target, person = invocation.target, invocation.author
        if target.guest:
            return ()
        if not target.direct:
            person = await responder.identify(person)
        try:
            return tuple([row for state in self._services.states for row in await state(target, person)])
        except StoreError:
            return (Row(help_texts.UNKNOWN_STATE, help_texts.STORE_AWAY),)

    def _commands(self, name: str, knowledge: Knowledge, *, guest: bool) -> Help:
        """List all commands, or those of a family; to a guest, only what works. Raises UserError if there are none."""
        menu, family = self._services.menu, name.split()[0]
        if guest:
            menu = replace(menu, commands=tuple(command for command in menu.commands if command.anywhere))
        if family == ALL:
            return menu.help(presentation.examples(knowledge), help_texts.COMMANDS)
        if family not in families(menu.commands):
            raise UserError(help_texts.unknown(texts.named(name)))
        return menu.help(presentation.examples(knowledge), help_texts.commands_of(family), family)
