"""A reply as a document: elements from top to bottom, by meaning and without any platform's markup.

Each element says what may be cut, dropped or counted if there is too little room. `core.fitting` does that for every
platform. An adapter only renders each element. An element without a rendering fails type checking, because the
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
    """A button under a reply."""

    label: str
    """What the person reads; adapters shorten it to their limit with an ellipsis."""
    action: Action


@dataclass(frozen=True, slots=True)
class Picker:
    """A menu of choices under a reply."""

    label: str
    """The text in it before a choice is made."""
    action: Action
    """With an empty value. The code of a choice is this action's code with the choice's value at its end."""
    choices: tuple[Choice, ...]
    """At most 25, the likeliest first."""
    completes: Completion | None = None
    """If there are more choices: the request for `EventHandler.complete`, without the typed text. It returns values for
    the action, as in `choices`."""


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

    text: str
    role: Role = "normal"


@dataclass(frozen=True, slots=True)
class Passage:
    """A verbatim text: a fact, or with `quoted` what somebody said. It is cut if there is too little room."""

    text: str
    quoted: bool = False
    attribution: str = ""
    """Who said it."""
    subject: str = ""
    """What it is about."""
    if_cut: str = ""
    """A sentence that is shown if the text is cut."""
    whole: Button | None = None
    """Shows the whole text. The button appears only if the text is cut."""
    is_cut: bool = False
    """Fitting sets it."""

    @property
    def shown(self) -> str:
        """Return the text, in quotation marks if it is a quotation."""
        return f"“{self.text}”" if self.quoted else self.text


DiffKind: TypeAlias = Literal["same", "old", "new", "cut"]


@dataclass(frozen=True, slots=True)
class DiffSegment:
    """A run of words in the comparison of two texts, with the punctuation around it."""

    kind: DiffKind
    """In this order: in both texts; only in the recorded one; only in the typed one; in the recorded one, but the typed
    one marks an omission."""
    text: str


@dataclass(frozen=True, slots=True)
class Diff:
    """Two texts compared word by word. Spaces between two segments are not part of either: a renderer adds them.

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
    """Small print below the text."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Rows. If there is too little room, the last ones are left out and a line says so."""

    rows: tuple[Row, ...]
    stacked: bool = False
    """Each text is below its label, not next to it."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where a statement comes from."""

    title: str
    url: str | None
    provenance: str
    """Publisher and date."""
    as_of: str
    """The date as text, such as "As of 22 October 2025"."""
    id: str
    """Of the statement."""
    other: bool = False
    """Another source that says the same; dropped if there is too little room."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An outdated text, with a label that says what it was. Shortened or dropped if there is no room."""

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
    """Buttons and a picker. Never left out."""

    buttons: tuple[Button, ...] = ()
    picker: Picker | None = None
    stacked: bool = False
    """Labels are long, so each button gets a line of its own if possible."""


Element: TypeAlias = (
    Panel | Heading | Text | Passage | Diff | Fields | SourceLine | Earlier | Divider | Items | Actions
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """All that a reply shows, from top to bottom."""

    elements: tuple[Element, ...]
    private: bool

    @classmethod
    def of(cls, *elements: Element | None, private: bool) -> Document:
        """Make a document, without elements that are None or empty."""
        return cls(tuple(e for e in elements if e is not None and not _is_empty(e)), private)

    @property
    def actions(self) -> Actions:
        """Return all buttons and the picker, joined."""
        return joined(self.elements)


def joined(elements: Sequence[Element]) -> Actions:
    """Join all buttons; of several pickers keep the first."""
    all_actions = [element for element in elements if isinstance(element, Actions)]
    buttons = tuple(button for each in all_actions for button in each.buttons)
    picker = next((each.picker for each in all_actions if each.picker), None)
    return Actions(buttons, picker, stacked=any(each.stacked for each in all_actions))


def plain_text(document: Document, most: int = 1 << 40) -> str:
    """Return a document as plain lines, for notifications and screen readers; little longer than `most` characters."""
    lines: list[str] = []
    for line in chain.from_iterable(map(_lines, document.elements)):
        if line.strip():
            lines.append(line[:most])
            most -= len(line)
        if most <= 0:
            break
    return "\n".join(lines)


def diff_text(pieces: Sequence[DiffSegment]) -> str:
    """Write a comparison as plain text: [-only in the quote-], {+only typed+}, […] for a marked cut."""
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
        case SourceLine():
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
