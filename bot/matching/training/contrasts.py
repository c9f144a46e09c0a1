"""Pairs of phrasings that mean the same, each with one that looks alike and means something else.

All of it is made from lists of our own, `contrasts.txt`. The encoder learns from them what the other pairs of a batch
rarely show: the same thing with another action, the other direction, the opposite particle; and that greetings,
background and slips of the keyboard change nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Triple(NamedTuple):
    """Two phrasings of one meaning, and one of another."""

    anchor: str
    same: str
    other: str


LISTS = Path(__file__).with_suffix(".txt")


class Wordings:
    """The lists that the pairs are made from."""

    def __init__(self, file: Path = LISTS) -> None:
        """Read them. Raises OSError or KeyError if the file is missing or lacks a list."""
        lists: dict[str, list[str]] = {}
        current: list[str] = []
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                current = lists.setdefault(line.strip("[]"), [])
            elif line and not line.startswith("#"):
                current.append(line.removesuffix("~"))  # which marks where a line that ends in a space ends
        self.things, self.ways, self.places, self.names = (lists[n] for n in ("things", "ways", "places", "names"))
        self.actions, self.aspects, self.routes = (
            [line.split("|") for line in lists[name]] for name in ("actions", "aspects", "routes")
        )
        self.opposites = [[side.split("|") for side in line.split(" >< ")] for line in lists["opposites"]]
        self.fill = {name: words.split("|") for name, _, words in (line.partition(": ") for line in lists["fill"])}
        self.before, self.after = lists["before"], lists["after"]


def action(rng: random.Random, lists: Wordings) -> Triple:
    """One thing and one action in two wordings; another action on the same thing."""
    thing = rng.choice(lists.things)
    right, wrong = rng.sample(lists.actions, 2)
    one, two = rng.sample(right, 2) if rng.random() < 0.8 else [right[0]] * 2
    ways = rng.sample(lists.ways, 2)
    shape = rng.choice((ways[0], rng.choice(lists.ways)))
    return Triple(ways[0].format(one, thing), ways[1].format(two, thing), shape.format(rng.choice(wrong), thing))


def aspect(rng: random.Random, lists: Wordings) -> Triple:
    """One aspect of a place in two wordings; another aspect of it, or the same of another place."""
    place, elsewhere = rng.sample(lists.places, 2)
    right, wrong = rng.sample(lists.aspects, 2)
    one, two = rng.sample(right, 2)
    other = rng.choice(wrong).format(place) if rng.random() < 0.6 else one.format(elsewhere)
    return Triple(one.format(place), two.format(place), other)


def direction(rng: random.Random, lists: Wordings) -> Triple:
    """Two names in two roles, in two wordings; the same with the roles swapped."""
    a, b = rng.sample(lists.names, 2)
    one, two = rng.sample(rng.choice(lists.routes), 2)
    return Triple(one.format(a=a, b=b), two.format(a=a, b=b), rng.choice((one, two)).format(a=b, b=a))


def opposite(rng: random.Random, lists: Wordings) -> Triple:
    """Two wordings of one side, and the other side."""
    sides = list(rng.choice(lists.opposites))
    rng.shuffle(sides)
    filled = {name: rng.choice(words) for name, words in lists.fill.items()}
    a, b = rng.sample(lists.names, 2)
    filled |= {"a": a, "b": b, "n": str(rng.choice((6, 12, 16, 65, 2021, 2024)))}
    one, two = (way.format(**filled) for way in rng.sample(sides[0], 2))
    return Triple(one, two, rng.choice(sides[1]).format(**filled))


KINDS: tuple[Callable[[random.Random, Wordings], Triple], ...] = (action, action, aspect, direction, opposite)


def triple(rng: random.Random, lists: Wordings) -> Triple:
    """One of any kind."""
    return rng.choice(KINDS)(rng, lists)


def beside(question: str, rng: random.Random, lists: Wordings) -> str:
    """The question with something before or after it that changes nothing."""
    before = rng.choice(lists.before).format(rng.choice(lists.names)) if rng.random() < 0.7 else ""
    after = rng.choice(lists.after).format(rng.choice(lists.names)) if not before or rng.random() < 0.4 else ""
    return before + (question.rstrip("?.! ") if after else question) + after
