"""Recognise small words that reverse a meaning: opposites, negations and directions.

Two phrasings may share all other words and still ask opposite questions: log in or out, with or without, paid or
unpaid, from here to there or back. Who does what to whom is in `roles`.
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
"""After these, "can't" is no negation: "I can't log in" asks how to log in."""
_PARTICLES = frozenset("in out on off up down".split())
_OPPOSITE_PARTICLES = {"out": "in", "off": "on", "down": "up"}  # the first of a pair is hardly ever a preposition
_ARTICLES = frozenset("the a an my your our this that his her its their".split())
PREFIXES = ("un", "dis", "non", "in", "im", "ir", "il", "de", "ab")
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

_CACHE_SIZE = 4_000  # readings of phrasings
_CLOSE = 0.8  # a phrasing counts if its similarity is at least this share of that of the closest one
OPPOSITE, NEGATED, REVERSED = "opposite", "negated", "reversed"


@dataclass(frozen=True, slots=True)
class RoleWords:
    """The parts of a phrasing that can reverse its meaning."""

    words: tuple[str, ...]
    stems: frozenset[str]
    sides: dict[int, int]  # axis of `opposites.txt` -> the side that the phrasing has, if only one
    particles: frozenset[str]  # particles next to a word that may be their verb
    negated: frozenset[str]  # stems of the negated words
    ranges: bool  # whether it has a range of time or numbers
    until: bool
    roles: Roles


class Turns:
    """Reads phrasings and compares them."""

    def __init__(self, stem: Callable[[str], str], opposites: Sequence[tuple[frozenset[str], frozenset[str]]]) -> None:
        """Take `stem`, which is equal for forms of one word, and the two sides of each axis (`opposites`)."""
        self._stem = stem
        self._cache: dict[str, RoleWords] = {}
        self._axes: dict[str, list[tuple[int, int]]] = {}
        self._ends = {axis for axis, sides in enumerate(opposites) if (sides[0] | sides[1]) & _ENDS}
        self._converse = {axis for axis, sides in enumerate(opposites) if (sides[0] | sides[1]) & CONVERSE}
        for axis, sides in enumerate(opposites):
            for side, words in enumerate(sides):
                for word in words:
                    self._axes.setdefault(word if "_" in word or len(word) < 4 else stem(word), []).append((axis, side))

    def read(self, phrasing: str) -> RoleWords:
        """Read a phrasing as typed."""
        joined = " ".join(text.split_hyphens(text.words(text.spelt(phrasing[: text.MAX_QUESTION]))))
        for phrase, replacement in _PHRASES:
            joined = joined.replace(phrase, replacement)
        words = tuple(joined.split())
        stems = [self._stem(word) if len(word) > 3 else word for word in words]
        sides: dict[int, int | None] = {}
        for word, stem in zip(words, stems, strict=True):
            if word in _PARTICLES:
                continue  # particles count only next to their verb
            for axis, side in self._axes.get(word, self._axes.get(stem, [])):
                sides[axis] = side if sides.get(axis, side) == side else None
        return RoleWords(
            words,
            frozenset(stem for word, stem in zip(words, stems, strict=True) if word not in text.FUNCTION_WORDS),
            {axis: side for axis, side in sides.items() if side is not None},
            _beside_verbs(words),
            _negated(words, stems),
            bool(_RANGE.search(joined)),
            not _UNTIL.isdisjoint(words),
            Roles.read(words, stems),
        )

    def against(self, asked: RoleWords, body: str, phrasings: Sequence[str], spoken: Sequence[str]) -> str:
        """Return how a question contradicts an entry, given its text (`body`) and phrasings; empty if it does not.

        Only the phrasings that share most words with the question count. If one of them agrees, there is no
        contradiction. For an entry without phrasings, only roles are compared. `spoken` are the words of the phrasings.
        """
        if not phrasings:
            return REVERSED if reversed_roles(asked.roles, self._known(body).roles) else ""
        words = frozenset(asked.words)
        shared = [len(words.intersection(parts := other.split())) / (1 + len(words.union(parts))) for other in spoken]
        minimum = max(shared) * _CLOSE
        turn = ""
        for phrasing, share in zip(phrasings, shared, strict=True):
            if share >= minimum:
                turn = self.compare(asked, self._known(phrasing), aside=self._known(body))
                if not turn:
                    return ""
        return turn

    def _known(self, phrasing: str) -> RoleWords:
        """Read a phrasing of the store, with a cache."""
        reading = self._cache.get(phrasing)
        if reading is None:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache = {}
            reading = self._cache[phrasing] = self.read(phrasing)
        return reading

    def compare(self, asked: RoleWords, known: RoleWords, *, aside: RoleWords | None = None) -> str:
        """Return how two phrasings contradict each other; empty if they do not.

        `aside` is the text of the answer: if it agrees with the question, there is no contradiction.
        """
        if reversed_roles(asked.roles, known.roles):
            return REVERSED
        compared, opposite = reversed_comparison(asked.roles, known.roles), self._opposite(asked, known, aside)
        if compared != opposite:
            return REVERSED if compared else OPPOSITE  # both together cancel out: larger than, smaller than
        for stem in (asked.negated ^ known.negated) & asked.stems & known.stems:
            if not (aside and stem in aside.stems and (stem in aside.negated) == (stem in asked.negated)):
                return NEGATED
        return ""

    def _opposite(self, asked: RoleWords, known: RoleWords, aside: RoleWords | None) -> bool:
        for strong, weak in _OPPOSITE_PARTICLES.items():
            for left, right in ((asked, known), (known, asked)):
                if strong in left.words and strong not in right.words and weak in right.particles:
                    return not (
                        aside and (strong in aside.words) == (strong in asked.words) and weak in aside.particles
                    )
        until = asked.until != known.until
        agreed = agreed_roles(asked.roles, known.roles)
        for axis, side in asked.sides.items():
            known_side = known.sides.get(axis)
            if aside and aside.ranges and axis in self._ends:
                continue  # "open from nine to five" answers both when it opens and when it closes
            if known_side is None or known_side == side or until or (agreed and axis in self._converse):
                continue
            if aside and aside.sides.get(axis) in (side, None) and axis in _axes_of(aside, self._axes):
                continue
            return True
        return _prefixed(asked.words, known.words)


def _axes_of(reading: RoleWords, axes: dict[str, list[tuple[int, int]]]) -> set[int]:
    """Return the axes of which a phrasing has any word."""
    return {axis for word in (*reading.words, *reading.stems) for axis, _ in axes.get(word, ())}


def _beside_verbs(words: Sequence[str]) -> frozenset[str]:
    """Return the particles next to a word that may be their verb: log in, turn the heater off; not "in Berlin"."""
    particles = set()
    for index, word in enumerate(words):
        if word not in _PARTICLES or index == 0:
            continue
        last = index + 1 == len(words)
        behind = words[index - 1] not in text.FUNCTION_WORDS or words[index - 1] in _ARTICLES
        ahead = last or words[index + 1] in _ARTICLES or words[index + 1] in text.FUNCTION_WORDS
        if (
            word not in _WEAK
            or (behind and ahead)
            or any(w in _VERBS_OF_PARTICLES for w in words[max(0, index - 4) : index])
        ):
            particles.add(word)
    return frozenset(particles)


def _negated(words: Sequence[str], stems: Sequence[str]) -> frozenset[str]:
    """Return the stems of the negated words: the next two content words after a negation."""
    result: set[str] = set()
    for index, word in enumerate(words):
        if word in _NEGATIONS and not (
            index >= 2 and words[index - 1] in ("ca", "can", "could") and words[index - 2] in _ASKERS
        ):
            content = [
                stems[n] for n in range(index + 1, min(len(words), index + 6)) if words[n] not in text.FUNCTION_WORDS
            ]
            result.update(content[:1] if word in ("without", "no") else content[:2])
    return frozenset(result)


def _prefixed(asked: Sequence[str], known: Sequence[str]) -> bool:
    """Return whether one has a word that the other has with a negating prefix: paid, unpaid."""
    only_asked, only_known = set(asked) - set(known), set(known) - set(asked)
    for left, right in ((only_asked, only_known), (only_known, only_asked)):
        for word in left:
            for prefix in PREFIXES:
                bare = word.removeprefix(prefix)
                if bare != word and len(bare) > 3 and any(_same_start(bare, other) for other in right):
                    return True
    return False


def _same_start(left: str, right: str) -> bool:
    """Return whether two words differ at most in a short ending."""
    size = min(len(left), len(right))
    return left[: size - 1] == right[: size - 1] and abs(len(left) - len(right)) <= 2 and size >= 4


@lru_cache(maxsize=1)
def load_opposites(file: Path = DATA / "opposites.txt") -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Read the two sides of each axis of opposites; returns no axes if the file is missing."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ()
    axes = []
    for line in lines:
        left, bar, right = line.partition("|")
        if bar and not line.startswith("#"):
            axes.append((frozenset(left.split()), frozenset(right.split())))
    return tuple(axes)
