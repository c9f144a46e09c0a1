"""The core with a real store and matcher; only the far side of its ports is ours."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field

from bot.conversation.conversation import Conversation
from bot.core.events import Invocation, Message, Person, Target
from bot.core.forms import Form
from bot.core.replies import Card, Reply
from bot.core.subjects import MessageSubject
from bot.features.ask.replies import Nothing
from bot.knowledge.current import CurrentKnowledge
from bot.storage.database import Database
from tests.samples.facts import TODAY

CHANNEL = Target("chat", "W1", "C1")


@dataclass
class FixedClock:
    """Shows the time that a test sets."""

    time: dt.datetime = TODAY
    elapsed: float = 0.0
    """Seconds of the monotonic clock."""

    def now(self) -> dt.datetime:
        """The time set."""
        return self.time

    def advance(self, **delta: float) -> None:
        """Let time pass, in the words of `timedelta`."""
        self.time += dt.timedelta(**delta)
        self.elapsed += dt.timedelta(**delta).total_seconds()

    def jump(self, **delta: float) -> None:
        """Show another time, although no time has passed."""
        self.time += dt.timedelta(**delta)

    def monotonic(self) -> float:
        """Return the seconds that have passed."""
        return self.elapsed


@dataclass
class FakeResponder:
    """A responder that keeps what a channel shows: message id to reply; private ones apart."""

    shown: dict[str, Reply] = field(default_factory=dict)
    private: list[Reply] = field(default_factory=list)
    ids: itertools.count[int] = field(default_factory=itertools.count)

    async def send(self, reply: Reply) -> str | None:
        """Show a reply."""
        if reply.private:
            self.private.append(reply)
            return None
        message_id = f"A{next(self.ids)}"
        self.shown[message_id] = reply
        return message_id

    kept: bool = False
    """The pressed message must stay as it is."""

    def keep_pressed(self) -> None:
        """Note that it must."""
        self.kept = True

    async def edit(self, message_id: str, reply: Reply) -> str | None:
        """Change a message that is shown, or show it again if a moderator took it away."""
        if message_id not in self.shown:
            return await self.send(reply)
        self.shown[message_id] = reply
        return message_id

    async def delete(self, message_id: str) -> None:
        """Take a message away."""
        self.shown.pop(message_id, None)

    pressed: str | None = None
    """The message that is pressed, or None for a private one."""

    async def delete_pressed(self) -> bool:
        """Take the pressed message away, unless it must stay."""
        if self.pressed and not self.kept:
            self.shown.pop(self.pressed, None)
        return not self.kept

    dismissed: int = 0
    """How often an event was ended without a reply."""

    async def dismiss(self) -> None:
        """Count it."""
        self.dismissed += 1

    can_reply_privately: bool = True
    blocked: str | None = None
    """What keeps the bot from posting here later."""

    async def missing_permission(self) -> str | None:
        """Tell it."""
        return self.blocked

    async def managers(self) -> str:
        """Name nobody."""
        return ""

    async def open_form(self, form: Form) -> bool:
        """Forms are not shown yet."""
        return False

    async def look_up(self, subject: MessageSubject) -> MessageSubject:
        """What a test says of a message is all there is to know."""
        return subject

    async def identify(self, person: Person) -> Person:
        """What a test says of a person is all there is to know."""
        return person

    @property
    def last(self) -> Reply:
        """The newest public reply."""
        return list(self.shown.values())[-1]


@dataclass
class ChatDriver:
    """One person in one channel with the bot."""

    conversation: Conversation
    store: Database
    clock: FixedClock
    answering: CurrentKnowledge
    responder: FakeResponder = field(default_factory=FakeResponder)
    ids: itertools.count[int] = field(default_factory=itertools.count)

    def message(self, text: str, *, addressed: bool = True, author: str = "ann", **more: object) -> Message:
        """A message as an adapter would hand it over."""
        fields: dict[str, object] = {
            "id": f"M{next(self.ids)}",
            "author": Person(author),
            "text": text,
            "target": CHANNEL,
            "sent": self.clock.now(),
            "addressed": addressed,
        }
        return Message(**(fields | more))  # type: ignore[arg-type]

    async def ask(self, text: str, **more: object) -> Message:
        """Write a message and let the conversation take it."""
        message = self.message(text, **more)  # type: ignore[arg-type]
        await self.conversation.handle(message, self.responder)
        return message


def nothing_said(chat: ChatDriver) -> str:
    """The sentence which says that nothing was found: the last private reply."""
    reply = chat.responder.private[-1]
    assert isinstance(reply, Nothing)
    return reply.text


def shown_text(reply: Reply) -> str:
    """The stored text on a card."""
    assert isinstance(reply, Card)
    return reply.statement.text


async def manage(chat: ChatDriver, command: str, *, manager: bool = True, place: Target = CHANNEL) -> Reply:
    """Call a command and return its reply; a public one is taken away from the channel."""
    who = Person("mia", "mia", manager=manager)
    before = len(chat.responder.private), set(chat.responder.shown)
    await chat.conversation.handle(Invocation(f"I{next(chat.ids)}", who, place, command), chat.responder)
    public = [chat.responder.shown.pop(one) for one in chat.responder.shown.keys() - before[1]]
    return public[0] if public else chat.responder.private[before[0]]
