"""The chat with the bot in Slack's agent view: questions that people can ask, and a line while they wait."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.common.completions import complete_in_time
from bot.adapters.slack.messages import PLATFORM, Identity, ReplyRoute
from bot.adapters.slack.payloads import Payload, mapping
from bot.adapters.slack.scopes import SUGGEST
from bot.adapters.slack.web_api import TROUBLE, SlackTimeouts, call, describe, judge
from bot.core.events import Completion, Person, Target
from bot.core.ports import EventHandler
from bot.core.router import Menu

log = logging.getLogger(__name__)

MOST_PROMPTS: Final = 4
_TITLE: Final = "You could ask, for example:"
_STATUS: Final = "is looking it up …"
_SUGGEST: Final = "assistant.threads.setSuggestedPrompts"
_SHOW: Final = "assistant.threads.setStatus"


@dataclass(frozen=True, slots=True)
class OpenedChat:
    """Somebody opened the chat with the bot."""

    target: Target
    person: Person


def opened_chat(body: Payload, me: Identity) -> OpenedChat | None:
    """Read that somebody opened the chat with the bot; None for any other event."""
    event = mapping(body.get("event"))
    channel = str(event.get("channel") or "")
    if not channel or (event.get("type"), event.get("tab")) != ("app_home_opened", "messages"):
        return None
    return OpenedChat(Target(PLATFORM, me.team, channel, direct=True), Person(str(event.get("user") or "")))


class AgentView:
    """Adds to the chat with the bot what only Slack has. Nothing else waits for that, or fails with it."""

    def __init__(self, handler: EventHandler, menu: Menu, timeouts: SlackTimeouts) -> None:
        self._handler = handler
        self._asker = next((command for command in menu.commands if command.asks), None)
        self._timeouts = timeouts
        self._refused: set[str] = set()
        """Methods that Slack refused, so that the log says it once."""

    async def suggest(self, web: AsyncWebClient, chat: OpenedChat, scopes: frozenset[str] | None) -> None:
        """Suggest questions that the bot answers. `scopes` are those of the token; None if they are unknown."""
        if self._asker is None or (scopes is not None and SUGGEST not in scopes):
            return
        asked = Completion(self._asker.name, self._asker.asks, "", chat.target, chat.person)
        questions = [choice.value for choice in await complete_in_time(self._handler, asked)][:MOST_PROMPTS]
        if questions:
            prompts = [{"title": question, "message": question} for question in questions]
            await self._call(web, _SUGGEST, channel_id=chat.target.channel, title=_TITLE, prompts=prompts)

    @asynccontextmanager
    async def looking_up(self, web: AsyncWebClient, route: ReplyRoute) -> AsyncIterator[None]:
        """Show in a direct message that the bot works on the question, if that takes longer than a moment."""
        if not (route.direct and route.thread):
            yield
            return
        place = {"channel_id": route.channel, "thread_ts": route.thread}
        begun = asyncio.Event()
        showing = asyncio.create_task(self._show(web, place, begun))
        try:
            yield
        finally:
            if not begun.is_set():
                showing.cancel()
            await asyncio.wait([showing])
        if begun.is_set():  # Slack ends it with a reply, but it may have arrived after the reply
            await self._call(web, _SHOW, **place, status="")

    async def _show(self, web: AsyncWebClient, place: dict[str, str], begun: asyncio.Event) -> None:
        await asyncio.sleep(self._timeouts.status_after)
        begun.set()
        await self._call(web, _SHOW, **place, status=_STATUS)

    async def _call(self, web: AsyncWebClient, method: str, **fields: object) -> None:
        """Call a method, but not for long. If Slack refuses it, don't call it again."""
        if method in self._refused:
            return
        try:
            async with asyncio.timeout(self._timeouts.status):
                await call(web, method, **fields)
        except TROUBLE as error:
            if judge(error).final is not None:
                self._refused.add(method)
            log.info("Slack did not accept %s (%s). Answers don't depend on it.", method, describe(error))
