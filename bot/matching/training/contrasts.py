"""Make pairs of phrasings that mean the same, each with a similar phrasing that means something else.

They are made from the lists in `contrasts.txt`, which were written for Factbot. The encoder learns from them what the
other pairs of a batch rarely show. The same thing with another action, in the other direction or with the opposite
particle means something else. Greetings, background and typing errors change nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Triple(NamedTuple):
    """Two phrasings with the same meaning, and one with another meaning."""

    anchor: str
    same: str
    other: str


LISTS = Path(__file__).with_suffix(".txt")


class Wordings:
    """The lists from which the pairs are made."""

    def __init__(self, file: Path = LISTS) -> None:
        """Read the lists. Raises OSError if the file is missing, and KeyError if a list is missing."""
        lists: dict[str, list[str]] = {}
        current: list[str] = []
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                current = lists.setdefault(line.strip("[]"), [])
            elif line and not line.startswith("#"):
                current.append(line.removesuffix("~"))  # marks the end of a line that ends with a space
        self.things, self.ways, self.places, self.names = (lists[n] for n in ("things", "ways", "places", "names"))
        self.actions, self.aspects, self.routes = (
            [line.split("|") for line in lists[name]] for name in ("actions", "aspects", "routes")
        )
        self.opposites = [[side.split("|") for side in line.split(" >< ")] for line in lists["opposites"]]
        self.fill = {name: words.split("|") for name, _, words in (line.partition(": ") for line in lists["fill"])}
        self.before, self.after = lists["before"], lists["after"]


def action(rng: random.Random, lists: Wordings) -> Triple:
    """Draw two wordings of one action on a thing, and another action on the same thing."""
    thing = rng.choice(lists.things)
    right, wrong = rng.sample(lists.actions, 2)
    first, second = rng.sample(right, 2) if rng.random() < 0.8 else [right[0]] * 2
    ways = rng.sample(lists.ways, 2)
    frame = rng.choice((ways[0], rng.choice(lists.ways)))
    return Triple(ways[0].format(first, thing), ways[1].format(second, thing), frame.format(rng.choice(wrong), thing))


def aspect(rng: random.Random, lists: Wordings) -> Triple:
    """Draw two wordings of one aspect of a place, and another aspect of it or the same aspect of another place."""
    place, other_place = rng.sample(lists.places, 2)
    right, wrong = rng.sample(lists.aspects, 2)
    first, second = rng.sample(right, 2)
    other = rng.choice(wrong).format(place) if rng.random() < 0.6 else first.format(other_place)
    return Triple(first.format(place), second.format(place), other)


def direction(rng: random.Random, lists: Wordings) -> Triple:
    """Draw two wordings with two names in two roles, and one wording with the roles swapped."""
    a, b = rng.sample(lists.names, 2)
    first, second = rng.sample(rng.choice(lists.routes), 2)
    return Triple(first.format(a=a, b=b), second.format(a=a, b=b), rng.choice((first, second)).format(a=b, b=a))


def opposite(rng: random.Random, lists: Wordings) -> Triple:
    """Draw two wordings of one side of an opposite, and one wording of the other side."""
    sides = list(rng.choice(lists.opposites))
    rng.shuffle(sides)
    values = {name: rng.choice(words) for name, words in lists.fill.items()}
    a, b = rng.sample(lists.names, 2)
    values |= {"a": a, "b": b, "n": str(rng.choice((6, 12, 16, 65, 2021, 2024)))}
    first, second = (wording.format(**values) for wording in rng.sample(sides[0], 2))
    return Triple(first, second, rng.choice(sides[1]).format(**values))


KINDS: tuple[Callable[[random.Random, Wordings], Triple], ...] = (action, action, aspect, direction, opposite)
"""The kinds of triples. `action` is there twice, so it is drawn twice as often."""


def triple(rng: random.Random, lists: Wordings) -> Triple:
    """Draw a triple of any of the `KINDS`."""
    return rng.choice(KINDS)(rng, lists)


def beside(question: str, rng: random.Random, lists: Wordings) -> str:
    """Return the question with words before or after it that do not change its meaning."""
    before = rng.choice(lists.before).format(rng.choice(lists.names)) if rng.random() < 0.7 else ""
    after = rng.choice(lists.after).format(rng.choice(lists.names)) if not before or rng.random() < 0.4 else ""
    return before + (question.rstrip("?.! ") if after else question) + after
