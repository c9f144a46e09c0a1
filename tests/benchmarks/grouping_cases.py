"""Questions in groups that ask the same thing, and how well other groups fit them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

DEVELOPING, UNSEEN = (Path(__file__).parent / "cases" / f"groups_{half}.json" for half in ("dev", "unseen"))

Groups = Sequence[Sequence[int]]
"""Indices of questions."""


@dataclass(frozen=True, slots=True)
class GroupCases:
    """Questions of several worlds."""

    questions: tuple[str, ...]
    right: tuple[int, ...]  # a number for each question, equal for those that ask the same
    aliases: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """How well groups fit, from 0 to 1."""

    precision: float  # share of the pairs in the groups that ask the same
    recall: float  # share of the pairs that ask the same that are in a group
    cubed: float  # F1 of B-cubed, in which each question weighs the same

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return harmonic(self.precision, self.recall)


def read_groups(files: Iterable[Path], worlds: int | None = None) -> GroupCases:
    """Read the first `worlds` of each file, or all. Raises OSError, ValueError or KeyError if a file is not valid."""
    selected = [world for file in files for world in json.loads(file.read_text(encoding="utf-8"))[:worlds]]
    groups = [group for world in selected for group in world["groups"]]
    return GroupCases(
        tuple(question for group in groups for question in group),
        tuple(number for number, group in enumerate(groups) for _ in group),
        tuple(tuple(names) for world in selected for names in world.get("aliases", ())),
    )


def figures(groups: Groups, right: Sequence[int]) -> GroupFigures:
    """Compare groups with the right ones; each question must be in one of the groups."""
    counts = [Counter(right[index] for index in group) for group in groups]
    sizes = Counter(right)
    together = sum(map(pairs, (size for count in counts for size in count.values())))
    found, wanted = sum(pairs(len(group)) for group in groups), sum(map(pairs, sizes.values()))
    shares = [(n * n / len(group), n * n / sizes[label]) for group, c in zip(groups, counts, strict=True)
              for label, n in c.items()]  # fmt: skip
    precise, complete = (sum(column) / len(right) for column in zip(*shares, strict=True))
    return GroupFigures(together / found if found else 1.0, together / wanted, harmonic(precise, complete))


def pairs(size: int) -> int:
    """Return the number of pairs in a group of this size."""
    return size * (size - 1) // 2


def harmonic(left: float, right: float) -> float:
    """Return the harmonic mean; 0 if both are 0."""
    return 2 * left * right / (left + right) if left + right else 0.0
