"""Cut one element of a document to the room for it, and add a line that says that something is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.core import texts
from bot.core.comparison import Diff, DiffLegend, DiffSegment
from bot.core.controls import Button
from bot.core.document import (
    LEAST_PREVIEW,
    PREVIEW,
    Actions,
    Divider,
    Earlier,
    Element,
    Fields,
    Group,
    Items,
    Passage,
    SourceLine,
    Text,
)  # fmt: skip
from bot.core.shorten import ELLIPSIS, SENTENCE_END
from bot.core.word_diff import near_changes


@dataclass(frozen=True, slots=True)
class Size:
    """The size of an element, or the room in a message."""

    characters: int = 0
    parts: int = 0
    """What else a platform counts, such as blocks or fields."""
    panels: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(self.characters + other.characters, self.parts + other.parts, self.panels + other.panels)

    def __sub__(self, other: Size) -> Size:
        return Size(self.characters - other.characters, self.parts - other.parts, self.panels - other.panels)

    def share(self, among: int) -> Size:
        """Return an equal share of this for one of several."""
        return Size(self.characters // among, self.parts // among, self.panels // among)

    def fits(self, room: Size) -> bool:
        """Return whether there is room for it."""
        return self.characters <= room.characters and self.parts <= room.parts and self.panels <= room.panels


TOO_LARGE = Size(1 << 40)
"""The size of what a platform can't show at all."""

Measure: TypeAlias = Callable[[Element], Size]
"""Returns the most that one element takes on a platform. Each character of a passage counts at least one."""
Fit: TypeAlias = Callable[[tuple[Element, ...], Size, Measure], tuple[Element, ...]]
"""Fits several elements into a room."""

NOTE = Text(texts.TEXT_CUT, "quiet")
"""Says that something is left out."""
CUTTABLE = (Passage, Diff, Fields, Items)
"""Elements that can be cut. All others are shown whole or not at all."""

_LEAST = Size(200, 2)
"""Room reserved for an element that is cut, in addition to its fixed parts."""
_MOST_ITEMS = 100
"""More items than this are never measured: no message has room for them."""
_AROUND = 60
"""Characters kept before a marked run whose sentence is long."""
_BEFORE_MARK = 200
"""Most characters kept before a marked run of a long text."""


def measured(element: Element, measure: Measure) -> Size:
    """Measure an element. More items than any message has room for count as too large."""
    return TOO_LARGE if isinstance(element, Items) and len(element) > _MOST_ITEMS else measure(element)


def total(elements: Iterable[Element], measure: Measure) -> Size:
    """Measure several elements."""
    return sum((measured(element, measure) for element in elements), Size())


def must_stay(element: Element) -> bool:
    """Return whether a document needs an element. It can do without sources, legends, small print and earlier texts."""
    return not isinstance(element, SourceLine | Earlier | Divider | DiffLegend) and not (
        isinstance(element, Text) and element.role == "quiet"
    )


def least(element: Element, measure: Measure) -> Size:
    """Return the least room that an element needs."""
    size = measured(element, measure)
    match element:
        case Passage():
            smallest = measure(_marked(element, ELLIPSIS)) + _LEAST
        case Diff():
            smallest = measure(Diff((DiffSegment("same", ELLIPSIS),), is_cut=True)) + _LEAST
        case Fields():
            smallest = measure(NOTE) + _LEAST
        case Items():
            group, inner, around = _first_item(element, measure)
            smallest = sum((least(part, inner) for part in group.items[0] if must_stay(part)), around + inner(NOTE))
        case _:
            return size
    return size if size.fits(smallest) else smallest


def cut(element: Element, room: Size, measure: Measure, fit: Fit) -> tuple[Element, ...]:
    """Cut an element to a room. An element that fits, or that can't be cut, stays as it is."""
    if measured(element, measure).fits(room):
        return (element,)
    match element:
        case Passage():
            return (_cut_passage(element, room, measure),)
        case Diff():
            return (_cut_diff(element, room, measure),)
        case Fields():
            return _cut_fields(element, room, measure)
        case Items():
            return _cut_items(element, room, measure, fit)
    return (element,)


