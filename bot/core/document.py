"""A reply as a document: elements from top to bottom, by meaning and without any platform's markup.

Each element says what may be cut, dropped or counted if there is too little room. `core.fitting` does that for every
platform. An adapter only renders each element. An element without a rendering fails type checking, because the
adapters end in `assert_never`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from bot.core.comparison import Diff, DiffLegend
from bot.core.controls import Button, Feedback, Link, Picker
from bot.core.events import Action
from bot.core.texts import ALSO, TEXT_CUT
from bot.core.words import Words, plain

MOST_BUTTONS: Final = 20
MOST_PICKERS: Final = 5
"""Most buttons and pickers of a document, with those that fitting may add. Discord has 40 components in all."""
PREVIEW: Final = 600
LEAST_PREVIEW: Final = 400
"""Most characters of a text that has a button for the whole text, and how many of a longer one stay at least."""


Tone: TypeAlias = Literal["good", "caution", "quiet", "closing"]
"""The kind of a panel: a valid answer, one that needs care, no answer at all, or the end of a post."""
Role: TypeAlias = Literal["normal", "strong", "quiet", "warning"]
"""The kind of a text; quiet is small print, and a warning gets a sign."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Begins a card, which ends at the next panel. Elements before the first panel are the message's own text."""

    tone: Tone = "good"


@dataclass(frozen=True, slots=True)
class Heading:
    """A title, or with level 2 the heading of a part. Shortened to a line."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence or two of the bot. Shortened if it is very long."""

    text: Words
    role: Role = "normal"
    aside: bool = False
    """It says nothing about the matter, so a notification leaves it out."""

    @property
    def shown(self) -> Words:
        """Return the text, with a sign if it is a warning."""
        if self.role != "warning":
            return self.text
        return f"⚠️ {self.text}" if isinstance(self.text, str) else ("⚠️ ", *self.text)


@dataclass(frozen=True, slots=True)
class Passage:
    """A verbatim text: a fact, or with `quoted` what somebody said. It is the loudest part of a document.

    It is cut if there is too little room, or if it is longer than `PREVIEW` and has a button for the whole text.
    """

    text: str
    quoted: bool = False
    """It looks like a quotation, with its speaker above it."""
    attribution: str = ""
    """Who said it."""
    subject: str = ""
    """What it is about, with the date and the place."""
    marked: tuple[tuple[int, int], ...] = ()
    """Runs of the text that stand out, each with its start and its end; in order, without overlaps."""
    if_cut: str = TEXT_CUT
    """A sentence that is shown if the text is cut and no button shows the whole."""
    whole: Button | None = None
    """Shows the whole text. The button appears only if the text is cut."""
    is_cut: bool = False
    """Fitting sets it."""

    @property
    def shown(self) -> str:
        """Return the text, in quotation marks if it is a quotation."""
        return f"“{self.text}”" if self.quoted else self.text

    @property
    def cut_note(self) -> str:
        """Return the sentence about the cut; empty if nothing is cut, or if a button shows the whole text."""
        return self.if_cut if self.is_cut and self.whole is None else ""

    @property
    def runs(self) -> tuple[tuple[str, bool], ...]:
        """Split the text into runs, each with whether it stands out. Joined, they are the text."""
        runs, end = [], 0
        for start, stop in self.marked:
            runs += [(self.text[end:start], False), (self.text[start:stop], True)]
            end = stop
        return tuple((run, stands_out) for run, stands_out in (*runs, (self.text[end:], False)) if run)


@dataclass(frozen=True, slots=True)
class Preformatted:
    """A text that people copy as it is. Never cut."""

    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A label with its text."""

    label: str
    text: Words
    example: str = ""
    """Small print below the text."""
    button: Button | None = None
    """Does what the row is about. It is next to the text if the platform can show that."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Rows. If there is too little room, the last ones are left out and a line says so."""

    rows: tuple[Row, ...]
    stacked: bool = False
    """Each text is below its label, not next to it."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where a statement comes from, in one quiet line."""

    title: str
    url: str | None
    provenance: str
    """Publisher and date, such as "The Herald · 22 October 2025"."""
    as_of: str = ""
    """The date of the statement, if it differs from the source's."""
    other: bool = False
    """Another source that says the same; dropped if there is too little room."""

    @property
    def lead(self) -> str:
        """Return what stands before the title, outside of its link."""
        return ALSO if self.other else ""

    @property
    def details(self) -> str:
        """Return what follows the title."""
        return " · ".join(filter(None, (self.provenance, self.as_of)))


@dataclass(frozen=True, slots=True)
class Earlier:
    """An outdated text in one quiet line, after a label that can't be misread. Shortened or dropped if too long."""

    label: str
    """Such as "Until 5 April 2025"."""
    text: str


@dataclass(frozen=True, slots=True)
class Divider:
    """A line between two parts."""


