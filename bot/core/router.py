"""Collect the commands, buttons, completions and forms of all features, and find the handler of each."""

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
    """All commands, buttons and forms. Help texts, registrations and manifests are made from it."""

    commands: tuple[Command, ...]
    actions: Mapping[str, ActionRule]
    forms: frozenset[str] = frozenset()

    @classmethod
    def of(cls, features: Iterable[type]) -> Menu:
        """Collect the declarations of features. Raises ValueError if two declare the same."""
        declared = [declaration for feature in features for _, declaration in declarations(feature)]
        names = [_name(declaration) for declaration in declared]
        if duplicates := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"declared twice: {duplicates}")
        return cls(
            tuple(declaration for declaration in declared if isinstance(declaration, Command)),
            {declaration.name: declaration for declaration in declared if isinstance(declaration, ActionRule)},
            frozenset(declaration.name for declaration in declared if isinstance(declaration, FormRule)),
        )

    def find(self, name: str) -> Command | None:
        """Find a command by its full name."""
        return next((command for command in self.commands if command.name == name), None)

    def parse(self, line: str) -> tuple[Command, Options]:
        """Parse a command as typed, without its slash. Raises UserError: see `command_parser.parse`."""
        return command_parser.parse(line, self.commands)

    def called_by(self, message: str) -> str | None:
        """Return the command line, without a slash, that a message to the bot calls, or None if it is a question.

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
        """Parse the code of a button. Return None if no feature declares its action."""
        action = Action.decode(code)
        rule = self.actions.get(action.name) if action else None
        return action if rule and action and bool(action.value) == rule.takes_value else None

    def is_in_place(self, code: str) -> bool:
        """Return whether the reply to a button may replace the pressed message."""
        action = self.decode(code)
        return action is not None and self.actions[action.name].in_place

    def help(self, examples: Examples, summary: str) -> Help:
        """Make the help: what the store has, and every command with a fitting example."""
        lines = (HelpLine(c.usage, c.summary, c.example_for(examples)) for c in self.commands)
        return Help(tuple(lines), summary)


class Router:
    """Finds the handlers of commands, buttons, completions and forms."""

    def __init__(self, features: Sequence[object], menu: Menu) -> None:
        """Take the features and what they declare."""
        self.menu = menu
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
        """Find the action of a button and its handler, by the button's code."""
        action = self.menu.decode(code)
        return (action, self._handlers["action", action.name]) if action else None

    def completer(self, asked: Completion) -> Completer | None:
        """Find the completer of an option."""
        completer: Completer | None = self._handlers.get(("completion", asked.command, asked.option))
        return completer

    def form(self, name: str) -> FormHandler | None:
        """Find the handler of a form."""
        handler: FormHandler | None = self._handlers.get(("form", name))
        return handler


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
