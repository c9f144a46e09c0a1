"""Ask for a figure: how many, how much, how long."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.curation.grammar import figures, nouns, spans
from bot.curation.grammar.clauses import Clause
from bot.curation.grammar.groups import Part
from bot.curation.grammar.phrasing import Phrasing, ask, joined, words_of

MEASURES = frozenset("long wide high tall deep old thick heavy big large far fast".split())
_SUMS = frozenset("amount budget cost income price rate revenue salary sum total turnover value wage".split())
"""Nouns of which nobody asks "how much is it?"."""


def counts(clause: Clause) -> Iterator[Phrasing]:
    """Ask how many there are of the subject: "Nine pilots guide ships"."""
    figure = figures.quantity(clause.subject)
    if figure and figure.counts:
        others = words_of([part for part in clause.parts if not spans.is_time(part.kind)])
        yield joined(("how", "many", *figure.noun, *clause.told), clause.parts, figure.noun, (*clause.told, *others))


def amounts(clause: Clause) -> Iterator[Phrasing]:
    """Ask for the figure that follows the verb: "carried 1.2 million passengers", "is 120 metres long"."""
    part = clause.complement
    figure = figures.quantity(part.words) if part and not clause.passive else None
    if part is None or figure is None:
        return
    clause = replace(clause, parts=(part, *(other for other in clause.parts[1:] if not _has_figure(other))))
    if clause.base in ("take", "last") and figures.is_length(part.words):
        yield ask("how long", clause, (part,))
    elif clause.base in ("cost", "weigh"):
        yield ask("how much", clause, (part,))
    elif clause.subject == ("there",):
        yield from _existing(clause, figure)
    elif clause.base == "be":
        yield from measures(clause, part, figure)
    elif figure.is_money:
        yield ask("how much", clause, (part,))
    elif figure.counts:
        noun = _before_figures(figure.noun)
        yield ask(f"how many {' '.join(noun)}", clause, (part,), noun)


def measures(clause: Clause, part: Part, figure: figures.Quantity) -> Iterator[Phrasing]:
    """Ask for the figure after "is", if it is a sum of money or has a measure such as "long"."""
    if figure.noun and figure.noun[-1] in MEASURES and len(figure.noun) <= 3:
        others = [other for other in clause.parts if not spans.is_time(other.kind)]
        yield ask(f"how {figure.noun[-1]}", clause, others, figure.noun[-1:])
    elif figure.is_money and nouns.head(clause.subject) not in _SUMS:
        yield ask("how much", clause, (part,))


def _existing(clause: Clause, figure: figures.Quantity) -> Iterator[Phrasing]:
    """Ask how many there are: "There are 28 beds in the hut"."""
    if figure.counts:
        parts = clause.parts[1:]
        yield joined(("how", "many", *figure.noun, clause.helper, "there"), parts, figure.noun, words_of(parts))


def _has_figure(part: Part) -> bool:
    """Return whether a part has another figure that is no time: "with 74 million inhabitants", "per user"."""
    return part.kind == "other" and (part.words[0] == "per" or figures.has_figure(part.words))


def _before_figures(noun: Sequence[str]) -> tuple[str, ...]:
    """Return what is counted without "of …" that has another figure: "shifts" of "shifts of six hours"."""
    end = noun.index("of") if "of" in noun and figures.has_figure(noun) else len(noun)
    return tuple(noun[:end])