def _cut_passage(passage: Passage, room: Size, measure: Measure) -> Passage:
    """Cut a passage at a word, unless that would remove half of it: some scripts and all addresses have no spaces.

    At least one character stays, even if there is no room.
    """
    text = passage.text

    def shown(count: int) -> Passage:
        return _marked(passage, text[:count].rstrip() + ELLIPSIS)

    longest = min(len(text) - 1, room.characters)
    count = max(1, _most(longest, lambda n: measure(shown(n)).fits(room), from_above=True))
    at_word = max(text.rfind(" ", 0, count + 1), text.rfind("\n", 0, count + 1))
    return shown(at_word if at_word > count // 2 else count)


def preview(element: Element) -> Element:
    """Return the beginning of a long passage that has a button for the whole text. All other elements stay the same.

    It ends with a sentence if one ends late enough, else at a word, else after `PREVIEW` characters. If the first
    marked run is beyond that, the preview begins shortly before it.
    """
    if not isinstance(element, Passage) or element.whole is None or len(element.text) <= PREVIEW:
        return element
    if element.marked and element.marked[0][0] > LEAST_PREVIEW:
        element = _from_mark(element)
        if len(element.text) <= PREVIEW:
            return element
    beginning = element.text[: PREVIEW - 1]
    ends = [match.end() for match in SENTENCE_END.finditer(beginning[:-1])]
    if end := next((end for end in reversed(ends) if end >= LEAST_PREVIEW), 0):
        return _marked(element, f"{beginning[:end]} {ELLIPSIS}")
    end = max(map(beginning.rfind, " \n"))
    return _marked(element, beginning[: end if end >= LEAST_PREVIEW else PREVIEW].rstrip() + ELLIPSIS)


def _from_mark(passage: Passage) -> Passage:
    """Leave out what is before the sentence of the first marked run, or before a word if that sentence is long."""
    text, first = passage.text, passage.marked[0][0]
    ends = [match.end() for match in SENTENCE_END.finditer(text, first - _BEFORE_MARK, first)]
    start = ends[-1] if ends else max(text.rfind(" ", 0, first - _AROUND), first - _BEFORE_MARK)
    start += len(text[start:first]) - len(text[start:first].lstrip())
    before = len(ELLIPSIS) + 1 - start
    marked = tuple((begin + before, end + before) for begin, end in passage.marked)
    return replace(passage, text=f"{ELLIPSIS} {text[start:]}", is_cut=True, marked=marked)


def _marked(passage: Passage, text: str) -> Passage:
    """Replace the text by its beginning, and say so."""
    marked = tuple((start, min(end, len(text))) for start, end in passage.marked if start < len(text))
    return replace(passage, text=text, is_cut=True, marked=marked)


def _cut_diff(diff: Diff, room: Size, measure: Measure) -> Diff:
    """Shorten what both texts have in common. If that is not enough, leave out the end."""
    segments = near_changes(diff.segments)

    def shown(count: int, beginning: str = "") -> Diff:
        tail = (replace(segments[count], text=beginning),) if beginning else ()
        return Diff((*segments[:count], *tail, DiffSegment("same", ELLIPSIS)), is_cut=True)

    whole = Diff(segments, is_cut=True)
    if measure(whole).fits(room):
        return whole
    count = min(_most(len(segments), lambda n: measure(shown(n)).fits(room)), len(segments) - 1)
    text = segments[count].text
    longest = min(len(text), room.characters)
    length = _most(longest, lambda n: measure(shown(count, text[:n])).fits(room), from_above=True)
    return shown(count, text[:length])


def _cut_fields(fields: Fields, room: Size, measure: Measure) -> tuple[Element, ...]:
    """Show the first rows."""
    room -= measure(NOTE)

    def shown(count: int) -> Fields:
        return replace(fields, rows=fields.rows[:count])

    count = _most(len(fields.rows), lambda n: measure(shown(n)).fits(room))
    return (shown(count), NOTE) if count else (NOTE,)


def _cut_items(items: Items, room: Size, measure: Measure, fit: Fit) -> tuple[Element, ...]:
    """Show as many items as there is room for, and count the others. If not even one has room, cut it."""
    count = len(items)

    def shown(n: int) -> tuple[Element, ...]:
        return (items.beginning(n), *_rest(items, count - n))

    if n := _most(min(count, _MOST_ITEMS), lambda n: total(shown(n), measure).fits(room)):
        return shown(n)
    group, inner, around = _first_item(items, measure)
    first = fit(group.items[0], room - around, inner)
    others = items.beginning(1 + _MOST_ITEMS).groups
    items = replace(items, groups=(replace(others[0], items=(first, *others[0].items[1:])), *others[1:]))
    n = _most(min(count, _MOST_ITEMS), lambda n: total(shown(n), measure).fits(room))
    return shown(max(n, 1))


def _first_item(items: Items, measure: Measure) -> tuple[Group, Measure, Size]:
    """Return the first item in its group, how to measure its parts, and the room for its heading and the count."""
    group = items.beginning(1).groups[0]
    around = measure(Items((Group(group.heading, ((),)),))) + total(_rest(items, len(items) - 1), measure)
    return group, lambda part: measure(Items((Group("", ((part,),)),))), around


def _rest(items: Items, count: int) -> tuple[Element, ...]:
    """Say how many items are left out, with the button that shows them."""
    if count == 0:
        return ()
    note = Text(texts.left_out(count), "quiet")
    if items.more is None:
        return (note,)
    more = replace(items.more, value=str(items.first + len(items) - count))
    return (note, Actions((Button(texts.more(count), more),)))


def _most(count: int, works: Callable[[int], bool], *, from_above: bool = False) -> int:
    """Find the largest number from 1 to `count` that works, or 0 if none does. If a number works, all smaller ones do.

    Tries small numbers first unless `from_above`, because measuring many items takes long.
    """
    good, bad = 0, max(count, 0) + 1
    while bad - good > 1:
        middle = (good + bad) // 2 if from_above else min((good + bad) // 2, max(2 * good, 1))
        if works(middle):
            good = middle
        else:
            bad = middle
    return good
