"""Define the test cases, and the expected flags of excerpts from a quotation."""

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
"""The verdicts that mean that the words are in a stored quotation."""


@dataclass(frozen=True, slots=True)
class Case:
    """A text to check, with the verdict and flags of a careful editor."""

    text: str
    verdicts: tuple[str, ...]
    """The acceptable verdicts, several if experts may disagree. "refused" is an error with advice to the user."""
    speaker: str | None = None
    expected: tuple[frozenset[str], ...] = ()
    """Groups of flags. At least one flag of each group must be there."""
    forbidden: frozenset[str] = NOTHING
    """Flags that must not be there."""
    quotes: frozenset[str] = NOTHING
    """The ids of the acceptable quotations; empty if any is acceptable."""
    kind: str = ""


Change: TypeAlias = Callable[[random.Random, Quote, World], Case | None]


def same(quote: Quote, world: World) -> frozenset[str]:
    """Return the ids of all quotations with the same words."""
    return world.twins.get(quote.id, frozenset({quote.id}))


def verbatim(edit: Edit, *also: str) -> Change:
    """Make a change of the whole quotation that leaves its words the same. `also` are other acceptable verdicts."""

    def change(rng: random.Random, quote: Quote, world: World) -> Case | None:
        text = edit(rng, quote.text)
        if text is None:
            return None
        return Case(text, ("verbatim", *also), forbidden=ALL - MINOR if also else ALL, quotes=same(quote, world))

    return change


def altered(
    edit: Edit, *expected: frozenset[str], forbidden: frozenset[str] = NOTHING, also: tuple[str, ...] = ()
) -> Change:
    """Make a change of the whole quotation that alters its words. `also` are other acceptable verdicts."""

    def change(rng: random.Random, quote: Quote, world: World) -> Case | None:
        text = edit(rng, quote.text)
        if text is None or (world.contains(text) and not also):
            return None
        return Case(text, ("altered", *also), expected=expected, forbidden=forbidden, quotes=same(quote, world))

    return change


def altered_part(edit: Edit, *expected: frozenset[str], forbidden: frozenset[str] = NOTHING) -> Change:
    """Make a change that takes at least eight words in a row and alters them, except the first and last two."""

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
        text = run.text[: run.spans[2][0]] + inner + run.text[run.spans[-3][1] :]
        if world.contains(text):
            return None
        return Case(text, ("altered",), expected=expected, forbidden=forbidden - CUTS, quotes=same(quote, world))

    return change


def free_before(reading: Reading, first: int) -> bool:
    """Return whether no word of the sentence up to word `first` may affect the meaning of what follows."""
    start, _ = reading.sentence_of(first)
    return first == start or not any(map(risky, reading.keys[start : first + 1]))


def free_after(reading: Reading, end: int) -> bool:
    """Return whether nothing after word `end` restricts the words before it.

    This looks at the rest of their sentence, or at the first word of the next sentence.
    """
    if end == len(reading.words):
        return True
    _, sentence_end = reading.sentence_of(end - 1)
    if end == sentence_end:
        key = reading.keys[end].lower()
        return key not in CONTRASTS and not negates(key)
    return not any(map(risky, reading.keys[end - 1 : sentence_end]))


def unwarned(reading: Reading, *parts: tuple[int, int]) -> bool:
    """Return whether an excerpt of these runs of words, (first, end), omits nothing that may need a warning."""
    gaps = [reading.keys[end:first] for (_, end), (first, _) in pairwise(parts)]
    free = all(free_before(reading, first) and free_after(reading, end) for first, end in parts)
    return free and not any(risky(key) for gap in gaps for key in gap)


def forbidden_of(reading: Reading, *parts: tuple[int, int]) -> frozenset[str]:
    """Return all flags if nothing needs a warning; else those that are wrong for any cut."""
    return ALL if unwarned(reading, *parts) else MINOR | NUMBER


def excerpt_of(reading: Reading, world: World, quote: Quote, text: str, *parts: tuple[int, int]) -> Case:
    """Return the case of runs of words that were taken from the quotation and form `text`."""
    ids = same(quote, world) if sum(end - first for first, end in parts) >= 7 else NOTHING
    return Case(text, ("excerpt",), forbidden=forbidden_of(reading, *parts), quotes=ids)


def quotes_with(text: str, world: World) -> list[Quote]:
    """Return all quotations that contain the words of the text in a row."""
    words = plain(text)
    return [quote for quote, plain_text in zip(world.quotes, world.plain_texts, strict=True) if words in plain_text]
