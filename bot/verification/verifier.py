"""Verify whether somebody really said the words of a claimed quotation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from bot.matching import text
from bot.matching.embeddings import load_background
from bot.verification.diff import Comparison, Step, compare, exact, overlap
from bot.verification.meaning import ChangeJudge
from bot.verification.ngram_index import Shingles
from bot.verification.tokens import Words, keys, like, tokenize
from bot.verification.types import Flag, IndexedQuote, VerdictKind, Verification
from bot.verification.written import written

CANDIDATES = 32
"""Number of candidate texts that are checked for an exact match."""
COMPARED = 6
"""Number of candidates that are compared word by word if none matches exactly."""
ALTERED = (0.85, 0.7, 0.58)
"""Minimum similarity of an altered quote, if the two share no, one, or at least two significant words.

Without significant words more similarity is needed: "It is what it is" resembles many quotes.
"""
MUCH_CLOSER = 0.15
"""How much more similar another speaker's words must be than those of the named speaker, to be chosen instead."""
MAX_OTHERS = 3
"""Maximum number of other speakers of the same words in a result."""
_CACHE_SIZE = 4_096


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A stored text compared with the claim."""

    index: int
    claim: Words
    stored: Words
    comparison: Comparison
    flags: tuple[Flag, ...]
    minor: bool
    """Whether the claim is exact, or has only minor differences."""


class Verifier:
    """Verifies claims against an index of stored quotes. Immutable and thread-safe."""

    def __init__(self, spoken: Iterable[IndexedQuote]) -> None:
        """Index stored quotes. If several are equally close to a claim, the first one wins."""
        self._spoken = list(spoken)
        texts = [keys(quote.text) for quote in self._spoken]
        self._shingles = Shingles(texts)
        self._whole: dict[str, list[int]] = {}
        for index, words in enumerate(texts):
            self._whole.setdefault(" ".join(words), []).append(index)
        self._background = load_background()
        ids: dict[str, int] = {}
        self._speakers = np.asarray([ids.setdefault(s.speaker, len(ids)) for s in self._spoken], np.int32)
        self._speaker_ids = ids
        self._tokenized: dict[int, Words] = {}

    def __len__(self) -> int:
        return len(self._spoken)

    def verify(self, claim: str, speakers: frozenset[str] | None = None) -> Verification:
        """Judge a claim, in milliseconds. Never raises.

        `speakers` are the keys of the speakers whom the claim may name. It is empty if the named speaker is unknown,
        and None if the claim names nobody.
        """
        words = tokenize(claim)
        if not words or not self._spoken:
            return Verification("not_held", 0.0)
        candidates = self._candidates(words, speakers)
        if speakers is None:
            best = max(candidates, key=_order, default=None)
            return replace(self._verification(best), also=self._others(best, candidates))
        named = [c for c in candidates if self._spoken[c.index].speaker in speakers]
        others = [c for c in candidates if self._spoken[c.index].speaker not in speakers]
        return self._attributed(max(named, key=_order, default=None), max(others, key=_order, default=None))

    def _others(self, best: _Candidate | None, candidates: Sequence[_Candidate]) -> tuple[str, ...]:
        """Return the ids of quotes by other speakers that match as well as the best one."""
        by_speaker: dict[str, str] = {}
        for other in sorted(candidates, key=_order, reverse=True):
            if best and other.comparison.exact and other.comparison.whole == best.comparison.whole:
                quote = self._spoken[other.index]
                by_speaker.setdefault(quote.speaker, quote.id)
        return tuple(by_speaker.values())[1 : 1 + MAX_OTHERS]

    def _attributed(self, named: _Candidate | None, other: _Candidate | None) -> Verification:
        """Judge a claim that names a speaker, by the closest quotes of that speaker and of all others."""
        if other is None or (named and (named.minor or not _closer(other, named))):
            return self._verification(named)
        return self._verification(other, wrong_speaker=other.minor and _is_match(other.comparison))

    def _verification(self, best: _Candidate | None, *, wrong_speaker: bool = False) -> Verification:
        if best is None:
            return Verification("not_held", 0.0)
        similarity = best.comparison.similarity
        if not _is_match(best.comparison):
            return Verification("not_held", similarity)
        verdict: VerdictKind = (
            "verbatim" if best.comparison.whole else "excerpt" if best.comparison.exact else "altered"
        )
        return Verification(
            "wrong_speaker" if wrong_speaker else verdict,
            similarity,
            best.flags,
            written(best.comparison.steps, best.stored, best.claim),
            tuple(_runs(best.comparison.steps, best.stored)),
            self._spoken[best.index].id,
        )

    def _candidates(self, words: Words, speakers: frozenset[str] | None) -> list[_Candidate]:
        """Return the exact matches; without one by a named speaker, return the nearest other texts as well."""
        near = [(index, like(words, stored), stored) for index, stored in self._nearest(words, speakers)]
        matches = [self._judged(i, claim, stored, same) for i, claim, stored in near if (same := exact(claim, stored))]
        if matches and (speakers is None or any(self._spoken[c.index].speaker in speakers for c in matches)):
            return matches
        known = {candidate.index for candidate in matches}
        rest = sorted((n for n in near if n[0] not in known), key=lambda n: -overlap(n[1], n[2]))
        chosen = rest[:COMPARED]
        if speakers:
            chosen += [n for n in rest[COMPARED:] if self._spoken[n[0]].speaker in speakers][:COMPARED]
        return matches + [self._judged(i, claim, stored, compare(claim, stored)) for i, claim, stored in chosen]

    def _nearest(self, words: Words, speakers: frozenset[str] | None) -> Iterator[tuple[int, Words]]:
        """Yield the texts that share most with the claim, among all and among those of named speakers, each once."""
        indices = list(self._whole.get(" ".join(words.keys), ())[:CANDIDATES])
        indices += self._shingles.search(words.keys, CANDIDATES)
        if speakers:
            named = [self._speaker_ids[speaker] for speaker in speakers if speaker in self._speaker_ids]
            indices += self._shingles.search(words.keys, CANDIDATES, np.isin(self._speakers, named))
        for index in dict.fromkeys(indices):
            yield index, self._words(index)

    def _judged(self, index: int, claim: Words, stored: Words, comparison: Comparison) -> _Candidate:
        flags = ChangeJudge(claim, stored, self._is_word).flags(comparison) if _is_match(comparison) else ()
        return _Candidate(index, claim, stored, comparison, flags, comparison.exact or "minor" in flags)

    def _is_word(self, word: str) -> bool:
        return word in self._background or text.normalise(word) in self._background or word in self._shingles

    def _words(self, index: int) -> Words:
        words = self._tokenized.get(index)
        if words is None:
            if len(self._tokenized) >= _CACHE_SIZE:
                self._tokenized = {}
            words = self._tokenized[index] = tokenize(self._spoken[index].text)
        return words


def _is_match(comparison: Comparison) -> bool:
    """Return whether the claim is the stored text or an altered form of it."""
    return comparison.exact or comparison.similarity >= ALTERED[min(comparison.telling, 2)]


def _order(candidate: _Candidate) -> tuple[bool, bool, float, int, int]:
    """Return a sort key, greater for better: exact, complete, more similar, fewer warnings, earlier."""
    comparison = candidate.comparison
    return comparison.exact, comparison.whole, comparison.similarity, -len(candidate.flags), -candidate.index


def _closer(other: _Candidate, named: _Candidate) -> bool:
    """Return whether another speaker's words are so much closer that the claim must come from there."""
    if other.comparison.exact:
        return True
    return _is_match(other.comparison) and other.comparison.similarity > named.comparison.similarity + MUCH_CLOSER


def _runs(steps: Sequence[Step], stored: Words) -> Iterator[tuple[int, int]]:
    """Yield the runs of the stored text between marked gaps, without the punctuation around them."""
    for is_gap, together in groupby(steps, key=lambda step: step.kind == "cut"):
        compared = list(together)
        if not is_gap and compared[0].old < compared[-1].old_end:
            yield stored.starts[compared[0].old], stored.ends[compared[-1].old_end - 1]
