"""Fit a document to a platform's limits: what is cut, what is dropped and what is counted, decided once for all.

1. Headings and texts stay as they are, and so does all that can be pressed; of what can be cut (passages, comparisons,
   rows, items) the beginning stays.
2. Then come sources and small print.
3. What can be cut shares the rest. What needs less than its share is whole, and what it leaves goes to the others.
4. Other sources and earlier texts get what is then left, in their order.

Nothing is left out silently: each cut, count or omission is told in a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from bot.core.cutting import CUTTABLE, NOTE, Measure, Size, cut, least, measured, must_stay, total
from bot.core.document import Actions, Button, Diff, Earlier, Element, Passage, Source
from bot.core.shorten import shorten

_SHORT = 300
"""Characters that stay of an earlier text if there is no room for all of it."""


def fit(elements: Sequence[Element], room: Size, measure: Measure) -> tuple[Element, ...]:
    """Fit elements into a room; those that fit as they are stay so."""
    elements = tuple(elements)
    return elements if total(elements, measure).fits(room) else _Fitting(elements, room, measure).result()


class _Fitting:
    """Elements that are too much for a room."""

    def __init__(self, elements: tuple[Element, ...], room: Size, measure: Measure) -> None:
        self._elements = elements
        self._measure = measure
        self._shown: list[tuple[Element, ...]] = [()] * len(elements)
        """What is shown of each element."""
        self._end = len(elements)
        """From here on, nothing is shown but what can be pressed."""
        self._left = room

    def result(self) -> tuple[Element, ...]:
        """Give what is shown of all of them."""
        self._reserve()
        self._keep_least()
        self._keep_small_print()
        self._share()
        self._add_extras()
        return _with_whole(tuple(chain.from_iterable(self._shown)))

    def _reserve(self) -> None:
        """Keep room for what may be added: buttons that bring the whole, and the line that something is left out."""
        self._left -= self._measure(NOTE)
        if whole := _wholes(self._elements):
            self._left -= self._measure(Actions(whole))

    def _keep_least(self) -> None:
        """Keep what must stay, and take the least that it needs; from where that is too much, all is left out."""
        self._left -= total((e for e in self._elements if isinstance(e, Actions)), self._measure)
        for n, element in enumerate(self._elements):
            if isinstance(element, Actions):
                self._shown[n] = (element,)
            elif n < self._end and must_stay(element):
                size = least(element, self._measure)
                if size.fits(self._left):
                    self._shown[n] = (element,)
                    self._left -= size
                else:
                    self._end = n
                    self._shown[n] = (NOTE,)

    def _keep_small_print(self) -> None:
        for n, element in enumerate(self._elements[: self._end]):
            if not (must_stay(element) or _is_extra(element)):
                self._add(n, element)

    def _add(self, n: int, element: Element) -> bool:
        """Add an element if there is room; if not, a line says so unless another does already."""
        size = self._measure(element)
        if size.fits(self._left):
            self._shown[n] = (element,)
            self._left -= size
            return True
        if not any(e == NOTE or (isinstance(e, Passage | Diff) and e.is_cut) for e in chain(*self._shown)):
            self._shown[n] = (NOTE,)
        return False

    def _share(self) -> None:
        """Share the room among all that can be cut, the smallest first; each has its least already."""
        sizes = {n: self._size(n) for n, kept in enumerate(self._shown) if kept and isinstance(kept[0], CUTTABLE)}
        waiting = sorted(sizes, key=lambda n: sizes[n].characters)
        for done, n in enumerate(waiting):
            self._cut(n, least(self._elements[n], self._measure), self._left.share(len(waiting) - done))
        for n in waiting:
            if self._shown[n] != (self._elements[n],):  # others may have left something
                self._cut(n, total(self._shown[n], self._measure), self._left)

    def _cut(self, n: int, had: Size, more: Size) -> None:
        """Cut an element to what it had and what it gets beside that; take from what is left only what it uses."""
        self._shown[n] = cut(self._elements[n], had + more, self._measure, fit)
        self._left -= total(self._shown[n], self._measure) - had

    def _size(self, n: int) -> Size:
        return measured(self._elements[n], self._measure)

    def _add_extras(self) -> None:
        """Add what may be dropped, in its order, as far as there is room."""
        for n, element in enumerate(self._elements[: self._end]):
            if not _is_extra(element):
                continue
            if isinstance(element, Earlier) and not self._measure(element).fits(self._left):
                element = replace(element, text=shorten(element.text, _SHORT))
            if not self._add(n, element):
                return


def _is_extra(element: Element) -> bool:
    """Tell whether an element may be dropped."""
    return isinstance(element, Earlier) or (isinstance(element, Source) and element.other)


def _wholes(elements: Iterable[Element], *, of_cut: bool = False) -> tuple[Button, ...]:
    """List the buttons that bring the whole of a passage, each once; with `of_cut`, of those that are cut."""
    passages = [e for e in elements if isinstance(e, Passage) and (e.is_cut or not of_cut)]
    return tuple(dict.fromkeys(passage.whole for passage in passages if passage.whole))


def _with_whole(elements: tuple[Element, ...]) -> tuple[Element, ...]:
    """Put the buttons that bring the whole of what is cut before all others that follow it."""
    if not (whole := _wholes(elements, of_cut=True)):
        return elements
    first = next(n for n, element in enumerate(elements) if isinstance(element, Passage) and element.is_cut)
    for n, element in enumerate(elements):
        if n > first and isinstance(element, Actions):
            return (*elements[:n], replace(element, buttons=(*whole, *element.buttons)), *elements[n + 1 :])
    return (*elements, Actions(whole))
