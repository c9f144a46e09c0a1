"""Discord's markup: read the words that people typed, and escape text so that it is shown literally."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Protocol

from bot.core.emoji import after_mention
from bot.core.shorten import shorten

_URL = r"(?>(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s])(?![.,:;\"'\]]*<)"
"""An address that Discord makes a link. Inside of it, Discord reads no other markup and no backslash.

If `<` follows, its backslash would become part of the address. Then the address itself is escaped.
"""

_START = r"(?P<indent>^[^\S\n]*)(?:(?P<bullet>[>#+-])|(?P<number>\d+)(?=\.\s))"
"""A prefix that makes a line a quote, a heading or part of a list."""

_SIGN = r"[\\*_~|`<]|@(?=everyone|here)|:(?=//|[\w+~-]+:)"
"""Styles, all kinds of <…>, mentions of everybody, :emoji:, and the colon of an address."""

_SPECIAL = re.compile(rf"(?P<url>{_URL})|{_START}|(?P<sign>{_SIGN})", re.MULTILINE)
_SPECIAL_AMONG_OTHERS = re.compile(rf"{_START}|(?P<sign>{_SIGN}|\[)", re.MULTILINE)

_BRACKET = re.compile(rf"(?P<url>{_URL})|(?P<sign>\[)")


def escape(text: str) -> str:
    """Escape `text` so that it is shown literally, without styles, hidden links, folded parts or mentions.

    The library's `escape_markdown` leaves backslashes, lists with numbers, `<…>` and `:emoji:` as they are, and its
    `escape_mentions` changes the text. Addresses stay as they are, since Discord would show the backslashes.
    """
    # Only text with `](` can contain a link under other words, and most brackets in quotes are harmless.
    links = "](" in text
    escaped = _SPECIAL.sub(_escaped, text)
    return _BRACKET.sub(lambda m: m["url"] or "\\[", escaped) if links else escaped


def escape_words(text: str) -> str:
    """Escape words that are put into a style, between other words.

    An address is no link there, because it would include the end of the style. A bracket might match a later one.
    """
    return _SPECIAL_AMONG_OTHERS.sub(_escaped, text + " ")[:-1]


def fit(text: str, limit: int) -> str:
    """Escape `text`. If that gives more than `limit` characters, shorten it at a word, with an ellipsis."""
    return escape(shorten(text, limit, lambda part: len(escape(part))))


def _escaped(match: re.Match[str]) -> str:
    parts = match.groupdict()
    if parts.get("url"):
        return match["url"]
    if parts["number"]:
        return f"{parts['indent']}{parts['number']}\\"  # the dot that follows would make it a list
    if parts["bullet"]:
        return f"{parts['indent']}\\{parts['bullet']}"
    return "\\" + match["sign"]


class Names(Protocol):
    """Names for the ids in a message; None if a name isn't known."""

    def user(self, user: str) -> str | None:
        """Return the name of a person; empty for the bot itself, whose mention is left out."""
        ...

    def role(self, role: str) -> str | None:
        """Return the name of a role; empty for the bot's own."""
        ...

    def channel(self, channel: str) -> str | None:
        """Return the name of a channel or thread."""
        ...


_MARK = "\ue000"
"""Placeholder for a finished piece while the styles around it are read."""

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

_CALLED = re.compile(r"(?:[\s,;:]*<@[!&]?\d+>)+")
"""People and roles that are called before the first word, such as in "@bob when does the lock close?"."""
_STYLE = re.compile(r"\*{1,3}|_{1,3}|~~|\|\|")
_LINE_START = re.compile(r"^[ \t]*(?:>>>|>|#{1,3}|-#)[ \t]+", re.MULTILINE)
_QUOTED = re.compile(
    r"^[ \t]*>>>[ \t](?P<rest>.*)|^[ \t]*>[ \t][^\n]*(?:\n[ \t]*>(?:[ \t][^\n]*)?$)*", re.MULTILINE | re.DOTALL
)
"""Everything from `>>>` to the end, or lines that each begin with `>`."""
_QUOTED_START = re.compile(r"^[ \t]*>(?:[ \t]+|$)", re.MULTILINE)
_MARKED = re.compile(r"[*_~|]*(?:[“”„‟\"«»‹›‘‚「『]|'\S.*'(?!\w))", re.DOTALL)
"""A text that begins with a quotation in marks."""


def plain(content: str, names: Names, *, marking: bool = False) -> str:
    """Turn what somebody typed into the words that a reader sees, without mentions of the bot.

    People who are called before the words are left out, too. Spaces and line breaks stay as they were typed. With
    `marking`, quoted lines get quotation marks, and a person before them stays.
    """
    pieces: list[str] = []
    if not marking and (called := _CALLED.match(content)):
        content = after_mention(content[called.end() :])

    def keep(match: re.Match[str]) -> str:
        pieces.append(_piece(match, names))
        return _MARK

    text = _PIECE.sub(keep, content)
    if marking:
        text = _QUOTED.sub(_mark_quotation, text)
    text = _unstyled(_LINE_START.sub("", text))
    # A question that begins with a mention often goes on with a comma or a colon.
    if text.startswith(_MARK) and pieces and not pieces[0]:
        text = _MARK + after_mention(text[1:])
    finished = iter(pieces)

    def put_back(match: re.Match[str]) -> str:
        piece = next(finished)
        return piece + match[1] if piece else ""  # the spaces after a mention of the bot go with it

    return re.sub(rf"{_MARK}([ \t]*)", put_back, text).strip()


def _mark_quotation(quoted: re.Match[str]) -> str:
    """Put quoted lines in quotation marks, unless they have some already, such as `> “Words.” — Speaker`."""
    words = (quoted["rest"] or _QUOTED_START.sub("", quoted[0])).strip()
    return words if not words or _MARKED.match(words) else f"“{words}”"


def _piece(match: re.Match[str], names: Names) -> str:
    """Return the words for a piece of markup that isn't a style."""
    kind, value = match.lastgroup or "", match[match.lastgroup or 0]
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
    """Write a point in time as words, in UTC; on Discord each reader sees their own zone."""
    try:
        moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (OverflowError, ValueError, OSError):
        return str(seconds)
    return f"{moment.day} {moment:%B %Y}, {moment:%H:%M} UTC"


def _unstyled(text: str) -> str:
    """Remove pairs of signs that style a text, and keep all others, such as in 2 * 3 or snake_case.

    One pass with the last open sign of each kind, so that the time is linear in the number of signs.
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
