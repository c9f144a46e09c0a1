"""When to speak and what kind of reply: the one brain behind every platform."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import re
import secrets
from collections.abc import Sequence
from weakref import WeakValueDictionary

from bot.conversation.session import Request, Session
from bot.core import commands, texts
from bot.core.errors import DeliveryError, FactbotError, UserError
from bot.core.events import Action, Choice, Completion, Deletion, Event, Invocation, Message, Press
from bot.core.exchanges import Exchange
from bot.core.ports import Clock, Platform, Responder
from bot.core.replies import Help, Notice
from bot.core.storage import Storage
from bot.features.ask.handlers import AskHandlers, asked_by, asked_in
from bot.features.digest.composer import DigestComposer
from bot.features.digest.handlers import DigestHandlers
from bot.features.quotes.handlers import QuoteHandlers
from bot.features.verify.handlers import VerifyHandlers
from bot.knowledge.current import CurrentKnowledge

log = logging.getLogger(__name__)

_CHECKS = re.compile(r"(?:verify|check):?\s+[\"“”„«»‘']", re.IGNORECASE)
_DIGEST = re.compile(r"digest(?:\s+(?:on|off|status|preview)\b|$)", re.IGNORECASE)

CLAIMED = dt.timedelta(days=7)
"""How long an event that was taken is remembered; platforms redeliver within hours."""
EDITABLE = dt.timedelta(minutes=10)
"""How long after it was asked a question's edit changes its answer."""


