"""Describe a command: its options, its help, who may use it and who sees its reply."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

OptionKind: TypeAlias = Literal["text", "flag", "who"]
"""The value of a "who" is somebody who was mentioned, see `core.mentions`, or a name that somebody typed."""
Options: TypeAlias = dict[str, str | bool]
FormUse: TypeAlias = Literal["never", "bare", "always"]
"""When a command shows a form; "bare" is without its first text."""

_WORD_GOES_ON = re.compile(r"[-'’]\w")
"""After "off", the rest of a longer word such as "off-shore"."""
_ASKED = re.compile(r"(?:(?:please|hey|hi|hello|ok|okay)[\s,]+)*(?:can|could|would|will)\s+you\s+", re.IGNORECASE)
_POLITE_BEFORE = re.compile(
    r"(?:(?:please|pls|plz|kindly|hey|hi|hello|ok|okay|bitte|por favor)\b[\s,]*)+", re.IGNORECASE
)
_POLITE_AFTER = re.compile(r"[\s,.!?]+(?:please|pls|plz|thanks|thank you|thx|cheers)[\s.!]*\Z", re.IGNORECASE)
_POLITE = frozenset(
    ("please", "pls", "plz", "kindly", "hey", "hi", "hello", "ok", "okay", "thanks", "thx", "cheers", "bitte", "danke")
)
ENDS = r"[\s,.!?]*(?:(?:please|pls|plz|thanks|thank\s+you|thx|cheers)[\s.!?]*)?$"
"""The end of a regular expression for `Command.opening` that covers the whole message, with politeness at its end."""
HELP = "help"
"""Name of the command that shows the help: typed after any command, and shown in Slack's Home."""
PRIVATE = "private"
"""Name of the flag by which somebody asks for a private reply."""
SHORT: Final = 200
"""Most characters of a text option that says nothing else: a name, a date or a few words."""


@dataclass(frozen=True, slots=True)
class Option:
    """A parameter of a command. The first text option takes all words that belong to no other; see `Command.words`."""

    name: str
    summary: str
    kind: OptionKind = "text"
    required: bool = False
    completes: bool = False
    """A feature offers completions while somebody types it."""
    verbatim: bool = False
    """A quotation: the marks around it belong to it, none of its words is a label, and its speaker may follow it."""
    longest: int = SHORT
    """Most characters of a text. Platforms that can refuse longer ones while somebody types."""


@dataclass(frozen=True)
class Examples:
    """The values that fill in the examples."""

    question: str = "Who said what?"
    """A question that the store answers."""
    speaker: str = "the harbour master"
    """A person who is quoted."""
    words: str = "Fog does not read timetables"
    """Words from a quotation, without marks."""
    entry: str = "opening-hours"
    """The id of a fact."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command. A name of two words is a subcommand: Discord shows it under the first word."""

    name: str
    summary: str
    example: str
    """As typed after the slash, with placeholders for the fields of `Examples`; a test runs it."""
    options: tuple[Option, ...] = ()
    managers_only: bool = False
    curators_only: bool = False
    private: bool = False
    """Only the person sees the reply. If False, the command's flag `private` decides."""
    shortcut: str = ""
    """Entry in the menu of messages that calls the command on a message."""
    checks: bool = False
    """A message that points at another one, and asks if it is right, calls the command on that one. Only one can."""
    opens_form: FormUse = "never"
    """When it shows a form. Then platforms leave time for that. On a message it is never "bare"."""
    anywhere: bool = False
    """It needs nothing of a channel, so a person who has installed the bot may use it where the bot is no member."""
    bare: bool = False
    """The first word of its name alone calls it, too."""
    opening: str = ""
    """Regular expression: a message to the bot that begins like this calls the command without a slash."""
    sentence: Callable[[str], str | None] | None = None
    """Reads a whole message that calls the command; returns what to type after its name, or None."""
    words: Option | None = None
    """Takes the words of a typed line that has no labels, if these may be of any text. No platform asks for it."""
    asks: str = ""
    """Name of the option that is a question, if the command asks one as a plain message does."""
    private_button: str = ""
    """Where everybody would see the reply to a message: the label of a button that shows it to one person alone.

    It calls the command without options.
    """
    announced: bool = False
    """Everybody in the channel sees the reply, even after a press on a button that only one person sees."""

    def __post_init__(self) -> None:
        """Raises ValueError if the example has a name that `Examples` does not know."""
        try:
            self.example_for(Examples())
        except KeyError as error:
            raise ValueError(f"the example of /{self.name} names {error}, which is not in Examples") from None

    @property
    def usage(self) -> str:
        """Return how to type it, such as "/ask question [private]"."""
        return " ".join(["/" + self.name, *(o.name if o.required else f"[{o.name}]" for o in self.options)])

    @property
    def family(self) -> str:
        """Return the first word of the name."""
        return self.name.split()[0]

    @property
    def texts(self) -> tuple[Option, ...]:
        """Return the options that take text when they are typed: all but the flags."""
        return tuple(option for option in self.options if option.kind != "flag")

    def too_long(self, options: Mapping[str, str | bool]) -> Option | None:
        """Return the first option whose text is too long; None if there is none. Words without labels are of the first.

        A question, a quotation and a name are not among them: their features know which words count.
        """
        limited = (option for option in self.texts if option.kind == "text" and not option.verbatim)
        named = [(option.name, option) for option in limited if option.name != self.asks]
        if self.words:
            named.append((self.words.name, self.texts[0]))
        return next((option for name, option in named if len(str(options.get(name, ""))) > option.longest), None)

    @property
    def typed(self) -> tuple[Option, ...]:
        """Return all that a typed line may have as text."""
        return (*self.texts, self.words) if self.words else self.texts

    @property
    def subcommand(self) -> str:
        """Return the second word of the name; empty if it has one word only."""
        return self.name.removeprefix(self.family).strip()

    def example_for(self, examples: Examples) -> str:
        """Return the example with its slash, filled in with what the store has."""
        return "/" + self.example.format(**vars(examples))

    def opened_by(self, line: str) -> str | None:
        """Return the text after the words that call the command, or None if the line does not begin with them.

        Polite words may be before them and at the end of the line.
        """
        if not self.opening and not self.sentence:
            return None
        if asked := _ASKED.match(line):
            line = line[asked.end() :].rstrip("? ")
        elif polite := _POLITE_BEFORE.match(line):
            line = line[polite.end() :]
        if self.sentence and (options := self.sentence(line)) is not None:
            return options
        match = re.match(self.opening, line, re.IGNORECASE) if self.opening else None
        rest = line[match.end() :] if match else ""
        if match is None or _WORD_GOES_ON.match(rest):
            return None
        return _POLITE_AFTER.sub("", rest) if self.texts else without_politeness(rest)


def without_politeness(line: str) -> str:
    """Return the words of a line without "please" and the like at its beginning and its end."""
    words = line.replace("thank you", "thanks").split()
    while words and _is_polite(words[-1]):
        words.pop()
    while words and _is_polite(words[0]):
        words.pop(0)
    return " ".join(words).rstrip(".,!")


def _is_polite(word: str) -> bool:
    plain = word.strip(",.!").casefold()
    return not plain or plain in _POLITE


def families(commands: Iterable[Command]) -> dict[str, list[Command]]:
    """Group commands by the first word of their names, in the order of each family's first command."""
    grouped: dict[str, list[Command]] = {}
    for command in commands:
        grouped.setdefault(command.family, []).append(command)
    return grouped
