"""Elements of a document as lines of Discord's markdown. Pure.

All text that others wrote is escaped, and every limit holds for the escaped text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never
from urllib.parse import quote

from bot.adapters.discord.markup import ELLIPSIS, escape, escape_words, fit
from bot.core import texts
from bot.core.document import (
    Actions,
    Diff,
    DiffSegment,
    Divider,
    Earlier,
    Element,
    Fields,
    Heading,
    Items,
    Panel,
    Passage,
    Source,
    Text,
)  # fmt: skip

SENTENCE, ASIDE, WARNING, HEADING, ADDRESS = 1024, 512, 160, 120, 700
"""Most characters of a text of ours, of what stands beside a statement, of a warning, and of an address."""
BULLET, SMALL = "• ", "-# "
"""What stands before an item, and what makes a line of small print."""

NOTHING = "\u200b"
"""What stands where there is nothing to say: Discord refuses a field with a blank name or value."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that stay together, unless they are too long for that."""

    parts: tuple[str, ...]
    apart: bool = False
    """A blank line sets them apart from what stands above."""


def lines(element: Element) -> Iterator[Lines]:  # noqa: C901 - a case for each element
    """Write an element in lines; nothing for what has no place in running text."""
    match element:
        case Heading():
            yield Lines((bold(_short(element.text, HEADING)),), apart=True)
        case Text():
            yield Lines((_text(element),))
        case Passage():
            yield Lines((_passage(element),))
        case Diff():
            cut = f"\n\n*{fit(texts.COMPARISON_CUT, ASIDE // 2)}*" if element.is_cut else ""
            yield Lines((_compared(element.segments) + cut,), apart=True)
        case Source():
            yield Lines((_source(element),))
        case Earlier():
            yield Lines((f"{fit(element.label, ASIDE // 2)}: {struck(element.text)}",))
        case Divider():
            yield Lines((NOTHING,), apart=True)
        case Items():
            for group in element.groups:
                apart = bool(group.heading.strip())
                above = [bold(_short(group.heading, HEADING))] if apart else []
                for item in group.items:
                    first, *rest = [part for each in item for line in lines(each) for part in line.parts] or [""]
                    yield Lines((*above, BULLET + first, *rest), apart)
                    above, apart = [], False
        case Panel() | Fields() | Actions():
            pass
        case _:
            assert_never(element)


def _text(element: Text) -> str:
    match element.role:
        case "quiet":
            return SMALL + fit(" ".join(element.text.split()), ASIDE)
        case "warning":
            return f"⚠ {fit(element.text, WARNING)}"
        case "strong":
            return bold(_short(element.text, ASIDE // 2))
    return fit(element.text, SENTENCE)


def _passage(element: Passage) -> str:
    """What was said, to the letter, by whom and about what; if it is cut, a note says so."""
    text = escape(element.text)
    written = f"“{text}”" if element.quoted else text
    if element.attribution:
        written += "\n— " + fit(element.attribution, ASIDE)
    if element.subject:
        written += "\n" + fit(element.subject, ASIDE // 2)
    if element.is_cut and element.if_cut:
        written += f"\n\n*{fit(element.if_cut, ASIDE)}*"
    return written


def _source(element: Source) -> str:
    """Title of the source, its publisher and date, as of when, and the id, in small print."""
    title = ("Also: " if element.other else "") + linked(element, ADDRESS)
    told = (title, *(fit(part, ASIDE // 2) for part in (element.provenance, element.as_of, element.id)))
    return SMALL + " · ".join(told).replace("\n", f"\n{SMALL}")


def linked(source: Source, limit: int) -> str:
    """Title of a source, a link where it has an address that fits; on two lines where they can't be one."""
    title = fit(source.title, SENTENCE // 3)
    if not source.url or not re.match(r"https?://[^/\s]", source.url):
        return title
    address = quote(source.url, safe="%/:?#@!$&'*+,;=~[]-._")  # no space, bracket or quote that would end the link
    if len(title) + len(address) + 4 > limit:
        return title
    # Discord takes no brackets and no address in the text of a link.
    if re.search(r"[\[\]]|://", source.title):
        return f"{title}\n{address}"
    return f"[{title}]({address})"


def _compared(segments: Sequence[DiffSegment]) -> str:
    """Two texts word by word: what is held is struck out, what was given is bold."""
    return " ".join(filter(None, map(_marked, segments)))


def _marked(segment: DiffSegment) -> str:
    match segment.kind:
        case "cut":
            return "[…]"
        case "old":
            return struck(segment.text)
        case "new":
            return bold(segment.text)
    return escape_words(segment.text.strip())


def struck(text: str) -> str:
    """Words struck out, to the letter."""
    words = escape_words(text.strip())
    # A tilde before the two that end the style would be taken for one of them.
    return f"~~{words}{NOTHING if words.endswith('~') else ''}~~" if words else ""


def bold(text: str) -> str:
    """Words in bold, to the letter."""
    words = escape_words(text.strip())
    return f"**{words}**" if words else ""


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit].rstrip() + ELLIPSIS
