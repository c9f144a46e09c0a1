"""Handle the settings of the digest: the command that shows them, their menus and buttons, and the form."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bot.conversation.feature import Feature, Services
from bot.conversation.session import Request
from bot.core.commands import Command
from bot.core.controls import Picker
from bot.core.declarations import action, command, form
from bot.core.errors import UserError
from bot.core.events import NO_EXCHANGE, Action, FormSubmission, Invocation, Person, Press, Target
from bot.core.ports import Responder
from bot.features.digest import panel
from bot.features.digest import texts as digest_texts
from bot.features.digest.options import DigestOptions
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriber import Subscribed, Subscriber, next_slots
from bot.scheduling import EVERY_DAY, Schedule, read_time

SETTINGS = Command(
    "digest settings", "Show the digest of this channel, and change it with a few clicks", "digest settings",
    private=True, private_button=digest_texts.SETTINGS, bare=True, opening=r"digest\s+settings?\b",
)  # fmt: skip


class DigestPanelHandlers(Feature):
    """Shows the settings of the digest to everybody, and lets managers change them."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._digests = services.storage.tables(DigestStorage)
        self._subscriber = Subscriber(services)

    @command(SETTINGS)
    async def settings(self, invocation: Invocation, responder: Responder) -> None:
        """Show the state of the channel's digest, with menus and buttons for those who may change it."""
        person = await responder.identify(invocation.author)
        await responder.send(await self._panel(invocation.target, person))

    @action(panel.SET_TIME, in_place=True, managers_only=True)
    async def set_time(self, action: Action, press: Press, responder: Responder) -> None:
        """Post at another time from now on."""
        time = read_time(action.value) if action.value.isdecimal() else None
        if time is None:
            raise UserError(digest_texts.UNKNOWN_CHOICE)
        await self._reschedule(press, responder, lambda schedule: replace(schedule, time=time))

    @action(panel.SET_ZONE, in_place=True, managers_only=True)
    async def set_zone(self, action: Action, press: Press, responder: Responder) -> None:
        """Post at the local time of another zone."""
        zones = await self._subscriber.zones()
        if action.value not in zones.find(action.value):
            raise UserError(digest_texts.UNKNOWN_CHOICE)
        await self._reschedule(press, responder, lambda schedule: replace(schedule, zone=action.value))

    @action(panel.SET_DAYS, in_place=True, takes_value=False, managers_only=True)
    async def set_days(self, action: Action, press: Press, responder: Responder) -> None:
        """Post on other days of the week; on all, if none is chosen."""
        days = frozenset(int(day) for day in press.chosen if day.isdecimal()) & EVERY_DAY
        await self._reschedule(press, responder, lambda schedule: replace(schedule, days=days or EVERY_DAY))

    @action(panel.SET_TOPICS, in_place=True, takes_value=False, managers_only=True)
    async def set_topics(self, action: Action, press: Press, responder: Responder) -> None:
        """Post only what is on some topics; on all, if none is chosen."""
        topics = await self._subscriber.topics(press.target)
        chosen = tuple(topic for topic in press.chosen if topic in topics)

        def change(options: DigestOptions) -> DigestOptions:
            gone = tuple(topic for topic in press.chosen if topic in options.topics)  # without them, it would be all
            return replace(options, topics=chosen or gone)

        await self._change(press, responder, change)

    @action(panel.TURN_ON, in_place=True, takes_value=False, managers_only=True)
    async def turn_on(self, action: Action, press: Press, responder: Responder) -> None:
        """Switch the digest on, with the options that the panel shows."""
        options = await self._subscriber.defaults(press.target, press.author)
        await self._subscriber.subscribe(press.target, press.author, options, responder)
        await responder.send(await self._panel(press.target, press.author))

    @action(panel.TURN_OFF, in_place=True, takes_value=False, managers_only=True)
    async def turn_off(self, action: Action, press: Press, responder: Responder) -> None:
        """Switch the digest off."""
        await self._digests.unsubscribe(press.target.channel_key, digest_texts.SWITCHED_OFF)
        await responder.send(await self._panel(press.target, press.author))

    @action(panel.OPEN_FORM, takes_value=False, managers_only=True, opens_form=True)
    async def open_form(self, action: Action, press: Press, responder: Responder) -> None:
        """Show the form: with what was typed before, if it could not be read, else with the present options.

        Raises UserError if the platform can't show one here, or the store no longer has what was typed.
        """
        has_typed = action.exchange != NO_EXCHANGE
        typed = (await self._session.recall(action, press)).options if has_typed else {}
        options = await self._subscriber.defaults(press.target, press.author)
        current = await self._subscriber.current(press.target, press.author)
        make = partial(panel.settings_form, options, typed, is_running=not current.paused)
        if not await responder.open_form(await asyncio.to_thread(make)):
            raise UserError(digest_texts.NO_FORM)

    @form(panel.FORM, in_place=True, managers_only=True)
    async def save(self, sent: FormSubmission, responder: Responder) -> None:
        """Subscribe the channel with what was filled in. If it can't be read, say why, and keep what was typed."""
        try:
            done = await self._subscribe(sent, responder)
        except UserError as error:
            await self._refuse(sent, str(error), responder)
            return
        news = digest_texts.SAVED if done.is_change else digest_texts.SAVED_AND_ON
        await responder.send(await self._panel(sent.target, sent.author, news))

    async def _subscribe(self, sent: FormSubmission, responder: Responder) -> Subscribed:
        before = await self._subscriber.defaults(sent.target, sent.author)
        bare = replace(before, schedule=replace(before.schedule, until=None, holidays=""), quiet=False, curators=False)
        options = await self._subscriber.read(sent.target, sent.author, bare, panel.read_form(sent.values), typed=True)
        return await self._subscriber.subscribe(sent.target, sent.author, options, responder)

    async def _refuse(self, sent: FormSubmission, reason: str, responder: Responder) -> None:
        """Show why nothing was saved, with a button that shows the form again as it was filled in."""
        request = Request(
            sent.key, sent.author.id, sent.target, command=SETTINGS.name, options=dict(sent.values),
            private=responder.can_reply_privately, awaited=True,
        )  # fmt: skip
        if exchange := await self._session.begin(request, responder):
            shown = await self._panel(sent.target, sent.author, f"{digest_texts.NOT_SAVED} {reason}", exchange.id)
            await self._session.deliver(shown, exchange, responder)

    async def _reschedule(self, press: Press, responder: Responder, change: Callable[[Schedule], Schedule]) -> None:
        await self._change(press, responder, lambda options: replace(options, schedule=change(options.schedule)))

    async def _change(
        self, press: Press, responder: Responder, change: Callable[[DigestOptions], DigestOptions]
    ) -> None:
        """Change the options, and show them. If the digest is off or paused, it stays so until it is turned on."""
        options = change(await self._subscriber.defaults(press.target, press.author))
        current = await self._subscriber.current(press.target, press.author)
        if current.paused:
            await self._subscriber.keep(press.target, press.author, options)
        else:
            await self._subscriber.subscribe(press.target, press.author, options, responder)
        await responder.send(await self._panel(press.target, press.author))

    async def _panel(
        self, target: Target, person: Person, news: str = "", refused: str = NO_EXCHANGE
    ) -> panel.DigestPanel:
        """Make the panel. `refused` is the exchange of a form that could not be read."""
        subscription = await self._subscriber.current(target, person)
        upcoming = [] if subscription.paused else await asyncio.to_thread(next_slots, subscription)
        is_manager = person.manager or target.direct
        note, pickers = digest_texts.MANAGERS_CHANGE_IT, tuple[Picker, ...]()
        topics = await self._subscriber.topics(target)
        if is_manager:
            pickers = panel.pickers(subscription, topics, await self._subscriber.own_zone(person))
            note = await self._advice(target, person)
        gone = digest_texts.topics_gone([topic for topic in subscription.topics if topic not in topics])
        note = " ".join(filter(None, (gone, note)))
        rows = panel.rows(subscription, [due for _, due in upcoming], self._clock.now(), is_manager=is_manager)
        buttons = panel.buttons(subscription, is_manager=is_manager, refused=refused)
        return panel.DigestPanel(rows, news, note, pickers, buttons)

    async def _advice(self, target: Target, person: Person) -> str:
        """Return what a manager must know before the digest is turned on."""
        is_new = await self._digests.kept(target.channel_key) is None
        return digest_texts.ZONE_UNKNOWN if is_new and not await self._subscriber.likely_zone(target, person) else ""
