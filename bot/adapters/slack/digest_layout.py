"""The digest as blocks: as many items as there is room for, and a word on what is left out. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.adapters.slack.blocks import (
    ASIDE,
    HEADER,
    LABEL,
    MOST_BLOCKS,
    SECTION,
    Block,
    context,
    divider,
    fit,
    header,
    pieces,
    plain,
    rich,
    section,
    weight,
)
from bot.adapters.slack.statements import MOST_BESIDE, attributed, pressable, source, spoken, to_the_letter, within
from bot.core import texts
from bot.core.replies import Button, Digest, Item, Section

_CLOSING_BLOCKS = 30
"""Most blocks of the closing where something stands above it; what is left holds an item at least."""
_MOST_CLOSING = 5
"""Most items of the closing; of each there is room for some of its text and for its source."""


@dataclass(frozen=True, slots=True)
class _Room:
    """What still fits into a message."""

    characters: int
    blocks: int

    def holds(self, stacked: Sequence[Block]) -> bool:
        return weight(list(stacked)) <= self.characters and len(stacked) <= self.blocks

    def less(self, stacked: Sequence[Block]) -> _Room:
        return _Room(self.characters - weight(list(stacked)), self.blocks - len(stacked))


@dataclass(frozen=True, slots=True)
class _Entry:
    """An item with what stands before it: above the first of a section its heading."""

    above: tuple[Block, ...]
    item: Item

    def whole(self) -> list[Block]:
        """All of it, to the letter."""
        words = spoken(self.item.text, self.item.statement)
        return [*self.above, *to_the_letter(words), *_beneath(self.item, cut=False)]

    def cut(self, room: _Room) -> list[Block]:
        """As much of it as there is room for, and a line that says so. Half of the room is for what stands beneath."""
        room = room.less(self.above)
        statement = self.item.statement
        note = context(plain(texts.shortened(statement) if statement else texts.TEXT_CUT, ASIDE))
        beneath = list(within(room.characters // 2 - weight(note), _beneath(self.item, cut=True)))
        beneath = [note, *beneath[: room.blocks // 2]]
        room = room.less(beneath)
        # Pieces end at spaces, so that a section may be filled to a third only.
        most = min(room.characters, room.blocks * SECTION // 3)
        return [*self.above, *to_the_letter(fit(spoken(self.item.text, statement), most)), *beneath]


def blocks(digest: Digest, characters: int) -> list[Block]:
    """Lay a digest out in at most so many characters: the closing always, of the sections what then fits."""
    top = [header(digest.title)]
    if digest.summary:
        top.append(section(plain(digest.summary, 2 * ASIDE)))
    entries = list(_entries(digest.sections))
    room = _Room(characters, MOST_BLOCKS).less(top)
    closing = _closing(digest, _Room(room.characters // 2, _CLOSING_BLOCKS) if entries else room)
    return [*top, *_sections(digest, entries, room.less(closing)), *closing]


def told(digest: Digest) -> Iterator[str]:
    """A digest in lines, for notifications."""
    yield digest.title
    if digest.summary:
        yield digest.summary
    for part in (*digest.sections, *digest.closing):
        if part.items:
            yield part.heading
        for item in part.items:
            yield spoken(item.text, item.statement)


def _sections(digest: Digest, entries: Sequence[_Entry], room: _Room) -> Iterator[Block]:
    """The items that fit and, where some do not, how many and what brings them."""
    shown = list(_fitting(entries, room))
    if len(shown) < len(entries):
        room = replace(room, characters=room.characters - ASIDE - LABEL, blocks=room.blocks - 2)
        shown = list(_fitting(entries, room)) or [entries[0].cut(room)]
    for stacked in shown:
        yield from stacked
    if left := len(entries) - len(shown):
        yield context(plain(texts.left_out(left), ASIDE))
        if digest.more:
            more = replace(digest.more, value=str(digest.first + len(shown)))
            yield from pressable([Button(texts.more(left), more)])


def _fitting(entries: Sequence[_Entry], room: _Room) -> Iterator[list[Block]]:
    """The entries from the first on that fit as a whole."""
    for entry in entries:
        stacked = entry.whole()
        if not room.holds(stacked):
            return
        room = room.less(stacked)
        yield stacked


def _closing(digest: Digest, room: _Room) -> list[Block]:
    """What stands at the end of every digest; where a text is too long for that, it is cut and a button brings it."""
    entries = list(_entries(digest.closing))
    whole = [block for entry in entries for block in entry.whole()]
    if room.holds(whole):
        return whole
    below = list(pressable([digest.whole])) if digest.whole else []
    if len(entries) > _MOST_CLOSING:
        below = [context(plain(texts.TEXT_CUT)), *below]
        entries = entries[:_MOST_CLOSING]
    room = room.less(below)
    shown: list[Block] = []
    for left, entry in zip(range(len(entries), 0, -1), entries, strict=True):
        share = _Room(room.characters // left, room.blocks // left)
        stacked = entry.whole()
        stacked = stacked if share.holds(stacked) else entry.cut(share)
        room = room.less(stacked)
        shown += stacked
    return [*shown, *below]


def _entries(sections: Sequence[Section]) -> Iterator[_Entry]:
    for part in sections:
        heading = fit(" ".join(part.heading.split()) or "–", HEADER)
        above: tuple[Block, ...] = (divider(), rich([(heading, "bold")]))
        for item in part.items:
            yield _Entry(above, item)
            above = ()


def _beneath(item: Item, *, cut: bool) -> Iterator[Block]:
    """What stands under an item's text, all of it or, with `cut`, the beginning of each part."""
    statement, most = item.statement, MOST_BESIDE if cut else None
    note = [plain(item.note, ASIDE)] if item.note.strip() else []
    if whose := attributed(statement):
        yield section(plain(whose))
    if statement:
        yield source(statement, *note)
    elif note:
        yield context(*note)
    for other in item.also[:most]:
        yield source(other)
    for was, text in item.before[:most]:
        earlier = f"{was}: {text}"
        for piece in [fit(earlier, ASIDE)] if cut else pieces(earlier, SECTION):
            yield context(plain(piece))
