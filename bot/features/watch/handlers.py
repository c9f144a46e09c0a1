"""The commands that let the bot answer in a channel without being mentioned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.conversation.feature import Feature
from bot.core.commands import PRIVATE, Command
from bot.core.controls import Button
from bot.core.declarations import command
from bot.core.document import Row
from bot.core.errors import DeliveryError, UserError
from bot.core.events import Invocation, Person, Target
from bot.core.ports import Obstacle, Platform, Responder
from bot.core.replies import Notice
from bot.features.watch import texts as watch_texts
from bot.features.watch.replies import WatchedChannel, WatchStatus

MOST_LISTED: Final = 25
"""Most channels in the status."""

ON = Command(
    "watch on", "Answer in this channel without being mentioned, if sure", "watch on",
    managers_only=True, announced=True,
)  # fmt: skip
OFF = Command(
    "watch off", "Answer in this channel only when mentioned", "watch off", managers_only=True, announced=True
)
STATUS = Command(
    "watch status", "List the watched channels, and what is missing there", "watch status",
    managers_only=True, private=True,
)  # fmt: skip

_WATCH: Final = Button.calling("Watch this channel", ON.name)
_STOP: Final = Button.calling("Stop watching", OFF.name)


class WatchHandlers(Feature):
    """Switches watching on and off, and says what is watched."""

    @command(ON)
    async def on(self, invocation: Invocation, responder: Responder) -> None:
        """Watch the channel, and announce it to everybody. Raises UserError if something is missing for it."""
        target, storage = _channel(invocation.target), self._storage
        _refuse_direct(target)
        if invocation.options.get(PRIVATE) is True:
            raise UserError(watch_texts.ALWAYS_ANNOUNCED)
        obstacle = await self._obstacle(target, responder)
        if obstacle and obstacle.certain:
            raise UserError(obstacle.sentence)
        doubt = obstacle.sentence if obstacle else ""
        if not await storage.watch(target.platform, target.workspace, target.channel, on=True):
            await responder.send(Notice(" ".join(filter(None, (watch_texts.ALREADY_ON, doubt)))))
            return
        await self._tell_platform(target)  # first, as people may ask as soon as they see the announcement
        try:
            announcement = " ".join(filter(None, (watch_texts.switched_on(invocation.author.name), doubt)))
            await responder.send(Notice(announcement, private=False))
        except DeliveryError:  # a channel is not watched in secret
            await storage.watch(target.platform, target.workspace, target.channel, on=False)
            await self._tell_platform(target)
            raise

    @command(OFF)
    async def off(self, invocation: Invocation, responder: Responder) -> None:
        """Stop watching the channel, and announce it to everybody."""
        target = _channel(invocation.target)
        _refuse_direct(target)
        if not await self._storage.watch(target.platform, target.workspace, target.channel, on=False):
            watched = await self._storage.watched(target.platform, target.workspace)
            by_parent = target.parent is not None and target.parent in watched
            await responder.send(Notice(watch_texts.OFF_IN_CHANNEL if by_parent else watch_texts.ALREADY_OFF))
            return
        await self._tell_platform(target)
        await responder.send(Notice(watch_texts.switched_off(invocation.author.name), private=False))

    @command(STATUS)
    async def status(self, invocation: Invocation, responder: Responder) -> None:
        """List the watched channels that the person may know of: this one, and the public ones of the server."""
        target = _channel(invocation.target)
        _refuse_direct(target)
        platform = self._platform(target)
        watched = await self._storage.watched(target.platform, target.workspace)
        here = [channel for channel in (target.channel, target.parent) if channel in watched]
        listed = [channel for channel in here if channel]
        if platform:
            others = sorted(watched.difference(here))
            listed += [other for other in others if await platform.is_public_channel(other, target.workspace)]
        rows = [await self._described(target, channel, platform, responder) for channel in listed[:MOST_LISTED]]
        await responder.send(WatchStatus(tuple(rows), here=bool(here)))

    async def state(self, target: Target, person: Person) -> Sequence[Row]:
        """Say if the channel is watched, and what is missing for that. In a direct message, count those that are.

        Only managers get the buttons that change it.
        """
        watched = await self._storage.watched(target.platform, target.workspace)
        if target.direct:
            return [Row(watch_texts.WATCHING, watch_texts.in_direct(len(watched) if target.workspace else 0))]
        watch, stop = (_WATCH, _STOP) if person.manager else (None, None)
        if target.channel in watched:
            missing = await self._obstacle(_channel(target), None)
            return [Row(watch_texts.WATCHING, watch_texts.on(missing.sentence if missing else ""), button=stop)]
        if target.parent in watched:
            return [Row(watch_texts.WATCHING, watch_texts.BY_CHANNEL)]
        return [Row(watch_texts.WATCHING, watch_texts.NOT_ON, button=watch)]

    async def _described(
        self, target: Target, channel: str, platform: Platform | None, responder: Responder
    ) -> WatchedChannel:
        place = Target(target.platform, target.workspace, channel)
        missing = await self._obstacle(place, responder if channel == target.channel else None)
        name = await platform.channel_name(place) if platform else channel
        return WatchedChannel(name, missing.sentence if missing else "")

    async def _obstacle(self, target: Target, responder: Responder | None) -> Obstacle | None:
        """Return what keeps the bot from answering in a channel; the responder knows most of the event's channel."""
        if responder and (missing := await responder.missing_permission()):
            return Obstacle(missing)
        platform = self._platform(target)
        return await platform.cannot_hear(target) if platform else None

    def _platform(self, target: Target) -> Platform | None:
        return self._services.platforms.get(target.platform)

    async def _tell_platform(self, target: Target) -> None:
        await self._services.watched.refresh(target.platform)


def _channel(target: Target) -> Target:
    """Return the channel that is watched. A thread with an id of its own is watched alone."""
    return replace(target, thread=None)


def _refuse_direct(target: Target) -> None:
    """Raise UserError in a direct message."""
    if target.direct:
        raise UserError(watch_texts.IN_DIRECT)
