"""Receive the events of all platforms, decide whether to answer, and call the handler."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import secrets
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import replace
from weakref import WeakValueDictionary

from bot.conversation.channel_sets import StoredSetting, WatchedChannels, follow
from bot.conversation.curators import Curators
from bot.conversation.form_submissions import FormSubmissions
from bot.conversation.hearing import Hearing
from bot.conversation.kept_forms import KeptForms
from bot.conversation.places import INTRODUCED, Places
from bot.conversation.private_responder import PrivateResponder
from bot.conversation.questions import Questions
from bot.conversation.reading import Reading
from bot.conversation.recovery import Recovery, tell_interrupted
from bot.conversation.rights import check_place, permitted, tell
from bot.conversation.session import Session, forgotten_key
from bot.conversation.unserved import UnservedPlaces
from bot.core import texts
from bot.core.commands import PRIVATE
from bot.core.controls import Button
from bot.core.errors import DeliveryError, FactbotError, FormRefusedError, StoreError, UserError
from bot.core.events import (
    Choice,
    CommandLine,
    Completion,
    Deletion,
    Event,
    FormSubmission,
    Invocation,
    Joined,
    Message,
    Press,
)
from bot.core.exchanges import Exchange
from bot.core.pending import LookBack, PendingQuestion
from bot.core.ports import Clock, Platform, Responder
from bot.core.replies import Notice
from bot.core.router import Menu, Router
from bot.core.storage import Storage

log = logging.getLogger(__name__)

CLAIM_TTL = dt.timedelta(days=7)
"""How long a claimed event is remembered; platforms redeliver within hours."""
EDITABLE = dt.timedelta(minutes=10)
"""How long after a question its edits still change the answer."""


class Conversation:
    """Handles every event of every platform, and answers through the event's responder."""

    def __init__(
        self,
        router: Router,
        questions: Questions,
        session: Session,
        storage: Storage,
        clock: Clock,
        platforms: dict[str, Platform],
        watched: WatchedChannels,
        curators: Curators,
        recovery: Recovery,
        places: Places,
        kept: KeptForms,
        settings: Sequence[StoredSetting] = (),
    ) -> None:
        """Set up without platforms; `join` adds each to `platforms`. `settings` are read like the watched channels."""
        self._router = router
        self._questions = questions
        self._session = session
        self._storage = storage
        self._clock = clock
        self._platforms = platforms
        self._places = places
        self._unserved = UnservedPlaces(places, storage)
        self._settings: Sequence[StoredSetting] = (places, watched, curators, *settings)
        self._curators = curators
        self._recovery = recovery
        self._hearing = Hearing(storage, clock, watched)
        self._reading = Reading(router.menu)
        self._forms = FormSubmissions(router, kept, curators)
        # An edit or a deletion can arrive before its message is answered. Within one process it waits for that.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def menu(self) -> Menu:
        """Return everything that people can call and press."""
        return self._router.menu

    async def join(self, platform: Platform) -> None:
        """Add a platform, read the settings of its channels, and tell it which ones are watched."""
        self._platforms[platform.name] = platform
        try:
            for setting in self._settings:
                await setting.refresh(platform.name)
        except StoreError as error:
            log.warning("No channel is watched until the store can be read: %s", error)

    async def handle(self, event: Event, responder: Responder) -> None:
        """Handle one event. Never raises: the person gets one sentence, and the log has the details."""
        await self._guard(event, responder, self._dispatch(event, responder))

    async def _guard(self, event: Event, responder: Responder, work: Awaitable[None]) -> None:
        """Wait for the work on an event, and report its errors."""
        overheard = isinstance(event, Deletion | Joined) or (isinstance(event, Message) and not event.addressed)
        try:
            await work
        except FormRefusedError as error:
            await self._report(event, responder, error.problems)
        except UserError as error:
            await self._report(event, responder, {"": str(error)})
        except DeliveryError as error:
            log.error("No reply to %s: %s", event.key, error)
        except StoreError as error:
            # Of what was not for the bot, there may be much. The outage itself is logged anyway.
            log.log(logging.DEBUG if overheard else logging.ERROR, "%s needs the store: %s", event.key, error)
            if not overheard and not (isinstance(event, Message) and event.revision):
                await self._report(event, responder, {"": texts.STORE_AWAY})
        except Exception as error:
            reference = secrets.token_hex(4)
            trace = None if isinstance(error, FactbotError) else error
            log.error("Reference %s: %s failed: %s", reference, event.key, error, exc_info=trace)
            if not overheard:
                sentence = f"Something went wrong on my side. Please try again. (Reference {reference})"
                await self._report(event, responder, {"": sentence})

    async def _report(self, event: Event, responder: Responder, problems: Mapping[str, str]) -> None:
        """Say what went wrong, a sentence for each problem. What was typed into a form comes back. Never raises."""
        if not (isinstance(event, FormSubmission) and await self._forms.refuse(event, problems, responder)):
            await tell(responder, " ".join(problems.values()))

    async def look_back(self, platform: str, lost: dt.datetime | None) -> LookBack | None:
        """Say where a platform should look for missed messages. See `core.ports.EventHandler`."""
        return await self._recovery.look_back(platform, lost)

    async def take_over_questions(self) -> None:
        """Take over the questions of processes that died, until cancelled."""
        await self._recovery.run(self.resume)

    async def follow_settings(self) -> None:
        """Follow what other processes change in the settings of channels, until cancelled."""
        await follow(self._settings, self._platforms)

    async def complete(self, asked: Completion) -> Sequence[Choice]:
        """Return the completions of what somebody is typing. See `core.ports.EventHandler`."""
        if asked.target and not self._places.serves_in(asked.target):
            return ()
        completer = self._router.completer(asked)
        try:
            return await completer(asked) if completer else ()
        except Exception:
            log.exception("Could not find completions for %r", asked.typed)
            return ()

    async def _dispatch(self, event: Event, responder: Responder) -> None:
        if await self._unserved.turn_away(event, responder):
            return
        match event:
            case Message():
                await self._take(event, responder)
            case Deletion():
                async with self._lock(event.key):
                    await self._session.withdraw(await self._storage.exchanges_for(event.key), responder)
            case CommandLine() | Invocation() | Press() | FormSubmission():
                pending: PendingQuestion | None = None
                if isinstance(event, CommandLine | Invocation):
                    pending = PendingQuestion.of_command(event, self._account(event), self._clock.now())
                if not event.author.bot and await self._storage.claim(event.key, CLAIM_TTL, pending):
                    await self._work_on(event.key, self._call(event, responder), pending=pending is not None)
            case Joined():
                introduce = self._router.joining
                if introduce and (event.every_time or await self._storage.claim(event.key, INTRODUCED)):
                    await introduce(event, responder)

    async def _call(self, event: CommandLine | Invocation | Press | FormSubmission, responder: Responder) -> None:
        match event:
            case CommandLine():
                await self._invoke(self._reading.line(event.line, event), responder)
            case Invocation():
                await self._invoke(self._reading.called(event), responder)
            case Press():
                await self._press(event, responder)
            case FormSubmission():
                await self._forms.submit(event, responder)

    async def _press(self, press: Press, responder: Responder) -> None:
        if (invocation := self._reading.button(press)) is not None:
            await self._invoke(invocation, responder)
            return
        if await self._forms.reopen(press, responder):
            return
        pressed = self._router.action(press.code)
        if pressed is None:
            raise UserError(texts.NOT_MINE)
        rule, action, act = pressed
        press = await permitted(rule, press, responder, self._curators)
        if rule.in_place and not await self._session.owns(action, press):
            responder.keep_pressed()
            responder = PrivateResponder(responder)
        await act(action, press, responder)

    # ------------------------------------------------------------------ messages

    async def _take(self, message: Message, responder: Responder) -> None:
        """Answer a message if the bot hears it. If an edit made it one that is not for the bot, delete the answer."""
        if message.author.bot:
            return
        if message.revision is not None and self._clock.now() - message.sent > EDITABLE:
            return
        heard = await self._hearing.heard(message)
        if heard is None and message.revision is None:
            return
        async with self._lock(message.key):
            if heard is not None:
                await self._message(heard, responder)
            else:
                await self._session.retract(await self._storage.exchanges_for(message.key), responder)

    async def _message(self, message: Message, responder: Responder) -> None:
        """Handle a message once. If it addresses the bot, it is answered even if this process dies meanwhile."""
        key = f"{message.key}:{message.revision}" if message.revision else message.key
        question = PendingQuestion(key, self._account(message), message) if message.addressed else None
        if await self._storage.claim(key, CLAIM_TTL, question):
            await self._work_on(key, self._handle_claimed(message, responder), pending=message.addressed)

    async def resume(self, question: PendingQuestion, responder: Responder) -> None:
        """Take over a question whose process has died. Never raises, as `handle`.

        A command can't be answered again, because nobody knows if its reply arrived. So the person is told.
        """
        message = question.message
        log.warning("Taking over the question %s, which another process left without an answer", message.key)
        if question.command:
            work = tell_interrupted(self._platforms[question.platform], question)
        else:
            work = self._handle_claimed(message, responder)
        async with self._lock(message.key):
            await self._guard(message, responder, self._work_on(question.key, work))

    async def _work_on(self, key: str, work: Awaitable[None], *, pending: bool = True) -> None:
        """Do the work on an event that was claimed. If it is `pending`, note in the end that it has an outcome."""
        if pending:
            self._session.open(key)
        try:
            await work
        except asyncio.CancelledError:  # another process, or the next one, takes it over
            self._session.leave(key)
            raise
        finally:
            await self._session.close(key)

    async def _handle_claimed(self, message: Message, responder: Responder) -> None:
        if message.revision is None:
            await self._answer(message, responder)
        elif earlier := await self._storage.exchanges_for(message.key):
            await self._update(earlier, message, responder)
        elif not await self._storage.is_claimed(forgotten_key(message.key)):
            # Not asked until now: the edit added the mention or made it a question. The original is claimed, too,
            # so that its late delivery does not lead to a second answer.
            await self._storage.claim(message.key, CLAIM_TTL)
            await self._answer(message, responder)

    async def _answer(self, message: Message, responder: Responder) -> None:
        asked = self._reading.message(message)
        if isinstance(asked, Invocation):
            await self._invoke(asked, responder)
        else:
            await self._questions.answer(asked, responder)

    async def _update(self, earlier: Sequence[Exchange], message: Message, responder: Responder) -> None:
        """Update the replies to an edited message: edit the answer to a question, or run a changed command again."""
        asked = self._reading.message(message)
        invocation = asked if isinstance(asked, Invocation) else None
        called = self._router.command(invocation.command) if invocation else None
        first = earlier[0]
        same_kind = not first.command and (called is None or called[0].asks)
        if same_kind and first.private == (invocation is not None and invocation.private):
            await self._questions.answer_again(earlier, asked, responder)
        elif (
            same_kind
            or invocation is None
            or (invocation.command, dict(invocation.options)) != (first.command, first.options)
        ):
            await self._session.withdraw(earlier, responder)
            await self._answer(message, responder)

    def _account(self, event: Message | CommandLine | Invocation) -> str:
        platform = self._platforms.get(event.target.platform)
        return platform.reach.bot if platform and platform.reach else ""

    def _lock(self, key: str) -> asyncio.Lock:
        return self._locks.setdefault(key, asyncio.Lock())

    # ------------------------------------------------------------------ commands

    async def _invoke(self, invocation: Invocation, responder: Responder) -> None:
        """Call a command.

        Raises UserError if it can't be called there, a text is too long, rights are missing, or it can't be private.
        """
        match = self._router.command(invocation.command)
        if match is None:
            raise UserError(texts.NOT_MINE)
        command, call = match
        check_place(command, invocation.target)
        if option := command.too_long(invocation.options):
            raise UserError(texts.too_long(option.name, option.longest))
        if invocation.options.get(PRIVATE) is True and not responder.can_reply_privately:
            advice = f" {texts.PRIVATE_WORD}" if invocation.kept else ""
            raise UserError(texts.not_private_here(command.name) + advice)
        hides = invocation.private and command.private_button and not any(invocation.options.values())
        if hides and not responder.can_reply_privately:
            button = Button.calling(command.private_button, command.name)
            await responder.send(Notice(texts.BEHIND_BUTTON, private=False, buttons=(button,)))
            return
        # After a mention on Discord everybody sees the reply, even to a command that is private elsewhere.
        invocation = replace(invocation, private=invocation.private and responder.can_reply_privately)
        invocation = await permitted(command, invocation, responder, self._curators)
        await call(invocation, PrivateResponder(responder) if invocation.private else responder)