class Conversation:
    """Takes every event of every platform, decides, and answers through the event's responder."""

    def __init__(self, answering: CurrentKnowledge, store: Storage, clock: Clock, *, flood_limit: int) -> None:
        """`flood_limit` is the number of questions that one person may ask in a minute; 0 means any number."""
        self._answering = answering
        self._store = store
        self._clock = clock
        self._replying = Session(store, clock, flood_limit=flood_limit)
        self._asking = AskHandlers(answering, self._replying, store, clock)
        self._quoting = QuoteHandlers(answering, self._replying, store, clock)
        self._verdicts = VerifyHandlers(answering, self._replying, clock)
        self._platforms: dict[str, Platform] = {}
        self._subscribing = DigestHandlers(
            answering, DigestComposer(answering, store), self._replying, store, clock, self._platforms
        )
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
        """What fits what somebody is typing. See `core.ports.EventHandler`."""
        command = commands.find(asked.command)
        if command is None or not any(o.name == asked.option and o.completes for o in command.options):
            return ()
        try:
            owner = self._subscribing if asked.command.startswith("digest") else self._quoting
            return await owner.complete(asked)
        except Exception:
            log.exception("Nothing to complete %r with", asked.typed)
            return ()

    async def _dispatch(self, event: Event, responder: Responder) -> None:
        match event:
            case Message():
                if await self._concerns_us(event):
                    async with self._turn(event.key):
                        await self._message(event, responder)
            case Deletion():
                async with self._turn(event.key):
                    await self._replying.withdraw(await self._store.exchanges_for(event.key), responder)
            case Invocation():
                if not event.author.bot and await self._store.claim(event.key, CLAIMED):
                    await self._invoke(event, responder)
            case Press():
                if not event.author.bot and await self._store.claim(event.key, CLAIMED):
                    await self._press(event, responder)

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
            if earlier := await self._store.exchanges_for(message.key):
                await self._take_again(earlier, message, responder)
            else:
                # Not asked until now: the edit added the mention or made a question of it. The original is taken
                # with it, so that one that is delivered late leads to no second answer.
                await self._store.claim(message.key, CLAIMED)
                await self._take(message, responder)

    async def _take(self, message: Message, responder: Responder) -> None:
        if invocation := _typed_command(message):
            await self._invoke(invocation, responder, message.key)
        else:
            await self._asking.answer(asked_in(message), responder)

    async def _take_again(self, earlier: Sequence[Exchange], message: Message, responder: Responder) -> None:
        """Bring up to date what an edited message led to: a question's answer is edited, a command given anew."""
        invocation = _typed_command(message)
        if not earlier[0].question.startswith("/") and (invocation is None or invocation.command == "ask"):
            question = asked_by(invocation, message.key) if invocation else asked_in(message)
            await self._asking.answer_again(earlier, question, responder)
        elif invocation is None or commands.typed(invocation.command, invocation.options) != earlier[0].question:
            await self._replying.withdraw(earlier, responder)
            await self._take(message, responder)

    def _turn(self, key: str) -> asyncio.Lock:
        return self._turns.setdefault(key, asyncio.Lock())

    # ------------------------------------------------------------------ commands

    async def _invoke(self, invocation: Invocation, responder: Responder, key: str | None = None) -> None:
        """Call a command; `key` is that of the message in which it was typed."""
        command = commands.find(invocation.command)
        if command is None:
            raise UserError(f"There is no command /{invocation.command}. Type /help for the list.")
        if command.managers_only and not (invocation.author.manager or invocation.target.direct):
            # Who manages a channel can't always be seen from outside of it.
            outside = await responder.missing_permission() if command.name == "digest on" else None
            told = f"Only somebody who manages this channel can use /{command.name}; please ask them."
            raise UserError(outside or told)
        match command.name:
            case "ask":
                await self._asking.answer(asked_by(invocation, key), responder)
            case "quote":
                await self._quoting.quote(_as_typed(invocation, key), responder)
            case "quotes":
                await self._quoting.list(_as_typed(invocation, key), responder)
            case "verify":
                await self._verdicts.verify(_as_typed(invocation, key), invocation.target_text, responder)
            case "digest on" | "digest off" | "digest status" | "digest preview":
                await self._subscribing.take(invocation, _as_typed(invocation, key), responder)
            case "help":
                await responder.send(self.help())
            case "watch on" | "watch off":
                await self._watch(invocation, responder, on=command.name == "watch on")

    async def _press(self, press: Press, responder: Responder) -> None:
        action = Action.decode(press.code)
        match action:
            case Action("why" | "show"):
                await self._asking.press(action, responder)
            case Action("another" | "page" | "speaker" | "whole"):
                await self._quoting.press(action, responder)
            case Action("more"):
                await self._subscribing.press(action, responder)
            case Action("check"):
                await self._verdicts.choose(action, responder)
            case _:
                raise UserError(texts.TOO_OLD)

    def help(self) -> Help:
        """The help text, made from the table of commands and what the store holds."""
        knowledge = self._answering.knowledge
        return commands.overview(knowledge.examples, knowledge.summary)

    async def _watch(self, invocation: Invocation, responder: Responder, *, on: bool) -> None:
        target = invocation.target
        if target.direct:
            raise UserError("In a direct message I answer everything already; use /watch in a channel.")
        changed = await self._store.watch(target.platform, target.workspace, target.channel, on=on)
        if changed and (platform := self._platforms.get(target.platform)):
            await platform.watch(await self._store.watched(target.platform))
        await responder.send(Notice(texts.WATCHING[on, changed]))


def _as_typed(invocation: Invocation, key: str | None) -> Request:
    """A command as the question that it is kept as; `key` is that of the message in which it was typed."""
    return Request.of_invocation(invocation, commands.typed(invocation.command, invocation.options), key)


async def _tell(responder: Responder, text: str) -> None:
    try:
        await responder.send(Notice(text))
    except DeliveryError as error:
        log.error("Could not even say so: %s", error)


def _typed_command(message: Message) -> Invocation | None:
    """A command typed after the mention: with its slash, or in words that nobody asks as a question."""
    line = message.text.strip()
    if not message.addressed:
        return None
    if _CHECKS.match(line):
        line = "/verify " + line.split(None, 1)[1]
    if (
        not line.startswith("/")
        and not _DIGEST.match(line)
        and line.casefold() not in {c.name for c in commands.COMMANDS}
    ):
        return None
    command, options = commands.parse(line.removeprefix("/"))
    return Invocation(message.id, message.author, message.target, command.name, options)
