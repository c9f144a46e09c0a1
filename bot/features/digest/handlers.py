"""Handle the commands of the daily digest (on, off, status, preview) and its button."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from zoneinfo import ZoneInfo

from bot.conversation.feature import Feature, Services
from bot.conversation.session import Request
from bot.core.commands import Command, Option
from bot.core.declarations import action, command, completes
from bot.core.document import Row
from bot.core.errors import UserError
from bot.core.events import Action, Choice, Completion, Invocation, Press, Target
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.features.digest import openings
from bot.features.digest import texts as digest_texts
from bot.features.digest.composer import DigestComposer, DigestScope
from bot.features.digest.options import TIME, UTC, DigestOptions, parse_options
from bot.features.digest.replies import Details
from bot.features.digest.rotation import digest_index
from bot.features.digest.sections import SHOW_MORE, digest
from bot.features.digest.state import described
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriptions import Subscription
from bot.knowledge.knowledge import Knowledge
from bot.scheduling import HolidayRegions, Schedule, Zones

_DAYS = ("every day", "weekdays", "weekends", "mondays", "mon, wed, fri")
PAST = 5
"""Past slots that the status shows."""
LONGEST_CATCH_UP = dt.timedelta(days=1)
"""No digest is posted later than this after its time."""


ON = Command(
    "digest on",
    "Post the daily digest here: what is new and a quote of the day",
    "digest on 9am",
    (
        Option("time", "Time of day, such as 9, 9am, 09:00 or noon (09:00 if left out)"),
        Option("zone", "Time zone: a city, a country or an IANA name", completes=True),
        Option("topics", "Only these topics, separated by commas", completes=True),
        Option("days", "Days of the week, such as weekdays or mon-fri", completes=True),
        Option("until", "The last day, such as 31 December, friday or “for 2 weeks”; “none” for no end"),
        Option("holidays", "No digest on public holidays there, such as Germany or Bavaria; “none” for all days"),
        Option("quiet", "Post nothing on days when nothing is new", kind="flag"),
        Option("curators", "Also list this week's unanswered questions (admins only)", kind="flag"),
    ),
    managers_only=True,
    private=True,
    opening=openings.ON,
)
OFF = Command(
    "digest off", "Stop the daily digest here", "digest off",
    managers_only=True, private=True, opening=openings.OFF,
)  # fmt: skip
STATUS = Command(
    "digest status", "Show when the digest is posted here, and the results of the last posts", "digest status",
    private=True, opening=r"digest\s+status\b",
)  # fmt: skip
PREVIEW = Command(
    "digest preview", "Show only to you what the digest would be now", "digest preview",
    private=True, opening=openings.PREVIEW,
)  # fmt: skip


class DigestHandlers(Feature):
    """Handles the commands of the daily digest."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._digests = services.storage.tables(DigestStorage)
        self._composer = DigestComposer(services.facts, services.storage)
        self._zones: Zones | None = None
        self._regions = HolidayRegions()

    @classmethod
    def prepare(cls, knowledge: Knowledge) -> None:
        """Build the index of what digests show."""
        digest_index(knowledge)

    async def state(self, target: Target) -> Sequence[Row]:
        """Say if the channel gets the digest, and when next."""
        return [described(await self._digests.subscription(target.channel_key))]

    @command(ON)
    async def on(self, invocation: Invocation, responder: Responder) -> None:
        """Subscribe the channel. This replaces its earlier subscription. Raises UserError."""
        await self._on(invocation, responder)

    @command(OFF)
    async def off(self, invocation: Invocation, responder: Responder) -> None:
        """Unsubscribe the channel."""
        was_on = await self._digests.unsubscribe(invocation.target.channel_key, digest_texts.SWITCHED_OFF)
        await responder.send(Notice(digest_texts.OFF if was_on else digest_texts.NOT_ON))

    @command(STATUS)
    async def status(self, invocation: Invocation, responder: Responder) -> None:
        """Show the subscription, what comes next, and the results of the last slots."""
        await self._status(invocation.target, responder)

    @command(PREVIEW)
    async def preview(self, invocation: Invocation, responder: Responder) -> None:
        """Show the digest as it would be now, to the person alone."""
        await self._preview(Request.of_command(invocation), responder)

    async def _on(self, invocation: Invocation, responder: Responder) -> None:
        target = _channel(invocation.target)
        zones, topics = await asyncio.to_thread(self._zones_and_topics)
        earlier = await self._digests.subscription(target.channel_key)
        own_zone = next(iter(zones.find(invocation.author.zone)), "")
        defaults, typed, now = _defaults(earlier, own_zone or UTC), invocation.typed, self._clock.now()

        def parse(given: Mapping[str, str | bool]) -> DigestOptions:
            return parse_options(
                given, topics, zones, defaults, own_zone=own_zone, typed=typed, now=now, regions=self._regions
            )

        try:
            options = await asyncio.to_thread(parse, invocation.options)
        except UserError:
            if not invocation.kept:
                raise
            options = await asyncio.to_thread(parse, invocation.kept)  # a topic such as "Private schools"
        if options.curators and not (defaults.curators or invocation.author.admin):
            raise UserError(digest_texts.NOT_FOR_ALL)
        if missing_permission := await responder.missing_permission():
            raise UserError(missing_permission)
        upcoming = await self._upcoming(target.channel_key, options)
        if not upcoming:
            raise UserError(digest_texts.no_day_left(options.schedule))
        date, due = await self._put_off(earlier, before=upcoming[0][0]) or upcoming[0]
        subscription = Subscription(
            target=target,
            schedule=options.schedule,
            owner=invocation.author.id,
            asked=now,
            next_date=date,
            next_due=due,
            topics=options.topics,
            quiet=options.quiet,
            curators=options.curators,
            bot=self._own_bot(target),
        )
        await self._digests.subscribe(subscription)
        moments = [due for _, due in upcoming]
        changed = earlier is not None and not earlier.has_ended
        text = await asyncio.to_thread(digest_texts.switched_on, subscription, moments, now, changed=changed)
        await responder.send(Notice(text))

    async def _status(self, target: Target, responder: Responder) -> None:
        """Show the subscription, what comes next, and the results of the last slots."""
        subscription = await self._digests.subscription(target.channel_key)
        past = await self._digests.results(target.channel_key, PAST)
        if subscription is None and not past:
            raise UserError(digest_texts.NOT_ON)
        upcoming = await asyncio.to_thread(_next_slots, subscription) if subscription else []
        posting = subscription.bot if subscription else ""
        foreign = posting not in {"", self._own_bot(target)}
        moments = [due for _, due in upcoming]
        rows = digest_texts.status(subscription, moments, past, self._clock.now(), foreign=foreign)
        await responder.send(Details(digest_texts.STATUS, tuple(rows)))

    async def _preview(self, request: Request, responder: Responder) -> None:
        """Show the digest as it would be now, to the person alone."""
        if not responder.can_reply_privately:
            raise UserError(digest_texts.NOT_HERE)
        exchange = await self._session.begin(request, responder)
        if exchange is None:
            return
        subscription = await self._digests.subscription(request.target.channel_key)
        scope = DigestScope.of(subscription) if subscription else DigestScope.of_all(request.target)
        now = self._clock.now()
        date, platform = now.astimezone(ZoneInfo(scope.zone)).date(), self._services.platforms.get(scope.platform)
        knowledge, contents = await self._composer.compose(scope, date, now, platform)
        await self._composer.save(contents, exchange.id)
        shown = await asyncio.to_thread(digest, contents, knowledge, exchange.id)
        await self._session.deliver(shown, replace(exchange, outcome="answer"), responder)

    @action(SHOW_MORE)
    async def more(self, action: Action, press: Press, responder: Responder) -> None:
        """Show what a digest left out. Raises UserError if the store no longer has it."""
        await responder.send(await self._composer.remainder(action))

    @completes("digest on", "days")
    async def complete_days(self, asked: Completion) -> Sequence[Choice]:
        """Give the days that fit what is being typed."""
        fitting = (days for days in _DAYS if asked.typed.strip().casefold() in days)
        return [Choice(days, days) for days in fitting]

    @completes("digest on", "zone")
    async def complete_zone(self, asked: Completion) -> Sequence[Choice]:
        """Give the zones that fit what is being typed."""
        zones, _ = await asyncio.to_thread(self._zones_and_topics)
        matches = await asyncio.to_thread(zones.complete, asked.typed)
        return [Choice(zone, zone) for zone in matches]

    @completes("digest on", "topics")
    async def complete_topics(self, asked: Completion) -> Sequence[Choice]:
        """Give the topics that fit the last one that is being typed."""
        _, topics = await asyncio.to_thread(self._zones_and_topics)
        before, comma, last = asked.typed.rpartition(",")
        words = last.strip().casefold()
        fitting = (topic for topic in topics if words in topic.casefold())
        values = (f"{before}{comma} {topic}".strip() for topic in fitting)
        return [Choice(value, value) for value in values]

    def _own_bot(self, target: Target) -> str:
        """Return the id of the bot that hears of this channel; empty if it is not connected."""
        platform = self._services.platforms.get(target.platform)
        reach = platform.reach if platform else None
        return reach.bot if reach else ""

    def _zones_and_topics(self) -> tuple[Zones, Sequence[str]]:
        """Return the zones and topics. Zones are built at the first call, so call this off the event loop."""
        if self._zones is None:
            self._zones = Zones()
        return self._zones, digest_index(self._facts.knowledge).topics

    async def _upcoming(self, channel_key: str, options: DigestOptions) -> list[tuple[dt.date, dt.datetime]]:
        """Return the next three slots, without those of dates that had their digest already."""
        now = self._clock.now()
        taken = await self._digests.used_dates(channel_key, now.date() - dt.timedelta(days=1))
        following = ((date, due) for date, due in options.schedule.upcoming(now) if date not in taken)
        return await asyncio.to_thread(lambda: list(islice(following, 3)))

    async def _put_off(self, earlier: Subscription | None, before: dt.date) -> tuple[dt.date, dt.datetime] | None:
        """Return the slot that is due but not done, so that new options don't lose it; None if there is none.

        A slot moves to a new time if that is still on its date, so only one from before a date counts.
        """
        if earlier is None or earlier.paused or earlier.next_date >= before:
            return None
        if not dt.timedelta() <= self._clock.now() - earlier.next_due <= LONGEST_CATCH_UP:
            return None
        past = await self._digests.results(earlier.id, PAST)
        states = {result.date: result.state for result in past}
        open_slot = states.get(earlier.next_date, "pending") == "pending"
        return (earlier.next_date, earlier.next_due) if open_slot else None


def _next_slots(subscription: Subscription) -> list[tuple[dt.date, dt.datetime]]:
    """Return the next three slots, beginning with the first that is not done."""
    since = subscription.next_due - dt.timedelta(microseconds=1)
    return list(islice(subscription.schedule.upcoming(since), 3))


def _defaults(earlier: Subscription | None, zone: str) -> DigestOptions:
    """Return the options that apply if none is given: those of the earlier subscription, else daily in this zone."""
    if earlier is None:
        return DigestOptions(Schedule(TIME, zone), (), quiet=False, curators=False)
    return DigestOptions(earlier.schedule, earlier.topics, earlier.quiet, earlier.curators)


def _channel(target: Target) -> Target:
    """Return the channel of a thread, because digests are posted to the whole channel."""
    return replace(target, thread=None)
