"""The commands of the daily digest: on, off, status and preview, and its button."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from zoneinfo import ZoneInfo

from bot.conversation.session import Request, Session
from bot.core.errors import UserError
from bot.core.events import Action, Choice, Completion, Invocation, Target
from bot.core.ports import Clock, Platform, Responder
from bot.core.replies import Details, Notice
from bot.core.storage import Storage
from bot.features.digest import texts as digest_texts
from bot.features.digest.composer import DigestComposer, DigestScope
from bot.features.digest.contents import digest
from bot.features.digest.options import TIME, DigestOptions, parse_options
from bot.features.digest.subscriptions import Subscription
from bot.knowledge.current import CurrentKnowledge
from bot.scheduling import Schedule, Zones

UTC = "UTC"
_DAYS = ("every day", "weekdays", "weekends", "mondays", "mon, wed, fri")
_VALUE = 100
PAST = 5
"""Slots that the status tells of."""


class DigestHandlers:
    """Takes the commands of the daily digest."""

    def __init__(
        self,
        answering: CurrentKnowledge,
        digests: DigestComposer,
        replying: Session,
        store: Storage,
        clock: Clock,
        platforms: Mapping[str, Platform],
    ) -> None:
        """`platforms` are those that are connected, by name."""
        self._answering = answering
        self._digests = digests
        self._replying = replying
        self._store = store
        self._clock = clock
        self._platforms = platforms
        self._zones: Zones | None = None

    async def take(self, invocation: Invocation, question: Request, responder: Responder) -> None:
        """Take a command; `question` is what it is kept as. Raises UserError with a sentence on what to type."""
        match invocation.command:
            case "digest on":
                await self._on(invocation, responder)
            case "digest off":
                was_on = await self._store.digests.unsubscribe(invocation.target.place, digest_texts.SWITCHED_OFF)
                await responder.send(Notice(digest_texts.OFF if was_on else digest_texts.NOT_ON))
            case "digest status":
                await self._status(invocation.target, responder)
            case _:
                await self._preview(question, responder)

    async def _on(self, invocation: Invocation, responder: Responder) -> None:
        """A wish for the channel, in the place of the one that it had."""
        target = _channel(invocation.target)
        zones, topics = await asyncio.to_thread(self._known)
        earlier = await self._store.digests.subscription(target.place)
        before = _before(earlier, next(iter(zones.find(invocation.author.zone)), UTC))
        wish = await asyncio.to_thread(parse_options, invocation.options, topics, zones, before)
        if wish.curators and not (before.curators or invocation.author.admin):
            raise UserError(digest_texts.NOT_FOR_ALL)
        if missing_permission := await responder.missing_permission():
            raise UserError(missing_permission)
        upcoming = await self._upcoming(target.place, wish)
        date, due = upcoming[0]
        subscription = Subscription(
            target=target,
            schedule=wish.schedule,
            owner=invocation.author.id,
            asked=self._clock.now(),
            next_date=date,
            next_due=due,
            topics=wish.topics,
            quiet=wish.quiet,
            curators=wish.curators,
        )
        await self._store.digests.subscribe(subscription)
        moments = [due for _, due in upcoming]
        await responder.send(Notice(digest_texts.switched_on(subscription, moments, changed=earlier is not None)))

    async def _status(self, target: Target, responder: Responder) -> None:
        """What is wished for, what comes next, and what became of the last ones."""
        subscription = await self._store.digests.subscription(target.place)
        past = await self._store.digests.past(target.place, PAST)
        if subscription is None and not past:
            raise UserError(digest_texts.NOT_ON)
        coming = _following(subscription) if subscription else []
        rows = digest_texts.status(subscription, [due for _, due in coming], past)
        await responder.send(Details(digest_texts.STATUS, tuple(rows)))

    async def _preview(self, question: Request, responder: Responder) -> None:
        """The digest as it would be now, for the person alone."""
        if not responder.can_reply_privately:
            raise UserError(digest_texts.NOT_HERE)
        exchange = await self._replying.begin(replace(question, private=True), responder)
        if exchange is None:
            return
        subscription = await self._store.digests.subscription(question.target.place)
        wish = scope_of(subscription) if subscription else _any_wish(question.target)
        now = self._clock.now()
        date, platform = now.astimezone(ZoneInfo(wish.zone)).date(), self._platforms.get(wish.platform)
        knowledge, contents = await self._digests.compose(wish, date, now, platform)
        await self._digests.save(contents, exchange.id)
        shown = await asyncio.to_thread(digest, contents, knowledge, exchange.id, private=True)
        await self._replying.deliver(shown, replace(exchange, outcome="answer"), responder)

    async def press(self, action: Action, responder: Responder) -> None:
        """Show what a digest left out. Raises UserError where that is not known any more."""
        await responder.send(await self._digests.remainder(action))

    async def complete(self, asked: Completion) -> Sequence[Choice]:
        """Zones, topics or days that fit what is being typed."""
        if asked.option == "days":
            fitting = (days for days in _DAYS if asked.typed.strip().casefold() in days)
            return [Choice(days, days) for days in fitting]
        zones, topics = await asyncio.to_thread(self._known)
        if asked.option == "zone":
            found = await asyncio.to_thread(zones.complete, asked.typed)
            return [Choice(zone, zone) for zone in found]
        before, comma, last = asked.typed.rpartition(",")
        words = last.strip().casefold()
        fitting = (topic for topic in topics if words in topic.casefold())
        values = (f"{before}{comma} {topic}".strip() for topic in fitting)
        return [Choice(value, value) for value in islice((v for v in values if len(v) <= _VALUE), 25)]

    def _known(self) -> tuple[Zones, Sequence[str]]:
        """Zones and topics; made when they are first needed, off the event loop."""
        if self._zones is None:
            self._zones = Zones()
        return self._zones, self._answering.knowledge.almanac.topics

    async def _upcoming(self, place: str, wish: DigestOptions) -> list[tuple[dt.date, dt.datetime]]:
        """The next slots, without those of dates that had their digest already."""
        now = self._clock.now()
        taken = await self._store.digests.taken(place, now.date() - dt.timedelta(days=1))
        return list(islice(((d, due) for d, due in wish.schedule.upcoming(now) if d not in taken), 3))


def scope_of(subscription: Subscription) -> DigestScope:
    """What a subscription wants to be told."""
    target = subscription.target
    zone, topics = subscription.schedule.zone, subscription.topics
    return DigestScope(subscription.id, target.platform, target.workspace, zone, topics, subscription.curators)


def _following(subscription: Subscription) -> list[tuple[dt.date, dt.datetime]]:
    """The next slots, from the one that is not done on."""
    after = subscription.next_due - dt.timedelta(microseconds=1)
    return list(islice(subscription.schedule.upcoming(after), 3))


def _before(earlier: Subscription | None, zone: str) -> DigestOptions:
    """What is wanted where nothing else is said: what was before, else each day by the clock of a zone."""
    if earlier is None:
        return DigestOptions(Schedule(TIME, zone), (), quiet=False, curators=False)
    return DigestOptions(earlier.schedule, earlier.topics, earlier.quiet, earlier.curators)


def _any_wish(target: Target) -> DigestScope:
    return DigestScope(target.place, target.platform, target.workspace, UTC)


def _channel(target: Target) -> Target:
    """The channel of a thread: digests are posted where all see them."""
    return replace(target, thread=None)
