"""What goes out: replies by meaning, never by markup. Each adapter's `render.py` gives every kind its look.

Adding a kind without rendering it fails type checking: the renderers end in `assert_never`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.core.events import Action, Choice, Completion
from bot.core.models import Fact, Statement, Validity


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


@dataclass(frozen=True, slots=True)
class Card:
    """One statement with its source: the answer. `statement.text` is shown to the letter."""

    statement: Statement
    validity: Validity
    replaces: tuple[Fact, ...] = ()
    """Earlier statements that this one superseded, newest first; shown as such with their dates."""
    also: tuple[Statement, ...] = ()
    """What other sources say in the same words, the newest first."""
    whole: Button | None = None
    """Shown only where a platform's limits cut the text: brings the whole of it."""
    buttons: tuple[Button, ...] = ()
    picker: Picker | None = None
    private: bool = False
    read_as: str = ""
    """How the question was read if it goes on from another; shown above all else (`wording.read_as`)."""


@dataclass(frozen=True, slots=True)
class TextPart:
    """A piece of a text that is too long for one message; all pieces after one another are the text, to the letter."""

    text: str
    """At most 1,500 characters."""
    note: str
    """Which piece of what."""
    private: bool = True


DiffKind: TypeAlias = Literal["same", "old", "new", "cut"]


@dataclass(frozen=True, slots=True)
class DiffSegment:
    """A run of words in the comparison of two texts, with what stands around the words in its own text."""

    kind: DiffKind
    """In both; only in what is held; only in what was given; in what is held where what was given marks a cut."""
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether words are what somebody said. Shown from top to bottom: headline, told, warnings, pieces, card."""

    headline: str
    """The verdict in a word or two."""
    told: str
    """What that means, in a sentence."""
    warnings: tuple[str, ...] = ()
    """What changes the meaning, a sentence each."""
    pieces: tuple[DiffSegment, ...] = ()
    """What was given, word by word beside what is held; empty where it is all that is held, to the letter. No space
    between two of them is part of either, so a renderer puts one in between."""
    card: Card | None = None
    """The quotation that comes closest, shown as any card is, to the letter; its buttons stand under the verdict."""
    good: bool = False
    """The words stand as they were said and nothing warns of them."""
    buttons: tuple[Button, ...] = ()
    picker: Picker | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """A speaker in the list of all."""

    name: str
    """With the role, where there is one."""
    held: str
    """How many quotations, and about what."""


@dataclass(frozen=True, slots=True)
class Speakers:
    """One page of the list of speakers."""

    title: str
    lines: tuple[SpeakerRow, ...]
    """At most ten."""
    buttons: tuple[Button, ...] = ()
    picker: Picker | None = None
    private: bool = True


@dataclass(frozen=True, slots=True)
class Clarification:
    """A question back: what of several was meant."""

    prompt: str
    picker: Picker
    private: bool = True


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Up to three statements that may be meant, each behind a button labelled with a question it answers."""

    buttons: tuple[Button, ...]
    private: bool = True
    read_as: str = ""
    """How the question was read if it goes on from another or is one of several; shown above the sentence."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a statement was chosen."""

    question: str
    read_as: tuple[tuple[str, str], ...]
    """Repairs: (typed, read as)."""
    met: tuple[tuple[str, str], ...]
    """(word of the question, word of the statement that it matched)."""
    missing: tuple[str, ...]
    """Words of the question that matched nothing."""
    closest: str | None
    """The listed question that it came closest to."""
    statement_id: str
    score: float
    threshold: float
    """The score that an answer needs."""
    runner_up: tuple[str, float] | None
    """Id and score of the best other candidate."""
    likeness: float = 0.0
    """How like the closest listed question is, from 0 to 1; 1 only if the question is listed word for word."""
    veto: str = ""
    """Why the statement must not be answered outright, whatever its score; empty if nothing forbids it."""
    counted: tuple[tuple[str, float], ...] = ()
    """What spoke for the statement and, below zero, against it, beside other candidates; the biggest first."""
    private: bool = True

    @property
    def is_listed(self) -> bool:
        """Whether the question is one of the listed ones, word for word."""
        return self.likeness >= 1.0


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One command of the table as a person types it."""

    usage: str
    summary: str
    example: str


@dataclass(frozen=True, slots=True)
class Help:
    """How to use the bot; made from the table of commands."""

    lines: tuple[HelpLine, ...]
    holds: str
    """One sentence on what the store holds, such as the number of facts and the date of the newest source."""
    private: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a digest tells."""

    text: str
    """Shown to the letter: a fact, a question as it was asked, or a quotation without its marks."""
    statement: Statement | None = None
    """The fact or quotation that it is: its source, date and id stand beneath, as on a card. A quotation is shown in
    quotation marks with its speaker."""
    also: tuple[Statement, ...] = ()
    """What other sources say in the same words."""
    note: str = ""
    """What else stands beneath, such as until when it holds."""
    before: tuple[tuple[str, str], ...] = ()
    """(What it was, its text to the letter) of each earlier text that this one took the place of, shown as gone."""


@dataclass(frozen=True, slots=True)
class Section:
    """Items of a digest under one heading."""

    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """The daily post, or what of it did not fit. Shown from top to bottom: title, summary, sections, closing."""

    title: str
    summary: str
    """A sentence on what is below; empty where there is nothing to say."""
    sections: tuple[Section, ...] = ()
    """What matters most comes first. As many items as there is room for are shown, none of them cut but a first one
    that is too long by itself; of what is left, a line (`wording.left_out`) and a button (`wording.more`) tell."""
    closing: tuple[Section, ...] = ()
    """Always shown, whatever is left out of the sections; a text that is too long is cut, and a line says so."""
    more: Action | None = None
    """Brings the items that were left out. Its value is empty: a renderer puts in `first` and the number of items of
    `sections` that it shows, added up."""
    first: int = 0
    """How many items stood before these, in what this is the rest of."""
    whole: Button | None = None
    """Shown only where a platform's limits cut the text in `closing`: brings the whole of it."""
    private: bool = False


@dataclass(frozen=True, slots=True)
class Details:
    """Labels, each with a short text, under a title."""

    title: str
    rows: tuple[tuple[str, str], ...]
    private: bool = True


@dataclass(frozen=True, slots=True)
class Notice:
    """A fixed sentence of the product: no answer, an error that a user can mend, a confirmation."""

    text: str
    private: bool = True


Reply: TypeAlias = (
    Card | TextPart | Verdict | Speakers | Clarification | Suggestions | Explanation | Help | Digest | Details | Notice
)
