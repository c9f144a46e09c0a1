"""What a case is, and what may rightly be said of a run of words that was taken out of a quotation."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from bot.core.models import Quote
from tests.benchmarks.quote_edits import Edit
from tests.benchmarks.quotes_store import World
from tests.benchmarks.quotes_words import CONTRASTS, Reading, negates, plain, risky

NOTHING: frozenset[str] = frozenset()
MINOR = frozenset({"minor"})
NEGATION = frozenset({"negation"})
NUMBER = frozenset({"number"})
HEDGE = frozenset({"hedge"})
MEANING = NEGATION | NUMBER | HEDGE
CUTS = frozenset({"omitted_negation", "cut_after_negation", "cut_after_hedge"})
ALL = MEANING | CUTS | MINOR
HELD = ("verbatim", "excerpt")


@dataclass(frozen=True, slots=True)
class Case:
    """One text to check, and what a careful editor would say of it."""

    text: str
    verdicts: tuple[str, ...]
    """The right one; where honest people differ, all that would do. "refused" stands for a sentence on what to give."""
    speaker: str | None = None
    expected: tuple[frozenset[str], ...] = ()
    """Of each group at least one flag is to be there."""
    forbidden: frozenset[str] = NOTHING
    quotes: frozenset[str] = NOTHING
    """Ids, one of which is the quotation meant; empty where others would do as well."""
    kind: str = ""


Change: TypeAlias = Callable[[random.Random, Quote, World], Case | None]


def same(quote: Quote, world: World) -> frozenset[str]:
    """The ids of all quotations with these words."""
    return world.twins.get(quote.id, frozenset({quote.id}))


def verbatim(edit: Edit, *also: str) -> Change:
    """The whole quotation in other dress."""

    def change(rng: random.Random, quote: Quote, world: World) -> Case | None:
        text = edit(rng, quote.text)
        if text is None:
            return None
        return Case(text, ("verbatim", *also), forbidden=ALL - MINOR if also else ALL, quotes=same(quote, world))

    return change


def altered(
    edit: Edit, *expected: frozenset[str], forbidden: frozenset[str] = NOTHING, also: tuple[str, ...] = ()
) -> Change:
    """The whole quotation with something changed."""

    def change(rng: random.Random, quote: Quote, world: World) -> Case | None:
        text = edit(rng, quote.text)
        if text is None or (world.holds(text) and not also):
            return None
        return Case(text, ("altered", *also), expected=expected, forbidden=forbidden, quotes=same(quote, world))

    return change


def altered_part(edit: Edit, *expected: frozenset[str], forbidden: frozenset[str] = NOTHING) -> Change:
    """A run of at least eight words of it with something changed inside, its ends as they were."""

    def change(rng: random.Random, quote: Quote, world: World) -> Case | None:
        reading = Reading(quote.text)
        if len(reading.words) < 11:
            return None
        first = rng.randrange(0, len(reading.words) - 8)
        end = rng.randrange(first + 8, len(reading.words) + 1)
        run = Reading(reading.run(first, end))
        inner = edit(rng, run.run(2, len(run.words) - 2))
        if inner is None or not inner.strip():
            return None
        text = run.text[: run.places[2][0]] + inner + run.text[run.places[-3][1] :]
        if world.holds(text):
            return None
        return Case(text, ("altered",), expected=expected, forbidden=forbidden - CUTS, quotes=same(quote, world))

    return change


def free_before(reading: Reading, first: int) -> bool:
    """Nothing before word `first` in its sentence governs what comes after it or turns it, nor is it such a word."""
    start, _ = reading.sentence_of(first)
    return first == start or not any(map(risky, reading.keys[start : first + 1]))


def free_after(reading: Reading, end: int) -> bool:
    """What follows takes nothing back of the words up to `end`, in their sentence or at the start of the next."""
    if end == len(reading.words):
        return True
    _, sentence_end = reading.sentence_of(end - 1)
    if end == sentence_end:
        key = reading.keys[end].lower()
        return key not in CONTRASTS and not negates(key)
    return not any(map(risky, reading.keys[end - 1 : sentence_end]))


def unwarned(reading: Reading, *parts: tuple[int, int]) -> bool:
    """The runs, taken out of the text, lose nothing that a warning might be about."""
    gaps = [reading.keys[end:first] for (_, end), (first, _) in pairwise(parts)]
    free = all(free_before(reading, first) and free_after(reading, end) for first, end in parts)
    return free and not any(risky(key) for gap in gaps for key in gap)


def forbidden_of(reading: Reading, *parts: tuple[int, int]) -> frozenset[str]:
    """All flags where nothing is to warn of; else those that can't be right whatever one makes of the cuts."""
    return ALL if unwarned(reading, *parts) else MINOR | NUMBER


def excerpt_of(reading: Reading, world: World, quote: Quote, text: str, *parts: tuple[int, int]) -> Case:
    """The case of runs that were taken out of the quotation and are given as `text`."""
    ids = same(quote, world) if sum(end - first for first, end in parts) >= 7 else NOTHING
    return Case(text, ("excerpt",), forbidden=forbidden_of(reading, *parts), quotes=ids)


def held_in(text: str, world: World) -> list[Quote]:
    """All quotations that have the text as a run of their words."""
    words = plain(text)
    return [quote for quote, held in zip(world.quotes, world.plain_texts, strict=True) if words in held]
