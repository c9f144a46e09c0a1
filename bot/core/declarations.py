"""How a feature declares what it offers: a method with its decorator is the whole command, action or form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.core.commands import Command

Method = TypeVar("Method", bound=Callable[..., Any])

_DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class ActionRule:
    """What a button or a picker does. Its name stands in posted messages: it never changes."""

    name: str
    in_place: bool = False
    """The reply takes the place of the message that was pressed, if it is as private as that one."""
    takes_value: bool = True
    """Its code ends with a value, such as the id of a statement."""


@dataclass(frozen=True, slots=True)
class CompletionRule:
    """An option whose values are offered while somebody types."""

    command: str
    option: str


@dataclass(frozen=True, slots=True)
class FormRule:
    """A form that people fill in. Its name stands in open forms: it never changes."""

    name: str


Declaration = Command | ActionRule | CompletionRule | FormRule


def command(described: Command) -> Callable[[Method], Method]:
    """Declare a handler `(Invocation, Responder)` of a command."""
    return _declare(described)


def action(name: str, *, in_place: bool = False, takes_value: bool = True) -> Callable[[Method], Method]:
    """Declare a handler `(Action, Press, Responder)` of a button or a picker."""
    return _declare(ActionRule(name, in_place, takes_value))


def completes(command_name: str, option: str) -> Callable[[Method], Method]:
    """Declare a method `(Completion) -> choices` that knows what fits an option."""
    return _declare(CompletionRule(command_name, option))


def form(name: str) -> Callable[[Method], Method]:
    """Declare a handler `(FormSubmission, Responder)` of a form that was filled in."""
    return _declare(FormRule(name))


def declarations(feature: type) -> Iterator[tuple[str, Declaration]]:
    """List what a feature declares, as (name of the method, declaration), in the order of its code."""
    for base in reversed(feature.__mro__):
        for name, method in vars(base).items():
            for declared in getattr(method, _DECLARED, ()):
                yield name, declared


def _declare(declared: Declaration) -> Callable[[Method], Method]:
    def mark(method: Method) -> Method:
        # Decorators run from the last to the first; what stands first is listed first.
        setattr(method, _DECLARED, (declared, *getattr(method, _DECLARED, ())))
        return method

    return mark
