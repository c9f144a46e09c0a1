"""Decorators by which the methods of a feature declare commands, actions, completions, forms and introductions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from bot.core.commands import Command
from bot.core.events import FormSubmission

Method = TypeVar("Method", bound=Callable[..., Any])

FormCheck: TypeAlias = Callable[[FormSubmission], Mapping[str, str]]
"""Returns what is wrong with what was filled in, a sentence each by the names of the fields. It is pure and takes less
than a millisecond."""

_DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class ActionRule:
    """Declares what a button or a picker does. Its name is part of posted messages, so it never changes."""

    name: str
    in_place: bool = False
    """The reply replaces the pressed message, if it is as private as that one."""
    takes_value: bool = True
    """Its code ends with a value, such as the id of a statement."""
    managers_only: bool = False
    curators_only: bool = False
    opens_form: bool = False
    """It shows a form. Then platforms leave time for that."""


@dataclass(frozen=True, slots=True)
class CompletionRule:
    """An option whose values are offered while somebody types."""

    command: str
    option: str


@dataclass(frozen=True, slots=True)
class FormRule:
    """A form that people fill in. Its name is part of open forms, so it never changes."""

    name: str
    in_place: bool = False
    """The reply replaces the message whose button opened the form, if it is as private as that one."""
    managers_only: bool = False
    curators_only: bool = False
    check: FormCheck | None = None
    """Refuses what its handler can't take. A platform that can does so in the open form."""


@dataclass(frozen=True, slots=True)
class FormMaker:
    """Makes a form again. Without one, what was typed into the form is lost if the form is refused."""

    name: str


@dataclass(frozen=True, slots=True)
class JoiningRule:
    """Introduces the bot in a place to which it was added. Only one feature can declare it."""


Declaration: TypeAlias = Command | ActionRule | CompletionRule | FormRule | FormMaker | JoiningRule


def command(described: Command) -> Callable[[Method], Method]:
    """Declare a handler `(Invocation, Responder)` of a command."""
    return _declare(described)


def action(
    name: str,
    *,
    in_place: bool = False,
    takes_value: bool = True,
    managers_only: bool = False,
    curators_only: bool = False,
    opens_form: bool = False,
) -> Callable[[Method], Method]:
    """Declare a handler `(Action, Press, Responder)` of a button or a picker."""
    return _declare(ActionRule(name, in_place, takes_value, managers_only, curators_only, opens_form))


def completes(command_name: str, option: str) -> Callable[[Method], Method]:
    """Declare a method `(Completion) -> choices` that completes an option."""
    return _declare(CompletionRule(command_name, option))


def form(
    name: str,
    *,
    in_place: bool = False,
    managers_only: bool = False,
    curators_only: bool = False,
    check: FormCheck | None = None,
) -> Callable[[Method], Method]:
    """Declare a handler `(FormSubmission, Responder)` of a form that was filled in.

    If it raises UserError or FormRefusedError, and the form can be made again, people go on with what they typed.
    """
    return _declare(FormRule(name, in_place, managers_only, curators_only, check))


def makes_form(name: str) -> Callable[[Method], Method]:
    """Declare a method `(FormSubmission) -> Form` that makes a form again, by its code. The texts are filled in later.

    The submission is the one that was refused, or has what the form had at first.
    """
    return _declare(FormMaker(name))


def joining() -> Callable[[Method], Method]:
    """Declare a handler `(Joined, Responder)` that introduces the bot in a place to which it was added."""
    return _declare(JoiningRule())


def declarations(feature: type) -> Iterator[tuple[str, Declaration]]:
    """List what a feature declares, as (name of the method, declaration), in the order of its code."""
    for base in reversed(feature.__mro__):
        for name, method in vars(base).items():
            for declared in getattr(method, _DECLARED, ()):
                yield name, declared


def _declare(declared: Declaration) -> Callable[[Method], Method]:
    def mark(method: Method) -> Method:
        # Decorators run from the last to the first. The first in the code should be the first in the list.
        setattr(method, _DECLARED, (declared, *getattr(method, _DECLARED, ())))
        return method

    return mark
