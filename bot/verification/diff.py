"""A claim laid beside one held text, word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from bot.matching.text import FUNCTION_WORDS
from bot.verification.spelling_variants import same_but_for_spelling
from bot.verification.tokens import Words
from bot.verification.word_lists import is_hedge, is_negation

Kind: TypeAlias = Literal["equal", "differs", "cut"]

_SAME, _OTHER, _NEAR, _MISSING, _ADDED, _JUMP = -4, 10, 6, 8, 11, 17
"""Costs of the same word, of another in its place, of a similar one, of a word left out, of one put in, and of leaving
out any number of words at once. What is put in costs most, so that a changed beginning stands beside what it was."""
_ALIKE = 70.0
"""Likeness in letters, of 100, from which two words are similar: a slip, or another form of one word."""
_MOST_CELLS = 60_000
"""Pairs of words that are compared letter by letter; very long texts are compared by equal words alone."""
_MOST_STARTS = 40
_LIGHT = 0.35
"""Weight of a word that every text holds, such as "the", or that is changed first, such as "never"; all others weigh
1."""
_JUMP_WEIGHT = 2.0
"""What a part that was left out without a mark weighs at most, however long it is."""


@dataclass(frozen=True, slots=True)
class Step:
    """A run of words: those from `old` to before `old_end` of the held text, `new` to before `new_end` of the claim."""

    kind: Kind
    old: int
    old_end: int
    new: int
    new_end: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A claim beside one held text, from the first to the last word that the two share."""

    steps: tuple[Step, ...]
    similarity: float
    whole: bool = False
    """Every word of the held text is in the claim, in order, and no other."""
    telling: int = 0
    """How many words the two share in order that not every text holds."""

    @property
    def exact(self) -> bool:
        """Nothing differs; what is left out is marked, or lies before or behind."""
        return all(step.kind != "differs" for step in self.steps)


def exact(claim: Words, held: Words) -> Comparison | None:
    """The claim as the whole held text or as runs of it in order, with marks where words are left out; else None."""
    if claim.keys == held.keys:
        return Comparison((Step("equal", 0, len(held), 0, len(claim)),), 1.0, whole=True)
    runs = _runs(claim)
    if not runs or len(claim) > len(held):
        return None
    placed = _placed([claim.keys[first:end] for first, end in runs], held.keys)
    if placed is None:
        return None
    steps: list[Step] = []
    for (first, end), place in zip(runs, placed, strict=True):
        if steps and steps[-1].old_end == place:
            steps[-1] = Step("equal", steps[-1].old, place + end - first, steps[-1].new, end)
            continue
        if steps:
            steps.append(Step("cut", steps[-1].old_end, place, first, first))
        steps.append(Step("equal", place, place + end - first, first, end))
    return Comparison(tuple(steps), 1.0)


def compare(claim: Words, held: Words) -> Comparison:
    """The claim as a changed run of the held text, aligned so that as little as possible differs."""
    if not len(claim) or not len(held):
        return Comparison((), 0.0)
    near = _nearness(claim.keys, held.keys)
    steps = tuple(_widened(list(_steps(claim, near)), claim, held))
    likeness = min(0.99, max(_in_order(steps, claim, held, near), _in_pairs(claim, held)))
    equal = (key for step in steps if step.kind == "equal" for key in held.keys[step.old : step.old_end])
    return Comparison(steps, likeness, telling=sum(weight(key) == 1 for key in equal))


def overlap(claim: Words, held: Words) -> float:
    """The weight of the words that the two share in any order: a quick look, to compare only what deserves it."""
    return _shared(claim, held) + 0.5 * _shared_pairs(claim, held)


def weight(key: str) -> float:
    """How much a word tells of where a claim comes from."""
    return _LIGHT if key in FUNCTION_WORDS or is_negation(key) or is_hedge(key) else 1.0


# ---------------------------------------------------------------------- runs


def _runs(claim: Words) -> list[tuple[int, int]]:
    """The claim between its marks of a cut."""
    edges = sorted({0, len(claim), *claim.cuts})
    return [(first, end) for first, end in pairwise(edges) if end > first]


def _placed(runs: Sequence[list[str]], held: list[str]) -> list[int] | None:
    """Where the runs stand in the held text, one after another and as close together as can be."""
    best: tuple[int, list[int]] | None = None
    for start in list(_found(runs[0], held, 0))[:_MOST_STARTS]:
        places, after = [start], start + len(runs[0])
        for run in runs[1:]:
            place = next(_found(run, held, after), None)
            if place is None:
                break
            places.append(place)
            after = place + len(run)
        if len(places) == len(runs) and (best is None or after - start < best[0]):
            best = (after - start, places)
    return best[1] if best else None


def _found(run: list[str], held: list[str], start: int) -> Iterator[int]:
    first, last = run[0], len(held) - len(run)
    while start <= last:
        try:
            start = held.index(first, start, last + 1)
        except ValueError:
            return
        if held[start : start + len(run)] == run:
            yield start
        start += 1


# ---------------------------------------------------------------------- alignment


