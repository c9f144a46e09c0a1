"""Choose what a post shows, so that it fits on one screen and is the same on every platform."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

from bot.core import texts
from bot.core.models import Quote
from bot.core.since import NEW, OLD
from bot.features.digest.replies import Item, Section

NORMAL, MOST = 1_500, 2_500
"""Visible characters of a post: on most days, and ever."""
LONGEST_ITEM = 400
"""Characters of a text in a post. Of a longer one, the beginning is shown."""
_IN_A_SECTION = 5
MOST_ITEMS = 12
"""Items at most. Slack's limits leave room for some more."""
_ON_A_PAGE = 10
"""Items that the button shows at once."""
_SMALL_PRINT = 7
"""Characters at most of the end of a line and of the signs in it: a bullet, quotation marks, colons and dots."""
LEGEND = len(f"struck out {OLD} · bold {NEW}") + _SMALL_PRINT
"""Characters of the line that explains comparisons."""


def choose(sections: Sequence[Section], fixed: int, *, most: int = MOST_ITEMS) -> tuple[int, ...]:
    """Choose the items of a post, at most `most`: their positions, counted over all sections.

    Each section gets its first item, then each its second, and so on, as long as there is room beside `fixed`
    characters of other texts. The first item is always shown.
    """
    chosen: list[int] = []
    length = fixed + (LEGEND if any(item.change for section in sections for item in section.items) else 0)
    headings: set[int] = set()
    sources: dict[int, object] = {}  # the last one of each section: it is said once for neighbours
    for place, position, item in _in_turn(sections):
        added = item_length(item, with_source=sources.get(place) != item.source_key)
        added += 0 if place in headings else heading_length(sections[place])
        if chosen and (length + added > NORMAL or len(chosen) == most):
            continue
        length += added
        headings.add(place)
        sources[place] = item.source_key
        chosen.append(position)
    return tuple(sorted(chosen))


def heading_length(section: Section) -> int:
    """Return how many characters the heading of a section has, with the ends of lines around it."""
    return len(section.heading) + _SMALL_PRINT


def page(items: Sequence[Item]) -> int:
    """Return how many of the items fit on one page behind the button; at least one."""
    length = count = 0
    for item in items[:_ON_A_PAGE]:
        length += item_length(item)
        if count and length > MOST:
            break
        count += 1
    return count


def item_length(item: Item, *, with_source: bool = True) -> int:
    """Return how many characters of an item people see, with the ends of lines, but without the addresses of links."""
    words = sum(len(segment.shown) + 1 for segment in item.change) or len(item.text)
    notes = [item.note, texts.TEXT_CUT if item.is_cut else "", *map("".join, item.before)]
    if isinstance(item.statement, Quote):
        notes += [texts.attribution(item.statement), texts.circumstances(item.statement)]
    lines = [line.lead + line.title + texts.LINK + line.details for line in item.sources()] if with_source else []
    return words + sum(len(line) + _SMALL_PRINT for line in ("", *filter(None, notes), *lines))


def _in_turn(sections: Sequence[Section]) -> Iterator[tuple[int, int, Item]]:
    """Yield the section, the position and the item of what may be shown: the first of each section, then the second."""
    starts = [0]
    for section in sections:
        starts.append(starts[-1] + len(section.items))
    columns = (
        [(place, starts[place] + n, item) for n, item in enumerate(section.items[:_IN_A_SECTION])]
        for place, section in enumerate(sections)
    )
    return (entry for entry in chain.from_iterable(zip_longest(*columns)) if entry is not None)
