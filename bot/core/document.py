"""A reply as a document: elements from top to bottom, by meaning and without any platform's markup.

Each element says what may be cut, dropped or counted if there is too little room; `core.fitting` does so for every
platform. An adapter only gives each element its look. Adding an element without a look fails type checking: the
adapters end in `assert_never`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal, TypeAlias, assert_never

from bot.core.events import Action, Choice, Completion


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press under a reply."""

    label: str
    """What the person reads; adapters shorten it to their limit with an ellipsis."""
    action: Action


@dataclass(frozen=True, slots=True)
class Picker:
    """Something to choose from, beneath a reply."""

    label: str
    """What stands in it before a choice is made."""
    action: Action
    """With an empty value; the code of a choice is this action's with the choice's value at its end."""
    choices: tuple[Choice, ...]
    """At most 25, the likeliest first."""
    completes: Completion | None = None
    """If there are more than these: what to ask `EventHandler.complete` for, with what is typed into the picker. Its
    choices are then values for the action, as in `choices`."""


Tone: TypeAlias = Literal["good", "caution", "quiet", "closing"]
"""What a panel is: an answer that stands, one that needs care, no answer at all, or what ends a post."""
Role: TypeAlias = Literal["normal", "strong", "quiet", "warning"]
"""What a text is; quiet is small print, and a warning gets a sign."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Begins a card, which goes on to the next panel. What stands before the first is the message's own text."""

    tone: Tone = "good"


@dataclass(frozen=True, slots=True)
class Heading:
    """A title, or with level 2 the heading of a part. Shortened to a line."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence or two of the bot. Shortened if it is very long."""

    text: str
    role: Role = "normal"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to the letter: a fact, or with `quoted` what somebody said. If there is too little room, it is cut."""

    text: str
    quoted: bool = False
    attribution: str = ""
    """Who said it."""
    subject: str = ""
    """What it is about."""
    if_cut: str = ""
    """A sentence that is shown if the text is cut."""
    whole: Button | None = None
    """Shown only if the text is cut: brings the whole of it."""
    is_cut: bool = False
    """Fitting sets it."""

    @property
    def shown(self) -> str:
        """The text, in quotation marks if it is a quotation."""
        return f"“{self.text}”" if self.quoted else self.text


DiffKind: TypeAlias = Literal["same", "old", "new", "cut"]


@dataclass(frozen=True, slots=True)
class DiffSegment:
    """A run of words in the comparison of two texts, with what stands around the words in its own text."""

    kind: DiffKind
    """In both; only in what is held; only in what was given; in what is held where what was given marks a cut."""
    text: str


@dataclass(frozen=True, slots=True)
class Diff:
    """Two texts compared word by word. No space between two segments is part of either: a look puts one in between.

    If there is too little room, what both have in common is shortened first.
    """

    segments: tuple[DiffSegment, ...]
    is_cut: bool = False
    """Fitting sets it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A label with its text."""

    label: str
    text: str
    example: str = ""
    """Small print beneath the text."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Rows; if there is too little room, the last are left out and a line says so."""

    rows: tuple[Row, ...]
    stacked: bool = False
    """Each text stands beneath its label, rather than beside it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from."""

    title: str
    url: str | None
    provenance: str
    """Publisher and date."""
    as_of: str
    """The day for which it holds."""
    id: str
    """Of the statement."""
    other: bool = False
    """Another source that says the same; dropped if there is too little room."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A text that no longer stands, after a label that says what it was. Shortened or dropped if there is no room."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Divider:
    """A line between two parts."""


@dataclass(frozen=True, slots=True)
class Group:
    """Items under one heading."""

    heading: str
    items: tuple[tuple[Element, ...], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """Groups of items. As many are shown as there is room for, none of them cut but a first one that is too long by
    itself; those that are left out are counted in a line, and a button brings them."""

    groups: tuple[Group, ...]
    more: Action | None = None
    """Brings the items that were left out; its value is the number of the first of them, counted from `first`."""
    first: int = 0
    """How many items stood before these, in what this is the rest of."""

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
    """What can be pressed or chosen. Never left out."""

    buttons: tuple[Button, ...] = ()
    picker: Picker | None = None
    stacked: bool = False
    """Labels are long: each button stands on a line of its own if it can."""


Element: TypeAlias = (
    Panel | Heading | Text | Passage | Diff | Fields | Source | Earlier | Divider | Items | Actions
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """All that a reply shows, from top to bottom."""

    elements: tuple[Element, ...]
    private: bool

    @classmethod
    def of(cls, *elements: Element | None, private: bool) -> Document:
        """Make a document; what is None, or has nothing to show, is left out."""
        return cls(tuple(e for e in elements if e is not None and not _is_empty(e)), private)

    @property
    def actions(self) -> Actions:
        """All that can be pressed, together."""
        return joined(self.elements)


def joined(elements: Sequence[Element]) -> Actions:
    """Join all that can be pressed; of two pickers the first stays."""
    found = [element for element in elements if isinstance(element, Actions)]
    buttons = tuple(button for each in found for button in each.buttons)
    picker = next((each.picker for each in found if each.picker), None)
    return Actions(buttons, picker, stacked=any(each.stacked for each in found))


def plain_text(document: Document, most: int = 1 << 40) -> str:
    """Say a document in lines without any style, for notifications and screen readers; not much more than `most`."""
    said: list[str] = []
    for line in chain.from_iterable(map(_lines, document.elements)):
        if line.strip():
            said.append(line[:most])
            most -= len(line)
        if most <= 0:
            break
    return "\n".join(said)


def diff_text(pieces: Sequence[DiffSegment]) -> str:
    """A comparison word by word in plain text: [-only held-], {+only given+}, […] where what was given marks a cut."""
    text = ""
    for before, piece in zip((None, *pieces), pieces, strict=False):
        marked = {"same": piece.text, "old": f"[-{piece.text}-]", "new": f"{{+{piece.text}+}}", "cut": "[…]"}
        replaces = before is not None and before.kind == "old" and piece.kind == "new"
        text += ("" if before is None or replaces else " ") + marked[piece.kind]
    return text


def _is_empty(element: Element) -> bool:
    match element:
        case Text(text=text) | Heading(text=text):
            return not text.strip()
        case Diff(segments=()) | Fields(rows=()) | Actions(buttons=(), picker=None):
            return True
        case Items():
            return len(element) == 0
    return False


def _lines(element: Element) -> Iterator[str]:
    match element:
        case Heading() | Text():
            yield f"⚠ {element.text}" if isinstance(element, Text) and element.role == "warning" else element.text
        case Passage():
            yield element.shown
            yield f"— {element.attribution}" if element.attribution else ""
        case Diff():
            yield diff_text(element.segments)
        case Fields():
            yield from (f"{row.label}: {row.text}" for row in element.rows)
        case Source():
            yield "" if element.other else element.provenance
        case Items():
            for group in element.groups:
                yield group.heading
                yield from (part.shown for item in group.items for part in item if isinstance(part, Passage))
        case Actions():
            yield from (button.label for button in element.buttons if element.stacked)
        case Panel() | Divider() | Earlier():
            pass
        case _:
            assert_never(element)
