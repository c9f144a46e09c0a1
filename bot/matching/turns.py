"""Small words that turn a meaning: opposites, negations, and which way something goes.

Two phrasings may share all their other words and still ask opposite things: log in or out, with or without, paid or
unpaid, not, from here to there or back. Who does what to whom is in `roles`.
"""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.matching import text
from bot.matching.embeddings import DATA
from bot.matching.roles import CONVERSE, Roles, agreed_roles, reversed_comparison, reversed_roles

_NEGATIONS = frozenset("not no non never without cannot none nobody neither nor nothing unable".split())
_ASKERS = frozenset(("i", "we"))
"""Who can't do something asks how to do it: "I can't log in"."""
_PARTICLES = frozenset("in out on off up down".split())
_OPPOSITE_PARTICLES = {"out": "in", "off": "on", "down": "up"}  # the first is hardly ever a mere preposition
_ARTICLES = frozenset("the a an my your our this that his her its their".split())
_PREFIXES = ("un", "dis", "non", "in", "im", "ir", "il", "de", "ab")
_PHRASES = (("at least", "at_least"), ("at most", "at_most"), ("more than", "over"), ("less than", "under"),
            ("no longer", "not"), ("any more", "any_more"),
            ("take over", "takeover"), ("takes over", "takeover"), ("took over", "takeover"),
            ("taken over", "takeover"), ("taking over", "takeover"), ("from when", "start_when"),
            ("until when", "end_when"))  # fmt: skip
_RANGE = re.compile(r"\b(?:from|between)\b.*\b(?:to|until|till|and)\b|\d *- *\d|\b(?:until|till)\b")
_ENDS = frozenset(("open", "start", "arrive"))
_UNTIL = frozenset("until till til late".split())
_WEAK = frozenset(("in", "on", "up"))
_VERBS_OF_PARTICLES = frozenset(
    "log logging logged sign signing signed check checking turn turning switch switching put putting opt move "
    "moving hand handing plug clock fill pick take taking go going come coming let keep set pull push drop get "
    "getting".split()
)

_MOST_KEPT = 4_000  # readings of phrasings that are remembered
_CLOSE = 0.8  # share of the closest phrasing's likeness from which another counts too
OPPOSITE, NEGATED, REVERSED = "opposite", "negated", "reversed"


@dataclass(frozen=True, slots=True)
class Reading:
    """What of a phrasing can turn its meaning."""

    words: tuple[str, ...]
    stems: frozenset[str]
    sides: dict[int, int]  # axis of `opposites.txt` -> the side of it that the phrasing has, if just one
    particles: frozenset[str]  # that stand beside a word that may be their verb
    negated: frozenset[str]  # stems of what a negation stands before
    ranges: bool  # whether it tells of a time from one end to the other
    until: bool
    roles: Roles


