"""Render panels of a document as embeds, Discord's cards. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from discord import Embed

from bot.adapters.discord.markdown import ASIDE, NOTHING, WARNING, Lines, lines, linked
from bot.adapters.discord.markup import fit
from bot.adapters.discord.payloads import Json
from bot.core.cutting import TOO_LARGE, Size
from bot.core.document import (
    Actions,
    Earlier,
    Element,
    Fields,
    Heading,
    Items,
    Panel,
    Row,
    SourceLine,
    Text,
    Tone,
)  # fmt: skip
from bot.core.shorten import shorten
from bot.core.words import plain

TITLE, DESCRIPTION, FIELD_NAME, FIELD = 256, 4096, 256, 1024
PAGE = DESCRIPTION - 2
"""Most characters of a description, without the two that protect white space at its ends."""
ROOM = Size(6000 - 20, 24, 7)
"""Most characters, fields and panels of all embeds of a message, without the characters that protect white space.

Discord takes 10 embeds: those of the panels, one for what precedes them, and two more if a text needs several.
"""

CURRENT, CAUTION, QUIET, CLOSING = 0x2E6F9E, 0xC98A1B, 0x6B7280, 0x7A5BA6
COLOURS: dict[Tone, int] = {"good": CURRENT, "caution": CAUTION, "quiet": QUIET, "closing": CLOSING}


class _Field(NamedTuple):
    """The name and the value of a field of an embed."""

    name: str
    value: str


def measure(element: Element) -> Size:
    """Measure how much room an element needs at most, in any position."""
    match element:
        case Panel():
            return Size(panels=1)
        case Actions():
            return Size()
        case Fields():
            return Size(sum(map(_weight, _rows(element))), len(element.rows))
        case Heading(level=1):
            return Size(len(fit(element.text, TITLE)))
    written = [part for line in lines(element) for part in line.parts]
    if any(len(part) > PAGE for part in written):
        return TOO_LARGE
    size = sum(len(part) + len("\n\n") for part in written)
    match element:
        case SourceLine() | Earlier():
            return Size(max(size, _weight(_field(element))), 1)
        case Text(role="quiet"):  # may become a footer
            return Size(max(size, min(len(plain(element.text)), ASIDE)))
    return Size(size)


def embeds(elements: Sequence[Element]) -> list[Json]:
    """Render each panel as an embed, or as several if its text is too long for one."""
    return [embed for panel in _panels(elements) for embed in _embeds(panel)]


def _panels(elements: Iterable[Element]) -> Iterator[list[Element]]:
    """Split elements into panels."""
    panel: list[Element] = [Panel("quiet")]
    for element in elements:
        if isinstance(element, Panel):
            yield panel
            panel = []
        if not isinstance(element, Actions):
            panel.append(element)
    yield panel


def _embeds(panel: Sequence[Element]) -> list[Json]:
    """Render one panel: title, text, fields, footer.

    Sources are fields of a card with one statement. If there are several, each source follows its statement.
    """
    tone, rest = panel[0], list(panel[1:])
    several = any(isinstance(e, Items) or (isinstance(e, Heading) and e.level == 2) for e in rest)
    title = footer = ""
    match rest:
        case [Heading(text=text, level=1), *rest]:
            title = fit(text, TITLE)
        case [Text(text=words, role="warning"), *rest]:
            title = fit(plain(words), WARNING)
    fields = [e for e in rest if isinstance(e, Fields) or (isinstance(e, SourceLine | Earlier) and not several)]
    if rest and isinstance(last := rest[-1], Text) and last.role == "quiet":
        footer = shorten(plain(last.text), ASIDE)
        rest = rest[:-1]
    pages = _pages(line for e in rest if e not in fields for line in lines(e))
    colour = COLOURS[tone.tone if isinstance(tone, Panel) else "quiet"]
    made = [Embed(description=_protect_space(page), colour=colour) for page in pages] or [Embed(colour=colour)]
    if title.strip():
        made[0].title = title
    for field in (row for e in fields for row in (_rows(e) if isinstance(e, Fields) else [_field(e)])):
        made[-1].add_field(name=field.name, value=field.value, inline=False)
    if footer.strip():
        made[-1].set_footer(text=footer)
    return [_sent(embed) for embed in made if len(embed)]


def _sent(embed: Embed) -> Json:
    """Return the JSON of an embed without its flags, which Discord sets and does not document for what bots send."""
    return {key: value for key, value in embed.to_dict().items() if key != "flags"}


def _pages(written: Iterable[Lines]) -> list[str]:
    """Fill descriptions one after another. Lines of a group are separated only if one description is too short."""
    pages: list[str] = []
    for line in written:
        together = "\n".join(line.parts)
        for index, text in enumerate([together] if len(together) <= PAGE else line.parts):
            joined = ("\n\n" if line.apart and index == 0 else "\n") + text
            if pages and len(pages[-1]) + len(joined) <= PAGE:
                pages[-1] += joined
            else:
                pages.append(text)
    return pages


def _protect_space(text: str) -> str:
    """Protect white space at the ends of a text with an invisible character; otherwise Discord removes it."""
    start, end = (NOTHING if at.isspace() else "" for at in (text[:1], text[-1:]))
    return start + text + end


def _rows(element: Fields) -> list[_Field]:
    return [_row(row) for row in element.rows]


def _row(row: Row) -> _Field:
    if row.example:
        return _named(row.label, f"{fit(plain(row.text), FIELD // 2)}\n{fit(row.example, FIELD // 3)}")
    return _named(row.label, fit(plain(row.text), FIELD))


def _field(element: SourceLine | Earlier) -> _Field:
    """Make the field of a source (title, then publisher and date) or of an earlier statement (its text)."""
    if isinstance(element, Earlier):
        return _named(element.label, fit(element.text, FIELD))
    below = fit(element.provenance, FIELD // 4)
    return _named(element.as_of or "Source", f"{linked(element, FIELD - len(below) - 1)}\n{below}")


def _named(name: str, value: str) -> _Field:
    name, value = (part if part.strip() else NOTHING for part in (fit(name, FIELD_NAME), value))
    return _Field(name, value)


def _weight(field: _Field) -> int:
    return len(field.name) + len(field.value)
