"""Handle the commands of the daily digest (on, off, status, preview) and its button."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.conversation.feature import Feature, Services
from bot.conversation.session import Request
from bot.core.commands import Command, Option
from bot.core.declarations import action, command, completes
from bot.core.document import Row
from bot.core.errors import UserError
from bot.core.events import Action, Choice, Completion, Invocation, Person, Press, Target
from bot.core.ports import Responder
from bot.core.replies import Notice
from bot.features.digest import openings
from bot.features.digest import texts as digest_texts
from bot.features.digest.composer import DigestComposer, DigestScope
from bot.features.digest.options import LONGEST
from bot.features.digest.replies import Details
from bot.features.digest.rotation import digest_index
from bot.features.digest.sections import SHOW_MORE, digest
from bot.features.digest.state import described
from bot.features.digest.storage import DigestStorage
from bot.features.digest.subscriber import PAST, Subscriber, next_slots
from bot.features.digest.subscriptions import Subscription
from bot.knowledge.knowledge import Knowledge

_DAYS = ("every day", "weekdays", "weekends", "mondays", "mon, wed, fri")


ON = Command(
    "digest on",
    "Post the daily digest here: what is new and a quote of the day",
    "digest on 9am",
    (
        Option("time", "Time of day, such as 9, 9am, 09:00 or noon (09:00 if left out)"),
        Option("zone", "Time zone: a city, a country or an IANA name", completes=True),
        Option("topics", "Only these topics, separated by commas", completes=True, longest=LONGEST),
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
    private=True, private_button=digest_texts.PREVIEW, opening=openings.PREVIEW,
)  # fmt: skip


class DigestHandlers(Feature):
    """Handles the commands of the daily digest."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._digests = services.storage.tables(DigestStorage)
        self._composer = DigestComposer(services.facts, services.storage)
        self._subscriber = Subscriber(services)

    @classmethod
    def prepare(cls, knowledge: Knowledge) -> None:
        """Build the index of what digests show."""
        digest_index(knowledge)

    async def state(self, target: Target, person: Person) -> Sequence[Row]:
        """Say if the channel gets the digest, and when next. In a direct message, count the channels that do."""
        subscription, elsewhere = await self._digests.subscription(target.channel_key), 0
        if target.direct and target.workspace and subscription is None:
            elsewhere = sum(_is_running_in(target, other) for other in await self._digests.subscriptions())
        return [described(subscription, elsewhere)]

    @command(ON)
    async def on(self, invocation: Invocation, responder: Responder) -> None:
        """Subscribe the channel. This replaces its earlier subscription. Raises UserError."""
        target, author, given, kept = invocation.target, invocation.author, invocation.options, invocation.kept
        defaults = await self._subscriber.defaults(target, author)
        options = await self._subscriber.read(target, author, defaults, given, typed=invocation.typed, kept=kept)
        done = await self._subscriber.subscribe(target, author, options, responder)
        await responder.send(await self._subscriber.confirmation(done))

    @command(OFF)
    async def off(self, invocation: Invocation, responder: Responder) -> None:
        """Unsubscribe the channel."""
        target = invocation.target
        was_on = await self._digests.unsubscribe(target.channel_key, digest_texts.SWITCHED_OFF)
        await responder.send(Notice(digest_texts.OFF if was_on else digest_texts.not_on(direct=target.direct)))

    @command(STATUS)
    async def status(self, invocation: Invocation, responder: Responder) -> None:
        """Show the subscription, what comes next, and the results of the last slots."""
        target = invocation.target
        subscription = await self._digests.subscription(target.channel_key)
        past = await self._digests.results(target.channel_key, PAST)
        if subscription is None and not past:
            raise UserError(digest_texts.not_on(direct=target.direct))
        upcoming = await asyncio.to_thread(next_slots, subscription) if subscription else []
        posting = subscription.bot if subscription else ""
        foreign = posting not in {"", self._subscriber.own_bot(target)}
        moments = [due for _, due in upcoming]
        rows = digest_texts.status(subscription, moments, past, self._clock.now(), foreign=foreign)
        await responder.send(Details(digest_texts.STATUS, tuple(rows)))

    @command(PREVIEW)
    async def preview(self, invocation: Invocation, responder: Responder) -> None:
        """Show the digest as it would be now, to the person alone."""
        request = Request.of_command(invocation)
        exchange = await self._session.begin(request, responder)
        if exchange is None:
            return
        subscription = await self._digests.kept(request.target.channel_key)
        scope = DigestScope.of(subscription) if subscription else DigestScope.of_all(request.target)
        now = self._clock.now()
        date = now.astimezone(ZoneInfo(scope.zone)).date()
        platform = self._services.platforms.get(request.target.platform)
        knowledge, contents = await self._composer.compose(scope, date, now, platform)
        await self._composer.save(contents, exchange.id)
        shown = await asyncio.to_thread(digest, contents, knowledge, exchange.id)
        gone = [topic for topic in scope.topics if topic not in digest_index(knowledge).topics]
        unposted = digest_texts.NOT_POSTED if subscription and subscription.quiet and not contents.has_news else ""
        remarks = filter(None, (shown.summary, digest_texts.topics_gone(gone), unposted))
        shown = replace(shown, summary=" ".join(remarks))
        await self._session.deliver(shown, replace(exchange, outcome="answer"), responder)

    @action(SHOW_MORE)
    async def more(self, action: Action, press: Press, responder: Responder) -> None:
        """Show what a digest left out. Raises UserError if the store no longer has it."""
        await responder.send(await self._composer.remainder(action, press.target))

    @completes("digest on", "days")
    async def complete_days(self, asked: Completion) -> Sequence[Choice]:
        """Give the days that fit what is being typed."""
        fitting = (days for days in _DAYS if asked.typed.strip().casefold() in days)
        return [Choice(days, days) for days in fitting]

    @completes("digest on", "zone")
    async def complete_zone(self, asked: Completion) -> Sequence[Choice]:
        """Give the zones that fit what is being typed."""
        zones = await self._subscriber.zones()
        matches = await asyncio.to_thread(zones.complete, asked.typed)
        return [Choice(zone, zone) for zone in matches]

    @completes("digest on", "topics")
    async def complete_topics(self, asked: Completion) -> Sequence[Choice]:
        """Give the topics that fit the last one that is being typed."""
        topics = await self._subscriber.topics(asked.target)
        before, comma, last = asked.typed.rpartition(",")
        words = last.strip().casefold()
        fitting = (topic for topic in topics if words in topic.casefold())
        values = (f"{before}{comma} {topic}".strip() for topic in fitting)
        return [Choice(value, value) for value in values]


def _is_running_in(here: Target, subscription: Subscription) -> bool:
    """Return whether a subscription posts in a channel of the same workspace."""
    there = subscription.target
    same = (there.platform, there.workspace) == (here.platform, here.workspace)
    return same and not there.direct and not subscription.paused
