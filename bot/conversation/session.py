"""Steps that questions and commands share: count the request, store it with its outcome, and send the reply."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.conversation.flood import FloodLimit
from bot.conversation.hearing import claims_of
from bot.core import texts
from bot.core.errors import UserError
from bot.core.events import NO_EXCHANGE, Action, FormSubmission, Invocation, Message, Person, Press, Target
from bot.core.exchanges import Exchange
from bot.core.ports import Clock, Responder
from bot.core.replies import Card, Notice, Reply, as_private, with_asker
from bot.core.storage import Storage


@dataclass(frozen=True, slots=True)
class Request:
    """A question, or a command with its options."""

    key: str
    person: str
    target: Target
    question: str = ""
    """Empty for a command that asks no question."""
    command: str = ""
    """Full name of the command; empty for a question, even if a command asked it."""
    options: Mapping[str, str | bool] = field(default_factory=dict)
    private: bool = False
    """Only the person sees the answer."""
    overheard: bool = False
    """Written in a watched channel without addressing the bot. Only a sure answer is given then."""
    awaited: bool = False
    """A command: the platform shows a waiting sign until there is a reply."""
    kept: str = ""
    """The question with the word `private`, if that may be one of its words."""
    unheard_thread: str | None = None
    """See `Message.unheard_thread`."""
    seen_by_all: bool = False
    """Even a private reply is seen by everybody, as after a mention on Discord."""

    @classmethod
    def of_message(cls, message: Message, question: str) -> Request:
        """Make the request of a message that asks `question`."""
        overheard, unheard = not message.addressed, message.unheard_thread
        return cls(
            message.key, message.author.id, message.target, question, overheard=overheard, unheard_thread=unheard
        )

    @classmethod
    def of_question(cls, invocation: Invocation, question: str, kept: str = "") -> Request:
        """Make the request of a command that asks `question`, as a message could."""
        target, private = invocation.target, invocation.private
        return cls(invocation.key, invocation.author.id, target, question, private=private, awaited=True, kept=kept)

    @classmethod
    def of_command(cls, invocation: Invocation) -> Request:
        """Make the request of any other command."""
        request = cls.of_question(invocation, "")
        return replace(request, command=invocation.command, options=dict(invocation.options))


def _is_there(exchange: Exchange, press: Press | FormSubmission) -> bool:
    """Return whether a button was pressed in the channel of its exchange.

    An answer may also have come to the person as a direct message, if the bot may not post in the channel.
    """
    target = press.target
    in_own_dm = target.direct and exchange.person == press.author.id
    return exchange.platform == target.platform and (exchange.channel_key == target.channel_key or in_own_dm)


def forgotten_key(question_key: str) -> str:
    """Return the key of the claim which says that a message was forgotten on purpose."""
    return f"forgotten:{question_key}"


def nth(exchange: Exchange, part: int) -> Exchange:
    """Make the exchange of another question of the same message, without a reply yet."""
    if part == 0:
        return replace(exchange, part=0, reply_id=None)
    return replace(exchange, id=secrets.token_hex(8), part=part, reply_id=None)


def _with_shown(exchange: Exchange, reply: Reply) -> Exchange:
    """Note in an exchange what its answer says, so that a later change can be noticed."""
    if not isinstance(reply, Card):
        return exchange
    return replace(exchange, shown_text=reply.statement.text, shown_validity=reply.validity)


class Session:
    """Stores exchanges and sends their replies."""

    def __init__(self, store: Storage, clock: Clock, *, flood_limit: int) -> None:
        """Set the limits; `flood_limit` is how many questions one person may ask in a minute, 0 for any number."""
        self._store = store
        self._clock = clock
        self._flood = FloodLimit(flood_limit, clock)
        self._open: set[str] = set()
        """Keys of the questions that are pending in the store, and that this process works on."""

    def open(self, key: str) -> None:
        """Note that a question is pending in the store."""
        self._open.add(key)

    async def close(self, key: str) -> None:
        """Note in the store that a question has an outcome, if that is not noted yet."""
        if key in self._open:
            self._open.discard(key)
            await self._store.close_questions([key])

    def leave(self, key: str) -> None:
        """Leave a question pending, as its work was broken off."""
        self._open.discard(key)

    async def begin(self, request: Request, responder: Responder) -> Exchange | None:
        """Make the exchange of a new request. Return None, after a message to the person, if they ask too fast."""
        platform, person = request.target.platform, request.person
        if not (request.overheard or self._flood.allows(platform, person)):
            if self._flood.may_refuse(platform, person) or request.awaited:
                await responder.send(Notice(texts.TOO_MANY))
            return None
        return Exchange(
            id=secrets.token_hex(8),
            question_key=request.key,
            platform=request.target.platform,
            channel_key=request.target.channel_key,
            person=request.person,
            question=request.question,
            outcome="none",
            statement_id=None,
            score=0.0,
            private=request.private,
            asked=self._clock.now(),
            direct=request.target.direct,
            thread=request.target.thread,
            command=request.command,
            options=request.options,
        )

    async def deliver(
        self,
        reply: Reply,
        exchange: Exchange,
        responder: Responder,
        by: Person | None = None,
        *,
        wish: str = "",
        last: bool = True,
    ) -> None:
        """Store an exchange and send its reply, which is private if the exchange is.

        If everybody sees the reply to a command, it says what was asked, and that the person `by` asked it. For a
        command that asks no question, `wish` says in words what it is for, such as "a quote by Edi Rama".
        `last` says whether this is the last reply to its message. Then the question is closed.
        """
        # Stored first: a button can be pressed as soon as it is visible.
        exchange = _with_shown(exchange, reply)
        await self._store.add_exchange(exchange)
        shown = as_private(reply) if exchange.private else reply
        if by and not (shown.private or exchange.direct or exchange.by_message):
            said = texts.asked_for(by.name, wish) if wish else texts.asked_by(by.name, exchange.line)
            shown = with_asker(shown, said)
        key = exchange.question_key
        if reply_id := await responder.send(shown):
            closes = key if last and key in self._open else ""
            self._open.discard(closes)
            await self._store.set_reply(exchange.id, reply_id, closes=closes, claims=claims_of(exchange))

    async def redeliver(self, reply: Reply, exchange: Exchange, responder: Responder) -> None:
        """Store an exchange, and replace the message with its earlier answer, `exchange.reply_id`."""
        await self._store.add_exchange(_with_shown(exchange, reply))
        shown_in = await responder.edit(exchange.reply_id or "", reply)
        if shown_in != exchange.reply_id:
            await self._store.set_reply(exchange.id, shown_in)

    async def recall(self, action: Action, press: Press | FormSubmission) -> Exchange:
        """Find the exchange of a button. If it is of another person, return a private copy for the one who pressed.

        Raises UserError if the store no longer has it, or if the button was not pressed where the exchange was.
        """
        exchange = await self._store.exchange(action.exchange)
        if exchange is None or not _is_there(exchange, press):
            raise UserError(texts.TOO_OLD)
        if exchange.person == press.author.id:
            return exchange
        return replace(
            exchange,
            id=secrets.token_hex(8),
            question_key=press.key,
            person=press.author.id,
            private=True,
            asked=self._clock.now(),
            reply_id=None,
            part=0,
            copy_of=exchange.question_key,
        )

    async def owns(self, action: Action, press: Press) -> bool:
        """Return whether the message that was pressed may change for this person: nobody else has asked for it."""
        exchange = None if action.exchange == NO_EXCHANGE else await self._store.exchange(action.exchange)
        return exchange is None or exchange.person == press.author.id

    async def withdraw(self, exchanges: Sequence[Exchange], responder: Responder) -> None:
        """Delete the answers to a message that is gone."""
        for exchange in exchanges:
            if exchange.reply_id:
                await self._store.set_reply(exchange.id, None)
                await responder.delete(exchange.reply_id)

    async def retract(self, exchanges: Sequence[Exchange], responder: Responder) -> None:
        """Delete the answers to a message that is no longer for the bot, and forget that it was."""
        await self.withdraw(exchanges, responder)
        for exchange in exchanges:
            await self._store.drop_exchange(exchange.id)
