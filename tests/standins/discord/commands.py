"""The commands that a bot registers, checked beyond Discord's own specification."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

TYPED, ON_USER, ON_MESSAGE = 1, 2, 3
MOST = {TYPED: 100, ON_USER: 15, ON_MESSAGE: 15}
"""How many global commands of each type an application has."""
SUBCOMMAND, GROUP, STRING = 1, 2, 3
MOST_CHARACTERS, MOST_OPTIONS, LONGEST_INPUT = 8_000, 25, 6_000
CONTEXTS, INSTALLATIONS = {0, 1, 2}, {0, 1}
"""Server, direct message with the bot, other private channel; and installed to a server or to a person."""


def command_problems(commands: list[Json]) -> Iterator[str]:
    """Yield what is wrong with the commands of a bulk overwrite."""
    kinds = Counter(command.get("type") or TYPED for command in commands)
    for kind, most in MOST.items():
        if kinds[kind] > most:
            yield f"{kinds[kind]} commands of the type {kind}, where {most} fit"
    named = Counter((command.get("type") or TYPED, command.get("name")) for command in commands)
    yield from (f"two commands of a type have the same name {name}" for (_, name), n in named.items() if n > 1)
    for command in commands:
        name = command.get("name") or ""
        yield from (f"{name}: {problem}" for problem in _command(command))


def _command(command: Json) -> Iterator[str]:
    if (command.get("type") or TYPED) == TYPED:
        yield from _described(command)
        yield from _options(command.get("options") or [])
    else:
        if command.get("description") or command.get("options"):
            yield "a command in a menu has neither description nor options"
        if not 1 <= len((command.get("name") or "").strip()) <= 32:
            yield "a name has not 1 to 32 characters"
    for field, known in (("contexts", CONTEXTS), ("integration_types", INSTALLATIONS)):
        given = command.get(field)
        if given is not None and (not given or len(given) > len(set(given)) or set(given) - known):
            yield f"{field} are {given}"
    if (count := _characters(command)) > MOST_CHARACTERS:
        yield f"{count} characters in a command, where {MOST_CHARACTERS} fit"


def _options(options: list[Json]) -> Iterator[str]:
    if len(options) > MOST_OPTIONS:
        yield f"{len(options)} options, where {MOST_OPTIONS} fit"
    if len({option.get("name") for option in options}) < len(options):
        yield "two options have the same name"
    nested = [option for option in options if option.get("type") in (SUBCOMMAND, GROUP)]
    if nested and len(nested) < len(options):
        yield "subcommands stand beside options"
    required = [bool(option.get("required")) for option in options if option not in nested]
    if required != sorted(required, reverse=True):
        yield "an option that is required comes after one that is not"
    for option in options:
        yield from _described(option)
        yield from _options(option.get("options") or [])
        yield from _input(option)


def _input(option: Json) -> Iterator[str]:
    choices = option.get("choices") or []
    if choices and option.get("autocomplete"):
        yield f"the option {option.get('name')} has choices and is completed"
    if len(choices) > MOST_OPTIONS or len({choice.get("name") for choice in choices}) < len(choices):
        yield f"the option {option.get('name')} has too many choices, or two of the same name"
    least, most = option.get("min_length") or 0, option.get("max_length") or LONGEST_INPUT
    if not 0 <= least <= most <= LONGEST_INPUT:
        yield f"the option {option.get('name')} takes {least} to {most} characters"


def _described(named: Json) -> Iterator[str]:
    name, description = named.get("name") or "", named.get("description") or ""
    if not 1 <= len(name) <= 32 or name != name.lower() or not all(map(_in_a_name, name)):
        yield f"{name!r} is not the name of a slash command or of an option"
    if not 1 <= len(description.strip()) <= 100:
        yield f"the description of {name!r} has not 1 to 100 characters"


def _in_a_name(sign: str) -> bool:
    """Letters and numbers of all scripts, also what Devanagari and Thai put around their letters."""
    script = unicodedata.name(sign, "").split(" ")[0]
    return sign in "-_'" or unicodedata.category(sign)[0] in "LN" or script in {"DEVANAGARI", "THAI"}


def _characters(part: Json) -> int:
    """How many characters count: names, descriptions and values, down to the choices; the longest translation."""
    count = 0
    for field in ("name", "description"):
        translated = (part.get(f"{field}_localizations") or {}).values()
        count += max(map(len, [part.get(field) or "", *translated]))
    count += len(part["value"]) if isinstance(part.get("value"), str) else 0
    return count + sum(map(_characters, [*(part.get("options") or ()), *(part.get("choices") or ())]))
