"""Read Slack's mrkdwn as its client does, and write it as HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from tests.gallery import reader
from tests.gallery.markup import Html, UnknownPartError, div, element, joined, link, span, text

_EMOJI: Final = {
    "tada": "🎉", "smile": "😄", "warning": "⚠️", "fire": "🔥", "white_check_mark": "✅", "scissors": "✂️",
    "x": "❌", "grey_question": "❔", "wastebasket": "🗑️", "eyes": "👀", "bulb": "💡", "mag": "🔍",
}  # fmt: skip
"""Names of emoji that the bot uses, and some to see whether a name in a text becomes a picture."""
_JOINER = "\u2060"
"""An invisible character. A sign behind it is no markup."""
_PIECE = re.compile(
    rf"(?<!{_JOINER})```(?P<block>[\s\S]+?)```|(?<!{_JOINER})`(?P<code>[^`\n]+)`"
    r"|<(?P<reference>[^<>\n]+)>|(?P<emoji>:[\w+-]+:)"
    rf"|(?<![\w*{_JOINER}])\*(?P<bold>(?=\S)[^*\n]*[^*\s])\*(?![\w*])"
    rf"|(?<![\w_{_JOINER}])_(?P<italic>(?=\S)[^_\n]*[^_\s])_(?![\w_])"
    rf"|(?<![\w~{_JOINER}])~(?P<strike>(?=\S)[^~\n]*[^~\s])~(?![\w~])"
)
_TOKEN = re.compile(r"\{(\w+)\}")


def mrkdwn(words: str) -> Html:
    """Write mrkdwn as HTML, with quoted lines as quotations."""
    return joined(_blocks(words))


def plain(words: str, *, emoji: bool = True) -> Html:
    """Write a plain text, in which only names of emoji are markup."""
    return text(re.sub(r":([\w+-]+):", lambda match: emoji_sign(match[1]), words) if emoji else words)


def emoji_sign(name: str) -> str:
    """Return the sign of an emoji; the name with its colons if it is not known here."""
    return _EMOJI.get(name, f":{name}:")


def _blocks(words: str) -> Iterator[Html]:
    quoted: list[str] = []
    plain_lines: list[str] = []

    def finished() -> Iterator[Html]:
        if quoted:
            yield element("blockquote", "quote", _inline("\n".join(quoted)), dir="auto")
        if plain_lines:
            yield div("line", _inline("\n".join(plain_lines)), dir="auto")
        quoted.clear()
        plain_lines.clear()

    for line in words.split("\n"):
        is_quote = line.startswith(("&gt;", ">"))
        if (is_quote and plain_lines) or (not is_quote and quoted):
            yield from finished()
        (quoted if is_quote else plain_lines).append(re.sub(r"^(?:&gt;|>){1,3} ?", "", line) if is_quote else line)
    yield from finished()


def _inline(words: str) -> Html:
    parts: list[Html] = []
    start = 0
    for match in _PIECE.finditer(words):
        parts += [_decoded(words[start : match.start()]), _piece(match)]
        start = match.end()
    return joined((*parts, _decoded(words[start:])))


def _decoded(words: str) -> Html:
    """Turn the three entities of Slack into their characters; a browser must not read any other markup."""
    return text(_characters(words))


def _characters(words: str) -> str:
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


_STYLES: Final[dict[str, Callable[[str], Html]]] = {
    "block": lambda words: element("pre", "code-block", _decoded(words)),
    "code": lambda words: element("code", "code", _decoded(words)),
    "bold": lambda words: element("b", "", _inline(words)),
    "italic": lambda words: element("i", "", _inline(words)),
    "strike": lambda words: element("s", "", _inline(words)),
    "emoji": lambda words: text(emoji_sign(words.strip(":"))),
}


def _piece(match: re.Match[str]) -> Html:
    kind = match.lastgroup or ""
    if kind == "reference":
        return _reference(match[kind])
    return _STYLES[kind](match[kind])


def _reference(reference: str) -> Html:
    address, _, label = reference.partition("|")
    match address[0]:
        case "@" | "#":
            return span("mention", text(label or address))
        case "!":
            return _special(address[1:], label)
    if not re.match(r"https?://", address):
        raise UnknownPartError(f"a reference that is not known: <{reference}>")
    return link(_characters(address), plain(_characters(label or address)))


def _special(name: str, label: str) -> Html:
    kind, *more = name.split("^")
    if kind == "date":
        return moment(int(more[0]), more[1])
    if kind in {"here", "channel", "everyone"}:
        return span("mention", text(f"@{kind}"))
    if kind == "subteam":
        return span("mention", text(label or f"@{more[0]}"))
    raise UnknownPartError(f"a reference that is not known: <!{name}>")


def moment(seconds: int, form: str) -> Html:
    """Write a moment by its form, such as "{date_long} at {time}", on the reader's clock."""
    at = reader.local(seconds)
    short = f"{at:%b} {at.day}, {at.year}"
    long = f"{at:%A}, {at:%B} {at.day}, {at.year}"
    days = (at.date() - reader.local(reader.NOW.timestamp()).date()).days
    pretty = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
    forms = {
        "date_num": f"{at:%Y-%m-%d}",
        "date": f"{at:%B} {at.day}, {at.year}",
        "date_slash": f"{at:%m/%d/%Y}",
        "date_short": short,
        "date_long": long,
        "date_pretty": pretty or f"{at:%B} {at.day}, {at.year}",
        "date_short_pretty": pretty or short,
        "date_long_pretty": pretty or long,
        "day_divider_pretty": pretty or f"{at:%A}, {at:%B} {at.day}",
        "time": f"{at:%H:%M}",
        "time_secs": f"{at:%H:%M:%S}",
        "ago": reader.relative(at),
    }

    def fill(token: re.Match[str]) -> str:
        if token[1] not in forms:
            raise UnknownPartError(f"a date token that Slack does not know: {token[0]}")
        return forms[token[1]]

    return span("moment", text(_TOKEN.sub(fill, form)))
