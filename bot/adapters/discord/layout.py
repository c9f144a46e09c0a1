"""Arrange a document as Discord's Components V2: texts, sections, separators and rows, and containers in private.

Discord fails to read the history of a channel that has a container in it (discord-api-docs#8611). So only messages that
no history keeps have containers: those that Discord shows to one person and forgets.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias

from discord import ui

from bot.adapters.discord.components import button, count, rows
from bot.adapters.discord.markdown import NOTHING, Lines, Writer
from bot.core.cutting import Size, total
from bot.core.document import Actions, Divider, Element, Fields, Panel, Row, Tone, joined

CHARACTERS, BYTES, COMPONENTS = 4000, 10_000, 40
"""Most characters of all texts, most bytes of them in UTF-8, and most components, nested ones included."""
_BYTES_OF_DISPLAY: Final = 12
"""Bytes that Discord adds for each text display (discord-api-docs#8554)."""
_MOST_BESIDE: Final = 30
"""Most components for buttons and pickers where the document has them. If there are more, they share rows."""

COLOURS: dict[Tone, int] = {"good": 0x2E6F9E, "caution": 0xC98A1B, "quiet": 0x6B7280, "closing": 0x7A5BA6}
"""Decoration of containers. The texts say the same."""

_Item: TypeAlias = "ui.Item[Any]"


def weight(text: str) -> int:
    """Count a text against both limits at once: its characters, or its bytes in proportion if these are scarcer."""
    return max(len(text), math.ceil(len(text.encode("utf-8", "surrogatepass")) * CHARACTERS / BYTES))


_DISPLAY: Final = Size(math.ceil((_BYTES_OF_DISPLAY + 2 * len(NOTHING.encode())) * CHARACTERS / BYTES), 1)
"""The room for a text display itself, with the signs that protect white space at its ends."""
ROOM: Final = Size(CHARACTERS, COMPONENTS) - _DISPLAY
"""The room in a message. Its first text display is subtracted."""


class Layout:
    """Measures elements, and makes the components of those that fit."""

    def __init__(self, writer: Writer, *, containers: bool) -> None:
        """With `containers`, each panel is one. Otherwise a line separates it from the one before."""
        self._writer = writer
        self._containers = containers

    def measure(self, element: Element) -> Size:
        """Measure how much room an element needs at most, in any position.

        What is no text also needs another text display for the texts below it.
        """
        match element:
            case Panel() | Divider():
                return Size(0, 1) + _DISPLAY
            case Actions():
                return Size(0, count(element)) + _DISPLAY
            case Fields():
                sizes = (self._size_of_row(row, stacked=element.stacked) for row in element.rows)
                return sum(sizes, Size())
        return Size(sum(weight(part) + len("\n\n") for line in self._writer.lines(element) for part in line.parts))

    def arranged(self, elements: Sequence[Element]) -> tuple[Element, ...]:
        """Return the elements with everything that can be pressed in rows that have room.

        Buttons of rows are beside them, and the others where the document has them. If that needs too many components,
        the buttons of rows are below all rows; if it still does, everything is at the end.
        """
        for arrange in (tuple, _with_buttons_below, _with_all_at_the_end):
            made: tuple[Element, ...] = arrange(elements)
            if total((e for e in made if isinstance(e, Actions | Fields)), self.measure).parts <= _MOST_BESIDE:
                break
        return made

    def view(self, elements: Sequence[Element]) -> ui.LayoutView:
        """Make the components of elements that fit."""
        spare = (ROOM - total(elements, self.measure)).parts
        page = _Page(containers=self._containers)
        for before, element in zip((None, *elements), elements, strict=False):
            match element:
                case Panel():
                    page.begin_panel(element)
                case Divider():
                    page.add(ui.Separator())
                case Actions():
                    extra = count(element, stacked=True) - count(element)
                    is_stacked = element.stacked and extra <= spare
                    spare -= extra if is_stacked else 0
                    page.add(*rows(element, stacked=is_stacked))
                case Fields():
                    for n, row in enumerate(element.rows):
                        apart = n == 0 and isinstance(before, Fields)
                        self._add_row(page, row, stacked=element.stacked, apart=apart)
                case _:
                    for lines in self._writer.lines(element):
                        page.write(lines)
        return page.view()

    def _size_of_row(self, row: Row, *, stacked: bool) -> Size:
        text = Size(weight(self._writer.row(row, stacked=stacked)) + len("\n\n"))
        return text + Size(0, 2) + _DISPLAY + _DISPLAY if row.button else text

    def _add_row(self, page: _Page, row: Row, *, stacked: bool, apart: bool) -> None:
        text = self._writer.row(row, stacked=stacked)
        if row.button:
            page.add(ui.Section(_display(text), accessory=button(row.button)))
        else:
            page.write(Lines((text,), apart))


class _Page:
    """Collects the components of a message. Texts that follow one another become one text display."""

    def __init__(self, *, containers: bool) -> None:
        self._containers = containers
        self._done: list[_Item] = []
        self._items: list[_Item] = []
        """Items since the beginning of the panel."""
        self._text = ""
        """Text since the last item."""
        self._panel: Panel | None = None

    def write(self, lines: Lines) -> None:
        """Add lines."""
        between = "" if not self._text else "\n\n" if lines.apart else "\n"
        self._text += between + "\n".join(lines.parts)

    def add(self, *items: _Item) -> None:
        """Add components that are no texts."""
        self._end_text()
        self._items += items

    def begin_panel(self, panel: Panel) -> None:
        """End the panel before, and begin another one."""
        self._end_panel()
        if self._panel and self._done and not self._containers:
            self._done.append(ui.Separator())
        self._panel = panel

    def view(self) -> ui.LayoutView:
        """Return all components."""
        self._end_panel()
        view = ui.LayoutView(timeout=None)
        for item in self._done or [_display(NOTHING)]:
            view.add_item(item)
        return view

    def _end_text(self) -> None:
        if self._text:
            self._items.append(_display(self._text))
            self._text = ""

    def _end_panel(self) -> None:
        self._end_text()
        if self._panel and self._items and self._containers:
            self._done.append(ui.Container(*self._items, accent_colour=COLOURS[self._panel.tone]))
        else:
            self._done += self._items
        self._items = []


def _display(text: str) -> _Item:
    """Make a text display. An invisible sign protects white space at its ends; otherwise Discord removes it."""
    start, end = (NOTHING if at.isspace() else "" for at in (text[:1], text[-1:]))
    return ui.TextDisplay(start + text + end)


def _with_buttons_below(elements: Sequence[Element]) -> tuple[Element, ...]:
    """Move the buttons of rows below all rows."""
    made: list[Element] = []
    for element in elements:
        if isinstance(element, Fields):
            below = joined((element,))
            made += [_without_buttons(element), *([below] if below else [])]
        else:
            made.append(element)
    return tuple(made)


def _with_all_at_the_end(elements: Sequence[Element]) -> tuple[Element, ...]:
    """Move everything that can be pressed to the end."""
    kept = (_without_buttons(e) if isinstance(e, Fields) else e for e in elements if not isinstance(e, Actions))
    return (*kept, joined(elements))


def _without_buttons(fields: Fields) -> Fields:
    return replace(fields, rows=tuple(replace(row, button=None) for row in fields.rows))
