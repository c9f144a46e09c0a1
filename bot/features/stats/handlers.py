"""Show curators how much is asked and answered."""

from __future__ import annotations

from typing import Final

from bot.conversation.feature import Feature
from bot.core import texts
from bot.core.commands import Command, Option
from bot.core.controls import Button
from bot.core.declarations import action, command
from bot.core.errors import UserError
from bot.core.events import NO_EXCHANGE, Action, Invocation, Press, Target
from bot.core.ports import Responder
from bot.features.stats import texts as stats_texts
from bot.features.stats.figures import MOST_WEEKS, WEEKS, Stats, stats
from bot.features.stats.replies import NeverAsked, StatsCard
from bot.features.stats.storage import StatsStorage

SHOW_NEVER: Final = "stats-never"
"""Code of the button, with the number of weeks and of the first statement. It never changes."""
_PAGE: Final = 10

STATS = Command(
    "stats", "Show how much is asked and answered", "stats",
    (Option("weeks", f"How many weeks, up to {MOST_WEEKS}; {WEEKS} if you leave it out", longest=10),),
    curators_only=True, private=True,
)  # fmt: skip


class StatsHandlers(Feature):
    """Counts the questions of a workspace. No question is shown, only facts that may be seen in the place."""

    @command(STATS)
    async def stats(self, invocation: Invocation, responder: Responder) -> None:
        """Show the figures. Raises UserError if the number of weeks can't be read."""
        weeks = _weeks(str(invocation.options.get("weeks", "") or WEEKS))
        found = await self._stats(invocation.target, weeks)
        never = (Button(stats_texts.SHOW_ALL, Action(SHOW_NEVER, NO_EXCHANGE, f"{weeks}.0")),)
        await responder.send(StatsCard(found, never if found.never_asked else ()))

    @action(SHOW_NEVER, in_place=True, curators_only=True)
    async def show_never(self, action: Action, press: Press, responder: Responder) -> None:
        """Show what was never asked for."""
        weeks, _, typed = action.value.partition(".")
        first = int(typed) if typed.isdecimal() else 0
        found = await self._stats(press.target, _weeks(weeks))
        left = len(found.never_asked) - first - _PAGE
        code = Action(SHOW_NEVER, NO_EXCHANGE, f"{weeks}.{first + _PAGE}")
        more = (Button(texts.more(left), code),) if left > 0 else ()
        await responder.send(NeverAsked(found.never_asked[first : first + _PAGE], more))

    async def _stats(self, place: Target, weeks: int) -> Stats:
        """Count in the workspace of a place; in the terminal, in this chat."""
        platform = self._services.platforms.get(place.platform)
        reach = platform.reach if platform else None
        if place.direct and reach and place.workspace not in reach.workspaces:
            raise UserError(stats_texts.IN_DIRECT)

        async def name_of(key: str) -> str:
            channel = key.split(":", 2)[2]
            if platform is None or not await platform.is_public_channel(channel, place.workspace):
                return ""
            return await platform.channel_name(Target(place.platform, place.workspace, channel))

        counted = f"{place.platform}:{place.workspace}" if place.workspace else place.channel_key
        knowledge, tables = self._facts.at(place), self._storage.tables(StatsStorage)
        return await stats(tables, knowledge, self._clock.now(), weeks, counted, name_of)


def _weeks(typed: str) -> int:
    """Read a number of weeks. Raises UserError."""
    number = typed.strip().removesuffix("weeks").removesuffix("week").strip()
    if not number.isdecimal() or not 1 <= int(number) <= MOST_WEEKS:
        raise UserError(stats_texts.BAD_WEEKS)
    return int(number)
