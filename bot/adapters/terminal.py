"""The terminal as a platform: a chat with one person, typed or piped."""

from __future__ import annotations

import asyncio
import itertools
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import assert_never

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.core import commands, wording
from bot.core.errors import UserError
from bot.core.messages import Invocation, Message, Person, Press, Target
from bot.core.models import Quote
from bot.core.ports import Brain, Clock
from bot.core.replies import Button, Card, Explanation, Help, Notice, Reply, Suggestions

LEAVE = {"/quit", "/exit", "/q"}
_HERE = Target("terminal", "", "terminal", direct=True)
_YOU = Person("you", "you", manager=True)


class TerminalPlatform:
    """Reads lines until the input ends or the person leaves; a number presses that button of the last reply."""

    name = "terminal"

    def __init__(self, console: Console, clock: Clock, lines: Callable[[], AsyncIterator[str]]) -> None:
        self._console = console
        self._clock = clock
        self._lines = lines
        self._buttons: tuple[Button, ...] = ()
        # Ids must not come again after a restart: the store remembers which events were answered.
        self._ids = (f"{int(clock.now().timestamp() * 1e6)}-{n}" for n in itertools.count())

    async def run(self, brain: Brain) -> None:
        """Serve until the input ends."""
        async for line in self._lines():
            text = line.strip()
            if text.casefold() in LEAVE:
                return
            if text or not self._console.is_terminal:
                try:
                    await brain.handle(self._event(text), self)
                except UserError as error:
                    await self.send(Notice(str(error)))

    async def watch(self, channels: frozenset[str]) -> None:
        """A direct chat is answered as it is; there is nothing to watch."""

    async def send(self, reply: Reply) -> str | None:
        """Print a reply."""
        self._buttons = _buttons(reply)
        self._console.print(
            Padding(render(reply), (0, 0, 1, 2)) if self._console.is_terminal else render(reply),
            soft_wrap=not self._console.is_terminal,  # what is piped keeps every text in one line
        )
        return None

    async def edit(self, message_id: str, reply: Reply) -> None:
        """What is printed stays; the new reply is printed below."""
        await self.send(reply)

    async def delete(self, message_id: str) -> None:
        """What is printed stays."""

    def _event(self, text: str) -> Message | Invocation | Press:
        event_id = next(self._ids)
        if text.isdecimal() and 1 <= int(text) <= len(self._buttons):
            return Press(event_id, _YOU, _HERE, self._buttons[int(text) - 1].action.code)
        if text.startswith("/"):
            command, options = commands.parse(text[1:])
            return Invocation(event_id, _YOU, _HERE, command.name, options)
        return Message(event_id, _YOU, text, _HERE, self._clock.now(), addressed=True)


# ---------------------------------------------------------------------- input


async def piped_lines() -> AsyncIterator[str]:
    """Lines of standard input; bytes that are no UTF-8 become replacement characters."""
    while line := await asyncio.to_thread(sys.stdin.buffer.readline):
        yield line.decode("utf-8", "replace")


async def typed_lines(history: Path | None) -> AsyncIterator[str]:
    """Lines typed at a prompt with editing and history; kept in the file `history` where one can be written."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.formatted_text import HTML
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    words = ["/" + c.name for c in commands.COMMANDS] + ["/quit"]
    session: PromptSession[str] = PromptSession(
        history=FileHistory(str(history)) if history else InMemoryHistory(),
        completer=WordCompleter(words, sentence=True),
        complete_while_typing=False,
    )
    while True:
        try:
            yield await session.prompt_async(HTML("<ansicyan><b>?</b></ansicyan> "))
        except (EOFError, KeyboardInterrupt):
            return


# ---------------------------------------------------------------------- rendering


def render(reply: Reply) -> RenderableType:
    """Lay a reply out for a terminal. Stored texts are `Text`, never markup, so that they show to the letter."""
    match reply:
        case Card():
            return Group(*_card(reply), *_numbered(reply.buttons))
        case Suggestions():
            return Group(Text(wording.DID_YOU_MEAN), *_numbered(reply.buttons))
        case Explanation():
            return _grid([(label, Text(text)) for label, text in wording.explanation_lines(reply)])
        case Help():
            usages: list[tuple[str, RenderableType]] = [(line.usage, Text(line.summary)) for line in reply.lines]
            usages += [("1, 2, 3", Text("Press a button of the last reply")), ("/quit", Text("Leave"))]
            return Group(Text(reply.holds), Text("Just type a question, or:"), _grid(usages))
        case Notice():
            return Text(reply.text)
        case _:
            assert_never(reply)


def _card(card: Card) -> list[RenderableType]:
    statement, source = card.statement, card.statement.source
    lines: list[RenderableType] = []
    if warning := wording.caution(card):
        lines.append(Text("⚠ " + warning, style="bold yellow"))
    if isinstance(statement, Quote):
        lines += [Text(f"“{statement.text}”", style="bold"), Text(f"— {wording.attribution(statement)}")]
    else:
        lines.append(Text(statement.text, style="bold"))
    title = Text(source.title, style=f"link {source.url}" if source.url else "")
    lines.append(Text.assemble(title, " · ", wording.provenance(statement), style="dim"))
    if source.url:
        lines.append(Text(source.url, style="dim"))
    lines.append(Text(f"{wording.as_of(statement)} · {statement.id}", style="dim"))
    for other in card.also:
        lines.append(Text(wording.also(other), style="dim"))
    for earlier in card.replaces:
        lines += [Text(f"{wording.replaced(earlier)}:", style="dim"), Text(earlier.text, style="dim strike")]
    return lines


def _numbered(buttons: tuple[Button, ...]) -> list[Text]:
    return [Text.assemble((f"[{n}]", "cyan"), " ", b.label) for n, b in enumerate(buttons, 1)]


def _buttons(reply: Reply) -> tuple[Button, ...]:
    return reply.buttons if isinstance(reply, Card | Suggestions) else ()


def _grid(rows: list[tuple[str, RenderableType]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    for label, text in rows:
        table.add_row(Text(label), text)
    return table
