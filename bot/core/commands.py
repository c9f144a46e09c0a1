"""The one table of commands: Discord, Slack, the terminal and all help texts are made from it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.core.errors import UserError
from bot.core.replies import Help, HelpLine

OptionKind: TypeAlias = Literal["text", "flag"]
Options: TypeAlias = dict[str, str | bool]

_MARKED = re.compile(
    r"“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|»[^«»]*«|\"[^\"]*\"|「[^「」]*」|(?<!\w)‘.*?’(?!\w)|(?<!\w)'.*?'(?!\w)", re.DOTALL
)
"""Words in quotation marks of any kind; a single mark only where it is no apostrophe."""
_HIDDEN = re.compile("\ue000(\\d+)\ue001")
_BEFORE_SPEAKER = re.compile(
    r"\s*(?=[-–—―,(~:]|by\b|said\b|says\b)[-–—―,(~: ]*(?:\b(?:by|said|says)\b)?\s*", re.IGNORECASE
)
_AFTER_SPEAKER = re.compile(r"\s*(?:\)|\bsaid)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Option:
    """Something to give with a command. The first text option takes all words that no other option claims."""

    name: str
    summary: str
    kind: OptionKind = "text"
    required: bool = False
    completes: bool = False
    """`EventHandler.complete` knows what fits while it is being typed."""


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
    """As typed after the slash, with the names of `Examples` standing for what the store holds; a test runs it."""
    options: tuple[Option, ...] = ()
    managers_only: bool = False
    shortcut: str = ""
    """Name of the entry in the menu of any message that calls the command on that message, at most 24 characters."""

    @property
    def usage(self) -> str:
        """How to type it, such as "/ask question [private]"."""
        return " ".join(["/" + self.name, *(o.name if o.required else f"[{o.name}]" for o in self.options)])

    def example_for(self, question: str, speaker: str = Examples.speaker, words: str = Examples.words) -> str:
        """The example with its slash, about something that the store holds."""
        return "/" + self.example.format(question=question, speaker=speaker, words=words)


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
            Option("about", "What it was about", completes=True),
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
    Command(
        "digest on",
        "Post the daily digest here: what is new, a quote of the day",
        "digest on 9am",
        (
            Option("time", "When, such as 9, 9am, 09:00 or noon; 09:00 if you leave it out"),
            Option("zone", "By whose clock: a city, a country or an IANA zone", completes=True),
            Option("topics", "Only these topics, with commas between them", completes=True),
            Option("days", "On which days, such as weekdays or mon-fri", completes=True),
            Option("quiet", "Post nothing on days without news", kind="flag"),
            Option("curators", "Tell here which questions got no answer", kind="flag"),
        ),
        managers_only=True,
    ),
    Command("digest off", "Post no daily digest here any more", "digest off", managers_only=True),
    Command("digest status", "When the digest comes here, and what became of the last ones", "digest status"),
    Command("digest preview", "Show the digest to you alone, as it would be now", "digest preview"),
    Command("help", "How to use Factbot", "help"),
    Command("watch on", "Answer in this channel without being mentioned, when sure", "watch on", managers_only=True),
    Command("watch off", "Answer in this channel only when mentioned", "watch off", managers_only=True),
)


def overview(examples: Examples, holds: str) -> Help:
    """The help: every command with an example about what the store holds, and what that is."""
    told = (examples.question, examples.speaker, examples.words)
    return Help(tuple(HelpLine(c.usage, c.summary, c.example_for(*told)) for c in COMMANDS), holds)


def find(name: str) -> Command | None:
    """Find a command by its full name."""
    return next((c for c in COMMANDS if c.name == name), None)


def parse(line: str, commands: Sequence[Command] = COMMANDS) -> tuple[Command, Options]:
    """Read a command as typed without its slash, such as "ask --private Who is it?".

    Flags are words `--name`, `name:true` or `[name]` anywhere, or the plain name after a question mark at the end. Of
    several texts each is `name:value`, `--name value` or `--name=value`, or a value in quotation marks; a line that is
    attributed after its quotation marks is the first text, and the name the second.
    Raises UserError where no command fits, a required option is missing or words are left over.
    """
    command, rest = _split(line, commands)
    texts = [option for option in command.options if option.kind == "text"]
    hidden: list[str] = []
    if len(texts) > 1:
        rest = _MARKED.sub(lambda found: _hide(found[0], hidden), _HIDDEN.sub("", rest))
    rest, options = _flags(command, rest)
    if texts and rest.casefold() == "help":  # `/ask help` is expected in Slack
        return next(c for c in commands if c.name == "help"), {}
    if len(texts) > 1:
        found = _texts(rest, texts)
        options |= {name: value for name, part in found.items() if (value := _shown(part, hidden))}
    elif texts and rest:
        options[texts[0].name] = rest
    elif rest:
        raise UserError(f"/{command.name} takes nothing more; just type /{command.name}.")
    if missing := next((option for option in texts if option.required and option.name not in options), None):
        raise UserError(f"Please give a {missing.name}: type {command.usage}.")
    return command, options


def typed(name: str, options: Mapping[str, str | bool]) -> str:
    """A command as one may type it; `parse` gives the same texts, but for straight quotation marks and space."""
    command = find(name)
    texts = [option.name for option in command.options if option.kind == "text"] if command else []
    given = ((text, " ".join(str(options.get(text, "")).replace('"', "'").split())) for text in texts)
    return " ".join([f"/{name}", *(f'{text}:"{value}"' for text, value in given if value)])


def _split(line: str, commands: Sequence[Command]) -> tuple[Command, str]:
    words = line.strip().split(None, 2)
    for count in (2, 1):
        name = " ".join(words[:count]).casefold()
        for command in commands:
            if command.name == name:
                return command, line.strip().split(None, count)[count] if len(words) > count else ""
    first = words[0].casefold() if words else ""
    family = [c for c in commands if c.name.split()[0] == first]
    if family and words[1:2] == ["help"]:  # expected in Slack, as `/ask help` is
        return next(c for c in commands if c.name == "help"), ""
    if family:
        *most, last = (f"/{c.name}" for c in family)
        raise UserError(f"Please type {', '.join(most)} or {last}.")
    raise UserError(f"There is no command /{first}. Type /help for the list.")


def _flags(command: Command, rest: str) -> tuple[str, Options]:
    """The line without its flags, and these."""
    options: Options = {}
    words = rest.split(" ")
    for flag in (o for o in command.options if o.kind == "flag"):
        forms = {f"--{flag.name}", f"{flag.name}:true", f"[{flag.name}]"}
        kept = [w for w in words if w.casefold() not in forms]
        if len(words) > 1 and words[-1].casefold() == flag.name and words[-2].endswith("?"):
            kept = kept[:-1]
        if len(kept) < len(words):
            options[flag.name] = True
        words = kept
    return " ".join(words).strip(), options


def _texts(rest: str, texts: Sequence[Option]) -> dict[str, str]:
    """What is given for each of several texts: after its label, or in the order of the options."""
    names = "|".join(option.name for option in texts)
    label = rf"(?<!\S)(?:--({names})(?:=|\s+|$)|({names}):)"
    if not texts[0].required:  # where the words of a text matter to the letter, none of them is a label
        label += rf"|^({names})\s+(?=\S)"
    free, *labelled = re.split(label, rest, flags=re.IGNORECASE)
    found: dict[str, str] = {}
    step = 3 if not texts[0].required else 2
    for n in range(0, len(labelled), step + 1):
        name = next(filter(None, labelled[n : n + step])).casefold()
        found[name] = f"{found.get(name, '')} {labelled[n + step]}".strip()
    left = [option.name for option in texts if option.name not in found]
    if free.strip() and left:
        found |= dict(zip(left, _in_order(free.strip(), texts[0], len(left)), strict=False))
    elif free.strip():
        found[texts[0].name] = f"{free.strip()} {found[texts[0].name]}"
    return found


def _in_order(free: str, first: Option, count: int) -> list[str]:
    """Words without labels for as many texts: a value in marks at the start is one of its own."""
    marked = list(_HIDDEN.finditer(free))
    if count < 2 or not marked or marked[0].start() > 0:
        return [free]
    if not first.required:
        return [marked[0][0], free[marked[0].end() :].strip()]
    rest = free[marked[-1].end() :]  # marks may stand in marks
    before = _BEFORE_SPEAKER.match(rest)
    speaker = _AFTER_SPEAKER.sub("", rest[before.end() :] if before else rest).strip()
    if not speaker or not (before or speaker[0].isupper()):
        return [free]
    return [free[: marked[-1].end()], speaker]


def _hide(marked: str, hidden: list[str]) -> str:
    hidden.append(marked)
    return f"\ue000{len(hidden) - 1}\ue001"


def _shown(part: str, hidden: Sequence[str]) -> str:
    """A value with what was hidden in it; one that stands whole in marks without these."""
    whole = _HIDDEN.fullmatch(part.strip())
    if whole:
        return hidden[int(whole[1])][1:-1].strip()
    return _HIDDEN.sub(lambda found: hidden[int(found[1])], part).strip()