def _nearness(claim: list[str], held: list[str]) -> NDArray[np.int32]:
    """The cost of each word of the claim in the place of each held word."""
    if len(claim) * len(held) > _MOST_CELLS:
        numbers = {key: number for number, key in enumerate(dict.fromkeys([*claim, *held]))}
        left, right = (np.asarray([numbers[key] for key in keys]) for keys in (claim, held))
        return np.where(left[:, None] == right[None, :], _SAME, _OTHER).astype(np.int32)
    alike = process.cdist(claim, held, scorer=fuzz.ratio, score_cutoff=_ALIKE, dtype=np.float32)
    costs = np.where(alike >= _ALIKE, _NEAR, _OTHER)
    return np.where(alike == 100.0, _SAME, costs).astype(np.int32)


def _costs(claim: Words, near: NDArray[np.int32]) -> NDArray[np.int32]:
    """The least cost of aligning the claim's first words (rows) with held text that ends at a word (columns)."""
    rows, columns = near.shape
    table = np.zeros((rows + 1, columns + 1), np.int32)
    ramp = _MISSING * np.arange(columns + 1, dtype=np.int32)
    for row in range(1, rows + 1):
        best = table[row - 1] + _ADDED
        np.minimum(best[1:], table[row - 1, :-1] + near[row - 1], out=best[1:])
        best = np.minimum.accumulate(best - ramp) + ramp
        best = np.minimum(best, np.minimum.accumulate(best) + (0 if row in claim.cuts else _JUMP))
        table[row] = best
    return table


def _steps(claim: Words, near: NDArray[np.int32]) -> Iterator[Step]:
    """The cheapest alignment, neighbouring words of one kind together."""
    run: Step | None = None
    for step in reversed(list(_path(claim, near))):
        if run and run.kind == step.kind and step.kind != "cut":
            run = replace(run, old_end=step.old_end, new_end=step.new_end)
        else:
            if run:
                yield run
            run = step
    if run:
        yield run


def _widened(steps: list[Step], claim: Words, held: Words) -> list[Step]:
    """With the held words before or behind taken in where a change at an edge then is one of spelling alone.

    The cheapest alignment lays "I'm" beside "am" and leaves the "I" out.
    """
    if steps and steps[0].kind == "differs" and (first := steps[0]).old > 0:
        old = held.raw(first.old - 1, first.old_end)
        if same_but_for_spelling(old, claim.raw(first.new, first.new_end)):
            steps[0] = replace(first, old=first.old - 1)
    if steps and steps[-1].kind == "differs" and (last := steps[-1]).old_end < len(held):
        old = held.raw(last.old, last.old_end + 1)
        if same_but_for_spelling(old, claim.raw(last.new, last.new_end)):
            steps[-1] = replace(last, old_end=last.old_end + 1)
    return steps


def _path(claim: Words, near: NDArray[np.int32]) -> Iterator[Step]:
    """The cheapest way through the table, from its end to its beginning, a step for each word or gap."""
    table = _costs(claim, near)
    row = len(claim)
    column = int(table[row].argmin())
    while row:
        cost = table[row, column]
        if column and cost == table[row - 1, column - 1] + near[row - 1, column - 1]:
            row, column = row - 1, column - 1
            kind: Kind = "equal" if near[row, column] == _SAME else "differs"
            yield Step(kind, column, column + 1, row, row + 1)
        elif cost == table[row - 1, column] + _ADDED:
            row -= 1
            yield Step("differs", column, column, row, row + 1)
        elif column and cost == table[row, column - 1] + _MISSING:
            column -= 1
            yield Step("differs", column, column + 1, row, row)
        else:
            marked = row in claim.cuts
            start = int(np.flatnonzero(table[row, :column] == cost - (0 if marked else _JUMP))[-1])
            yield Step("cut" if marked else "differs", start, column, row, row)
            column = start


# ---------------------------------------------------------------------- similarity


def _in_order(steps: Sequence[Step], claim: Words, held: Words, near: NDArray[np.int32]) -> float:
    """The share of the weight of both that the two have in common, in order."""
    common = gone = 0.0
    for step in steps:
        olds = sum(weight(key) for key in held.keys[step.old : step.old_end])
        if step.kind == "equal":
            common += olds
            gone += olds
        elif step.kind == "differs":
            gone += min(olds, _JUMP_WEIGHT) if step.new == step.new_end else olds
            common += sum(
                0.6 * weight(held.keys[old])
                for old, new in zip(range(step.old, step.old_end), range(step.new, step.new_end), strict=False)
                if near[new, old] <= _NEAR
            )
    given = sum(map(weight, claim.keys))
    return 2 * common / (given + gone) if given + gone else 0.0


def _in_pairs(claim: Words, held: Words) -> float:
    """The share of the claim that the held text has in any order; words that keep their neighbours tell more."""
    given = sum(map(weight, claim.keys))
    kept = _shared_pairs(claim, held) / max(1, len(claim) - 1)
    return _shared(claim, held) / given * (0.6 + 0.4 * kept) if given else 0.0


def _shared(claim: Words, held: Words) -> float:
    """The weight of the words that the two share in any order."""
    shared = Counter(claim.keys) & Counter(held.keys)
    return sum(weight(key) * count for key, count in shared.items())


def _shared_pairs(claim: Words, held: Words) -> int:
    """How many neighbours in one are neighbours in the other."""
    return (Counter(pairwise(claim.keys)) & Counter(pairwise(held.keys))).total()
