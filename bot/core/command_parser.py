"""Parse commands: a typed line becomes a command with its options."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.core.commands import HELP, Command, Option, Options
from bot.core.errors import UserError
from bot.matching.typography import DASHES

_DASHED = f"[-{DASHES}]+"
"""What stands before the name of an option: macOS and phones turn two hyphens into a dash."""
_QUOTED = re.compile(
    r"“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|»[^«»]*«|\"[^\"]*\"|「[^「」]*」|(?<!\w)‘.*?’(?!\w)|(?<!\w)'.*?'(?!\w)", re.DOTALL
)
"""Words in quotation marks of any kind. A single mark counts only if it is no apostrophe."""
_HIDDEN = re.compile("\ue000(\\d+)\ue001")
_BEFORE_SPEAKER = re.compile(
    r"\s*(?=[-–—―,(~:]|by\b|said\b|says\b)[-–—―,(~: ]*(?:\b(?:by|said|says)\b)?\s*", re.IGNORECASE
)
_SAID_AFTER = re.compile(r"\s*\bsaid\W*$", re.IGNORECASE)
_CLOSING = re.compile(r"\s*\)[^\w)]*$")


def parse(line: str, commands: Sequence[Command]) -> tuple[Command, Options]:
    """Read a command as typed without its slash, such as "ask --private Who is it?".

    Flags are words `--name` (with any dashes), `name:true` or `[name]` anywhere, or the plain name after a question
    mark at the end. If there are several texts, each is `name:value`, `--name value`, `--name=value`, or a value in
    quotation marks, which
    are no part of it. If the first text is verbatim, it keeps its marks, and a speaker after it is the second text.
    Raises UserError if no command fits, a required option is missing or words are left over.
    """
    command, rest = _split(line, commands)
    texts = [option for option in command.options if option.kind == "text"]
    hidden: list[str] = []
    if len(texts) > 1:
        rest = _QUOTED.sub(lambda match: _hide(match[0], hidden), _HIDDEN.sub("", rest))
    rest, options = _flags(command, rest)
    if texts and rest.casefold() == HELP and (help_command := _help(commands)):
        return help_command, {}
    if len(texts) > 1:
        texts_by_option = _texts(rest, texts)
        for option in texts:
            if value := _restore(texts_by_option.get(option.name, ""), hidden, unmark=not option.verbatim):
                options[option.name] = value
    elif texts and rest:
        options[texts[0].name] = rest
    elif rest:
        takes = "takes no text" if command.options else "has no options"
        raise UserError(f"/{command.name} {takes}. Type only {command.usage}.")
    if missing := next((option for option in texts if option.required and option.name not in options), None):
        raise UserError(f"The {missing.name} is missing. Type {command.usage}.")
    return command, options


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
    words = [*line.casefold().split(), ""]
    family = [f"/{command.name}" for command in commands if command.family == words[0]]
    if family and words[1] == HELP and (help_command := _help(commands)):
        return help_command, ""
    if family:
        raise UserError(f"Please type {' or '.join(filter(None, (', '.join(family[:-1]), family[-1])))}.")
    raise UserError(f"There is no command /{words[0]}. Type /help for the list.")


def _help(commands: Sequence[Command]) -> Command | None:
    """Return the help, which people in Slack expect of `/ask help`; None if no feature has it."""
    return next((command for command in commands if command.name == HELP), None)


def _flags(command: Command, rest: str) -> tuple[str, Options]:
    """Return the line without its flags, and the flags. All other words, spaces and line breaks stay as they are."""
    options: Options = {}
    for flag in (o for o in command.options if o.kind == "flag"):
        form = rf"(?:{_DASHED}{flag.name}|{flag.name}:true|\[{flag.name}\])"
        # A flag goes with one space beside it, but a line break before or after it stays.
        pattern = rf"[^\S\n]{form}(?!\S)|(?<!\S){form}(?:\s|\Z)|(?<=\?)\s+{flag.name}\s*\Z"
        rest, count = re.subn(pattern, "", rest, flags=re.IGNORECASE)
        if count:
            options[flag.name] = True
    return rest.strip(), options


def _texts(rest: str, texts: Sequence[Option]) -> dict[str, str]:
    """Return the value of each of several texts: after its label, or in the order of the options."""
    names = "|".join(option.name for option in texts)
    label_pattern = rf"(?<!\S)(?:{_DASHED}({names})(?:=|\s+|$)|({names}):)"
    if not texts[0].verbatim:
        label_pattern += rf"|^({names})\s+(?=\S)"
    unlabelled, *labelled = re.split(label_pattern, rest, flags=re.IGNORECASE)
    values: dict[str, str] = {}
    step = 2 if texts[0].verbatim else 3
    for n in range(0, len(labelled), step + 1):
        name = next(filter(None, labelled[n : n + step])).casefold()
        values[name] = f"{values.get(name, '')} {labelled[n + step]}".strip()
    if texts[0].verbatim and texts[0].name not in values and not unlabelled.strip():
        values |= _quotation_after_label(values, texts[0].name)
    missing = [option.name for option in texts if option.name not in values]
    if unlabelled.strip() and missing:
        values |= dict(zip(missing, _split_unlabelled(unlabelled.strip(), texts[0], len(missing)), strict=False))
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


def _hide(marked: str, hidden: list[str]) -> str:
    hidden.append(marked)
    return f"\ue000{len(hidden) - 1}\ue001"


def _restore(part: str, hidden: Sequence[str], *, unmark: bool) -> str:
    """Put hidden text back into a value. With `unmark`, remove quotation marks around the whole value."""
    match = _HIDDEN.fullmatch(part.strip())
    if match and unmark:
        return hidden[int(match[1])][1:-1].strip()
    return _HIDDEN.sub(lambda hit: hidden[int(hit[1])], part).strip()
