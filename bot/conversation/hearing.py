"""Decide which messages are heard: those to the bot, and others in watched channels and in threads of its answers."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Final

from bot.conversation.channel_sets import WatchedChannels
from bot.core.addressees import KnownNames
from bot.core.events import Message
from bot.core.exchanges import Exchange
from bot.core.ports import Clock
from bot.core.storage import Storage

HEARD_FOR: Final = dt.timedelta(days=1)
"""How long after the bot's last answer a thread is heard."""
FOLLOWED_FOR: Final = dt.timedelta(minutes=10)
"""How long after an answer in a thread the next question of the same person is to the bot."""
_QUESTION: Final = re.compile(
    r".*\?|\s*(?:and|or|but|what|who|whose|when|where|why|how|which|is|are|was|were|do|does|did|can|could|will|has|have)\b",
    re.IGNORECASE | re.DOTALL,
)


class Hearing:
    """Knows which channels are watched, and in which threads the bot has answered."""

    def __init__(self, storage: Storage, clock: Clock, watched: WatchedChannels) -> None:
        self._storage = storage
        self._clock = clock
        self._watched = watched
        self._names = KnownNames()

    async def heard(self, message: Message) -> Message | None:
        """Return a message as it is to be answered; None if the bot should not hear it.

        A message that is put to somebody else is not heard. A follow-up question of the person who got an answer in its
        thread counts as addressed to the bot.
        """
        self._names.note(message.target.workspace, message.author.name)
        if message.addressed:
            return message
        if message.to_others or self._names.are_called(message.target.workspace, message.text):
            return None
        in_thread, follows = await self._thread(message)
        if follows and _QUESTION.match(message.text):
            return replace(message, addressed=True)
        return message if in_thread or self._watched.has(message.target) else None

    async def _thread(self, message: Message) -> tuple[bool, bool]:
        """Return whether the bot has answered in the thread of a message, and whether it answered the same person."""
        target = message.target
        if target.thread is None or target.direct:
            return False, False
        key = _thread_key(target.channel_key, target.thread)
        if await self._storage.is_claimed(key):
            return True, await self._storage.is_claimed(f"{key}:{message.author.id}")
        # The question itself may have opened the thread.
        now = self._clock.now()
        answers = [e for e in await self._storage.exchanges_for(f"{target.channel_key}:{target.thread}") if e.reply_id]
        answers = [e for e in answers if now - e.asked < HEARD_FOR]
        asked = (e.asked for e in answers if e.person == message.author.id)
        return bool(answers), any(now - moment < FOLLOWED_FOR for moment in asked)


def claims_of(exchange: Exchange) -> dict[str, dt.timedelta]:
    """Return the claims by which others see that the bot has answered somebody in a thread."""
    if exchange.thread is None or exchange.direct:
        return {}
    key = _thread_key(exchange.channel_key, exchange.thread)
    return {key: HEARD_FOR, f"{key}:{exchange.person}": FOLLOWED_FOR}


def _thread_key(channel_key: str, thread: str) -> str:
    return f"thread:{channel_key}:{thread}"
