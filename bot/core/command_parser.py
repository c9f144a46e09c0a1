"""Commands as people type them: a line becomes a command with its options."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.commands import Command, Option, Options
from bot.core.errors import UserError

_MARKED = re.compile(
    r"“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|»[^«»]*«|\"[^\"]*\"|「[^「」]*」|(?<!\w)‘.*?’(?!\w)|(?<!\w)'.*?'(?!\w)", re.DOTALL
)
"""Words in quotation marks of any kind; a single mark only where it is no apostrophe."""
_HIDDEN = re.compile("\ue000(\\d+)\ue001")
_BEFORE_SPEAKER = re.compile(
    r"\s*(?=[-–—―,(~:]|by\b|said\b|says\b)[-–—―,(~: ]*(?:\b(?:by|said|says)\b)?\s*", re.IGNORECASE
)
_AFTER_SPEAKER = re.compile(r"\s*(?:\)|\bsaid)\W*$", re.IGNORECASE)


def parse(line: str, commands: Sequence[Command]) -> tuple[Command, Options]:
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
        raise UserError(f"/{command.name} has no options. Type only /{command.name}.")
    if missing := next((option for option in texts if option.required and option.name not in options), None):
        raise UserError(f"The {missing.name} is missing. Type {command.usage}.")
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
