"""A welcome in each new place, and the button with which the owner lets the bot serve it."""

from __future__ import annotations

import asyncio

from bot.conversation.feature import Feature
from bot.conversation.places import INTRODUCED
from bot.conversation.unserved import SERVE
from bot.core.commands import HELP
from bot.core.controls import Button
from bot.core.declarations import action, joining
from bot.core.errors import DeliveryError, UserError
from bot.core.events import Action, Joined, Person, Press, Target
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.curation.audit import AuditStorage
from bot.curation.people import PeopleStorage, key_of
from bot.features.help import texts as help_texts
from bot.features.help.handlers import HelpHandlers
from bot.features.help.replies import Welcome
from bot.knowledge import offers, presentation


class WelcomeHandlers(Feature):
    """Introduces the bot."""

    @joining()
    async def welcome(self, joined: Joined, responder: Responder) -> None:
        """Introduce the bot: what it is and has, how to ask, and three things to try."""
        knowledge, direct, today = self._facts.at(joined.target), joined.target.direct, self._clock.now().date()
        await asyncio.to_thread(HelpHandlers.prepare, knowledge)
        how = help_texts.ASK_HERE if direct else help_texts.ASK_IN_CHANNEL
        examples = offers.examples(knowledge, self._services.menu)
        what_else = Button.calling(help_texts.WHAT_ELSE, HELP)
        digest = Button.calling(help_texts.DIGEST, offers.DIGEST)
        buttons = (*examples, what_else) if direct else (*examples[:1], what_else, digest)
        introduction = presentation.greeting(knowledge, today)
        if not knowledge.shown:
            introduction, how, buttons = presentation.introduction(knowledge, today), "", (what_else,)
        await responder.send(Welcome(introduction, how, buttons))

    @action(SERVE, in_place=True, takes_value=False)
    async def serve(self, action: Action, press: Press, responder: Responder) -> None:
        """Put the place on the list of served places, and introduce the bot there. Raises UserError for others."""
        target = press.target
        await self._check_owner(press.author, target)
        if not await self._services.places.allow(target.platform, target.workspace):
            await responder.send(Notice(help_texts.ALREADY_SERVED))
            return
        key = await key_of(self._storage.tables(PeopleStorage), press.author, target)
        await self._storage.tables(AuditStorage).record("allow", f"{target.platform}:{target.workspace}", key)
        joined = Joined(target.channel, press.author, target)
        # On Discord the bot joins a server, and on Slack a channel. It introduces itself to neither a second time.
        for one in (joined, Joined(target.workspace, press.author, target)):
            await self._storage.set_claim(one.key, INTRODUCED)
        await self.welcome(joined, responder)

    async def _check_owner(self, person: Person, target: Target) -> None:
        """Raise UserError if a person is not known to be the owner of the bot."""
        try:
            owns = await self._services.places.is_owner(target.platform, person.id)
        except DeliveryError:
            raise UserError(help_texts.OWNER_UNKNOWN) from None
        if not owns:
            raise UserError(help_texts.not_owner(f"{target.platform}:{target.workspace}"))
