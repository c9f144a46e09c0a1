"""Check what features declare. What some platform would refuse is a mistake in the code, so it ends the start."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.core.commands import PRIVATE, Command, families
from bot.core.declarations import ActionRule, CompletionRule, Declaration, FormMaker, FormRule, JoiningRule
from bot.core.events import CALL, FORM_AGAIN
from bot.core.shorten import width

SUMMARY_LENGTH: Final = 100
"""Most characters of the summary of a command or an option, Discord's limit."""
SHORTCUT_LENGTH: Final = 24
"""Most characters of a shortcut's name, Slack's limit."""
TEXT_LENGTH: Final = 6_000
"""Most characters of a text option, Discord's limit."""
MOST_SHORTCUTS: Final = 5
"""Most shortcuts, Slack's limit."""
MOST_OPTIONS: Final = 25
"""Most options of a command, and commands of a family, Discord's limit."""
_WORD = re.compile(r"[a-z][a-z0-9-]{0,30}")
"""A word of a command: with its slash 32 characters, Slack's limit."""
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
"""The name of an option, a button or a form."""


def check(declared: Sequence[Declaration]) -> None:
    """Check all declarations together. Raises ValueError if a platform would refuse one, or two are the same."""
    names = [name_of(declaration) for declaration in declared]
    if duplicates := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"declared twice: {duplicates}")
    commands = [declaration for declaration in declared if isinstance(declaration, Command)]
    for family in families(commands).values():
        _check_family(family)
    for command in commands:
        _check_command(command)
    shortcuts = [command.shortcut for command in commands if command.shortcut]
    _require(len(shortcuts) <= MOST_SHORTCUTS, f"{len(shortcuts)} shortcuts, and {MOST_SHORTCUTS} fit")
    _require(len(set(shortcuts)) == len(shortcuts), f"two shortcuts of one name: {shortcuts}")
    _require(sum(command.checks for command in commands) <= 1, "only one command can check another message")
    for rule in declared:
        if isinstance(rule, ActionRule | FormRule):
            _require(rule.name not in (CALL, FORM_AGAIN), f"{rule.name!r} is the name of buttons of the conversation")
            _require(_NAME.fullmatch(rule.name), f"{rule.name!r} can't be the name of a button or a form")
    forms = {rule.name for rule in declared if isinstance(rule, FormRule)}
    made = {rule.name for rule in declared if isinstance(rule, FormMaker)}
    _require(made <= forms, f"forms that nobody handles: {made - forms}")
    completed = {(rule.command, rule.option) for rule in declared if isinstance(rule, CompletionRule)}
    completable = {(c.name, option.name) for c in commands for option in c.texts if option.completes}
    _require(completed == completable, f"options without completions, or the reverse: {completed ^ completable}")


def name_of(declared: Declaration) -> tuple[str, ...]:
    """Return what a declaration is found by; no two may have the same."""
    match declared:
        case Command():
            return ("command", declared.name)
        case CompletionRule():
            return ("completion", declared.command, declared.option)
        case ActionRule():
            return ("action", declared.name)
        case FormRule():
            return ("form", declared.name)
        case FormMaker():
            return ("form maker", declared.name)
        case JoiningRule():
            return ("joining",)


def _check_family(family: Sequence[Command]) -> None:
    """Check that a family is one command of one word, or has only commands of two."""
    for command in family:
        _require(" " not in command.subcommand, f"/{command.name} has more than two words")
        _require(
            len(family) == 1 or command.subcommand,
            f"/{command.name} is a command, so it can't have subcommands such as /{family[-1].name}",
        )
    _require(len(family) <= MOST_OPTIONS, f"/{family[0].family} has more than {MOST_OPTIONS} subcommands")


def _check_command(command: Command) -> None:
    called = f"/{command.name}"
    needed = any(option.required for option in command.options)
    _require(not (command.private_button and needed), f"{called} needs options, so no button can call it")
    _require(
        all(_WORD.fullmatch(word) for word in command.name.split(" ")),
        f"{called} can't be registered: use lower-case letters, digits and hyphens",
    )
    _check_length(command.summary, SUMMARY_LENGTH, f"the summary of {called}")
    if command.shortcut:
        _check_length(command.shortcut, SHORTCUT_LENGTH, f"the shortcut of {called}")
    names = [option.name for option in command.options]
    _require(len(names) <= MOST_OPTIONS, f"{called} has more than {MOST_OPTIONS} options")
    _require(len(set(names)) == len(names), f"{called} has two options of one name")
    _require(
        not command.asks or any(o.name == command.asks and o.required for o in command.texts),
        f"the question of {called} must be a text option that is required",
    )
    for option in command.options:
        _require(_NAME.fullmatch(option.name), f"{called} has an option with a bad name: {option.name!r}")
        _check_length(option.summary, SUMMARY_LENGTH, f"the summary of the option {option.name} of {called}")
        _require(
            1 <= option.longest <= TEXT_LENGTH,
            f"the limit of the option {option.name} of {called} must be from 1 to {TEXT_LENGTH}",
        )
        _require(not option.completes or option.kind == "text", f"{called} completes {option.name}, which is no text")
        _require(option.name != PRIVATE or option.kind == "flag", f"the option {PRIVATE} of {called} must be a flag")


def _check_length(text: str, most: int, what: str) -> None:
    _require(text.strip() and width(text) <= most, f"{what} needs 1 to {most} characters: {text!r}")


def _require(condition: object, problem: str) -> None:
    if not condition:
        raise ValueError(problem)
