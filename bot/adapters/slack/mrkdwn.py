"""Slack's mrkdwn: read as the words that a person sees, and written so that no markup in a text takes effect."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Mapping

from bot.core.emoji import after_mention
from bot.core.mentions import Mention, MentionKind
from bot.core.shorten import shorten, width
from bot.core.words import Moment, MomentForm, Words, parts, plain

_REFERENCE = re.compile(r"<([^<>|\n]+)(?:\|([^<>\n]*))?>([ \t]*)")
_QUOTED_LINE = re.compile(r"^[ \t]*>(?:>>)?[ \t]?", re.MULTILINE)
_QUOTATION = re.compile("“[^“”]*”")
_JOINER = "\u2060"  # word joiner: invisible, breaks no line; a character after it is no markup
_CODE = re.compile(rf"(?<!{_JOINER})(?:```(.+?)```|`([^`\n]+)`)", re.DOTALL)
_STYLES = tuple(
    re.compile(rf"(?<![\w{_JOINER}{re.escape(c)}]){re.escape(c)}(?=\S)([^\n]+?)(?<![\s{_JOINER}]){re.escape(c)}(?!\w)")
    for c in "*_~"
)
_ADDRESS = re.compile(r"https?://[^\s]+", re.IGNORECASE)
_BROADCAST = re.compile(r"@(?=(?:here|channel|everyone)(?![^\W_]))", re.IGNORECASE)
_STYLE = re.compile(r"[*_~`]")
_EMOJI = re.compile(r":(?=[\w+'-]+:)")
_LONGEST_ADDRESS = 700
_MENTIONED: Mapping[str, MentionKind] = {"@": "person", "!subteam^": "group"}
"""How a mention begins."""
DATE_FORMATS: Mapping[MomentForm, str] = {
    "date": "{date_long}",
    "time": "{time}",
    "date and time": "{date_long} at {time}",
    "relative": "{date_long_pretty} at {time}",
}
"""How Slack writes a moment in each reader's own time and language. The last form says "today" and "tomorrow"."""


def decode(text: str, bot: str, *, mentions: bool = False) -> str:
    """Turn the text of a slash command, which Slack shows as it was typed, into its words.

    With `mentions`, people and groups become the texts of `core.mentions`. Else a mention of `bot` (a user id) is left
    out, and the others are names. What would be style in a message stays.
    """

    def words_of(match: re.Match[str]) -> str:
        mention = _mention(match[1], html.unescape(match[2] or "")) if mentions else None
        return mention.text + match[3] if mention else _visible_text(match[1], match[2], bot, match[3])

    words = html.unescape(_REFERENCE.sub(words_of, text))
    return words.replace(_JOINER, "").strip()  # from a text that we made safe ourselves


def _mention(reference: str, name: str) -> Mention | None:
    """Read the mention of a person or a group; None for any other reference."""
    for sign, kind in _MENTIONED.items():
        if reference.startswith(sign):
            return Mention(kind, reference.removeprefix(sign), name.removeprefix("@"))
    return None


def read(text: str, bot: str, *, quoting: bool = False) -> str:
    """Turn a message's `text` into the words that a reader sees, without the mention of `bot` (a user id).

    With `quoting`, quoted lines get the marks of a quotation; without, they are like all others. Spaces and line breaks
    stay as they were typed.
    """
    words = html.unescape(_REFERENCE.sub(lambda match: _visible_text(match[1], match[2], bot, match[3]), text))
    words = _mark_quotations(words) if quoting else _QUOTED_LINE.sub("", words)
    words = _CODE.sub(lambda match: match[1] or match[2], words)
    for style in _STYLES:
        words = style.sub(r"\1", words)
    words = words.replace(_JOINER, "")  # from a text that we made safe ourselves
    return after_mention(words).strip()


def quotation(words: str) -> str:
    """Put words in quotation marks unless they have them; empty if there are no words."""
    words = words.strip()
    return f"“{words}”" if words and not _QUOTATION.fullmatch(words) else words


def mentions(text: str, user: str) -> bool:
    """Return whether a message's `text` mentions a user by id."""
    return any(match[1] == f"@{user}" for match in _REFERENCE.finditer(text))


def mentions_others(text: str, own: Collection[str]) -> bool:
    """Return whether a message's `text` mentions a group, or a user whose id is not in `own`."""
    references = [match[1] for match in _REFERENCE.finditer(text)]
    return any(name.startswith("!subteam^") or (name.startswith("@") and name[1:] not in own) for name in references)


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


def _visible_text(reference: str, label: str | None, bot: str, spaces: str) -> str:
    """Return what a reader sees of `<reference|label>` and the spaces after it.

    Nothing is left of the bot, and of people and channels without a label, which are only ids.
    """
    kind, name, words = reference[0], reference[1:], label or ""
    if kind == "@":
        words = f"@{words.removeprefix('@')}" if words and name != bot else ""
    elif kind == "#":
        words = f"#{words.removeprefix('#')}" if words else ""
    elif kind == "!":
        words = words or (f"@{name}" if name in {"here", "channel", "everyone"} else "")
    else:
        words = words or reference.removeprefix("mailto:").removeprefix("tel:")
    return words + spaces if words else ""


def literal(text: str) -> str:
    """Make plain text safe in a message's `text`: no reference and no ping takes effect."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(character, entity)
    return _BROADCAST.sub("@" + _JOINER, text)


def escape(text: str) -> str:
    """Make plain text safe in mrkdwn: no reference, no ping, no style and no name of an emoji takes effect."""
    return _EMOJI.sub(f":{_JOINER}", _STYLE.sub(lambda match: _JOINER + match[0], literal(text)))


def fitted(text: str, limit: int) -> str:
    """Make plain text safe in mrkdwn, and shorten it so that all of that has at most `limit` characters."""
    return escape(shorten(text, limit, lambda part: width(escape(part))))


def sentence(words: Words, limit: int) -> str:
    """Write a sentence in mrkdwn, with each moment in the reader's own time unless the sentence is too long."""
    written = "".join(_date(part) if isinstance(part, Moment) else escape(part) for part in parts(words))
    return written if width(written) <= limit else fitted(plain(words), limit)


def _date(moment: Moment) -> str:
    return f"<!date^{int(moment.at.timestamp())}^{DATE_FORMATS[moment.form]}|{moment.text}>"


def link(address: str | None, label: str) -> str | None:
    """Write a link; None if Slack can't link the address."""
    if address is None or not _ADDRESS.fullmatch(address):
        return None
    for character, code in (("<", "%3C"), (">", "%3E"), ("|", "%7C"), ("&", "&amp;")):
        address = address.replace(character, code)
    if len(address) > _LONGEST_ADDRESS:
        return None
    return f"<{address}|{escape(' '.join(label.split())).replace('|', '¦')}>"
