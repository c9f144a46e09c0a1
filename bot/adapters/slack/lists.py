"""Lists in Slack's rich text: items with bullets below their heading. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bot.adapters.slack.blocks import ASIDE, HEADER, SECTION, Block, context, plain, weight
from bot.adapters.slack.rich_text import PIECE, Run, bullets, compared, paragraph, rich, run
from bot.core import texts
from bot.core.comparison import Diff
from bot.core.document import Element, Group, Items, Passage
from bot.core.shorten import label, width

_MOST = 50
"""Most items in one block."""

Render = Callable[[Element], Iterator[Block]]


def items(element: Items, render: Render) -> Iterator[Block]:
    """Render groups of items. `render` renders what is below an item, and an item that has no words of its own."""
    for group in element.groups:
        yield from _group(group, render)


def _group(group: Group, render: Render) -> Iterator[Block]:
    heading = label(group.heading, HEADER, width)
    above = [paragraph([run(heading, "bold")])] if heading else []
    waiting: list[Block] = []
    for item in group.items:
        point = _point(item[0]) if item else []
        if waiting and (not point or len(waiting) == _MOST or weight([*waiting, *point]) > PIECE):
            yield rich(*above, bullets(waiting))
            above, waiting = [], []
        if point:
            waiting.append(paragraph(point))
        elif above:
            yield rich(*above)
            above = []
        if below := [*_notes(item[0]), *item[1:]] if point else list(item):
            if waiting:
                yield rich(*above, bullets(waiting))
                above, waiting = [], []
            for part in below:
                yield from render(part) if not isinstance(part, str) else (context(plain(part, ASIDE)),)
    if waiting or above:
        yield rich(*above, *([bullets(waiting)] if waiting else []))


def _point(element: Element) -> list[Run]:
    """Write the words of an item in one paragraph; nothing if they are no statement, or too long for that."""
    match element:
        case Passage():
            name, comma, role = label(element.attribution, ASIDE, width).partition(", ")
            who = [run(name, "bold"), run(f"{comma}{role}: ")] if name else []
            marks = ("“", "”") if element.quoted else ("", "")
            words = [(marks[0], False), *element.runs, (marks[1], False)]
            made = [*who, *(run(text, "bold" if stands_out else "") for text, stands_out in words if text)]
        case Diff():
            made = compared(element.segments)
        case _:
            return []
    return made if weight(made) <= SECTION - ASIDE else []


def _notes(element: Element) -> Sequence[str]:
    """Return the small print that belongs to the words of an item."""
    match element:
        case Passage():
            return [line for line in (element.cut_note, element.subject) if line]
        case Diff(is_cut=True):
            return [texts.COMPARISON_CUT]
    return []
