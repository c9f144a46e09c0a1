"""Discord's markup, both ways: words out of what people typed, and text that shows to the letter in what we send."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Protocol

_URL = r"(?>(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s])(?![.,:;\"'\]]*<)"
"""What Discord turns into a link by itself. Inside of it no other markup counts, a backslash neither.

Where `<` follows, its backslash would become part of the address; there the address is broken up instead.
"""

_SPECIAL = re.compile(
    rf"(?P<url>{_URL})"
    r"|(?P<indent>^[^\S\n]*)(?:(?P<bullet>[>#+-])|(?P<number>\d+)(?=\.\s))"  # quotes, headings, lists
    r"|(?P<sign>[\\*_~|`<]|@(?=everyone|here)|:(?=//|[\w+~-]+:))",  # styles, <…> of all kinds, :emoji:
    re.MULTILINE,
)

_BRACKET = re.compile(rf"(?P<url>{_URL})|(?P<sign>\[)")


def escape(text: str) -> str:
    """Make `text` show to the letter: nothing in it is styled, linked under other words, folded or a mention.

    The library's `escape_markdown` leaves backslashes, lists with numbers, `<…>` and `:emoji:` as they are, and its
    `escape_mentions` changes the text. Addresses stay as they are, since Discord would show the backslashes.
    """
    # Only text that holds `](` can hold a link under other words, and most brackets in quotes are innocent.
    links = "](" in text
    escaped = _SPECIAL.sub(_escaped, text)
    return _BRACKET.sub(lambda m: m["url"] or "\\[", escaped) if links else escaped


def _escaped(found: re.Match[str]) -> str:
    if found["url"]:
        return found["url"]
    if found["number"]:
        return f"{found['indent']}{found['number']}\\"  # the dot that follows is what makes it a list
    if found["bullet"]:
        return f"{found['indent']}\\{found['bullet']}"
    return "\\" + found["sign"]


class Names(Protocol):
    """Names for the ids in a message; None where one isn't known."""

    def user(self, user: str) -> str | None:
        """Name of a person; empty for the bot itself, which is not worth a word."""
        ...

    def role(self, role: str) -> str | None:
        """Name of a role; empty for the bot's own."""
        ...

    def channel(self, channel: str) -> str | None:
        """Name of a channel or thread."""
        ...


_MARK = "\ue000"
"""Stands for a piece that is finished already, while the styles around it are read."""

_PIECE = re.compile(
    r"```(?:[\w+-]+\n)?(?P<block>.+?)```"
    r"|(?P<ticks>``?)(?P<code>[^`]+)(?P=ticks)"
    r"|\\(?P<escaped>[^0-9A-Za-z\s])"
    r"|<@!?(?P<user>\d+)>|<@&(?P<role>\d+)>|<\#(?P<channel>\d+)>"
    r"|<a?:(?P<emoji>\w+):\d+>|</(?P<command>[^:>]+):\d+>|<t:(?P<time>-?\d+)(?::\w)?>|(?P<guide><id:\w+>)"
    r"|<(?P<shy>https?://[^>\s]+)>|\[(?P<label>[^\[\]\n]+)\]\(<?https?://[^)\s]+\)|(?P<url>https?://\S+)"
    rf"|(?P<mark>{_MARK})",
    re.DOTALL,
)

_STYLE = re.compile(r"\*{1,3}|_{1,3}|~~|\|\|")
_LINE_START = re.compile(r"^[ \t]*(?:>>>|>|#{1,3}|-#)[ \t]+", re.MULTILINE)


def plain(content: str, names: Names) -> str:
    """Turn what somebody typed into the words that a reader sees, without mentions of the bot."""
    pieces: list[str] = []

    def keep(found: re.Match[str]) -> str:
        pieces.append(_piece(found, names))
        return _MARK

    text = _unstyled(_LINE_START.sub("", _PIECE.sub(keep, content)))
    # A question that begins with a mention often goes on with a comma or a colon.
    if text.startswith(_MARK) and pieces and not pieces[0]:
        text = _MARK + text[1:].lstrip(" ,:")
    finished = iter(pieces)
    text = re.sub(_MARK, lambda _: next(finished), text)
    return re.sub(r"[ \t]+", " ", text).strip()


def _piece(found: re.Match[str], names: Names) -> str:
    """The words for one piece of markup that isn't a style."""
    kind, value = found.lastgroup or "", found[found.lastgroup or 0]
    match kind:
        case "user":
            return _named("@", names.user(value))
        case "role":
            return _named("@", names.role(value))
        case "channel":
            return _named("#", names.channel(value))
        case "emoji":
            return f":{value}:"
        case "command":
            return f"/{value}"
        case "time":
            return _moment(int(value))
        case "guide":
            return ""
    return value


def _named(sign: str, name: str | None) -> str:
    if name is None:
        return f"{sign}unknown"
    return f"{sign}{name}" if name else ""


def _moment(seconds: int) -> str:
    """A point in time as words; readers each see it in their own zone, we take UTC."""
    try:
        moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (OverflowError, ValueError, OSError):
        return str(seconds)
    return f"{moment.day} {moment:%B %Y}, {moment:%H:%M} UTC"


def _unstyled(text: str) -> str:
    """Take away signs that style what is between them, and leave all others, such as in 2 * 3 or snake_case.

    One pass with the last open sign of each kind: linear, however many signs somebody types.
    """
    signs = list(_STYLE.finditer(text))
    gone = set(_paired(text, signs))
    return "".join(_without(text, [s for i, s in enumerate(signs) if i in gone]))


def _paired(text: str, signs: list[re.Match[str]]) -> Iterator[int]:
    opened: dict[str, int] = {}
    for index, sign in enumerate(signs):
        before, after = text[max(sign.start() - 1, 0) : sign.start()], text[sign.end() : sign.end() + 1]
        if sign[0] in opened and _closes(sign[0], before, after):
            yield opened.pop(sign[0])
            yield index
        elif _opens(sign[0], before, after):
            opened[sign[0]] = index


def _opens(sign: str, before: str, after: str) -> bool:
    if sign[0] in "~|":
        return bool(after)
    return bool(after) and not after.isspace() and not (sign[0] == "_" and before.isalnum())


def _closes(sign: str, before: str, after: str) -> bool:
    if sign[0] in "~|":
        return True
    return not before.isspace() and not (sign[0] == "_" and after.isalnum())


def _without(text: str, signs: list[re.Match[str]]) -> Iterator[str]:
    end = 0
    for sign in signs:
        yield text[end : sign.start()]
        end = sign.end()
    yield text[end:]
