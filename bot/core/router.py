"""Collect the commands, buttons, completions and forms of all features, and find the handler of each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from bot.core import command_parser, private_word
from bot.core.command_parser import ParsedLine
from bot.core.commands import PRIVATE, Command, Examples, Options, families, without_politeness
from bot.core.declaration_checks import check, name_of
from bot.core.declarations import ActionRule, FormRule, declarations
from bot.core.emoji import without_emoji, without_leading_emoji
from bot.core.events import (
    CALL,
    FORM_AGAIN,
    Action,
    Choice,
    Completion,
    Event,
    FormSubmission,
    Invocation,
    Joined,
    Press,
)
from bot.core.forms import Form
from bot.core.ports import Responder
from bot.core.replies import Help, HelpLine

CommandHandler: TypeAlias = Callable[[Invocation, Responder], Awaitable[None]]
ActionHandler: TypeAlias = Callable[[Action, Press, Responder], Awaitable[None]]
Completer: TypeAlias = Callable[[Completion], Awaitable[Sequence[Choice]]]
FormHandler: TypeAlias = Callable[[FormSubmission, Responder], Awaitable[None]]
FormMaking: TypeAlias = Callable[[FormSubmission], Awaitable[Form]]
JoiningHandler: TypeAlias = Callable[[Joined, Responder], Awaitable[None]]


@dataclass(frozen=True)
class Menu:
    """All commands, buttons and forms. Help texts, registrations and manifests are made from it."""

    commands: tuple[Command, ...]
    actions: Mapping[str, ActionRule]
    forms: Mapping[str, FormRule]

    @classmethod
    def of(cls, features: Iterable[type]) -> Menu:
        """Collect the declarations of features, the commands of a family one after the other.

        Raises ValueError if two declare the same, or a platform would refuse what one declares.
        """
        declared = [declaration for feature in features for _, declaration in declarations(feature)]
        check(declared)
        grouped = families(declaration for declaration in declared if isinstance(declaration, Command))
        return cls(
            tuple(command for family in grouped.values() for command in family),
            {declaration.name: declaration for declaration in declared if isinstance(declaration, ActionRule)},
            {declaration.name: declaration for declaration in declared if isinstance(declaration, FormRule)},
        )

    def find(self, name: str) -> Command | None:
        """Find a command by its full name."""
        return next((command for command in self.commands if command.name == name), None)

    def parse(self, line: str) -> tuple[Command, Options]:
        """Parse a command as typed, without its slash. Raises UserError: see `command_parser.read`."""
        parsed = self.read(line)
        return parsed.command, parsed.options

    def read(self, line: str) -> ParsedLine:
        """Read a command as `parse` does, with what is in doubt. Raises UserError."""
        return command_parser.read(line, self.commands)

    def with_word(self, invocation: Invocation) -> Invocation:
        """Read the word `private` in the options of a command that a platform called. See `command_parser`."""
        command = self.find(invocation.command)
        if command is None or all(option.name != PRIVATE for option in command.options):
            return invocation
        parsed = command_parser.read_given(command, invocation.options)
        return replace(invocation, options=parsed.options, kept=parsed.kept)

    def split(self, line: str) -> tuple[Command, str] | None:
        """Return the command that a line without its slash begins with, and the rest. See `command_parser.split`."""
        return command_parser.split(line, self.commands)

    def called_by(self, message: str) -> str | None:
        """Return the command line, without a slash, that a message to the bot calls, or None if it is a question.

        A message calls a command with its slash, by the command's name alone, or by words that the command declares.
        A question that asks for a private reply calls the command that asks questions.
        """
        line = without_leading_emoji(message).rstrip()
        reading = private_word.read(line)
        if line.startswith("/") or not reading.asked:
            return self._called_by(line)
        if reading.kept and (called := self._called_by(line)) is not None:
            return called
        if (called := self._called_by(reading.text.strip())) is not None:
            return f"{called} --{PRIVATE}"
        asker = next((command.name for command in self.commands if command.asks), None)
        return asker and f"{asker} {line}"

    def _called_by(self, line: str) -> str | None:
        if line.startswith("/"):
            return line[1:]
        for command in self.commands:
            rest = command.opened_by(line)
            if rest is not None:
                return f"{command.name} {rest.strip()}"
        plain = " ".join(without_politeness(without_emoji(line)).casefold().split())
        return plain if self.find(plain) or any(command.family == plain for command in self.commands) else None

    def is_private(self, invocation: Invocation) -> bool:
        """Return whether only the person sees the reply to a command; it is so for an unknown command, too.

        A shortcut is private, because it is used on messages of others.
        """
        command = self.find(invocation.command)
        is_shortcut = invocation.subject is not None
        return command is None or command.private or is_shortcut or invocation.options.get(PRIVATE) is True

    def decode(self, code: str) -> Action | None:
        """Parse the code of a button. Return None if no feature declares its action."""
        action = Action.decode(code)
        rule = self.actions.get(action.name) if action else None
        return action if rule and action and bool(action.value) == rule.takes_value else None

    def called_by_button(self, code: str) -> str | None:
        """Return the command line, without a slash, that a button calls; None if it does something else."""
        action = Action.decode(code)
        return action.value if action and action.name == CALL and action.value else None

    def is_in_place(self, event: Event) -> bool:
        """Return whether the reply may replace the message with the button that was pressed, or that opened a form."""
        match event:
            case Press():
                action = self.decode(event.code)
                return action is not None and self.actions[action.name].in_place
            case FormSubmission():
                rule = self.form_rule(event.code)
                return rule is not None and rule.in_place
        return False

    def form_rule(self, code: str) -> FormRule | None:
        """Find the rule of a form by its code."""
        return self.forms.get(code.partition(":")[0])

    def problems(self, sent: FormSubmission) -> Mapping[str, str]:
        """Return what the check of a form says of what was filled in, by the names of the fields; empty if it is fine.

        This takes less than a millisecond.
        """
        rule = self.form_rule(sent.code)
        return rule.check(sent) if rule and rule.check else {}

    def may_open_form(self, event: Event) -> bool:
        """Return whether the answer to an event may be a form. It must then be the first answer."""
        match event:
            case Invocation():
                command = self.find(event.command)
                if command is None or command.opens_form != "bare":
                    return command is not None and command.opens_form == "always"
                return event.subject is None and not event.options.get(command.texts[0].name)
            case Press():
                action = Action.decode(event.code)
                rule = self.actions.get(action.name) if action else None
                called = self.find(self.called_by_button(event.code) or "")
                again = action is not None and action.name == FORM_AGAIN
                return again or bool(rule and rule.opens_form) or bool(called and called.opens_form != "never")
        return False

    def help(self, examples: Examples, summary: str, family: str = "") -> Help:
        """List every command with a fitting example, or only those of a family, below a sentence."""
        shown = (command for command in self.commands if family in ("", command.family))
        return Help(tuple(HelpLine(c.usage, c.summary, c.example_for(examples)) for c in shown), summary)


class Router:
    """Finds the handlers of commands, buttons, completions and forms."""

    def __init__(self, features: Sequence[object], menu: Menu) -> None:
        """Take the features and what they declare."""
        self.menu = menu
        self._handlers: dict[tuple[str, ...], Any] = {
            name_of(declared): getattr(feature, method)
            for feature in features
            for method, declared in declarations(type(feature))
        }

    def command(self, name: str) -> tuple[Command, CommandHandler] | None:
        """Find a command with its handler."""
        command = self.menu.find(name)
        return (command, self._handlers[name_of(command)]) if command else None

    def action(self, code: str) -> tuple[ActionRule, Action, ActionHandler] | None:
        """Find the action of a button with its rule and its handler, by the button's code."""
        action = self.menu.decode(code)
        return (self.menu.actions[action.name], action, self._handlers["action", action.name]) if action else None

    def completer(self, asked: Completion) -> Completer | None:
        """Find the completer of an option."""
        completer: Completer | None = self._handlers.get(("completion", asked.command, asked.option))
        return completer

    def form(self, code: str) -> tuple[FormRule, FormHandler] | None:
        """Find the rule of a form and its handler, by the form's code."""
        rule = self.menu.form_rule(code)
        return (rule, self._handlers["form", rule.name]) if rule else None

    def form_maker(self, code: str) -> FormMaking | None:
        """Find what makes a form again, by the form's code."""
        maker: FormMaking | None = self._handlers.get(("form maker", code.partition(":")[0]))
        return maker

    @property
    def joining(self) -> JoiningHandler | None:
        """Return the handler that introduces the bot in a place to which it was added; None if no feature has one."""
        handler: JoiningHandler | None = self._handlers.get(("joining",))
        return handler
