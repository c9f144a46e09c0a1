"""Render elements of a document as lines of Discord's markdown. Pure.

All text from facts and people is escaped, and every limit applies to the escaped text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never
from urllib.parse import quote

from bot.adapters.discord.markup import escape, escape_words, fit
from bot.core import texts
from bot.core.document import (
    Actions,
    Diff,
    DiffLegend,
    DiffSegment,
    Divider,
    Earlier,
    Element,
    Fields,
    Heading,
    Items,
    Panel,
    Passage,
    Row,
    SourceLine,
    Text,
)  # fmt: skip
from bot.core.shorten import shorten
from bot.core.words import plain

SENTENCE, ASIDE, WARNING, HEADING, ADDRESS = 1024, 512, 160, 120, 700
"""Most characters of a text of the bot, of a text that accompanies a statement, of a warning, heading, address."""
BULLET, SMALL = "• ", "-# "
"""Prefixes of an item and of a line of small print."""

NOTHING = "\u200b"
"""An invisible text: Discord refuses a field with a blank name or value."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that are kept together, unless they are too long."""

    parts: tuple[str, ...]
    apart: bool = False
    """Whether a blank line separates them from the lines above."""


def lines(element: Element) -> Iterator[Lines]:  # noqa: C901 - a case for each element
    """Render an element as lines; none for an element that is no running text."""
    match element:
        case Heading():
            yield Lines((bold(shorten(element.text, HEADING)),), apart=True)
        case Text():
            yield Lines((_text(element),))
        case Passage():
            yield Lines((_passage(element),))
        case Diff():
            cut = f"\n\n*{fit(texts.COMPARISON_CUT, ASIDE // 2)}*" if element.is_cut else ""
            yield Lines((_diff(element.segments) + cut,), apart=True)
        case DiffLegend():
            yield Lines(
                (f"{SMALL}{struck('struck out')} {fit(element.old, ASIDE)} · {bold('bold')} {fit(element.new, ASIDE)}",)
            )
        case SourceLine():
            yield Lines((_source(element),))
        case Earlier():
            yield Lines((f"{fit(element.label, ASIDE // 2)}: {struck(element.text)}",))
        case Divider():
            yield Lines((NOTHING,), apart=True)
        case Items():
            for group in element.groups:
                apart = bool(group.heading.strip())
                above = [bold(shorten(group.heading, HEADING))] if apart else []
                for item in group.items:
                    first, *rest = [part for each in item for line in lines(each) for part in line.parts] or [""]
                    yield Lines((*above, BULLET + first, *rest), apart)
                    above, apart = [], False
        case Fields():
            for row in element.rows:
                yield Lines(tuple(_row(row)))
        case Panel() | Actions():
            pass
        case _:
            assert_never(element)


def _text(element: Text) -> str:
    text = plain(element.shown)
    match element.role:
        case "quiet":
            return SMALL + fit(" ".join(text.split()), ASIDE)
        case "warning":
            return fit(text, WARNING)
        case "strong":
            return bold(shorten(text, ASIDE // 2))
    return fit(text, SENTENCE)


def _passage(element: Passage) -> str:
    """Render a text without its markup, its speaker and its subject. If it is cut, a note says so."""
    text = escape(element.text)
    written = f"“{text}”" if element.quoted else text
    if element.attribution:
        written += "\n— " + fit(element.attribution, ASIDE)
    if element.subject:
        written += "\n" + fit(element.subject, ASIDE // 2)
    if element.is_cut:
        written += f"\n\n*{fit(element.if_cut, ASIDE)}*"
    return written


def _row(row: Row) -> Iterator[str]:
    """Render a row that is part of an item. Elsewhere, rows are fields."""
    yield f"{bold(shorten(row.label, HEADING)) or NOTHING}: {fit(plain(row.text), SENTENCE)}"
    if row.example:
        yield fit(row.example, ASIDE)


def _source(element: SourceLine) -> str:
    """Render a source's title, provenance and date in small print."""
    return SMALL + f"{linked(element, ADDRESS)} · {fit(element.details, ASIDE)}".replace("\n", f"\n{SMALL}")


def linked(source: SourceLine, limit: int) -> str:
    """Return a source's title, as a link if its address fits; on two lines if they can't be one link."""
    title = fit(source.title, SENTENCE // 3)
    if not source.url or not re.match(r"https?://[^/\s]", source.url):
        return title
    address = quote(source.url, safe="%/:?#@!$&'*+,;=~[]-._")  # no space, bracket or quote that would end the link
    if len(title) + len(address) + 4 > limit:
        return title
    # Discord allows no brackets and no address in the text of a link.
    if re.search(r"[\[\]]|://", source.title):
        return f"{title}\n{address}"
    return f"[{title}]({address})"


def _diff(segments: Sequence[DiffSegment]) -> str:
    """Render a comparison: words of the stored text only are struck out, words of the given text only are bold."""
    return " ".join(filter(None, map(_diff_segment, segments)))


def _diff_segment(segment: DiffSegment) -> str:
    match segment.kind:
        case "cut":
            return segment.shown
        case "old":
            return struck(segment.text)
        case "new":
            return bold(segment.text)
    return escape_words(segment.text.strip())


def struck(text: str) -> str:
    """Strike words out, and escape markup in them."""
    words = escape_words(text.strip())
    # A tilde before the two that end the style would be taken for one of them.
    return f"~~{words}{NOTHING if words.endswith('~') else ''}~~" if words else ""


def bold(text: str) -> str:
    """Make words bold, and escape markup in them."""
    words = escape_words(text.strip())
    return f"**{words}**" if words else ""
