"""Replies as embeds: Discord's cards. Pure.

All text that others wrote is escaped, and every limit holds for the escaped text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias, assert_never
from urllib.parse import quote

from bot.adapters.discord.markup import ELLIPSIS, escape, escape_words, fit
from bot.core import texts
from bot.core.models import Fact, Quote, Source, Statement
from bot.core.replies import Card, Details, DiffSegment, Explanation, Help, Speakers, TextPart, Verdict

Json: TypeAlias = dict[str, Any]

TITLE, DESCRIPTION, FIELD_NAME, FIELD, FOOTER = 256, 4096, 256, 1024, 2048
FIELDS, EMBED = 25, 6000
VERDICT = 3000
"""What a verdict may have of the 6,000 characters that it shares with its card, however long the card is."""
MARKS = 12
"""Room for the signs of a style, and for the ellipsis where a comparison is cut."""
KEPT = 40
"""Characters at each end of what two texts share, where all of it is too much."""

CURRENT, CAUTION, QUIET = 0x2E6F9E, 0xC98A1B, 0x6B7280
"""Colours of a card that stands, of one that needs care, and of everything that is no answer."""

NOTHING = "\u200b"
"""What stands where there is nothing to say: Discord refuses a field with a blank name or value."""


def card(reply: Card, room: int = EMBED) -> tuple[Json, bool]:
    """A statement with its source in at most `room` characters, and whether its text had to be cut for them."""
    statement = reply.statement
    caution = texts.caution(reply)
    embed: Json = {"color": CAUTION if caution else CURRENT, "footer": {"text": statement.id[:FOOTER]}}
    if caution:
        embed["title"] = fit(caution, TITLE)
    main = _field(texts.as_of(statement), _provenance(statement))
    left = room - _size(embed) - _size_of_field(main)
    embed["description"], cut = _statement(statement, min(DESCRIPTION, left))
    others = [_field(texts.as_of(other), _provenance(other)) for other in reply.also]
    others += [_field(texts.replaced(earlier), fit(earlier.text, FIELD)) for earlier in reply.replaces]
    embed["fields"] = [main, *_within(others, left - len(embed["description"]))]
    return embed, cut


def _statement(statement: Statement, limit: int) -> tuple[str, bool]:
    """What was said, to the letter, by whom and about what; where it is too long, it is cut and a note says so."""
    match statement:
        case Fact():
            opening, closing, tail = "", "", ""
        case Quote():
            opening, closing = "“", "”"
            tail = "\n— " + fit(texts.attribution(statement), FIELD // 2)
            if subject := texts.subject(statement):
                tail += "\n" + fit(subject, FIELD // 4)
        case _:
            assert_never(statement)
    whole = opening + escape(statement.text) + closing + tail
    if len(whole) <= limit:
        return whole, False
    tail += "\n\n*" + fit(texts.shortened(statement), FIELD // 2) + "*"
    return opening + fit(statement.text, limit - len(opening + closing + tail)) + closing + tail, True


def _provenance(statement: Statement) -> str:
    """Title of the source, linked where it has an address, over its publisher and date."""
    source = statement.source
    below = fit(texts.provenance(statement), FIELD // 4)
    return f"{linked(source, FIELD - len(below) - 1)}\n{below}"


def linked(source: Source, limit: int) -> str:
    """Title of a source, a link where it has an address that fits; on two lines where they can't be one."""
    title = fit(source.title, FIELD // 3)
    if not source.url or not re.match(r"https?://[^/\s]", source.url):
        return title
    address = quote(source.url, safe="%/:?#@!$&'*+,;=~[]-._")  # no space, bracket or quote that would end the link
    if len(title) + len(address) + 4 > limit:
        return title
    # Discord takes no brackets and no address in the text of a link.
    if re.search(r"[\[\]]|://", source.title):
        return f"{title}\n{address}"
    return f"[{title}]({address})"


def passage(reply: TextPart) -> Json:
    """A piece of a long text. Discord takes white space away at the ends, unless something stands there."""
    text = escape(reply.text)
    start, end = (NOTHING if at.isspace() else "" for at in (text[:1], text[-1:]))
    return {"color": CURRENT, "description": start + text + end, "footer": {"text": reply.note[:FOOTER]}}


def verdict(reply: Verdict) -> tuple[list[Json], bool]:
    """A verdict above the card that it is about, and whether the card's text had to be cut."""
    title, told = fit(reply.headline, TITLE), _told(reply)
    wanted = len(title) + len(told) + len(_compared(reply.pieces))
    about, cut = card(reply.card, EMBED - min(wanted, VERDICT)) if reply.card else (None, False)
    left = min(DESCRIPTION, EMBED - len(title) - (_size(about) if about else 0)) - len(told)
    description = told + _comparison(reply.pieces, left)
    embed: Json = {"color": CURRENT if reply.good else CAUTION, "title": title, "description": description}
    return [embed, about] if about else [embed], cut


def _told(reply: Verdict) -> str:
    """What the verdict means and what to beware of, in less than `VERDICT` characters."""
    lines, left = [fit(reply.told, FIELD // 2)], VERDICT // 2
    for warning in (f"⚠ {fit(warning, FIELD // 4)}" for warning in reply.warnings):
        left -= len(warning) + 1
        lines.append(warning if left > 0 else f"⚠ {ELLIPSIS}")
        if left <= 0:
            break
    return "\n".join(lines)


def _comparison(pieces: Sequence[DiffSegment], limit: int) -> str:
    """Two texts word by word. Where that is too long, what they share is shortened first, and a note says so."""
    whole = _compared(pieces)
    if len(whole) <= limit:
        return whole
    note = f"\n\n*{fit(texts.COMPARISON_CUT, FIELD // 4)}*"
    kept: list[DiffSegment] = []
    for piece in (replace(p, text=_ends(p.text)) if p.kind == "same" else p for p in pieces):
        left = limit - len(note) - len(_compared(kept)) - MARKS
        if len(_marked(piece)) > left:
            start = piece.text.strip()[: max(0, left) // 2]  # escaped, a text is at most twice as long
            kept += [replace(piece, text=start), DiffSegment("same", ELLIPSIS)]
            break
        kept.append(piece)
    return _compared(kept) + note


def _compared(pieces: Iterable[DiffSegment]) -> str:
    """The pieces one after another, set apart from what stands above; empty where there is none."""
    marked = " ".join(filter(None, map(_marked, pieces)))
    return f"\n\n{marked}" if marked else ""


def _marked(piece: DiffSegment) -> str:
    """A piece in the style of its kind: what is held is struck out, what was given is bold."""
    match piece.kind:
        case "cut":
            return "[…]"
        case "old":
            return struck(piece.text)
        case "new":
            return bold(piece.text)
    return escape_words(piece.text.strip())


def struck(text: str) -> str:
    """Words struck out, to the letter."""
    words = escape_words(text.strip())
    # A tilde before the two that end the style would be taken for one of them.
    return f"~~{words}{NOTHING if words.endswith('~') else ''}~~" if words else ""


def bold(text: str) -> str:
    """Words in bold, to the letter."""
    words = escape_words(text.strip())
    return f"**{words}**" if words else ""


def _ends(text: str) -> str:
    """The first and the last words of a text that is long."""
    if len(text) <= 3 * KEPT:
        return text
    first, last = text[:KEPT].rsplit(None, 1), text[-KEPT:].split(None, 1)
    return f"{first[0]} {ELLIPSIS} {last[-1]}"


def speakers(reply: Speakers) -> Json:
    """A page of the list of speakers; the names of fields are bold."""
    embed: Json = {"color": QUIET, "title": fit(reply.title, TITLE)}
    fields = [_field(line.name, fit(line.held, FIELD // 4)) for line in reply.lines]
    embed["fields"] = _within(fields, EMBED - len(embed["title"]))
    return embed


def explanation(why: Explanation) -> Json:
    fields = [_field(label, fit(text, FIELD)) for label, text in texts.explanation_lines(why)]
    return {"color": QUIET, "fields": _within(fields, EMBED)}


def details(reply: Details) -> Json:
    """Labels in bold, each above its text."""
    embed: Json = {"color": QUIET, "title": fit(reply.title, TITLE)}
    fields = [_field(label, fit(text, FIELD)) for label, text in reply.rows]
    embed["fields"] = _within(fields, EMBED - len(embed["title"]))
    return embed


def help_table(help_: Help) -> Json:
    embed: Json = {"color": QUIET, "description": fit(help_.holds, DESCRIPTION // 2)}
    fields = [
        _field(line.usage, f"{fit(line.summary, FIELD // 2)}\n{fit(line.example, FIELD // 3)}") for line in help_.lines
    ]
    embed["fields"] = _within(fields, EMBED - len(embed["description"]))
    return embed


def _field(name: str, value: str) -> Json:
    name, value = (part if part.strip() else NOTHING for part in (fit(name, FIELD_NAME), value))
    return {"name": name, "value": value, "inline": False}


def _size_of_field(field: Json) -> int:
    return len(field["name"]) + len(field["value"])


def _size(embed: Json) -> int:
    """What counts of an embed for the limit over all embeds of a message."""
    parts = (embed.get("title", ""), embed.get("description", ""), embed.get("footer", {}).get("text", ""))
    return sum(map(len, parts)) + sum(map(_size_of_field, embed.get("fields", ())))


def _within(fields: Iterable[Json], limit: int) -> list[Json]:
    """As many of `fields` as one embed takes, none of them cut in two."""
    kept: list[Json] = []
    for field in fields:
        limit -= _size_of_field(field)
        if limit < 0 or len(kept) == FIELDS - 1:
            break
        kept.append(field)
    return kept
