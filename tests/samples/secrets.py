"""A store of our own making in which half of the statements may be seen in some places only.

All words of such a statement that people could see are made for it alone, and begin with its secret syllables. So they
can be recognised wherever they appear.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from bot.core.events import Target
from bot.core.models import Audience, Fact, FactCollection, NegativeExample, Origin, Quote, Source, Statement

HARBOUR, QUAY, CLUB, DECK = "slack:T1", "slack:T1:C2", "discord:42:99", "slack"
AUDIENCES: Final[tuple[Audience, ...]] = ((HARBOUR,), (QUAY,), (CLUB,), (QUAY, CLUB), (DECK,), ("terminal",))
PLACES: Final = (
    Target("slack", "T1", "C1"),
    Target("slack", "T1", "C2"),
    Target("slack", "T1", "C2", thread="1.1"),
    Target("slack", "T1", "D1", direct=True),
    Target("slack", "T2", "C2"),
    Target("discord", "42", "99"),
    Target("discord", "42", "5", thread="5", parent="99"),
    Target("discord", "42", "98"),
    Target("discord", "42", "99", guest=True),
    Target("discord", "", "99", direct=True),
    Target("terminal", "", "terminal", direct=True),
)
"""Places that see different statements, and places beside them."""
_THINGS = ("ferry", "crane", "lock", "buoy", "pilot", "anchor", "quay", "tug", "bridge", "lighthouse")
_SYLLABLES = ("zorb", "quix", "vlam", "pruk", "drof", "gnil", "skev", "thwo", "bryn", "jusk")
_COUNT = 40
DAY = dt.date(2026, 3, 2)


@dataclass(frozen=True)
class SecretWords:
    """The words of one statement, by the part in which they stand."""

    n: int
    is_secret: bool

    def __call__(self, part: str) -> str:
        """Return the word of a part: a word made for it, or an ordinary one that others have, too."""
        if not self.is_secret:
            return f"{_THINGS[(self.n + len(part)) % len(_THINGS)]}"
        return self.prefix + part

    @property
    def prefix(self) -> str:
        """Return the beginning of every secret word of this statement."""
        return _SYLLABLES[self.n % 10] + _SYLLABLES[(self.n // 10 + 3) % 10]


def audience_of(n: int) -> Audience:
    """Return the audience of the statement with a number; the first half is seen everywhere."""
    return AUDIENCES[n % len(AUDIENCES)] if n >= _COUNT // 2 else ()


def _statement(n: int) -> Statement:
    audience = audience_of(n)
    word = SecretWords(n, bool(audience))
    thing, number = _THINGS[n % len(_THINGS)], 100 + n
    source = Source(f"Log {word('title')}", f"Office {word('publisher')}", DAY)
    questions = (
        f"How many {word('many')} has the {thing}?",
        f"What is the {word('asked')} of the {thing}?",
        f"{thing} {word('short')}",
    )
    topic, origin = f"Topic {word('topic')}", Origin(f"facts/{n}.yaml", 1, 1)
    if n % 3 == 0:
        return Quote(
            f"{word('')}-{n}", f"Nobody on this {thing} ever counted {number} of the {word('said')} at noon.",
            f"Ada {word('name').capitalize()}", source, f"Keeper of the {word('role')}", topic, f"the {word('about')}",
            DAY, f"Pier {word('where')}", questions, 4, tags=(word("tag"),), audience=audience, origin=origin,
        )  # fmt: skip
    return Fact(
        f"{word('')}-{n}", f"The {thing} has {number} {word('text')} and a {word('more')}.", source, DAY,
        topic, questions, 4, tags=(word("tag"),), audience=audience, origin=origin,
    )  # fmt: skip


def _made() -> Iterator[Statement]:
    for n in range(_COUNT):
        yield _statement(n)
    log = Source("Log of the quay", "Harbour office", DAY)
    # What a secret replaces is out of date; elsewhere, nobody may see that.
    toll = Fact("goneword-toll", "The toll was goneword three.", log, DAY, status="superseded")
    yield replace(toll, questions=("What is the toll?",))
    toll = Fact("flimzorb-toll", "The toll is flimzorb four.", log, DAY, supersedes=(toll.id,), audience=(QUAY,))
    yield replace(toll, questions=("How high is the toll?",))
    # What replaces a secret is shown without it.
    depth = Fact("flimquix-depth", "The basin was flimquix nine metres deep.", log, DAY, status="superseded")
    yield replace(depth, questions=("How deep was the basin?",), audience=(HARBOUR,))
    depth = Fact("depth", "The basin is eight metres deep.", log, DAY, supersedes=(depth.id,))
    yield replace(depth, questions=("How deep is the basin?",))
    # The same words from a source that only some may see.
    mole = Fact("mole", "The mole is made of granite blocks.", log, DAY, questions=("What is the mole made of?",))
    again = Source("Log flimvlam", "Office flimpruk", DAY)
    yield mole
    yield replace(mole, id="flimvlam-mole", source=again, questions=("Which flimdrof is it?",), audience=(CLUB,))


STATEMENTS: Final = tuple(_made())
SECRETS: Final = FactCollection(
    STATEMENTS,
    (
        NegativeExample("How old is the ferry?", Origin("facts/0.yaml", 9, 1)),
        NegativeExample("How flimskev is the ferry?", Origin("facts/30.yaml", 9, 1), audience_of(30)),
    ),
    (("crane", "hoist"),),
)
_EXTRA: Final = {
    "goneword": (QUAY,), "flimzorb": (QUAY,), "flimbryn": (QUAY,), "flimquix": (HARBOUR,),
    "flimvlam": (CLUB,), "flimpruk": (CLUB,), "flimdrof": (CLUB,), "flimskev": audience_of(30),
}  # fmt: skip
MARKS: Final[dict[str, Audience]] = _EXTRA | {
    SecretWords(n, True).prefix: audience_of(n) for n in range(_COUNT // 2, _COUNT)
}
"""The beginnings of secret words, each with those who may see it."""


class Asker:
    """Makes random questions of the words and the questions of the store, in part with a typing mistake."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        texts = [s.text for s in STATEMENTS] + [q for s in STATEMENTS for q in s.questions]
        self._texts = sorted(set(texts))
        self._words = sorted({word for text in texts for word in text.split()})

    def place(self) -> Target:
        """Choose a place."""
        return self._random.choice(PLACES)

    def text(self) -> str:
        """Make a text: a question or a text of the store, parts of two of them, or some of its words."""
        kind = self._random.random()
        if kind < 0.5:
            text = self._random.choice(self._texts)
        elif kind < 0.6:
            text = " ".join(self._random.choice(self._texts) for _ in range(2))
        else:
            text = " ".join(self._random.choice(self._words) for _ in range(self._random.randint(1, 6)))
        return self._with_typo(text) if self._random.random() < 0.4 else text

    def _with_typo(self, text: str) -> str:
        at = self._random.randrange(len(text))
        return text[:at] + self._random.choice("aeiorstn") + text[at + 1 :]
