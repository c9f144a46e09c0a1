"""Kinds of test cases with excerpts: correct ones, and those whose cuts change the meaning."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from bot.core.models import Quote
from tests.benchmarks.quote_expected import (
    CUTS,
    MINOR,
    NUMBER,
    Case,
    Change,
    excerpt_of,
    same,
    unwarned,
)
from tests.benchmarks.quotes_store import World
from tests.benchmarks.quotes_words import Reading, negates, upper_first

MARKS = ("…", " … ", " ... ", " . . . ", " […] ", " [...] ", " (...) ", " (…) ")
SAID = ("think", "believe", "expect", "say", "saying", "mean", "suggest", "sure", "certain", "convinced", "promise")
HEDGING = ("may", "might", "could", "perhaps", "probably", "possibly", "maybe", "almost")


def _part(first: Callable[[int], int], end: Callable[[int], int], leading: str = "", trailing: str = "") -> Change:
    """Make a change that takes a run of words and adds marks before and after it.

    `first` and `end` return the limits for the number of words, or -1 for a random limit.
    """

    def change(rng: random.Random, quote: Quote, world: World) -> Case | None:
        reading = Reading(quote.text)
        for _ in range(8):
            a, b = first(len(reading.words)), end(len(reading.words))
            a = a if a >= 0 else rng.randrange(1, max(2, len(reading.words) - 5))
            b = b if b >= 0 else rng.randrange(a + 4, max(a + 5, len(reading.words)))
            if not (a + 4 <= b <= len(reading.words)) or (a, b) == (0, len(reading.words)):
                return None
            if unwarned(reading, (a, b)):
                break
        text = reading.run(a, b)
        case = excerpt_of(reading, world, quote, f"{leading}{text}{trailing}", (a, b))
        if (leading or trailing) and any(map(negates, (*reading.keys[:a], *reading.keys[b:]))):
            case = Case(case.text, case.verdicts, forbidden=case.forbidden - CUTS, quotes=case.quotes)
        return case

    return change


def _short(rng: random.Random, quote: Quote, world: World) -> Case | None:
    """Take three to six words."""
    reading = Reading(quote.text)
    count = rng.randrange(3, 7)
    if len(reading.words) <= count:
        return None
    positions = [n for n in range(len(reading.words) - count) if unwarned(reading, (n, n + count))]
    if not positions:
        return None
    n = rng.choice(positions)
    return excerpt_of(reading, world, quote, reading.run(n, n + count), (n, n + count))


def _sentence(rng: random.Random, quote: Quote, world: World) -> Case | None:
    """Take one of several sentences."""
    reading = Reading(quote.text)
    parts = [part for part in reading.sentences if part[1] - part[0] >= 3]
    if len(reading.sentences) < 2 or not parts:
        return None
    part = rng.choice(parts)
    return excerpt_of(reading, world, quote, reading.run(*part) + ".", part)


def _whole_sentences_left_out(rng: random.Random, quote: Quote, world: World) -> Case | None:
    """Take the first and the third sentence. A warning about the second may be right or not."""
    reading = Reading(quote.text)
    if len(reading.sentences) < 3:
        return None
    first, _, third = reading.sentences[:3]
    if min(first[1] - first[0], third[1] - third[0]) < 3:
        return None
    text = f"{reading.run(*first)}. {rng.choice(('…', '[…]', '...'))} {reading.run(*third)}."
    return excerpt_of(reading, world, quote, text, first, third)


def _runs(count: int, marks: tuple[str, ...], edges: bool = False) -> Change:
    """Make a change that takes runs of words in order, with a mark for each cut between them."""

    def change(rng: random.Random, quote: Quote, world: World) -> Case | None:
        reading = Reading(quote.text)
        size = len(reading.words)
        if size < 5 * count:
            return None
        for _ in range(12):
            bounds = sorted(rng.sample(range(size + 1), 2 * count))
            parts = [(bounds[k], bounds[k + 1]) for k in range(0, 2 * count, 2)]
            if all(end - first >= 3 for first, end in parts) and unwarned(reading, *parts):
                break
        if any(end - first < 3 for first, end in parts):
            return None
        text = rng.choice(marks).join(reading.run(*part) for part in parts)
        return excerpt_of(reading, world, quote, f"…{text}…" if edges else text, *parts)

    return change


def _hidden(words: Callable[[str], bool]) -> Change:
    """Make a change that replaces a negation by the mark of a cut. `words` is true for the words of the negation."""

    def change(rng: random.Random, quote: Quote, world: World) -> Case | None:
        reading = Reading(quote.text)
        positions = [n for n in range(3, len(reading.words) - 3) if words(reading.keys[n])]
        rng.shuffle(positions)
        for n in positions:
            start, end = reading.sentence_of(n)
            a, b = n - rng.randrange(2), n + 1 + rng.randrange(3)
            if a - start >= 3 and end - b >= 3:
                first = rng.choice((0, start))
                last = rng.choice((end, len(reading.words)))
                text = f"{reading.run(first, a)}{rng.choice(MARKS)}{reading.run(b, last)}"
                expected = (frozenset({"omitted_negation"}),)
                return Case(text, ("excerpt",), expected=expected, forbidden=MINOR | NUMBER, quotes=same(quote, world))
        return None

    return change


def _begun_after(before: Callable[[Reading, int], bool], flags: frozenset[str], leading: str = "") -> Change:
    """Make a change that begins the excerpt at a word for which `before` is true, after a space."""

    def change(rng: random.Random, quote: Quote, world: World) -> Case | None:
        reading = Reading(quote.text)
        positions = [
            n for n in range(1, len(reading.words) - 2) if reading.between(n - 1) == " " and before(reading, n)
        ]
        if not positions:
            return None
        n = rng.choice(positions)
        end = rng.choice((reading.sentence_of(n)[1], len(reading.words)))
        if end - n < 3:
            return None
        text = leading + (reading.run(n, end) if leading or rng.random() < 0.5 else upper_first(reading.run(n, end)))
        ids = same(quote, world) if end - n >= 7 else frozenset()
        return Case(text, ("excerpt",), expected=(flags,), forbidden=MINOR | NUMBER, quotes=ids)

    return change


def _after_negation(reading: Reading, n: int) -> bool:
    """Return whether word `n` follows a negation."""
    key = reading.keys[n - 1]
    adverb = key in ("not", "never", "cannot", "no", "without") or key.endswith("n't")
    return adverb and reading.keys[n] not in ("only", "even", "one", "just", "heard") and not negates(reading.keys[n])


def _after_denied_belief(reading: Reading, n: int) -> bool:
    """Return whether word `n` follows a denied belief, such as "do not think that"."""
    keys = reading.keys
    return n >= 3 and keys[n - 1] == "that" and keys[n - 2] in SAID and negates(keys[n - 3])


def _after_hedge(reading: Reading, n: int) -> bool:
    """Return whether word `n` follows a hedge."""
    return reading.keys[n - 1] in HEDGING and not negates(reading.keys[n]) and reading.keys[n] not in HEDGING


def _after_doubt(reading: Reading, n: int) -> bool:
    """Return whether word `n` follows a doubt, such as "doubt that"."""
    before = " ".join(reading.keys[max(0, n - 4) : n]).lower()
    return bool(
        re.search(r"(?:\bdoubt that|\bhope that|may well be that|surprised if|suggests that|not sure that)$", before)
    )


def _before_but(denied: bool, opens_sentence: bool = False, trailing: tuple[str, ...] = ("", ".", "…")) -> Change:
    """Make a change that ends the excerpt just before a "but".

    `denied` is whether there must be a negation in the sentence before it, `opens_sentence` whether it begins a
    sentence.
    """

    def change(rng: random.Random, quote: Quote, world: World) -> Case | None:
        reading = Reading(quote.text)
        for n in [n for n, word in enumerate(reading.words) if word.lower() == "but"]:
            start, _ = reading.sentence_of(n - 1) if n else (0, 0)
            if n - start < 3 or (reading.sentence_of(n)[0] == n) != opens_sentence:
                continue
            if any(map(negates, reading.keys[start:n])) == denied:
                text = reading.run(rng.choice((0, start)), n) + rng.choice(trailing)
                expected = (frozenset({"cut_after_negation", "cut_after_hedge"}),)
                ids = same(quote, world) if n - start >= 7 else frozenset()
                return Case(text, ("excerpt",), expected=expected, forbidden=MINOR | NUMBER, quotes=ids)
        return None

    return change


def _mark_before_but(rng: random.Random, quote: Quote, world: World) -> Case | None:
    """Replace the part of a sentence from "but" on by the mark of a cut; the next sentence follows."""
    reading = Reading(quote.text)
    for n in [n for n, word in enumerate(reading.words) if word == "but"]:
        start, end = reading.sentence_of(n)
        if n - start >= 3 and len(reading.words) - end >= 3:
            text = f"{reading.run(start, n)} … {upper_first(reading.run(end, len(reading.words)))}"
            expected = (frozenset({"cut_after_negation", "cut_after_hedge", "omitted_negation"}),)
            return Case(text, ("excerpt",), expected=expected, forbidden=MINOR | NUMBER, quotes=same(quote, world))
    return None


def _other_script_part(rng: random.Random, quote: Quote, world: World) -> Case | None:
    """Take a clause of a quotation in another language, between punctuation marks."""
    if quote.id not in world.foreign:
        return None
    clauses = [clause for clause in re.split(r"[,;.–。、，،]\s*", quote.text) if len(clause) >= 5]
    if len(clauses) < 2:
        return None
    return Case(rng.choice(clauses), ("excerpt",), forbidden=MINOR | NUMBER, quotes=same(quote, world))


EXCERPTS: dict[str, Change] = {
    "beginning": _part(lambda size: 0, lambda size: -1),
    "middle": _part(lambda size: -1, lambda size: -1),
    "end": _part(lambda size: -1, lambda size: size),
    "end, leading ellipsis": _part(lambda size: -1, lambda size: size, leading="… "),
    "beginning, trailing ellipsis": _part(lambda size: 0, lambda size: -1, trailing="…"),
    "middle between ellipses": _part(lambda size: -1, lambda size: -1, "...", " [...]"),
    "one sentence": _sentence,
    "three to six words": _short,
    "two runs, …": _runs(2, ("…", " … ")),
    "two runs, [...]": _runs(2, (" […] ", " [...] ", "[...] ", " (…) ", " (...) ")),
    "two runs, three points": _runs(2, (" ... ", "... ", " . . . ", "....")),
    "three runs": _runs(3, MARKS),
    "two runs between ellipses": _runs(2, MARKS, edges=True),
    "a sentence left out": _whole_sentences_left_out,
    "clause in another language": _other_script_part,
    "ellipsis hides a not": _hidden(lambda key: key in ("not", "never", "cannot") or key.endswith("n't")),
    "ellipsis hides no, nobody, without": _hidden(
        lambda key: key in ("no", "nobody", "none", "nothing", "without", "neither")
    ),
    "begins after a negation": _begun_after(_after_negation, frozenset({"cut_after_negation"})),
    "begins after a negation, with …": _begun_after(_after_negation, frozenset({"cut_after_negation"}), "… "),
    "begins after a denied belief": _begun_after(
        _after_denied_belief, frozenset({"cut_after_negation", "cut_after_hedge"})
    ),
    "begins after a hedge": _begun_after(_after_hedge, frozenset({"cut_after_hedge"})),
    "begins after a hedge, with …": _begun_after(_after_hedge, frozenset({"cut_after_hedge"}), "… "),
    "begins after a doubt": _begun_after(_after_doubt, frozenset({"cut_after_hedge", "cut_after_negation"})),
    "stops before a but, negation in it": _before_but(True),
    "stops before a but": _before_but(False),
    "stops before a sentence with But": _before_but(False, opens_sentence=True),
    "ellipsis in place of a but": _mark_before_but,
}
