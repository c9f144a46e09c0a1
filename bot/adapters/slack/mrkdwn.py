"""Slack's mrkdwn: read as the words that a person sees, and written so that no markup in a text takes effect."""

from __future__ import annotations

import html
import re

_REFERENCE = re.compile(r"<([^<>|\n]+)(?:\|([^<>\n]*))?>")
_QUOTED_LINE = re.compile(r"^[ \t]*>(?:>>)?[ \t]?", re.MULTILINE)
_EMOJI = re.compile(r"(?<!\w):(?=[a-z0-9_+'-]*[a-z+-])[a-z0-9_+'-]+:(?!\w)")
_JOINER = "\u2060"  # word joiner: invisible, breaks no line; a character after it is no markup
_CODE = re.compile(rf"(?<!{_JOINER})(?:```(.+?)```|`([^`\n]+)`)", re.DOTALL)
_STYLES = tuple(
    re.compile(rf"(?<![\w{_JOINER}{re.escape(c)}]){re.escape(c)}(?=\S)([^\n]+?)(?<![\s{_JOINER}]){re.escape(c)}(?!\w)")
    for c in "*_~"
)
_SPACES = re.compile(r"[ \t]+")
_ADDRESS = re.compile(r"https?://[^\s]+", re.IGNORECASE)
_BROADCAST = re.compile(r"@(?=(?:here|channel|everyone)\b)", re.IGNORECASE)
_STYLE = re.compile(r"[*_~`]")
_LONGEST_ADDRESS = 700


def read(text: str, bot: str, *, quoting: bool = False, spaced: bool = False) -> str:
    """Turn a message's `text` into its words: the mention of `bot` (a user id) gone, links as their labels.

    With `quoting`, quoted lines get the marks of a quotation; without, they are like all others. With `spaced`, spaces
    stay as they were typed.
    """
    words = html.unescape(_REFERENCE.sub(lambda match: _visible_text(match[1], match[2], bot), text))
    words = _mark_quotations(words) if quoting else _QUOTED_LINE.sub("", words)
    words = _EMOJI.sub(" ", words)
    words = _CODE.sub(lambda match: match[1] or match[2], words)
    for style in _STYLES:
        words = style.sub(r"\1", words)
    words = words.replace(_JOINER, "")  # from a text that we made safe ourselves
    if not spaced:
        words = "\n".join(_SPACES.sub(" ", line).strip() for line in words.strip().splitlines())
    return words.lstrip(",:; ").strip()


def quotation(words: str) -> str:
    """Put words in quotation marks; empty if there are no words."""
    return f"“{words.strip()}”" if words.strip() else ""


def mentions(text: str, user: str) -> bool:
    """Return whether a message's `text` mentions a user by id."""
    return any(match[1] == f"@{user}" for match in _REFERENCE.finditer(text))


def _mark_quotations(words: str) -> str:
    """Put each run of quoted lines into one pair of marks; after `>>>` all lines are quoted."""
    read: list[str] = []
    quoted: list[str] = []
    rest = False
    for line in words.splitlines():
        if rest or _QUOTED_LINE.match(line):
            rest = rest or line.lstrip().startswith(">>>")
            quoted.append(_QUOTED_LINE.sub("", line))
        else:
            read += [quotation("\n".join(quoted)), line] if quoted else [line]
            quoted = []
    return "\n".join((*read, quotation("\n".join(quoted))))


def _visible_text(reference: str, label: str | None, bot: str) -> str:
    """Return what a reader sees of `<reference|label>`. People and channels without a label are only ids: a space."""
    kind, name = reference[0], reference[1:]
    if kind == "@":
        return " " if name == bot or not label else f"@{label.removeprefix('@')}"
    if kind == "#":
        return f"#{label.removeprefix('#')}" if label else " "
    if kind == "!":
        return label or (f"@{name}" if name in {"here", "channel", "everyone"} else " ")
    return label or reference.removeprefix("mailto:").removeprefix("tel:")


def escape(text: str) -> str:
    """Make plain text safe in mrkdwn and in a message's `text`: no reference, no ping and no style takes effect."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(character, entity)
    return _STYLE.sub(lambda match: _JOINER + match[0], _BROADCAST.sub("@" + _JOINER, text))


def link(address: str | None, label: str) -> str | None:
    """Write a link; None if Slack can't link the address."""
    if address is None or not _ADDRESS.fullmatch(address):
        return None
    for character, code in (("<", "%3C"), (">", "%3E"), ("|", "%7C"), ("&", "&amp;")):
        address = address.replace(character, code)
    if len(address) > _LONGEST_ADDRESS:
        return None
    return f"<{address}|{escape(' '.join(label.split())).replace('|', '¦')}>"