@dataclass(frozen=True, slots=True)
class Group:
    """Items under one heading. An item has no panels, buttons or items of its own."""

    heading: str
    items: tuple[tuple[Element, ...], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """Groups of items. As many are shown as fit, uncut; only a first item that is too long by itself is cut.

    A line counts those that are left out, and a button shows them.
    """

    groups: tuple[Group, ...]
    more: Action | None = None
    """Shows the items that were left out. Its value is the index of the first of them, counted from `first`."""
    first: int = 0
    """How many items were shown before these, if this is the rest."""

    def __len__(self) -> int:
        return sum(len(group.items) for group in self.groups)

    def beginning(self, count: int) -> Items:
        """Keep the first items only."""
        groups: list[Group] = []
        for group in self.groups:
            if count > 0 and group.items:
                groups.append(Group(group.heading, group.items[:count]))
            count -= len(group.items)
        return Items(tuple(groups), self.more, self.first)


@dataclass(frozen=True, slots=True)
class Actions:
    """Buttons, links, feedback and pickers. Never left out."""

    buttons: tuple[Button, ...] = ()
    pickers: tuple[Picker, ...] = ()
    links: tuple[Link, ...] = ()
    feedback: Feedback | None = None
    stacked: bool = False
    """Labels are long, so each button gets a line of its own if possible."""

    @property
    def pressable(self) -> tuple[Button, ...]:
        """Return all buttons: those of everybody, then the feedback, then those that only one person needs."""
        shared, own = self.shared, tuple(button for button in self.buttons if button.only_for)
        return (*shared, *((self.feedback.helpful, self.feedback.wrong) if self.feedback else ()), *own)

    @property
    def shared(self) -> tuple[Button, ...]:
        """Return the buttons that everybody may need."""
        return tuple(button for button in self.buttons if not button.only_for)

    def __bool__(self) -> bool:
        return bool(self.buttons or self.pickers or self.links or self.feedback)


Element: TypeAlias = (
    Panel | Heading | Text | Passage | Diff | DiffLegend | Preformatted | Fields | SourceLine | Earlier
    | Divider | Items | Actions
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """All that a reply shows, from top to bottom."""

    elements: tuple[Element, ...]
    private: bool

    def __post_init__(self) -> None:
        """Raise ValueError if no platform could show the document as it is."""
        _check_items(self.elements)
        _check_actions(self.elements)

    @classmethod
    def of(cls, *elements: Element | None, private: bool) -> Document:
        """Make a document, without elements that are None or empty."""
        return cls(_without_empty(e for e in elements if e is not None), private)

    @property
    def actions(self) -> Actions:
        """Return everything that can be pressed, joined; buttons of rows first."""
        return joined(self.elements)


def joined(elements: Sequence[Element]) -> Actions:
    """Join everything that can be pressed."""
    all_actions = [element for element in elements if isinstance(element, Actions)]
    of_rows = tuple(row.button for e in elements if isinstance(e, Fields) for row in e.rows if row.button)
    return Actions(
        (*of_rows, *(button for each in all_actions for button in each.buttons)),
        tuple(picker for each in all_actions for picker in each.pickers),
        tuple(link for each in all_actions for link in each.links),
        next((each.feedback for each in all_actions if each.feedback), None),
        stacked=any(each.stacked for each in all_actions),
    )


def _without_empty(elements: Iterable[Element]) -> tuple[Element, ...]:
    kept: list[Element] = []
    for element in elements:
        if isinstance(element, Items):
            groups = (Group(g.heading, tuple(filter(None, map(_without_empty, g.items)))) for g in element.groups)
            element = replace(element, groups=tuple(group for group in groups if group.items))
        if not _is_empty(element):
            kept.append(element)
    return tuple(kept)


def _is_empty(element: Element) -> bool:
    match element:
        case Text() | Heading():
            return not plain(element.text).strip()
        case Diff():
            return not any(segment.kind == "cut" or segment.text.strip() for segment in element.segments)
        case Fields(rows=()):
            return True
        case Actions():
            return not element
        case Items():
            return len(element) == 0
    return False


def _check_items(elements: Iterable[Element]) -> None:
    parts = (
        part for e in elements if isinstance(e, Items) for group in e.groups for item in group.items for part in item
    )
    if found := next((part for part in parts if isinstance(part, Panel | Items | Actions)), None):
        raise ValueError(f"an item has no {type(found).__name__} of its own")


def _check_actions(elements: Sequence[Element]) -> None:
    """Check the buttons and pickers, with the buttons that fitting may add."""
    actions = joined(elements)
    wholes = {element.whole for element in elements if isinstance(element, Passage) and element.whole}
    rests = [element.more for element in elements if isinstance(element, Items) and element.more]
    if (count := len(actions.pressable) + len(actions.links) + len(wholes) + len(rests)) > MOST_BUTTONS:
        raise ValueError(f"a document has {count} buttons, and {MOST_BUTTONS} fit")
    if len(actions.pickers) > MOST_PICKERS:
        raise ValueError(f"a document has {len(actions.pickers)} pickers, and {MOST_PICKERS} fit")
    if sum(isinstance(element, Actions) and element.feedback is not None for element in elements) > 1:
        raise ValueError("a document asks for feedback twice")
    all_actions = [*(button.action for button in (*actions.pressable, *wholes)), *rests]
    codes = [action.code for action in (*all_actions, *(picker.action for picker in actions.pickers))]
    if twice := sorted(code for code, count in Counter(codes).items() if count > 1):
        raise ValueError(f"two buttons of a document do the same: {twice}")