class Turns:
    """Reads phrasings and compares them."""

    def __init__(self, stem: Callable[[str], str], opposites: Sequence[tuple[frozenset[str], frozenset[str]]]) -> None:
        """`stem` gives what words that count as the same share; `opposites` are the two sides of each axis."""
        self._stem = stem
        self._kept: dict[str, Reading] = {}
        self._axes: dict[str, list[tuple[int, int]]] = {}
        self._ends = {axis for axis, sides in enumerate(opposites) if (sides[0] | sides[1]) & _ENDS}
        self._converse = {axis for axis, sides in enumerate(opposites) if (sides[0] | sides[1]) & CONVERSE}
        for axis, sides in enumerate(opposites):
            for side, words in enumerate(sides):
                for word in words:
                    self._axes.setdefault(word if "_" in word or len(word) < 4 else stem(word), []).append((axis, side))

    def read(self, phrasing: str) -> Reading:
        """Read a phrasing as it was typed."""
        joined = " ".join(text.split_hyphens(text.words(text.spelt(phrasing[: text.MAX_QUESTION]))))
        for phrase, one in _PHRASES:
            joined = joined.replace(phrase, one)
        words = tuple(joined.split())
        stems = [self._stem(word) if len(word) > 3 else word for word in words]
        sides: dict[int, int | None] = {}
        for word, stem in zip(words, stems, strict=True):
            if word in _PARTICLES:
                continue  # they count beside their verb only
            for axis, side in self._axes.get(word, self._axes.get(stem, [])):
                sides[axis] = side if sides.get(axis, side) == side else None
        return Reading(
            words,
            frozenset(stem for word, stem in zip(words, stems, strict=True) if word not in text.FUNCTION_WORDS),
            {axis: side for axis, side in sides.items() if side is not None},
            _beside_verbs(words),
            _negated(words, stems),
            bool(_RANGE.search(joined)),
            not _UNTIL.isdisjoint(words),
            Roles.read(words, stems),
        )

    def against(self, asked: Reading, body: str, phrasings: Sequence[str], spoken: Sequence[str]) -> str:
        """Tell what turns the meaning of a question against an entry: its text, and its phrasings.

        The phrasings that share most words with the question count, and if one of them says the same, nothing does. An
        entry without phrasings is only looked at for who does what to whom. `spoken` are the words of the phrasings.
        """
        if not phrasings:
            return REVERSED if reversed_roles(asked.roles, self._known(body).roles) else ""
        words = frozenset(asked.words)
        shared = [len(words.intersection(found := other.split())) / (1 + len(words.union(found))) for other in spoken]
        least = max(shared) * _CLOSE
        found_turn = ""
        for phrasing, share in zip(phrasings, shared, strict=True):
            if share >= least:
                found_turn = self.compare(asked, self._known(phrasing), aside=self._known(body))
                if not found_turn:
                    return ""
        return found_turn

    def _known(self, phrasing: str) -> Reading:
        """Read a phrasing of the store, or remember how it was read."""
        reading = self._kept.get(phrasing)
        if reading is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept = {}
            reading = self._kept[phrasing] = self.read(phrasing)
        return reading

    def compare(self, asked: Reading, known: Reading, *, aside: Reading | None = None) -> str:
        """Tell what turns the meaning of the one against the other; empty if nothing does.

        `aside` is what else the answer says: what it says too is no contradiction.
        """
        if reversed_roles(asked.roles, known.roles):
            return REVERSED
        compared, opposite = reversed_comparison(asked.roles, known.roles), self._opposite(asked, known, aside)
        if compared != opposite:
            return REVERSED if compared else OPPOSITE  # both together say the same: larger than, smaller than
        for stem in (asked.negated ^ known.negated) & asked.stems & known.stems:
            if not (aside and stem in aside.stems and (stem in aside.negated) == (stem in asked.negated)):
                return NEGATED
        return ""

    def _opposite(self, asked: Reading, known: Reading, aside: Reading | None) -> bool:
        for strong, weak in _OPPOSITE_PARTICLES.items():
            for one, other in ((asked, known), (known, asked)):
                if strong in one.words and strong not in other.words and weak in other.particles:
                    return not (
                        aside and (strong in aside.words) == (strong in asked.words) and weak in aside.particles
                    )
        until = asked.until != known.until
        agreed = agreed_roles(asked.roles, known.roles)
        for axis, side in asked.sides.items():
            known_side = known.sides.get(axis)
            if aside and aside.ranges and axis in self._ends:
                continue  # open from nine to five: when it opens and when it closes
            if known_side is None or known_side == side or until or (agreed and axis in self._converse):
                continue
            if aside and aside.sides.get(axis) in (side, None) and axis in _axes_of(aside, self._axes):
                continue
            return True
        return _prefixed(asked.words, known.words)


def _axes_of(reading: Reading, axes: dict[str, list[tuple[int, int]]]) -> set[int]:
    """Give the axes of which a phrasing has any word."""
    return {axis for word in (*reading.words, *reading.stems) for axis, _ in axes.get(word, ())}


def _beside_verbs(words: Sequence[str]) -> frozenset[str]:
    """Give the particles that stand beside what may be their verb: log in, turn the heater off; not "in Berlin"."""
    found = set()
    for place, word in enumerate(words):
        if word not in _PARTICLES or place == 0:
            continue
        last = place + 1 == len(words)
        behind = words[place - 1] not in text.FUNCTION_WORDS or words[place - 1] in _ARTICLES
        ahead = last or words[place + 1] in _ARTICLES or words[place + 1] in text.FUNCTION_WORDS
        if (
            word not in _WEAK
            or (behind and ahead)
            or any(w in _VERBS_OF_PARTICLES for w in words[max(0, place - 4) : place])
        ):
            found.add(word)
    return frozenset(found)


def _negated(words: Sequence[str], stems: Sequence[str]) -> frozenset[str]:
    """Give what the negations stand before: the next two words that count."""
    found: set[str] = set()
    for place, word in enumerate(words):
        if word in _NEGATIONS and not (
            place >= 2 and words[place - 1] in ("ca", "can", "could") and words[place - 2] in _ASKERS
        ):
            content = [
                stems[n] for n in range(place + 1, min(len(words), place + 6)) if words[n] not in text.FUNCTION_WORDS
            ]
            found.update(content[:1] if word in ("without", "no") else content[:2])
    return frozenset(found)


def _prefixed(asked: Sequence[str], known: Sequence[str]) -> bool:
    """Tell whether one has a word that the other has with a prefix that negates it: paid, unpaid."""
    only_asked, only_known = set(asked) - set(known), set(known) - set(asked)
    for left, right in ((only_asked, only_known), (only_known, only_asked)):
        for word in left:
            for prefix in _PREFIXES:
                bare = word.removeprefix(prefix)
                if bare != word and len(bare) > 3 and any(_same_start(bare, other) for other in right):
                    return True
    return False


def _same_start(left: str, right: str) -> bool:
    """Tell whether two words differ in a short ending at most."""
    size = min(len(left), len(right))
    return left[: size - 1] == right[: size - 1] and abs(len(left) - len(right)) <= 2 and size >= 4


@lru_cache(maxsize=1)
def load_opposites(file: Path = DATA / "opposites.txt") -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Read the axes; none if the file is missing."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ()
    found = []
    for line in lines:
        left, bar, right = line.partition("|")
        if bar and not line.startswith("#"):
            found.append((frozenset(left.split()), frozenset(right.split())))
    return tuple(found)
