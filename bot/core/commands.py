"""The one table of commands: Discord, Slack, the terminal and all help texts are made from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.core.errors import UserError
from bot.core.replies import Help, HelpLine

OptionKind: TypeAlias = Literal["text", "flag"]


@dataclass(frozen=True, slots=True)
class Option:
    """Something to give with a command. A text option that comes first takes all words that no other option claims."""

    name: str
    summary: str
    kind: OptionKind = "text"
    required: bool = False
    completes: bool = False
    """`Brain.complete` knows what fits while it is being typed."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command. A name of two words is a subcommand: Discord shows it under the first word."""

    name: str
    summary: str
    example: str
    """As typed after the slash, `{question}` standing for a question that the store answers; a test runs it."""
    options: tuple[Option, ...] = ()
    managers_only: bool = False
    shortcut: str = ""
    """Name of the entry in the menu of any message that calls the command on that message, at most 24 characters."""

    @property
    def usage(self) -> str:
        """How to type it, such as "/ask question [private]"."""
        return " ".join(["/" + self.name, *(o.name if o.required else f"[{o.name}]" for o in self.options)])

    def example_for(self, question: str) -> str:
        """The example with its slash, about a question that the store answers."""
        return "/" + self.example.replace("{question}", question)


COMMANDS: tuple[Command, ...] = (
    Command(
        "ask",
        "Ask a question; the best fact comes back with its source and date",
        "ask {question}",
        (
            Option("question", "What you want to know", required=True),
            Option("private", "Show the answer to you alone", kind="flag"),
        ),
    ),
    Command(
        "quote",
        "What somebody said, word for word, with source and date; without a speaker or a topic, any quote",
        "quote {speaker}",
        (
            Option("speaker", "Who said it: a name or a role", completes=True),
            Option("about", "What it was about"),
            Option("private", "Show it to you alone", kind="flag"),
        ),
    ),
    Command("quotes", "Who is quoted here, how often and about what", "quotes"),
    Command(
        "verify",
        "Check whether a line is what was said, to the letter",
        "verify “{words}”",
        (
            Option("text", "The words to check, as you are about to publish them", required=True),
            Option("speaker", "Who is said to have said it", completes=True),
            Option("private", "Show the verdict to you alone", kind="flag"),
        ),
        shortcut="Check quote",
    ),
    Command("help", "How to use Factbot", "help"),
    Command("watch on", "Answer in this channel without being mentioned, when sure", "watch on", managers_only=True),
    Command("watch off", "Answer in this channel only when mentioned", "watch off", managers_only=True),
)


def overview(example: str, holds: str) -> Help:
    """The help: every command with an example about a question that the store answers, and what the store holds."""
    return Help(tuple(HelpLine(c.usage, c.summary, c.example_for(example)) for c in COMMANDS), holds)


def find(name: str) -> Command | None:
    """Find a command by its full name."""
    return next((c for c in COMMANDS if c.name == name), None)


def parse(line: str, commands: Sequence[Command] = COMMANDS) -> tuple[Command, dict[str, str | bool]]:
    """Read a command as typed without its slash, such as "ask --private Who is it?".

    Flags are words `--name`, `name:true` or `[name]` anywhere, or the plain name after a question mark at the end.
    Raises UserError where no command fits, a required option is missing or words are left over.
    """
    command, rest = _split(line, commands)
    options: dict[str, str | bool] = {}
    words = rest.split(" ")
    for flag in (o for o in command.options if o.kind == "flag"):
        forms = {f"--{flag.name}", f"{flag.name}:true", f"[{flag.name}]"}
        kept = [w for w in words if w.casefold() not in forms]
        if len(words) > 1 and words[-1].casefold() == flag.name and words[-2].endswith("?"):
            kept = kept[:-1]
        if len(kept) < len(words):
            options[flag.name] = True
        words = kept
    text = " ".join(words).strip()
    main = next((o for o in command.options if o.kind == "text"), None)
    if main and text.casefold() == "help":  # `/ask help` is expected in Slack
        return next(c for c in commands if c.name == "help"), {}
    if main and text:
        options[main.name] = text
    elif main and main.required:
        raise UserError(f"Please give a {main.name}: type {command.usage}.")
    elif text:
        raise UserError(f"/{command.name} takes nothing more; just type /{command.name}.")
    return command, options


def _split(line: str, commands: Sequence[Command]) -> tuple[Command, str]:
    words = line.strip().split(None, 2)
    for count in (2, 1):
        name = " ".join(words[:count]).casefold()
        for command in commands:
            if command.name == name:
                return command, line.strip().split(None, count)[count] if len(words) > count else ""
    first = words[0].casefold() if words else ""
    family = [c for c in commands if c.name.split()[0] == first]
    if family:
        raise UserError("Please type " + " or ".join(f"/{c.name}" for c in family) + ".")
    raise UserError(f"There is no command /{first}. Type /help for the list.")
