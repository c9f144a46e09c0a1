"""Compare a claim with one stored text, word by word."""

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
"""Costs of an equal word, a different one, a similar one, a missing word, an added one, and a gap of any length.

An added word costs more than a different one, so that a changed beginning is aligned with the original beginning.
"""
_ALIKE = 70.0
"""Minimum likeness (0 to 100) of the letters of similar words, such as a typo or another inflected form."""
_MAX_CELLS = 60_000
"""Maximum pairs of words compared letter by letter; in longer texts only equal words match."""
_MAX_STARTS = 40
_LIGHT = 0.35
"""Weight of function words, negations and hedges, which are common or often changed; all other words weigh 1."""
_JUMP_WEIGHT = 2.0
"""Maximum weight of a part that is left out without a mark."""


@dataclass(frozen=True, slots=True)
class Step:
    """A run of words: `old` up to `old_end` (exclusive) of the stored text, `new` up to `new_end` of the claim."""

    kind: Kind
    old: int
    old_end: int
    new: int
    new_end: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The alignment of a claim with one stored text, from the first to the last shared word."""

    steps: tuple[Step, ...]
    similarity: float
    whole: bool = False
    """Whether the claim has exactly the words of the stored text."""
    telling: int = 0
    """Number of significant words (`weight` 1) that the two share in order."""

    @property
    def exact(self) -> bool:
        """Return whether nothing differs, except for marked cuts and words before or after the claim."""
        return all(step.kind != "differs" for step in self.steps)


def exact(claim: Words, stored: Words) -> Comparison | None:
    """Align a claim that is the stored text, or runs of it in order with a mark at each cut; else return None."""
    if claim.keys == stored.keys:
        return Comparison((Step("equal", 0, len(stored), 0, len(claim)),), 1.0, whole=True)
    runs = _runs(claim)
    if not runs or len(claim) > len(stored):
        return None
    positions = _find_runs([claim.keys[first:end] for first, end in runs], stored.keys)
    if positions is None:
        return None
    steps: list[Step] = []
    for (first, end), position in zip(runs, positions, strict=True):
        if steps and steps[-1].old_end == position:
            steps[-1] = Step("equal", steps[-1].old, position + end - first, steps[-1].new, end)
            continue
        if steps:
            steps.append(Step("cut", steps[-1].old_end, position, first, first))
        steps.append(Step("equal", position, position + end - first, first, end))
    return Comparison(tuple(steps), 1.0)


def compare(claim: Words, stored: Words) -> Comparison:
    """Align a claim with a run of the stored text at the lowest cost."""
    if not len(claim) or not len(stored):
        return Comparison((), 0.0)
    near = _word_costs(claim.keys, stored.keys)
    steps = tuple(_widened(list(_steps(claim, near)), claim, stored))
    likeness = min(0.99, max(_in_order(steps, claim, stored, near), _in_pairs(claim, stored)))
    equal = (key for step in steps if step.kind == "equal" for key in stored.keys[step.old : step.old_end])
    return Comparison(steps, likeness, telling=sum(weight(key) == 1 for key in equal))


def overlap(claim: Words, stored: Words) -> float:
    """Return the weight of the shared words in any order: a cheap measure that chooses which texts to compare."""
    return _shared(claim, stored) + 0.5 * _shared_pairs(claim, stored)


def weight(key: str) -> float:
    """Return the weight of a word as evidence for the source of a claim."""
    is_light = key in FUNCTION_WORDS or is_negation(key) or is_hedge(key) or not any(map(str.isalnum, key))
    return _LIGHT if is_light else 1.0


# ---------------------------------------------------------------------- runs


def _runs(claim: Words) -> list[tuple[int, int]]:
    """Split the claim at its cut marks into runs (first, end)."""
    edges = sorted({0, len(claim), *claim.cuts})
    return [(first, end) for first, end in pairwise(edges) if end > first]


def _find_runs(runs: Sequence[list[str]], stored: list[str]) -> list[int] | None:
    """Return the positions of the runs in the stored text, in order and as close together as possible."""
    best: tuple[int, list[int]] | None = None
    for start in list(_occurrences(runs[0], stored, 0))[:_MAX_STARTS]:
        positions, after = [start], start + len(runs[0])
        for run in runs[1:]:
            position = next(_occurrences(run, stored, after), None)
            if position is None:
                break
            positions.append(position)
            after = position + len(run)
        if len(positions) == len(runs) and (best is None or after - start < best[0]):
            best = (after - start, positions)
    return best[1] if best else None


def _occurrences(run: list[str], stored: list[str], start: int) -> Iterator[int]:
    first, last = run[0], len(stored) - len(run)
    while start <= last:
        try:
            start = stored.index(first, start, last + 1)
        except ValueError:
            return
        if stored[start : start + len(run)] == run:
            yield start
        start += 1


# ---------------------------------------------------------------------- alignment


def _word_costs(claim: list[str], stored: list[str]) -> NDArray[np.int32]:
    """Return the cost of aligning each word of the claim (row) with each stored word (column)."""
    if len(claim) * len(stored) > _MAX_CELLS:
        ids = {key: key_id for key_id, key in enumerate(dict.fromkeys([*claim, *stored]))}
        left, right = (np.asarray([ids[key] for key in keys]) for keys in (claim, stored))
        return np.where(left[:, None] == right[None, :], _SAME, _OTHER).astype(np.int32)
    alike = process.cdist(claim, stored, scorer=fuzz.ratio, score_cutoff=_ALIKE, dtype=np.float32)
    costs = np.where(alike >= _ALIKE, _NEAR, _OTHER)
    return np.where(alike == 100.0, _SAME, costs).astype(np.int32)


def _costs(claim: Words, near: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the least cost of aligning the claim's first words (rows) with stored text that ends at a word (columns).

    Semi-global alignment: stored words before and after the claim cost nothing. Shape: (words + 1, stored words + 1).
    """
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
    """Yield the cheapest alignment; neighbouring words of one kind are one step."""
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


