"""The terminal as a platform: a chat with one person, typed or piped."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from collections.abc import AsyncIterator, Callable, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.adapters.common.completions import complete_in_time
from bot.adapters.terminal.form_dialogue import CANCEL, NOT_SENT, FormDialogue
from bot.adapters.terminal.numbering import Numbered
from bot.adapters.terminal.place import CHAT, PERSON
from bot.adapters.terminal.render import Copied, entries, render
from bot.adapters.terminal.screen import Screen
from bot.core.errors import ClosedError, DeliveryError
from bot.core.events import (
    Choice,
    CommandLine,
    Completion,
    Event,
    FormSubmission,
    Joined,
    Message,
    Person,
    Press,
    Target,
)
from bot.core.forms import Form, check_texts
from bot.core.mentions import Mention
from bot.core.ports import Clock, Delivery, EventHandler, Obstacle, Reach, Responder
from bot.core.replies import Reply
from bot.core.subjects import MessageSubject

LEAVE = {"/quit", "/exit", "/q"}
"""Lines that end the chat, in upper or lower case."""
LEAVE_OUTSIDE_FORMS = {"quit", "exit"}
"""Lines that end the chat, too, but may be the value of a field in a form."""
NO_BUTTONS = "There is no button to press now. Type a question, or /help to see what I can do."
_LONGEST_NUMBER = 3
"""Most digits of a line that means a button. More are a year, which can be a question after an answer."""


class TerminalPlatform:
    """Reads lines until the input ends or the person leaves. A number presses that button of the last replies."""

    name = "terminal"
    can_reply_privately = True
    rate_limit = 100.0
    edit_rate = rate_limit / 2
    permissions: Sequence[Mention] = ()

    def __init__(
        self, console: Screen, clock: Clock, lines: Callable[[], AsyncIterator[str]], *, greets: bool = False
    ) -> None:
        """Set up a chat; with `greets`, it begins with an introduction of the bot."""
        self._console = console
        self._greets = greets
        self._clock = clock
        self._lines = lines
        self._entries: tuple[Numbered, ...] = ()
        """What the numbers on the screen do."""
        self._answered = True
        self._form: FormDialogue | None = None
        """The form that is open: lines go to its fields."""
        self._handler: EventHandler | None = None
        # Ids must be unique even after a restart: the store remembers which events were answered.
        self._ids = (f"{int(clock.now().timestamp() * 1e6)}-{n}" for n in itertools.count())

    async def run(self, handler: EventHandler) -> None:
        """Serve until the input ends."""
        self._handler = handler
        if self._greets:
            await handler.handle(Joined("terminal", PERSON, CHAT, every_time=True), self)
        async for line in self._lines():
            text = line.strip()
            if text.casefold() in (LEAVE if self._form else LEAVE | LEAVE_OUTSIDE_FORMS):
                return
            event = self._fill_in(self._form, line.rstrip("\r\n")) if self._form else self._event(text)
            if event:
                self._answered = False
                await handler.handle(event, self)
        if self._form:
            self._show(Text(NOT_SENT))

    async def watch(self, channels: frozenset[str]) -> None:
        """Do nothing: every line of a direct chat is answered anyway. `Platform` demands this method."""

    async def send(self, reply: Reply) -> str | None:
        """Print a reply."""
        earlier = self._entries if self._answered else ()  # all replies to one line are numbered consecutively
        self._entries, self._answered = (*earlier, *entries(reply)), True
        self._print(reply, len(earlier) + 1)
        return None

    def _print(self, reply: Reply, first: int = 1) -> None:
        self._show(*render(reply, first).renderables)

    def _show(self, *parts: RenderableType) -> None:
        """Print parts with a margin and an empty line below. Piped output has neither, and each text is in one line."""
        if not self._console.is_terminal:
            self._console.print(Group(*parts), soft_wrap=True)
            return
        for part in parts:
            is_copied = isinstance(part, Copied)
            self._console.print(part if is_copied else Padding(part, (0, 0, 0, 2)), soft_wrap=is_copied)
        self._console.print()

    def keep_pressed(self) -> None:
        """Do nothing: printed text can't be replaced. `Responder` demands this method."""

    async def edit(self, message_id: str, reply: Reply) -> str | None:
        """Print the new reply below: printed text can't be changed."""
        return await self.send(reply)

    async def delete(self, message_id: str) -> None:
        """Do nothing: printed text can't be deleted. `Responder` demands this method."""

    async def delete_pressed(self) -> bool:
        """Return False, because of the same."""
        return False

    async def dismiss(self) -> None:
        """Do nothing: nothing waits for a reply. `Responder` demands this method."""

    @property
    def reach(self) -> Reach | None:
        """Return the only chat; None if it is not open."""
        return Reach("", frozenset(("",))) if self._handler else None

    @property
    def connected(self) -> bool:
        """Return whether the chat is open."""
        return self._handler is not None

    async def owns_direct(self, target: Target, person: str) -> bool:
        """Return True: there is only one chat."""
        return True

    async def open_form(self, form: Form) -> bool:
        """Show the first field; the lines that follow fill in the form."""
        check_texts(form)
        self._form = FormDialogue(form)
        self._show(self._form.opening())
        self._show(self._form.question())
        return True

    async def identify(self, person: Person) -> Person:
        """Return the person unchanged: they have all permissions."""
        return person

    async def look_up(self, subject: MessageSubject) -> MessageSubject:
        """Return the message unchanged: there are no shortcuts here."""
        return subject

    async def missing_permission(self) -> str | None:
        """Return None: printing needs no permission."""
        return None

    async def managers(self) -> str:
        """Return nobody: everybody has all permissions."""
        return ""

    def render(self, reply: Reply) -> str:
        """Render a reply as it is printed, with what its numbers do."""
        with self._console.capture() as captured:
            self._print(reply)
        numbers = [[entry.label, entry.code] for entry in entries(reply)]
        return json.dumps({"text": captured.get(), "numbers": numbers}) if numbers else captured.get()

    async def post(self, delivery: Delivery) -> str:
        """Print a message that answers no event. Raises DeliveryError if the chat is not open."""
        if self._handler is None:
            raise DeliveryError("The terminal is not open yet.")
        await delivery.lease.renew()
        text, numbers = _unpacked(delivery.body)
        self._console.print(Text.from_ansi(text), soft_wrap=True)
        self._entries = numbers or self._entries
        return next(self._ids)

    async def edit_post(self, target: Target, message_id: str, reply: Reply) -> None:
        """Refuse: printed text can't be changed. See `core.ports.Platform`."""
        raise ClosedError("Printed text can't be changed.")

    def responder(self, message: Message) -> Responder:
        """Refuse: a chat that has ended is not taken over again. See `core.ports.Platform`."""
        raise DeliveryError("A terminal chat is not taken over again.")

    async def is_public_channel(self, channel: str, workspace: str) -> bool:
        """Return True: the only person reads everything."""
        return True

    def link(self, target: Target) -> str:
        """Return the name of the only channel."""
        return "the terminal"

    async def roles(self, workspace: str) -> Sequence[Mention]:
        """Return none: there is only one person."""
        return ()

    async def member(self, workspace: str, person: str) -> Person | None:
        """Return the only person."""
        return PERSON if person == PERSON.id else None

    async def channel_name(self, target: Target) -> str:
        """Return the name of the only channel."""
        return self.link(target)

    async def cannot_hear(self, target: Target) -> Obstacle | None:
        """Return None: every line is read."""
        return None

    def workspace_name(self, workspace: str) -> str:
        """Return an empty name: a terminal has no workspaces."""
        return ""

    async def is_owner(self, person: str) -> bool:
        """Return True: who sits here runs the bot."""
        return True

    async def open_dm(self, person: str) -> Target:
        """Return the only channel."""
        return CHAT

    async def complete(self, completion: Completion) -> Sequence[Choice]:
        """Find completions for what is being typed at the prompt."""
        return await complete_in_time(self._handler, completion) if self._handler else ()

    def _fill_in(self, form: FormDialogue, text: str) -> FormSubmission | None:
        """Give a line to the open form. Return the submission when the form is complete."""
        if text.strip().casefold() == CANCEL:
            self._form = None
            self._show(Text(NOT_SENT))
            return None
        if problem := form.take(text):
            self._show(Text(problem))
        if form.values is None:
            self._show(form.question())
            return None
        self._form = None
        return FormSubmission(next(self._ids), PERSON, CHAT, form.form.code, form.values, form.chosen)

    def _event(self, text: str) -> Event | None:
        """Turn a line into an event. An empty line counts only if it is piped."""
        if not text and self._console.is_terminal:
            return None
        if text.isdecimal() and len(text) <= _LONGEST_NUMBER:
            return self._press(int(text))
        event_id = next(self._ids)
        if text.startswith("/"):
            return CommandLine(event_id, PERSON, CHAT, text[1:])
        return Message(event_id, PERSON, text, CHAT, self._clock.now(), addressed=True)

    def _press(self, number: int) -> Press | None:
        """Press a button by its number. If there is none, say so and return None."""
        most = len(self._entries)
        if 1 <= number <= most:
            entry = self._entries[number - 1]
            return Press(next(self._ids), PERSON, CHAT, entry.code, entry.chosen)
        missing = f"There is no button {number}. The highest number on the screen is {most}."
        self._show(Text(missing if most else NO_BUTTONS))
        return None


def _unpacked(body: str) -> tuple[str, tuple[Numbered, ...]]:
    """Return the text of a rendered reply, and what its numbers do."""
    if not body.startswith('{"text"'):
        return body, ()
    packed = json.loads(body)
    return packed["text"], tuple(Numbered(label, code) for label, code in packed["numbers"])


async def piped_lines() -> AsyncIterator[str]:
    """Yield the lines of standard input. Bytes that are no UTF-8 become replacement characters."""
    while line := await asyncio.to_thread(sys.stdin.buffer.readline):
        yield line.decode("utf-8", "replace")
