"""The commands that let the bot answer in a channel without being mentioned."""

from __future__ import annotations

from bot.conversation.feature import Feature
from bot.core.commands import Command
from bot.core.declarations import command
from bot.core.errors import UserError
from bot.core.events import Invocation
from bot.core.ports import Responder
from bot.core.replies import Notice

WATCHING = {
    (True, True): "I now answer in this channel without being mentioned, but only if I am sure.",
    (True, False): "I already watch this channel.",
    (False, True): "I no longer watch this channel. Mention me to ask a question.",
    (False, False): "I was not watching this channel.",
}
"""The reply to /watch, by (on, whether that changed anything)."""
ON = Command(
    "watch on",
    "Answer in this channel without being mentioned, if sure",
    "watch on",
    managers_only=True,
    private=True,
)
OFF = Command("watch off", "Answer in this channel only when mentioned", "watch off", managers_only=True, private=True)


class WatchHandlers(Feature):
    """Switches watching on and off."""

    @command(ON)
    async def on(self, invocation: Invocation, responder: Responder) -> None:
        """Watch the channel."""
        await self._watch(invocation, responder, on=True)

    @command(OFF)
    async def off(self, invocation: Invocation, responder: Responder) -> None:
        """Stop watching the channel."""
        await self._watch(invocation, responder, on=False)

    async def _watch(self, invocation: Invocation, responder: Responder, *, on: bool) -> None:
        target, storage = invocation.target, self._storage
        if target.direct:
            raise UserError("In a direct message I already answer everything. Use /watch in a channel.")
        changed = await storage.watch(target.platform, target.workspace, target.channel, on=on)
        await self._services.watched.refresh(target.platform)
        await responder.send(Notice(WATCHING[on, changed]))
