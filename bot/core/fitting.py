"""Fit a document to a platform's limits. This decides for all platforms what is cut, dropped or counted.

0. Of a long text with a button for the whole text, only the beginning is shown, even if there is room.
1. Headings, texts, buttons and pickers stay whole. Of everything that can be cut (passages, comparisons, rows, items),
   the beginning stays.
2. Sources and small print get room next.
3. The elements that can be cut share the rest. An element that needs less than its share leaves it to the others.
4. Other sources and earlier texts get the remaining room, in their order.

Nothing is left out silently: a line says what was cut, counted or left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from bot.core.comparison import Diff
from bot.core.controls import Button
from bot.core.cutting import CUTTABLE, NOTE, Measure, Size, cut, least, measured, must_stay, preview, total
from bot.core.document import Actions, Earlier, Element, Passage, SourceLine
from bot.core.shorten import shorten

_SHORT = 300
"""Characters that stay of an earlier text if there is no room for all of it."""


def fit(elements: Sequence[Element], room: Size, measure: Measure) -> tuple[Element, ...]:
    """Fit elements into a room. If all of them fit, they stay unchanged, but of a long text only a preview is shown."""
    elements = tuple(map(preview, elements))
    if total(_with_whole(elements), measure).fits(room):
        return _with_whole(elements)
    return _Fitting(elements, room, measure).result()


class _Fitting:
    """Fits elements that need more than the room."""

    def __init__(self, elements: tuple[Element, ...], room: Size, measure: Measure) -> None:
        self._elements = elements
        self._measure = measure
        self._shown: list[tuple[Element, ...]] = [()] * len(elements)
        """What is shown of each element."""
        self._end = len(elements)
        """From this index on, only buttons and pickers are shown."""
        self._room_left = room

    def result(self) -> tuple[Element, ...]:
        """Return what is shown of all elements."""
        self._reserve()
        self._reserve_least()
        self._keep_small_print()
        self._share()
        self._add_extras()
        return _with_whole(tuple(chain.from_iterable(self._shown)))

    def _reserve(self) -> None:
        """Reserve room for possible additions: buttons that show a whole text, and the line about what is left out."""
        self._room_left -= self._measure(NOTE)
        if whole := _wholes(self._elements):
            self._room_left -= self._measure(Actions(whole))

    def _reserve_least(self) -> None:
        """Reserve the least room for each element that must stay. From the first that does not fit, leave all out."""
        self._room_left -= total((e for e in self._elements if isinstance(e, Actions)), self._measure)
        for n, element in enumerate(self._elements):
            if isinstance(element, Actions):
                self._shown[n] = (element,)
            elif n < self._end and must_stay(element):
                size = least(element, self._measure)
                if size.fits(self._room_left):
                    self._shown[n] = (element,)
                    self._room_left -= size
                else:
                    self._end = n
                    self._shown[n] = (NOTE,)

    def _keep_small_print(self) -> None:
        for n, element in enumerate(self._elements[: self._end]):
            if not (must_stay(element) or _is_extra(element)):
                self._add(n, element)

    def _add(self, n: int, element: Element) -> bool:
        """Add an element if there is room. If not, a line says so, unless another line does."""
        size = self._measure(element)
        if size.fits(self._room_left):
            self._shown[n] = (element,)
            self._room_left -= size
            return True
        if not any(map(_says_so, chain(*self._shown))):
            self._shown[n] = (NOTE,)
        return False

    def _share(self) -> None:
        """Share the room among the elements that can be cut, the smallest first. Their least is already reserved."""
        sizes = {n: self._size(n) for n, kept in enumerate(self._shown) if kept and isinstance(kept[0], CUTTABLE)}
        cuttable = sorted(sizes, key=lambda n: sizes[n].characters)
        for done, n in enumerate(cuttable):
            reserved = least(self._elements[n], self._measure)
            self._show(n, self._cut(n, reserved + self._room_left.share(len(cuttable) - done)), reserved)
        for n in cuttable:
            self._extend(n)

    def _cut(self, n: int, room: Size) -> tuple[Element, ...]:
        return cut(self._elements[n], room, self._measure, fit)

    def _show(self, n: int, shown: tuple[Element, ...], reserved: Size) -> None:
        """Show an element, and subtract what it uses beyond the room that is reserved for it."""
        self._shown[n] = shown
        self._room_left -= total(shown, self._measure) - reserved

    def _extend(self, n: int) -> None:
        """Use the room that others have left. Cutting again may need room for a line, so only a longer cut counts."""
        before = total(self._shown[n], self._measure)
        longer = self._cut(n, before + self._room_left)
        if total(longer, self._measure).characters > before.characters:
            self._show(n, longer, before)

    def _size(self, n: int) -> Size:
        return measured(self._elements[n], self._measure)

    def _add_extras(self) -> None:
        """Add the elements that may be dropped, in order, while there is room."""
        for n, element in enumerate(self._elements[: self._end]):
            if not _is_extra(element):
                continue
            if isinstance(element, Earlier) and not self._measure(element).fits(self._room_left):
                element = replace(element, text=shorten(element.text, _SHORT))
            if not self._add(n, element):
                return


def _says_so(element: Element) -> bool:
    """Return whether an element says that something is left out."""
    match element:
        case Passage():
            return bool(element.cut_note)
        case Diff():
            return element.is_cut
    return element == NOTE


def _is_extra(element: Element) -> bool:
    """Return whether an element may be dropped."""
    return isinstance(element, Earlier) or (isinstance(element, SourceLine) and element.other)


def _wholes(elements: Iterable[Element], *, of_cut: bool = False) -> tuple[Button, ...]:
    """List the buttons that show whole passages, each once; with `of_cut`, only for passages that are cut."""
    passages = [e for e in elements if isinstance(e, Passage) and (e.is_cut or not of_cut)]
    return tuple(dict.fromkeys(passage.whole for passage in passages if passage.whole))


def _with_whole(elements: tuple[Element, ...]) -> tuple[Element, ...]:
    """Add the buttons that show whole passages before the other buttons that follow a cut passage."""
    if not (whole := _wholes(elements, of_cut=True)):
        return elements
    first = next(n for n, element in enumerate(elements) if isinstance(element, Passage) and element.is_cut)
    for n, element in enumerate(elements):
        if n > first and isinstance(element, Actions):
            return (*elements[:n], replace(element, buttons=(*whole, *element.buttons)), *elements[n + 1 :])
    return (*elements, Actions(whole))
