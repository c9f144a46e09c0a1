"""Parse commands: a typed line becomes a command with its options."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.core import private_word
from bot.core.commands import HELP, PRIVATE, Command, Option, Options
from bot.core.errors import UserError
from bot.matching.typography import DASHES

_DASHED = f"[-{DASHES}]+"
"""What stands before the name of an option: macOS and phones turn two hyphens into a dash."""
_QUOTED = re.compile(
    r"“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|»[^«»]*«|\"[^\"]*\"|「[^「」]*」|(?<!\w)‘.*?’(?!\w)|(?<!\w)'.*?'(?!\w)", re.DOTALL
)
"""Words in quotation marks of any kind. A single mark counts only if it is no apostrophe."""
_HIDDEN = re.compile("\ue000(\\d+)\ue001")
_MARKED = re.compile("\ue000\\d+\ue001")
_BEFORE_SPEAKER = re.compile(
    r"\s*(?=[-–—―,(~:]|by\b|said\b|says\b)[-–—―,(~: ]*(?:\b(?:by|said|says)\b)?\s*", re.IGNORECASE
)
_SAID_AFTER = re.compile(r"\s*\bsaid\W*$", re.IGNORECASE)
_CLOSING = re.compile(r"\s*\)[^\w)]*$")


@dataclass(frozen=True, slots=True)
class ParsedLine:
    """A typed command."""

    command: Command
    options: Options
    """Those that were given. `private` is among them if it was asked for, even if the command does not declare it."""
    kept: Options = field(default_factory=dict)
    """The options with the word `private` in their texts, if it is in doubt whether it belongs there; else empty."""


def read(line: str, commands: Sequence[Command]) -> ParsedLine:
    """Read a command as typed without its slash, such as "ask --private Who is it?".

    Flags are words `--name` (with any dashes), `name:true` or `[name]` anywhere. For `private`, see `private_word`. If
    there are several texts, each is `name:value`, `--name value`, `--name=value`, or a value in quotation marks, which
    are no part of it. If the first text is verbatim, it keeps its marks, and a speaker after it is the second text.
    Raises UserError if no command fits, a required option is missing or words are left over.
    """
    command, rest = _split(line, commands)
    texts = command.texts
    rest, hidden = _hide(rest) if len(texts) > 1 else (rest, [])
    names = [option.name for option in command.options if option.kind == "flag" and option.name != PRIVATE]
    rest, flags = _flags(names, rest)
    reading = _without_private(rest, texts)
    rest, private = _flags([PRIVATE], reading.text)
    flags |= private | ({PRIVATE: True} if reading.asked else {})
    if texts and rest.casefold() == HELP and (help_command := _help(commands)):
        about: Options = {option.name: command.family for option in help_command.texts[:1]}
        return ParsedLine(help_command, about | ({PRIVATE: True} if PRIVATE in flags else {}))
    if rest and not texts:
        takes = "takes no text" if command.options else "has no options"
        raise UserError(f"/{command.name} {takes}. Type only {command.usage}.")
    options = flags | _values(rest, command, hidden)
    if missing := next((option for option in texts if option.required and option.name not in options), None):
        raise UserError(f"The {missing.name} is missing. Type {command.usage}.")
    kept = flags | _values(_flags([PRIVATE], reading.kept)[0], command, hidden) if reading.kept else {}
    if not hidden:
        return ParsedLine(command, options, kept)
    given = read_given(command, options)  # the word may also be inside of the marks around a value
    return ParsedLine(command, given.options, kept or given.kept)


def read_given(command: Command, given: Mapping[str, str | bool]) -> ParsedLine:
    """Read the word `private` in options that a platform asked for one by one.

    A text that is only the word stays if the command needs that text.
    """
    options, kept = dict(given), dict(given)
    for option in command.typed:
        value = str(given.get(option.name, ""))
        text, hidden = _hide(value) if option.verbatim else (value, [])
        reading = private_word.read_parts(text, _MARKED)
        if reading.asked and not reading.text.strip():
            for reading_of_all in (options, kept):
                reading_of_all[PRIVATE] = True
                if not option.required:
                    del reading_of_all[option.name]
        elif reading.asked:
            options |= {option.name: _restore(reading.text, hidden, unmark=False), PRIVATE: True}
            rest = reading.text if hidden else reading.kept or reading.text
            kept |= {option.name: _restore(rest, hidden, unmark=False), PRIVATE: True}
    return ParsedLine(command, options, kept if kept != options else {})


def split(line: str, commands: Sequence[Command]) -> tuple[Command, str] | None:
    """Return the command that a line begins with, and the rest of the line; None if it begins with no command."""
    words = line.split(None, 2)
    for count in (2, 1):
        name = " ".join(words[:count]).casefold()
        for command in commands:
            if command.name == name:
                return command, line.split(None, count)[count] if len(words) > count else ""
    return None


def _split(line: str, commands: Sequence[Command]) -> tuple[Command, str]:
    """Return what `split` does, or the help for `/watch help`. Raises UserError if there is no such command."""
    if found := split(line.strip(), commands):
        return found
    reading = private_word.read(line.strip(), first=False)  # there may be a comma: "quotes, private"
    if reading.asked and (found := split(f"{reading.text.rstrip(' .,;:!?')} --{PRIVATE}", commands)):
        return found
    words = [*line.casefold().split(), ""]
    if bare := next((command for command in commands if command.bare and [command.family, ""] == words), None):
        return bare, ""
    family = [f"/{command.name}" for command in commands if command.family == words[0]]
    if family and words[1] == HELP and (help_command := _help(commands)):
        return help_command, words[0] if help_command.texts else ""
    if family:
        raise UserError(f"Please type {' or '.join(filter(None, (', '.join(family[:-1]), family[-1])))}.")
    raise UserError(f"There is no command /{words[0]}. Type /help all for the list.")


def _help(commands: Sequence[Command]) -> Command | None:
    """Return the help, which people in Slack expect of `/ask help`; None if no feature has it."""
    return next((command for command in commands if command.name == HELP), None)


def _flags(names: Iterable[str], rest: str) -> tuple[str, Options]:
    """Return the line without its flags, and the flags. All other words, spaces and line breaks stay as they are."""
    options: Options = {}
    for name in names:
        form = rf"(?:{_DASHED}{name}|{name}:true|\[{name}\])"
        # A flag goes with one space beside it, but a line break before or after it stays.
        rest, count = re.subn(rf"[^\S\n]{form}(?!\S)|(?<!\S){form}(?:\s|\Z)", "", rest, flags=re.IGNORECASE)
        if count:
            options[name] = True
    return rest.strip(), options


def _without_private(rest: str, texts: Sequence[Option]) -> private_word.PrivateWord:
    """Read the word `private` at the ends of a line and, if there are several texts, at the ends of each."""
    if len(texts) < 2:
        return private_word.read(rest)
    reading = private_word.read_parts(rest, re.compile(f"{_label_pattern(texts)}|\ue000\\d+\ue001", re.IGNORECASE))
    is_marked = texts[0].verbatim and _HIDDEN.search(rest)  # then the word outside of the marks is no part of the text
    return replace(reading, kept=None) if is_marked else reading


def _values(rest: str, command: Command, hidden: Sequence[str]) -> Options:
    """Return the values of the texts in a line without flags."""
    texts = command.texts
    if len(texts) < 2:
        return {texts[0].name: rest} if texts and rest else {}
    split = _texts(rest, texts, command.words)
    restored = {o.name: _restore(split.get(o.name, ""), hidden, unmark=not o.verbatim) for o in command.typed}
    return {name: value for name, value in restored.items() if value}


def _label_pattern(texts: Sequence[Option]) -> str:
    """Write a pattern for what stands before a value; the name of its option is in one of its groups."""
    names = "|".join(option.name for option in texts)
    pattern = rf"(?<!\S)(?:{_DASHED}({names})(?:=|\s+|$)|({names}):)"
    return pattern if texts[0].verbatim else rf"{pattern}|^({names})\s+(?=\S)"


def _texts(rest: str, texts: Sequence[Option], words: Option | None) -> dict[str, str]:
    """Return the value of each of several texts: after its label, or in the order of the options.

    If there is no label and only one value, it is the one of `words`, if that is given.
    """
    unlabelled, *labelled = re.split(_label_pattern(texts), rest, flags=re.IGNORECASE)
    values: dict[str, str] = {}
    step = 2 if texts[0].verbatim else 3
    for n in range(0, len(labelled), step + 1):
        name = next(filter(None, labelled[n : n + step])).casefold()
        values[name] = f"{values.get(name, '')} {labelled[n + step]}".strip()
    if texts[0].verbatim and texts[0].name not in values and not unlabelled.strip():
        values |= _quotation_after_label(values, texts[0].name)
    missing = [option.name for option in texts if option.name not in values]
    if unlabelled.strip() and missing:
        parts = _split_unlabelled(unlabelled.strip(), texts[0], len(missing))
        takers = [words.name] if words and not values and not any(parts[1:]) else missing
        values |= dict(zip(takers, parts, strict=False))
    elif unlabelled.strip():
        values[texts[0].name] = f"{unlabelled.strip()} {values[texts[0].name]}"
    return values


def _quotation_after_label(values: Mapping[str, str], name: str) -> dict[str, str]:
    """Find a quotation after the value of another option, as in "speaker:Bo Reed “…”"; give it to the option `name`."""
    for other, value in values.items():
        if quoted := next((hidden for hidden in _HIDDEN.finditer(value) if hidden.start() > 0), None):
            return {other: value[: quoted.start()].strip(), name: value[quoted.start() :]}
    return {}


def _split_unlabelled(unlabelled: str, first: Option, count: int) -> list[str]:
    """Split words without labels into `count` texts. A value in marks at the start is a separate text."""
    quoted = list(_HIDDEN.finditer(unlabelled))
    if count < 2 or not quoted or quoted[0].start() > 0:
        return [unlabelled]
    if not first.verbatim:
        return [quoted[0][0], unlabelled[quoted[0].end() :].strip()]
    rest = unlabelled[quoted[-1].end() :]  # marks can be nested
    separator = _BEFORE_SPEAKER.match(rest)
    speaker = _SAID_AFTER.sub("", rest[separator.end() :] if separator else rest).strip()
    if speaker.count(")") > speaker.count("("):  # the other one belongs to the separator
        speaker = _CLOSING.sub("", speaker)
    if not speaker or not (separator or speaker[0].isupper()):
        return [unlabelled]
    return [unlabelled[: quoted[-1].end()], speaker]


def _hide(line: str) -> tuple[str, list[str]]:
    """Replace what is in quotation marks by signs, and return it. The word `private` stays in marks like brackets."""
    hidden: list[str] = []

    def hide(match: re.Match[str]) -> str:
        if match[0][0] in "«»「" and (reading := private_word.read(match[0])).asked and not reading.text:
            return match[0]
        hidden.append(match[0])
        return f"\ue000{len(hidden) - 1}\ue001"

    return _QUOTED.sub(hide, _HIDDEN.sub("", line)), hidden


def _restore(part: str, hidden: Sequence[str], *, unmark: bool) -> str:
    """Put hidden text back into a value. With `unmark`, remove quotation marks around the whole value."""
    match = _HIDDEN.fullmatch(part.strip())
    if match and unmark:
        return hidden[int(match[1])][1:-1].strip()
    return _HIDDEN.sub(lambda hit: hidden[int(hit[1])], part).strip()
