"""Make questions of a clause: each asks for a part of it, and has only its words and question words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from bot.curation.grammar.clauses import Clause
from bot.curation.grammar.figure_questions import amounts, counts
from bot.curation.grammar.person_questions import persons
from bot.curation.grammar.phrasing import MOST_WORDS, Phrasing
from bot.curation.grammar.thing_questions import states, things
from bot.curation.grammar.time_questions import places, reasons, times

Rule: TypeAlias = Callable[[Clause], Iterator[Phrasing]]

_RULES: Final[Sequence[Rule]] = (amounts, persons, times, places, reasons, things, states)
"""The most telling questions first."""


def questions(clause: Clause) -> Iterator[Phrasing]:
    """Yield the questions that a clause surely answers, in good English, the most telling first."""
    rules: Sequence[Rule] = (states,) if clause.negative else _RULES
    found = () if clause.negative else tuple(counts(clause))
    made = found or (phrasing for rule in rules for phrasing in rule(clause))
    yield from (phrasing for phrasing in made if len(phrasing.text.split()) <= MOST_WORDS)
