"""Choose what a post shows, so that it fits on one screen and is the same on every platform."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

from bot.core import texts
from bot.core.models import Quote, Statement
from bot.features.digest.replies import LONGEST_NAME, MOST_ALSO, Item, Section

NORMAL, MOST = 1_500, 2_500
"""Visible characters of a post: on most days, and ever."""
LONGEST_ITEM = 400
"""Characters of a text in a post. Of a longer one, the beginning is shown."""
_IN_A_SECTION = 5
MOST_ITEMS = 12
"""Items at most. Slack's limits leave room for some more."""
_ON_A_PAGE = 10
"""Items that the button shows at once."""
_SMALL_PRINT = 3
"""Characters of signs between the parts of a line."""


def choose(sections: Sequence[Section], fixed: int, *, most: int = MOST_ITEMS) -> tuple[int, ...]:
    """Choose the items of a post, at most `most`: their positions, counted over all sections.

    Each section gets its first item, then each its second, and so on, as long as there is room beside `fixed`
    characters of other texts. The first item is always shown.
    """
    chosen: list[int] = []
    length = fixed
    headings: set[int] = set()
    sources: dict[int, object] = {}  # the last one of each section: it is said once for neighbours
    for place, position, item in _in_turn(sections):
        added = item_length(item, with_source=sources.get(place) != item.source_key)
        added += 0 if place in headings else len(sections[place].heading)
        if chosen and (length + added > NORMAL or len(chosen) == most):
            continue
        length += added
        headings.add(place)
        sources[place] = item.source_key
        chosen.append(position)
    return tuple(sorted(chosen))


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
    """Return how many characters of an item people see, without the addresses of links."""
    words = sum(len(segment.text) + 1 for segment in item.change) or len(item.text)
    below = len(item.note) + sum(len(label) + len(text) + _SMALL_PRINT for label, text in item.before)
    below += len(texts.TEXT_CUT) if item.is_cut else 0
    statement, also = item.statement, item.also[:MOST_ALSO]
    quoted = f"{texts.attribution(statement)}{texts.circumstances(statement)}" if isinstance(statement, Quote) else ""
    sources = [statement, *also] if statement and with_source else []
    return words + below + len(quoted) + sum(map(_source_length, sources))


def _source_length(statement: Statement) -> int:
    title, provenance = len(statement.source.title), len(texts.provenance(statement))
    return min(title, LONGEST_NAME) + min(provenance, LONGEST_NAME) + len(texts.as_of(statement)) + 2 * _SMALL_PRINT


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
