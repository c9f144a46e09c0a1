"""Subscribe a channel to the digest: read the options, check them, and store the subscription."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.conversation.feature import Services
from bot.core.errors import UserError
from bot.core.events import Person, Target
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.features.digest import texts as digest_texts
from bot.features.digest.options import TIME, UTC, DigestOptions, parse_options
from bot.features.digest.rotation import digest_index
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import OFF, Subscription
from bot.scheduling import HolidayRegions, Schedule, Zones

PAST = 5
"""Past slots that the status shows."""
LONGEST_CATCH_UP = dt.timedelta(days=1)
"""No digest is posted later than this after its time."""


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription that was just stored."""

    subscription: Subscription
    upcoming: Sequence[dt.datetime]
    """When the next digests come."""
    is_change: bool
    """The channel had one before."""


class Subscriber:
    """Subscribes channels, for the commands and for the settings."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._digests = services.storage.tables(DigestStorage)
        self._zones: Zones | None = None
        self._regions = HolidayRegions()

    async def zones(self) -> Zones:
        """Return all zones."""
        if self._zones is None:
            self._zones = await asyncio.to_thread(Zones)
        return self._zones

    async def topics(self, target: Target) -> Sequence[str]:
        """Return all topics of which something may be seen in a channel."""
        index = await asyncio.to_thread(digest_index, self._services.facts.at(target))
        return index.topics

    async def defaults(self, target: Target, author: Person) -> DigestOptions:
        """Return the options that apply if none is given: those of the channel, without a last day that is over.

        They are kept while the digest is off. A channel that never had any gets it daily in the likeliest zone.
        """
        if earlier := await self._digests.kept(target.channel_key):
            options = DigestOptions(earlier.schedule, earlier.topics, earlier.quiet, earlier.curators)
            is_over = earlier.schedule.until and await self._is_over(earlier, options)
            return replace(options, schedule=replace(options.schedule, until=None)) if is_over else options
        zone = await self.likely_zone(target, author) or UTC
        return DigestOptions(Schedule(TIME, zone), (), quiet=False, curators=False)

    async def likely_zone(self, target: Target, author: Person) -> str:
        """Return the person's zone, else the one of another digest in the workspace; empty if there is none."""
        own = await self.own_zone(author)
        return own or (await self._digests.zone_in(target.platform, target.workspace) if target.workspace else "")

    async def own_zone(self, author: Person) -> str:
        """Return the zone of a person; empty if it is unknown."""
        zones = await self.zones()
        return next(iter(zones.find(author.zone)), "")

    async def read(
        self,
        target: Target,
        author: Person,
        before: DigestOptions,
        given: Mapping[str, str | bool],
        *,
        typed: bool,
        kept: Mapping[str, str | bool] | None = None,
    ) -> DigestOptions:
        """Read the options of a channel; what is not given is as in `before`.

        `kept` are the same with a word `private` in doubt. Raises UserError.
        """
        zones, topics = await self.zones(), await self.topics(target)
        own_zone, now = await self.own_zone(author), self._services.clock.now()

        def parse(given: Mapping[str, str | bool]) -> DigestOptions:
            return parse_options(
                given, topics, zones, before, own_zone=own_zone, typed=typed, now=now, regions=self._regions
            )

        try:
            return await asyncio.to_thread(parse, given)
        except UserError:
            if not kept:
                raise
            return await asyncio.to_thread(parse, kept)  # a topic such as "Private schools"

    async def subscribe(
        self, target: Target, author: Person, options: DigestOptions, responder: Responder
    ) -> Subscribed:
        """Subscribe the channel. This replaces its earlier subscription. Raises UserError if no digest could come."""
        target, now = replace(target, thread=None), self._services.clock.now()  # digests go to the whole channel
        earlier = await self._digests.kept(target.channel_key)
        if options.curators and not (author.admin or (earlier and earlier.curators)):
            raise UserError(digest_texts.NOT_FOR_ALL)
        if missing_permission := await responder.missing_permission():
            raise UserError(missing_permission)
        upcoming = await self._upcoming(target.channel_key, options, now)
        if not upcoming:
            raise UserError(digest_texts.no_day_left(options.schedule))
        date, due = await self._put_off(earlier, before=upcoming[0][0]) or upcoming[0]
        subscription = replace(self._with(options, target, author), next_date=date, next_due=due)
        await self._digests.subscribe(subscription)
        is_change = earlier is not None and not (earlier.has_ended or earlier.is_off)
        return Subscribed(subscription, [due for _, due in upcoming], is_change)

    async def current(self, target: Target, author: Person) -> Subscription:
        """Return the subscription of a channel or, if it is off, the one with which it would be switched on."""
        target = replace(target, thread=None)
        kept = await self._digests.kept(target.channel_key)
        if kept and not kept.is_off:
            return kept
        return replace(self._with(await self.defaults(target, author), target, author), paused=OFF)

    async def keep(self, target: Target, author: Person, options: DigestOptions) -> None:
        """Keep other options for a digest that is off or paused. It stays so."""
        current = await self.current(target, author)
        changed = self._with(options, current.target, author)
        await self._digests.subscribe(
            replace(changed, paused=current.paused, next_date=current.next_date, next_due=current.next_due)
        )

    def _with(self, options: DigestOptions, target: Target, author: Person) -> Subscription:
        """Make a subscription that begins now."""
        now = self._services.clock.now()
        return Subscription(
            target=target,
            schedule=options.schedule,
            owner=author.id,
            asked=now,
            next_date=now.date(),
            next_due=now,
            topics=options.topics,
            quiet=options.quiet,
            curators=options.curators,
            bot=self.own_bot(target),
        )

    async def confirmation(self, done: Subscribed) -> Notice:
        """Return what was understood, and when the next digests come."""
        now = self._services.clock.now()
        sentence = await asyncio.to_thread(
            digest_texts.switched_on, done.subscription, done.upcoming, now, changed=done.is_change
        )
        return Notice(sentence)

    def own_bot(self, target: Target) -> str:
        """Return the id of the bot that hears of this channel; empty if it is not connected."""
        platform = self._services.platforms.get(target.platform)
        reach = platform.reach if platform else None
        return reach.bot if reach else ""

    async def _upcoming(
        self, channel_key: str, options: DigestOptions, now: dt.datetime
    ) -> list[tuple[dt.date, dt.datetime]]:
        """Return the next three slots, without those of dates that had their digest already."""
        taken = await self._digests.used_dates(channel_key, now.date() - dt.timedelta(days=1))
        following = ((date, due) for date, due in options.schedule.upcoming(now) if date not in taken)
        return await asyncio.to_thread(lambda: list(islice(following, 3)))

    async def _is_over(self, earlier: Subscription, options: DigestOptions) -> bool:
        """Return whether the last day of a subscription is over. If nobody posts any more, its last slot is enough."""
        now, until = self._services.clock.now(), earlier.schedule.until
        if earlier.paused:
            return not await self._upcoming(earlier.id, options, now)
        return until is not None and until < now.date()

    async def _put_off(self, earlier: Subscription | None, before: dt.date) -> tuple[dt.date, dt.datetime] | None:
        """Return the slot that is due but not done, so that new options don't lose it; None if there is none.

        A slot moves to a new time if that is still on its date, so only one from before a date counts.
        """
        if earlier is None or earlier.paused or earlier.next_date >= before:
            return None
        if not dt.timedelta() <= self._services.clock.now() - earlier.next_due <= LONGEST_CATCH_UP:
            return None
        past = await self._digests.results(earlier.id, PAST)
        states = {result.date: result.state for result in past}
        open_slot = states.get(earlier.next_date, "pending") == "pending"
        return (earlier.next_date, earlier.next_due) if open_slot else None


def next_slots(subscription: Subscription) -> list[tuple[dt.date, dt.datetime]]:
    """Return the next three slots, beginning with the first that is not done."""
    since = subscription.next_due - dt.timedelta(microseconds=1)
    return list(islice(subscription.schedule.upcoming(since), 3))
