"""The daily digest as embeds: what there is to tell in one or more of them, and the closing in one of its own. Pure.

What there is room for is shown whole, and the rest is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.adapters.discord.embeds import CURRENT, DESCRIPTION, EMBED, FIELD, NOTHING, TITLE, bold, linked, struck
from bot.adapters.discord.markup import ELLIPSIS, escape, fit
from bot.core import texts
from bot.core.models import Quote, Statement
from bot.core.replies import Digest, Item, Section

Json: TypeAlias = dict[str, Any]

CLOSING = 0x7A5BA6
"""Colour of the closing."""
BULLET, SMALL = "• ", "-# "
"""What stands before an item, and what makes a line of small print."""
SUMMARY, HEADING, SOURCE = 1024, 120, 700
BESIDE = 2048
"""What the closing may have of the 6,000 characters that it shares with what there is to tell."""
LINE = 200
"""Room for the line that counts what is left out."""
PAGE = DESCRIPTION - LINE
MARKS = 12
"""Room for the bullet and for the marks of a quotation."""
SHORTEST = 200
"""In less than this, there is room for nothing but the beginning of a text."""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A digest's embeds, and what of it they show."""

    embeds: list[Json]
    shown: int
    """How many items of the sections."""
    left: int
    """How many are left out."""
    cut: bool
    """A text of the closing had to be cut."""


class _Pages:
    """Descriptions that are filled one after another, with so many characters for all of them together."""

    def __init__(self, opening: str, room: int) -> None:
        self.pages = [opening]
        self.left = room - len(opening)

    def add(self, text: str, gap: str) -> bool:
        """Add a text, on a new page where this one is full; False where there is no room for the whole of it."""
        joined = gap + text if self.pages[-1] else text
        if len(joined) > self.left:
            return False
        if len(self.pages[-1]) + len(joined) <= PAGE:
            self.pages[-1] += joined
        elif len(text) <= PAGE:
            self.pages.append(text)
        else:
            return False
        self.left -= len(joined)
        return True

    def room(self, gap: str) -> int:
        """How long a text may be that is to stand on this page."""
        return min(self.left, PAGE - len(self.pages[-1])) - len(gap)


def digest(reply: Digest) -> LaidOut:
    """Lay a digest out: title, summary and sections, and its closing below."""
    items = list(_items(reply.sections))
    title, summary = fit(reply.title, TITLE), fit(reply.summary, SUMMARY)
    room = EMBED - len(title)
    closing, cut = _closing(reply.closing, BESIDE if items else min(DESCRIPTION, room - len(summary)))
    pages = _Pages(summary, room - len(closing) - LINE)
    shown = _fill(pages, items)
    if left := len(items) - shown:
        pages.pages[-1] += f"\n\n*{fit(texts.left_out(left), LINE - 4)}*"
    embeds: list[Json] = [{"color": CURRENT, "description": text} for text in pages.pages]
    embeds[0]["title"] = title if title.strip() else NOTHING
    if closing:
        embeds.append({"color": CLOSING, "description": closing})
    return LaidOut(embeds, shown, left, cut)


def _items(sections: Sequence[Section]) -> Iterator[tuple[str, Item]]:
    """Each item, with the heading above it where it is the first of its section."""
    for section in sections:
        for number, item in enumerate(section.items):
            yield (_heading(section) if number == 0 else ""), item


def _heading(section: Section) -> str:
    text = section.heading
    return bold(text if len(text) <= HEADING else text[:HEADING].rstrip() + ELLIPSIS)


def _fill(pages: _Pages, items: Sequence[tuple[str, Item]]) -> int:
    """Put as many items on pages as there is room for; of these, only a first one may be cut. Returns how many."""
    for number, (heading, item) in enumerate(items):
        gap = "\n\n" if heading or number == 0 else "\n"
        above = f"{heading}\n" if heading else ""
        if not pages.add(above + _whole(item, BULLET), gap):
            if number > 0:
                return number
            pages.add(above + _cut(item, pages.room(gap) - len(above), BULLET), gap)
    return len(items)


def _closing(sections: Sequence[Section], limit: int) -> tuple[str, bool]:
    """The closing in at most `limit` characters, and whether a text had to be cut for it: the longest are."""
    items = list(_items(sections))
    above = [f"{heading}\n" if heading else "" for heading, _ in items]
    parts = [_whole(item, "") for _, item in items]
    left = limit - sum(len(heading) + len("\n\n") for heading in above)
    cut = sum(map(len, parts)) > left
    if cut:
        for number, index in enumerate(sorted(range(len(parts)), key=lambda index: len(parts[index]))):
            share = left // (len(parts) - number)
            if len(parts[index]) > share:
                parts[index] = _cut(items[index][1], share, "")
            left -= len(parts[index])
    return "\n\n".join(heading + text for heading, text in zip(above, parts, strict=True)), cut


def _whole(item: Item, bullet: str) -> str:
    """All of an item."""
    return "\n".join([bullet + _marked(item, escape(item.text)), *_beneath(item)])


def _cut(item: Item, limit: int, bullet: str) -> str:
    """An item in at most `limit` characters, with a note that it is cut. Where it comes from stays, if it can."""
    if limit < SHORTEST:
        return fit(item.text, limit)
    told = texts.shortened(item.statement) if item.statement else texts.TEXT_CUT
    note = f"*{fit(told, min(FIELD // 2, limit // 3))}*"
    left = limit - len(note) - 1 - MARKS
    beneath: list[str] = []
    for line in _beneath(item, limit // 4):
        if sum(len(kept) + 1 for kept in [*beneath, line]) <= max(left * 2 // 3, left - len(escape(item.text))):
            beneath.append(line)
    text = fit(item.text, left - sum(len(line) + 1 for line in beneath))
    return "\n".join([bullet + _marked(item, text), *beneath, note])


def _marked(item: Item, text: str) -> str:
    """A text that is escaped already; a quotation in its marks."""
    return f"“{text}”" if isinstance(item.statement, Quote) else text


def _beneath(item: Item, width: int = FIELD) -> Iterator[str]:
    """What stands beneath the text of an item, a line each: who said it, notes, its source, what it was before."""
    statement = item.statement
    if isinstance(statement, Quote):
        told = (texts.attribution(statement), texts.subject(statement))
        yield "— " + fit(" · ".join(filter(None, told)), min(FIELD // 2, width))
    if item.note.strip():
        yield fit(item.note, min(FIELD // 2, width))
    if statement:
        yield SMALL + _source(statement).replace("\n", f"\n{SMALL}")
    for what, text in item.before:
        yield f"{fit(what, FIELD // 4)}: {struck(text)}"
    for other in item.also:
        yield SMALL + fit(texts.also(other), min(FIELD, width))


def _source(statement: Statement) -> str:
    """Title of the source, linked where it has an address, its publisher and date, as of when, and the id."""
    told = (texts.provenance(statement), texts.as_of(statement), statement.id)
    return " · ".join((linked(statement.source, SOURCE), *(fit(part, FIELD // 4) for part in told)))
