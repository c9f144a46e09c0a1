"""What goes out: replies by meaning, never by markup. Each adapter's `render.py` gives every kind its look.

Adding a kind without rendering it fails type checking: the renderers end in `assert_never`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.core.messages import Action
from bot.core.models import Fact, Standing, Statement


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press under a reply."""

    label: str
    """What the person reads; adapters shorten it to their limit with an ellipsis."""
    action: Action


@dataclass(frozen=True, slots=True)
class Card:
    """One statement with its source: the answer. `statement.text` is shown to the letter."""

    statement: Statement
    standing: Standing
    replaces: tuple[Fact, ...] = ()
    """Earlier statements that this one superseded, newest first; shown as such with their dates."""
    also: tuple[Statement, ...] = ()
    """What other sources say in the same words, the newest first."""
    buttons: tuple[Button, ...] = ()
    private: bool = False


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Up to three statements that may be meant, each behind a button labelled with a question it answers."""

    buttons: tuple[Button, ...]
    private: bool = True


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a statement was chosen."""

    question: str
    read_as: tuple[tuple[str, str], ...]
    """Repairs: (typed, read as)."""
    met: tuple[tuple[str, str], ...]
    """(word of the question, word of the statement that it met)."""
    missing: tuple[str, ...]
    """Words of the question that met nothing."""
    closest: str | None
    """The curated question that it came closest to."""
    statement_id: str
    score: float
    threshold: float
    runner_up: tuple[str, float] | None
    """Id and score of the second best."""
    rule: str = ""
    """What holds of the score whatever set the statement apart; empty where nothing does."""
    counted: tuple[tuple[str, float], ...] = ()
    """What spoke for the statement and, below zero, against it, beside other candidates; the biggest first."""
    private: bool = True


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
class Notice:
    """A fixed sentence of the product: no answer, an error that a user can mend, a confirmation."""

    text: str
    private: bool = True


Reply: TypeAlias = Card | Suggestions | Explanation | Help | Notice
