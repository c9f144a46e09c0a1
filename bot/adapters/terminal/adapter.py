"""The terminal as a platform: a chat with one person, typed or piped."""

from __future__ import annotations

import asyncio
import itertools
import sys
from collections.abc import AsyncIterator, Callable, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.adapters.terminal.form_dialogue import CANCEL, NOT_SENT, FormDialogue
from bot.adapters.terminal.render import entries, render
from bot.core.errors import DeliveryError
from bot.core.events import Choice, CommandLine, Completion, Event, FormSubmission, Message, Person, Press, Target
from bot.core.forms import Form
from bot.core.ports import Clock, Delivery, EventHandler
from bot.core.replies import Reply

LEAVE = {"/quit", "/exit", "/q"}
_HERE = Target("terminal", "", "terminal", direct=True)
_YOU = Person("you", "you", manager=True, admin=True)


class TerminalPlatform:
    """Reads lines until the input ends or the person leaves; a number presses that button of the last replies."""

    name = "terminal"
    can_reply_privately = True
    pace = 100.0

    def __init__(self, console: Console, clock: Clock, lines: Callable[[], AsyncIterator[str]]) -> None:
        self._console = console
        self._clock = clock
        self._lines = lines
        self._codes: tuple[str, ...] = ()
        self._answered = True
        self._form: FormDialogue | None = None
        """The form that is being filled in: lines go to its fields."""
        self._brain: EventHandler | None = None
        # Ids must not come again after a restart: the store remembers which events were answered.
        self._ids = (f"{int(clock.now().timestamp() * 1e6)}-{n}" for n in itertools.count())

    async def run(self, handler: EventHandler) -> None:
        """Serve until the input ends."""
        self._brain = handler
        async for line in self._lines():
            text = line.strip()
            if text.casefold() in LEAVE:
                return
            event = self._fill_in(self._form, text) if self._form else self._event(text)
            if event:
                self._answered = False
                await handler.handle(event, self)
        if self._form:
            self._show(Text(NOT_SENT))

    async def watch(self, channels: frozenset[str]) -> None:
        """Do nothing: every line of a direct chat is answered anyway. `Platform` asks for this method."""

    async def send(self, reply: Reply) -> str | None:
        """Print a reply."""
        before = self._codes if self._answered else ()  # what several replies to one line offer is numbered through
        self._codes, self._answered = (*before, *(code for _, code in entries(reply))), True
        self._print(reply, len(before) + 1)
        return None

    def _print(self, reply: Reply, first: int = 1) -> None:
        self._show(render(reply, first))

    def _show(self, laid_out: RenderableType) -> None:
        self._console.print(
            Padding(laid_out, (0, 0, 1, 2)) if self._console.is_terminal else laid_out,
            soft_wrap=not self._console.is_terminal,  # what is piped keeps every text in one line
        )

    async def edit(self, message_id: str, reply: Reply) -> None:
        """What is printed stays; the new reply is printed below."""
        await self.send(reply)

    async def delete(self, message_id: str) -> None:
        """Do nothing: what is printed stays. `Responder` asks for this method."""

    @property
    def ready(self) -> bool:
        """Whether the chat is open."""
        return self._brain is not None

    async def open_form(self, form: Form) -> bool:
        """Show the first field; the lines that follow fill in the form."""
        self._form = FormDialogue(form)
        self._show(self._form.opening())
        self._show(self._form.question())
        return True

    async def identify(self, person: Person) -> Person:
        """Whoever types here may do everything."""
        return person

    async def missing_permission(self) -> str | None:
        """Nothing keeps us from printing."""
        return None

    def render(self, reply: Reply) -> str:
        """A reply as it is printed."""
        with self._console.capture() as captured:
            self._print(reply)
        return captured.get()

    async def post(self, delivery: Delivery) -> str:
        """Print what comes unasked."""
        if self._brain is None:
            raise DeliveryError("The terminal is not open yet.")
        await delivery.permit.renew()
        self._console.out(delivery.body, end="", highlight=False)
        return next(self._ids)

    async def is_public_channel(self, channel: str, workspace: str) -> bool:
        """There is one person only, who reads all."""
        return True

    def link(self, target: Target) -> str:
        """There is one place only."""
        return "the terminal"

    async def open_dm(self, person: str) -> Target:
        """There is one person only."""
        return _HERE

    async def complete(self, asked: Completion) -> Sequence[Choice]:
        """What fits what is being typed at the prompt."""
        return await self._brain.complete(asked) if self._brain else ()

    def _fill_in(self, form: FormDialogue, text: str) -> FormSubmission | None:
        """Take a line for the form that is open; returns what was filled in once that is all."""
        if text.casefold() == CANCEL:
            self._form = None
            self._show(Text(NOT_SENT))
            return None
        if problem := form.take(text):
            self._show(Text(problem))
        if form.values is None:
            self._show(form.question())
            return None
        self._form = None
        return FormSubmission(next(self._ids), _YOU, _HERE, form.form.code, form.values)

    def _event(self, text: str) -> Event | None:
        """Tell what a line means; an empty one means something only if it is piped."""
        if not text and self._console.is_terminal:
            return None
        event_id = next(self._ids)
        if text.isdecimal() and 1 <= int(text) <= len(self._codes):
            return Press(event_id, _YOU, _HERE, self._codes[int(text) - 1])
        if text.startswith("/"):
            return CommandLine(event_id, _YOU, _HERE, text[1:])
        return Message(event_id, _YOU, text, _HERE, self._clock.now(), addressed=True)


async def piped_lines() -> AsyncIterator[str]:
    """Lines of standard input; bytes that are no UTF-8 become replacement characters."""
    while line := await asyncio.to_thread(sys.stdin.buffer.readline):
        yield line.decode("utf-8", "replace")
