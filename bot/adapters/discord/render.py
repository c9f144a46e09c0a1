"""Every kind of reply in Discord's look: a Reply in, the body of a message out. Pure.

All text that others wrote is escaped, and every limit holds for the escaped text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias, assert_never
from urllib.parse import quote

from bot.adapters.discord.markup import escape
from bot.core import wording
from bot.core.models import Fact, Quote, Source, Statement
from bot.core.replies import Button, Card, Explanation, Help, Notice, Reply, Suggestions

Json: TypeAlias = dict[str, Any]

CONTENT, TITLE, DESCRIPTION, FIELD_NAME, FIELD, FOOTER = 2000, 256, 4096, 256, 1024, 2048
FIELDS, EMBED = 25, 6000
LABEL, ROW, ROWS = 80, 5, 5

CURRENT, CAUTION, QUIET = 0x2E6F9E, 0xC98A1B, 0x6B7280
"""Colours of a card that stands, of one that needs care, and of everything that is no answer."""

ELLIPSIS = "…"
NOTHING = "\u200b"
"""What stands where there is nothing to say: Discord refuses a field with a blank name or value."""


def render(reply: Reply) -> Json:
    """Give a reply its look. `content`, `embeds` and `components` are always there, so that it can replace another."""
    match reply:
        case Card():
            return _body(embed=_card(reply), rows=_rows(reply.buttons, each=ROW))
        case Suggestions():
            # Questions are long: each gets a line of its own.
            return _body(wording.DID_YOU_MEAN, rows=_rows(reply.buttons, each=1 if len(reply.buttons) <= ROWS else ROW))
        case Explanation():
            return _body(embed=_explanation(reply))
        case Help():
            return _body(embed=_help(reply))
        case Notice():
            return _body(fit(reply.text, CONTENT))
        case _:
            assert_never(reply)


def fit(text: str, limit: int) -> str:
    """Escape `text`; where that is more than `limit` characters, end it at a word with an ellipsis."""
    escaped = escape(text)
    if len(escaped) <= limit:
        return escaped
    # Escaping only adds, so the longest piece that fits is found between what surely fits and what is too long.
    fits, too_long = 0, min(len(text), limit)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if len(escape(text[:middle])) + len(ELLIPSIS) <= limit:
            fits = middle
        else:
            too_long = middle
    piece = text[:fits]
    # At a word, unless that would take away half of it: some scripts and all addresses have no spaces.
    words = re.sub(r"\s+\S*\Z", "", piece) if not text[fits].isspace() else piece.rstrip()
    return escape(words if len(words) * 2 > fits else piece) + ELLIPSIS


def _body(content: str = "", *, embed: Json | None = None, rows: Sequence[Json] = ()) -> Json:
    return {"content": content, "embeds": [embed] if embed else [], "components": list(rows)}


def _rows(buttons: Sequence[Button], *, each: int) -> list[Json]:
    """Rows of at most `each` buttons; the style of all is the quiet one."""
    made = [
        {"type": 2, "style": 2, "label": _label(button.label), "custom_id": button.action.code}
        for button in buttons[: each * ROWS]
    ]
    return [{"type": 1, "components": made[i : i + each]} for i in range(0, len(made), each)]


def _label(text: str) -> str:
    """A button's label; Discord shows it as it is, without markup."""
    text = " ".join(text.split())
    return text if len(text) <= LABEL else text[: LABEL - 1].rstrip() + ELLIPSIS


def _card(card: Card) -> Json:
    statement = card.statement
    caution = wording.caution(card)
    embed: Json = {"color": CAUTION if caution else CURRENT, "footer": {"text": statement.id[:FOOTER]}}
    if caution:
        embed["title"] = fit(caution, TITLE)
    main = _field(wording.as_of(statement), _provenance(statement))
    left = EMBED - len(embed.get("title", "")) - len(embed["footer"]["text"]) - _size(main)
    embed["description"] = _statement(statement, min(DESCRIPTION, left))
    others = [_field(wording.as_of(other), _provenance(other)) for other in card.also]
    others += [_field(wording.replaced(earlier), fit(earlier.text, FIELD)) for earlier in card.replaces]
    embed["fields"] = [main, *_within(others, left - len(embed["description"]))]
    return embed


def _statement(statement: Statement, limit: int) -> str:
    """What was said, to the letter, and by whom; where it is too long, a note under it says so."""
    match statement:
        case Fact():
            opening, closing, tail = "", "", ""
        case Quote():
            opening, closing = "“", "”"
            tail = "\n— " + fit(wording.attribution(statement), FIELD)
        case _:
            assert_never(statement)
    whole = opening + escape(statement.text) + closing + tail
    if len(whole) <= limit:
        return whole
    tail += "\n\n*" + fit(wording.shortened(statement), FIELD) + "*"
    return opening + fit(statement.text, limit - len(opening + closing + tail)) + closing + tail


def _provenance(statement: Statement) -> str:
    """Title of the source, linked where it has an address, over its publisher and date."""
    source = statement.source
    below = fit(wording.provenance(statement), FIELD // 4)
    return f"{_linked(source, FIELD - len(below) - 1)}\n{below}"


def _linked(source: Source, limit: int) -> str:
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


def _explanation(why: Explanation) -> Json:
    fields = [_field(label, fit(text, FIELD)) for label, text in wording.explanation_lines(why)]
    return {"color": QUIET, "fields": _within(fields, EMBED)}


def _help(help_: Help) -> Json:
    embed: Json = {"color": QUIET, "description": fit(help_.holds, DESCRIPTION // 2)}
    fields = [
        _field(line.usage, f"{fit(line.summary, FIELD // 2)}\n{fit(line.example, FIELD // 3)}") for line in help_.lines
    ]
    embed["fields"] = _within(fields, EMBED - len(embed["description"]))
    return embed


def _field(name: str, value: str) -> Json:
    name, value = (part if part.strip() else NOTHING for part in (fit(name, FIELD_NAME), value))
    return {"name": name, "value": value, "inline": False}


def _size(field: Json) -> int:
    return len(field["name"]) + len(field["value"])


def _within(fields: Iterable[Json], limit: int) -> list[Json]:
    """As many of `fields` as one embed takes, none of them cut in two."""
    kept: list[Json] = []
    for field in fields:
        limit -= _size(field)
        if limit < 0 or len(kept) == FIELDS - 1:
            break
        kept.append(field)
    return kept
