"""What a command is: its options, its help, who may use it and who sees its reply."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

OptionKind: TypeAlias = Literal["text", "flag"]
Options: TypeAlias = dict[str, str | bool]

PRIVATE = "private"
"""Name of the flag by which somebody asks for a private reply."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to give with a command. The first text option takes all words that no other option claims."""

    name: str
    summary: str
    kind: OptionKind = "text"
    required: bool = False
    completes: bool = False
    """A feature knows what fits while it is being typed."""


@dataclass(frozen=True)
class Examples:
    """What the examples are about."""

    question: str = "Who said what?"
    """One that the store answers."""
    speaker: str = "the harbour master"
    """Somebody who is quoted."""
    words: str = "Fog does not read timetables"
    """Out of a quotation, without marks."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command. A name of two words is a subcommand: Discord shows it under the first word."""

    name: str
    summary: str
    example: str
    """As typed after the slash, with the names of `Examples` standing for what the store has; a test runs it."""
    options: tuple[Option, ...] = ()
    managers_only: bool = False
    private: bool = False
    """Only the person sees the reply. Otherwise a flag `private` of the command decides."""
    shortcut: str = ""
    """Name of the entry in the menu of any message that calls the command on that message, at most 24 characters."""
    opening: str = ""
    """Regular expression: a message to the bot that begins so calls the command without its slash."""
    asks: bool = False
    """It asks a question, as a plain message does."""

    @property
    def usage(self) -> str:
        """How to type it, such as "/ask question [private]"."""
        return " ".join(["/" + self.name, *(o.name if o.required else f"[{o.name}]" for o in self.options)])

    @property
    def family(self) -> str:
        """The first word of the name."""
        return self.name.split()[0]

    @property
    def texts(self) -> tuple[Option, ...]:
        """The options that take text."""
        return tuple(option for option in self.options if option.kind == "text")

    def example_for(self, examples: Examples) -> str:
        """The example with its slash, about something that the store has."""
        return "/" + self.example.format(**vars(examples))

    def is_private(self, options: Mapping[str, str | bool], *, shortcut: bool = False) -> bool:
        """Tell whether only the person sees the reply. A shortcut is used on messages of others, so it is private."""
        return shortcut or self.private or options.get(PRIVATE) is True

    def opened_by(self, line: str) -> str | None:
        """Give what a message says after the words that call the command; None if it does not begin with them."""
        found = re.match(self.opening, line, re.IGNORECASE) if self.opening else None
        return line[found.end() :] if found else None
