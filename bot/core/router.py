"""Which commands, buttons, completions and forms there are, and which feature handles each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.core import command_parser
from bot.core.commands import Command, Examples, Options
from bot.core.declarations import ActionRule, CompletionRule, Declaration, FormRule, declarations
from bot.core.events import Action, Choice, Completion, FormSubmission, Invocation, Press
from bot.core.ports import Responder
from bot.core.replies import Help, HelpLine

CommandHandler: TypeAlias = Callable[[Invocation, Responder], Awaitable[None]]
ActionHandler: TypeAlias = Callable[[Action, Press, Responder], Awaitable[None]]
Completer: TypeAlias = Callable[[Completion], Awaitable[Sequence[Choice]]]
FormHandler: TypeAlias = Callable[[FormSubmission, Responder], Awaitable[None]]


@dataclass(frozen=True)
class Menu:
    """What people can call, press and fill in. Help texts, registrations and manifests are made from it."""

    commands: tuple[Command, ...]
    actions: Mapping[str, ActionRule]
    forms: frozenset[str] = frozenset()

    @classmethod
    def of(cls, features: Iterable[type]) -> Menu:
        """Collect what features declare. Raises ValueError if two declare the same."""
        declared = [one for feature in features for _, one in declarations(feature)]
        names = [_name(one) for one in declared]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"declared twice: {twice}")
        return cls(
            tuple(one for one in declared if isinstance(one, Command)),
            {one.name: one for one in declared if isinstance(one, ActionRule)},
            frozenset(one.name for one in declared if isinstance(one, FormRule)),
        )

    def find(self, name: str) -> Command | None:
        """Find a command by its full name."""
        return next((command for command in self.commands if command.name == name), None)

    def parse(self, line: str) -> tuple[Command, Options]:
        """Read a command as typed without its slash. Raises UserError: see `command_parser.parse`."""
        return command_parser.parse(line, self.commands)

    def called_by(self, message: str) -> str | None:
        """Give the line, without a slash, of the command that a message to the bot calls; None if it asks something.

        A message calls a command with its slash, by the command's name alone, or by words that the command declares.
        """
        line = message.strip()
        if line.startswith("/"):
            return line[1:]
        for command in self.commands:
            rest = command.opened_by(line)
            if rest is not None:
                return f"{command.name} {rest.strip()}"
        families = {command.family for command in self.commands if command.opening and " " in command.name}
        plain = " ".join(line.casefold().split())
        return plain if plain in families or self.find(plain) else None

    def decode(self, code: str) -> Action | None:
        """Turn the code of a button back into its action; None if no feature declares it."""
        action = Action.decode(code)
        rule = self.actions.get(action.name) if action else None
        return action if rule and action and bool(action.value) == rule.takes_value else None

    def is_in_place(self, code: str) -> bool:
        """Tell whether the reply to a button may take the place of the message that was pressed."""
        action = self.decode(code)
        return action is not None and self.actions[action.name].in_place

    def help(self, examples: Examples, summary: str) -> Help:
        """Make the help: every command with an example about what the store has, and what that is."""
        lines = (HelpLine(c.usage, c.summary, c.example_for(examples)) for c in self.commands)
        return Help(tuple(lines), summary)


class Router:
    """Finds handlers among features that are ready to work."""

    def __init__(self, features: Sequence[object]) -> None:
        self.menu = Menu.of([type(feature) for feature in features])
        self._handlers: dict[tuple[str, ...], Any] = {
            _name(declared): getattr(feature, method)
            for feature in features
            for method, declared in declarations(type(feature))
        }

    def command(self, name: str) -> tuple[Command, CommandHandler] | None:
        """Find a command with its handler."""
        command = self.menu.find(name)
        return (command, self._handlers[_name(command)]) if command else None

    def action(self, code: str) -> tuple[Action, ActionHandler] | None:
        """Find what a button does, by its code."""
        action = self.menu.decode(code)
        return (action, self._handlers["action", action.name]) if action else None

    def completer(self, asked: Completion) -> Completer | None:
        """Find what knows the values of an option."""
        found: Completer | None = self._handlers.get(("completion", asked.command, asked.option))
        return found

    def form(self, name: str) -> FormHandler | None:
        """Find the handler of a form."""
        found: FormHandler | None = self._handlers.get(("form", name))
        return found


def _name(declared: Declaration) -> tuple[str, ...]:
    match declared:
        case Command():
            return ("command", declared.name)
        case CompletionRule():
            return ("completion", declared.command, declared.option)
        case ActionRule():
            return ("action", declared.name)
        case FormRule():
            return ("form", declared.name)