def _widened(steps: list[Step], claim: Words, stored: Words) -> list[Step]:
    """Extend a change at either edge by one stored word, if it then differs only in spelling.

    For example, the cheapest alignment matches "I'm" with "am" and leaves out the "I".
    """
    if steps and steps[0].kind == "differs" and (first := steps[0]).old > 0:
        old = stored.raw(first.old - 1, first.old_end)
        if same_but_for_spelling(old, claim.raw(first.new, first.new_end)):
            steps[0] = replace(first, old=first.old - 1)
    if steps and steps[-1].kind == "differs" and (last := steps[-1]).old_end < len(stored):
        old = stored.raw(last.old, last.old_end + 1)
        if same_but_for_spelling(old, claim.raw(last.new, last.new_end)):
            steps[-1] = replace(last, old_end=last.old_end + 1)
    return steps


def _path(claim: Words, near: NDArray[np.int32]) -> Iterator[Step]:
    """Trace the cheapest path through the table of costs backwards, one step for each word or gap."""
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


def _in_order(steps: Sequence[Step], claim: Words, stored: Words, near: NDArray[np.int32]) -> float:
    """Return the share of the total weight of both texts that is common, in order (0 to 1)."""
    common = covered = 0.0
    for step in steps:
        olds = sum(weight(key) for key in stored.keys[step.old : step.old_end])
        if step.kind == "equal":
            common += olds
            covered += olds
        elif step.kind == "differs":
            covered += min(olds, _JUMP_WEIGHT) if step.new == step.new_end else olds
            common += sum(
                0.6 * weight(stored.keys[old])
                for old, new in zip(range(step.old, step.old_end), range(step.new, step.new_end), strict=False)
                if near[new, old] <= _NEAR
            )
    given = sum(map(weight, claim.keys))
    return 2 * common / (given + covered) if given + covered else 0.0


def _in_pairs(claim: Words, stored: Words) -> float:
    """Return the share of the claim that the stored text has in any order; kept neighbours raise it (0 to 1)."""
    given = sum(map(weight, claim.keys))
    kept = _shared_pairs(claim, stored) / max(1, len(claim) - 1)
    return _shared(claim, stored) / given * (0.6 + 0.4 * kept) if given else 0.0


def _shared(claim: Words, stored: Words) -> float:
    """Return the weight of the shared words in any order."""
    shared = Counter(claim.keys) & Counter(stored.keys)
    return sum(weight(key) * count for key, count in shared.items())


def _shared_pairs(claim: Words, stored: Words) -> int:
    """Count the pairs of neighbouring words that both texts have."""
    return (Counter(pairwise(claim.keys)) & Counter(pairwise(stored.keys))).total()
