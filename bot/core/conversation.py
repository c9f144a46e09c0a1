"""When to speak and what kind of reply: the one brain behind every platform."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import secrets
from collections.abc import Sequence
from weakref import WeakValueDictionary

from bot.core import commands, wording
from bot.core.answering import Answering
from bot.core.asking import Asking, Question
from bot.core.errors import DeliveryError, FactbotError, UserError
from bot.core.messages import Choice, Completion, Deletion, Event, Invocation, Message, Press
from bot.core.ports import Clock, Platform, Responder, Store
from bot.core.replies import Help, Notice

log = logging.getLogger(__name__)

CLAIMED = dt.timedelta(days=7)
"""How long an event that was taken is remembered; platforms redeliver within hours."""
EDITABLE = dt.timedelta(minutes=10)
"""How long after it was asked a question's edit changes its answer."""


class Conversation:
    """Takes every event of every platform, decides, and answers through the event's responder."""

    def __init__(self, answering: Answering, store: Store, clock: Clock, *, flood_limit: int) -> None:
        """`flood_limit` is the number of questions that one person may ask in a minute; 0 means any number."""
        self._answering = answering
        self._store = store
        self._clock = clock
        self._asking = Asking(answering, store, clock, flood_limit=flood_limit)
        self._platforms: dict[str, Platform] = {}
        # An edit or a deletion can overtake the answer to its own message; within one process it waits for it.
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def join(self, platform: Platform) -> None:
        """Tell a platform which channels are watched, now and after each change."""
        self._platforms[platform.name] = platform
        await platform.watch(await self._store.watched(platform.name))

    async def handle(self, event: Event, responder: Responder) -> None:
        """Take one event. Never raises: a person gets one sentence, the log the details."""
        overheard = isinstance(event, Deletion) or (isinstance(event, Message) and not event.addressed)
        try:
            await self._dispatch(event, responder)
        except UserError as error:
            await _tell(responder, str(error))
        except DeliveryError as error:
            log.error("No reply to %s: %s", event.key, error)
        except Exception as error:
            reference = secrets.token_hex(4)
            trace = None if isinstance(error, FactbotError) else error
            log.error("Reference %s: %s failed: %s", reference, event.key, error, exc_info=trace)
            if not overheard:
                await _tell(responder, f"Something went wrong on my side; please try again. (Reference {reference})")

    async def complete(self, asked: Completion) -> Sequence[Choice]:
        """What fits what somebody is typing. See `core.ports.Brain`."""
        return ()

    async def _dispatch(self, event: Event, responder: Responder) -> None:
        match event:
            case Message():
                if await self._concerns_us(event):
                    async with self._turn(event.key):
                        await self._message(event, responder)
            case Deletion():
                async with self._turn(event.key):
                    if exchange := await self._store.exchange_for(event.key):
                        await self._asking.withdraw(exchange, responder)
            case Invocation():
                if not event.author.bot and await self._store.claim(event.key, CLAIMED):
                    await self._invoke(event, responder)
            case Press():
                if not event.author.bot and await self._store.claim(event.key, CLAIMED):
                    await self._asking.press(event.code, responder)

    # ------------------------------------------------------------------ messages

    async def _concerns_us(self, message: Message) -> bool:
        if message.author.bot:
            return False
        if message.revision is not None and self._clock.now() - message.sent > EDITABLE:
            return False
        return message.addressed or message.target.channel in await self._store.watched(message.target.platform)

    async def _message(self, message: Message, responder: Responder) -> None:
        if message.revision is None:
            if await self._store.claim(message.key, CLAIMED):
                await self._take(message, responder)
        elif await self._store.claim(f"{message.key}:{message.revision}", CLAIMED):
            if earlier := await self._store.exchange_for(message.key):
                await self._asking.answer_again(earlier, Question.of_message(message), responder)
            else:
                # Not asked until now: the edit added the mention or made a question of it. The original is taken
                # with it, so that one that is delivered late leads to no second answer.
                await self._store.claim(message.key, CLAIMED)
                await self._take(message, responder)

    async def _take(self, message: Message, responder: Responder) -> None:
        if message.addressed and (invocation := _typed_command(message)):
            await self._invoke(invocation, responder)
        else:
            await self._asking.answer(Question.of_message(message), responder)

    def _turn(self, key: str) -> asyncio.Lock:
        return self._turns.setdefault(key, asyncio.Lock())

    # ------------------------------------------------------------------ commands

    async def _invoke(self, invocation: Invocation, responder: Responder) -> None:
        command = commands.find(invocation.command)
        if command is None:
            raise UserError(f"There is no command /{invocation.command}. Type /help for the list.")
        if command.managers_only and not invocation.author.manager:
            raise UserError(f"Only somebody who manages this channel can use /{command.name}; please ask them.")
        match command.name:
            case "ask":
                await self._asking.answer(Question.of_invocation(invocation), responder)
            case "help":
                await responder.send(self.help())
            case "watch on":
                await self._watch(invocation, responder, on=True)
            case "watch off":
                await self._watch(invocation, responder, on=False)

    def help(self) -> Help:
        """The help text, made from the table of commands and a question that the store answers."""
        knowledge = self._answering.knowledge
        return commands.overview(knowledge.example, knowledge.summary)

    async def _watch(self, invocation: Invocation, responder: Responder, *, on: bool) -> None:
        target = invocation.target
        if target.direct:
            raise UserError("In a direct message I answer everything already; use /watch in a channel.")
        changed = await self._store.watch(target.platform, target.workspace, target.channel, on=on)
        if changed and (platform := self._platforms.get(target.platform)):
            await platform.watch(await self._store.watched(target.platform))
        await responder.send(Notice(wording.WATCHING[on, changed]))


async def _tell(responder: Responder, text: str) -> None:
    try:
        await responder.send(Notice(text))
    except DeliveryError as error:
        log.error("Could not even say so: %s", error)


def _typed_command(message: Message) -> Invocation | None:
    """A command typed after the mention: with its slash, or one of the words that nobody asks as a question."""
    line = message.text.strip()
    if not line.startswith("/") and line.casefold() not in {c.name for c in commands.COMMANDS}:
        return None
    command, options = commands.parse(line.removeprefix("/"))
    return Invocation(message.id, message.author, message.target, command.name, options)
