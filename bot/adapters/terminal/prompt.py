"""Lines typed at a prompt with editing, history and completion."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer
from prompt_toolkit.completion import Completion as Offer
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.patch_stdout import patch_stdout

from bot.adapters.terminal.place import CHAT, PERSON
from bot.adapters.terminal.screen import visible
from bot.core.commands import Option
from bot.core.events import Choice, Completion
from bot.core.router import Menu

Complete: TypeAlias = Callable[[Completion], Awaitable[Sequence[Choice]]]
"""Finds completions for what is being typed."""


async def typed_lines(complete: Complete, menu: Menu, history: Path | None) -> AsyncIterator[str]:
    """Yield lines typed at a prompt with editing and history. The history is saved if there is a file for it.

    Ctrl+C drops the line that is being typed. On an empty line it ends the chat, as Ctrl+D does.
    """
    session: PromptSession[str] = PromptSession(
        history=FileHistory(str(history)) if history else InMemoryHistory(),
        completer=CommandCompleter(complete, menu),
        complete_while_typing=False,
        input_processors=[_Visible()],
        key_bindings=_bindings(),
    )
    while True:
        try:
            with patch_stdout(raw=True):  # prints a digest above the line that somebody is typing
                line = await session.prompt_async(HTML("<ansicyan><b>?</b></ansicyan> "))
        except KeyboardInterrupt:
            if not session.default_buffer.text:
                return
        except EOFError:
            return
        else:
            yield line


def _bindings() -> KeyBindings:
    """Ignore the mouse: a pasted "ESC[31m" looks like a click to the library, and would end in a traceback."""
    bindings = KeyBindings()
    bindings.add(Keys.Vt100MouseEvent)(lambda _: None)
    return bindings


class _Visible(Processor):
    """Shows control characters in the line that is being typed; the line itself keeps them."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Replace each control character by one sign. Overrides `Processor.apply_transformation`."""
        return Transformation([(part[0], visible(part[1])) for part in transformation_input.fragments])


class CommandCompleter(Completer):
    """Completes commands and the values of their options."""

    def __init__(self, complete: Complete, menu: Menu) -> None:
        self._complete = complete
        self._menu = menu

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Offer]:
        """Complete commands, which needs no waiting."""
        line = document.text_before_cursor
        words = ["/" + command.name for command in self._menu.commands] + ["/quit"]
        return [Offer(word, -len(line)) for word in words if word.startswith(line.lstrip())]

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Offer, None]:
        """Complete commands, then the values of the option that is being typed."""
        for offer in self.get_completions(document, complete_event):
            yield offer
        if completion := being_typed(document.text_before_cursor, self._menu):
            for choice in await self._complete(completion):
                yield Offer(choice.value, -len(completion.typed), display=visible(choice.label))


def being_typed(line: str, menu: Menu) -> Completion | None:
    """Return the option that is being typed: the last labelled one or, without a label, the first text option.

    None if the line is no command, or the option has no completions.
    """
    typed_line = line.lstrip()
    found = menu.split(typed_line[1:]) if typed_line.startswith("/") else None
    if found is None or not (found[1] or typed_line[-1].isspace()):  # the name itself may still be being typed
        return None
    command, rest = found
    labelled = [(rest.rfind(f"{o.name}:"), o) for o in command.options if f"{o.name}:" in rest]
    if labelled:
        position, option = max(labelled, key=lambda item: item[0])
        typed = rest[position + len(option.name) + 1 :].lstrip()
    else:
        option, typed = next(o for o in (*command.options, Option("", "")) if o.kind != "flag"), rest
    return Completion(command.name, option.name, typed, CHAT, PERSON) if option.completes else None
