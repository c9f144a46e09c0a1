"""Whether words are what somebody said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.matching import text
from bot.matching.embeddings import load_background
from bot.verification.diff import Comparison, Step, compare, exact, overlap
from bot.verification.meaning import Meaning
from bot.verification.ngram_index import Shingles
from bot.verification.tokens import Words, keys, like, read
from bot.verification.types import Change, Flag, IndexedQuote, Op, VerdictKind, Verification

CANDIDATES = 32
"""Texts that are looked at for being what is claimed, to the letter."""
COMPARED = 6
"""Of these, the ones that are laid beside the claim word by word where none is."""
HELD = (0.85, 0.7, 0.58)
"""Similarity from which a claim counts as an altered form of what is held: where the two share no, one or more words
that not every text holds. "It is what it is" is like much that was said."""
MUCH_CLOSER = 0.15
"""By so much somebody else's words must be closer than those of whom the claim names, to be taken instead."""
MOST_OTHERS = 3
"""Other speakers of the same words who are told."""
_MOST_KEPT = 4_096


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A held text beside the claim."""

    place: int
    claim: Words
    held: Words
    found: Comparison
    flags: tuple[Flag, ...]
    small: bool
    """It stands as it was said, or differs in small things only."""


class Verifier:
    """Tells claimed words from said ones. Never changes once it is made, and may be asked from several threads."""

    def __init__(self, spoken: Iterable[IndexedQuote]) -> None:
        """Index what was said. The order matters only between equals: the first is taken."""
        self._spoken = list(spoken)
        texts = [keys(one.text) for one in self._spoken]
        self._shingles = Shingles(texts)
        self._whole: dict[str, list[int]] = {}
        for place, found in enumerate(texts):
            self._whole.setdefault(" ".join(found), []).append(place)
        self._background = load_background()
        numbers: dict[str, int] = {}
        self._speakers = np.asarray([numbers.setdefault(s.speaker, len(numbers)) for s in self._spoken], np.int32)
        self._numbers = numbers
        self._read: dict[int, Words] = {}

    def __len__(self) -> int:
        return len(self._spoken)

    def verify(self, claim: str, speakers: frozenset[str] | None = None) -> Verification:
        """Judge a claim. `speakers` are those who may be named as its speaker: empty where whoever is named is not
        held, None where nobody is named. Takes milliseconds. Never raises, whatever the text."""
        words = read(claim)
        if not words or not self._spoken:
            return Verification("not_held", 0.0)
        candidates = self._candidates(words, speakers)
        if speakers is None:
            best = max(candidates, key=_order, default=None)
            return replace(self._finding(best), also=self._others(best, candidates))
        mine = [c for c in candidates if self._spoken[c.place].speaker in speakers]
        others = [c for c in candidates if self._spoken[c.place].speaker not in speakers]
        return self._attributed(max(mine, key=_order, default=None), max(others, key=_order, default=None))

    def _others(self, best: _Candidate | None, candidates: Sequence[_Candidate]) -> tuple[str, ...]:
        """Who else said it as well as the best."""
        found: dict[str, str] = {}
        for other in sorted(candidates, key=_order, reverse=True):
            if best and other.found.exact and other.found.whole == best.found.whole:
                one = self._spoken[other.place]
                found.setdefault(one.speaker, one.id)
        return tuple(found.values())[1 : 1 + MOST_OTHERS]

    def _attributed(self, mine: _Candidate | None, other: _Candidate | None) -> Verification:
        """Judge where a speaker is named, by the closest words of that speaker and of everybody else."""
        if other is None or (mine and (mine.small or not _closer(other, mine))):
            return self._finding(mine)
        return self._finding(other, wrong_speaker=other.small and _is_held(other.found))

    def _finding(self, best: _Candidate | None, *, wrong_speaker: bool = False) -> Verification:
        if best is None:
            return Verification("not_held", 0.0)
        similarity = best.found.similarity
        if not _is_held(best.found):
            return Verification("not_held", similarity)
        verdict: VerdictKind = "verbatim" if best.found.whole else "excerpt" if best.found.exact else "altered"
        return Verification(
            "wrong_speaker" if wrong_speaker else verdict,
            similarity,
            best.flags,
            tuple(_change(step, best.claim, best.held) for step in best.found.steps),
            self._spoken[best.place].id,
        )

    def _candidates(self, words: Words, speakers: frozenset[str] | None) -> list[_Candidate]:
        """Those that are what is claimed; the nearest others, too, where none of whoever is named is."""
        near = [(place, like(words, held), held) for place, held in self._nearest(words, speakers)]
        found = [self._judged(p, claim, held, same) for p, claim, held in near if (same := exact(claim, held))]
        if found and (speakers is None or any(self._spoken[c.place].speaker in speakers for c in found)):
            return found
        known = {candidate.place for candidate in found}
        rest = sorted((n for n in near if n[0] not in known), key=lambda n: -overlap(n[1], n[2]))
        chosen = rest[:COMPARED]
        if speakers:
            chosen += [n for n in rest[COMPARED:] if self._spoken[n[0]].speaker in speakers][:COMPARED]
        return found + [self._judged(place, claim, held, compare(claim, held)) for place, claim, held in chosen]

    def _nearest(self, words: Words, speakers: frozenset[str] | None) -> Iterator[tuple[int, Words]]:
        """What shares most with the claim, of everybody and of whoever is named, each text once."""
        places = list(self._whole.get(" ".join(words.keys), ())[:CANDIDATES])
        places += self._shingles.search(words.keys, CANDIDATES)
        if speakers:
            named = [self._numbers[speaker] for speaker in speakers if speaker in self._numbers]
            places += self._shingles.search(words.keys, CANDIDATES, np.isin(self._speakers, named))
        for place in dict.fromkeys(places):
            yield place, self._words(place)

    def _judged(self, place: int, claim: Words, held: Words, found: Comparison) -> _Candidate:
        flags = Meaning(claim, held, self._is_word).flags(found) if _is_held(found) else ()
        return _Candidate(place, claim, held, found, flags, found.exact or "minor" in flags)

    def _is_word(self, word: str) -> bool:
        return word in self._background or text.normalise(word) in self._background or word in self._shingles

    def _words(self, place: int) -> Words:
        found = self._read.get(place)
        if found is None:
            if len(self._read) >= _MOST_KEPT:
                self._read = {}
            found = self._read[place] = read(self._spoken[place].text)
        return found


def _is_held(found: Comparison) -> bool:
    """Whether the claim is what is held or an altered form of it."""
    return found.exact or found.similarity >= HELD[min(found.telling, 2)]


def _order(candidate: _Candidate) -> tuple[bool, bool, float, int, int]:
    """The better, the greater: exact before changed, whole before part, then the likest, with the least hidden."""
    found = candidate.found
    return found.exact, found.whole, found.similarity, -len(candidate.flags), -candidate.place


def _closer(other: _Candidate, mine: _Candidate) -> bool:
    """Whether somebody else's words are so much closer to the claim that it must come from there."""
    if other.found.exact:
        return True
    return _is_held(other.found) and other.found.similarity > mine.found.similarity + MUCH_CLOSER


def _change(step: Step, claim: Words, held: Words) -> Change:
    old, new = held.between(step.old, step.old_end), claim.between(step.new, step.new_end)
    if step.kind == "equal":
        return Change("equal", old, new)
    if step.kind == "cut":
        return Change("cut", old, "…")
    op: Op = "replace" if old and new else "delete" if old else "insert"
    return Change(op, old, new)
