"""A question and an entry as the features see them: numbered words with weights, kinds and expected answers."""

# ruff: noqa: SIM905 (lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching import text
from bot.matching.lexicon import NAME, NUMBER, YEAR, Lexicon
from bot.matching.spelling import Reading, Speller

MOST_QUESTION_WORDS = 48
MOST_ENTRY_WORDS = 1_500

WHO, WHEN, WHERE, COUNT, DURATION, WHY, WHAT, OPEN = "who", "when", "where", "count", "duration", "why", "what", ""
_TIME_NOUNS = "year|date|day|month|century|decade|time|season"
_PLACE_NOUNS = "country|countries|city|cities|place|town|state|region|continent|county|nation|island|river|location"
_PERSON_NOUNS = "person|man|woman|actor|actress|singer|author|president|politician|minister|leader|player|king|queen"
_LONG = r"\bhow (?:long|old)\b|\bfor how many\b|\bhow many (?:\w+ )?(?:years|days|months|hours|weeks)\b"
_MUCH = (
    r"\bhow (?:many|much|far|high|tall|big|large|deep|heavy)\b"
    r"|\b(?:what|which) (?:percent|number|amount|share|fraction)"
)
_KINDS = [
    (DURATION, re.compile(_LONG)),
    (COUNT, re.compile(_MUCH)),
    (WHEN, re.compile(rf"\bwhen\b|\b(?:what|which|whose) (?:\w+ )?(?:{_TIME_NOUNS})\b|\bsince when\b")),
    (WHERE, re.compile(rf"\bwhere\b|\b(?:what|which|this) (?:\w+ )?(?:{_PLACE_NOUNS})\b")),
    (WHO, re.compile(rf"\b(?:who|whom|whose)\b|\b(?:what|which|this) (?:\w+ )?(?:{_PERSON_NOUNS})\b")),
    (WHY, re.compile(r"\bwhy\b|\b(?:what|which) (?:reason|cause)")),
    (WHAT, re.compile(r"\b(?:what|which|how)\b")),
]  # fmt: skip
_MONTHS = frozenset(
    "january february march april june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday century decade today yesterday tomorrow annually week month year".split()
)
_SPANS = frozenset(
    "year years month months week weeks day days hour hours minute minutes decade decades century centuries".split()
)


def kind_of(normal: str) -> str:
    """What kind of answer a normalised question expects; `OPEN` where it doesn't say."""
    how, asks = "how" in normal, "wh" in normal or "this" in normal
    if not how and not asks:
        return OPEN
    for kind, pattern in _KINDS:
        if pattern.search(normal):
            return kind
    return OPEN


class Aliases:
    """Names that mean the same, found in a run of words; each group has one pseudo-word."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self.names: dict[str, list[str]] = {}
        for group in groups:
            self._take(group)
        for phrases in self._by_first.values():
            phrases.sort(key=lambda item: (-len(item[0]), item))

    def _take(self, group: Sequence[str]) -> None:
        phrases = {tuple(text.split_hyphens(text.words(text.normalise(name)))) for name in group} - {()}
        if len(phrases) < 2:
            return
        label = "=" + "_".join(min(phrases))
        self.names[label] = sorted(" ".join(phrase) for phrase in phrases)
        for phrase in phrases:
            self._by_first.setdefault(phrase[0], []).append((phrase, label))

    def words(self) -> set[str]:
        """Every word of every name."""
        return {word for names in self.names.values() for name in names for word in name.split()}

    def find(self, words: Sequence[str]) -> list[tuple[int, int, str]]:
        """(start, length, pseudo-word) of the names in the words; the longest first at each place."""
        if not self._by_first:
            return []
        found: list[tuple[int, int, str]] = []
        place = 0
        while place < len(words):
            step = 1
            for phrase, label in self._by_first.get(words[place], ()):
                if tuple(words[place : place + len(phrase)]) == phrase:
                    found.append((place, len(phrase), label))
                    step = len(phrase)
                    break
            place += step
        return found


@dataclass(slots=True)
class QuestionView:
    """A question ready to be compared."""

    spoken: str  # all its words, for the comparison of whole phrasings
    kind: str
    typed: list[str]  # the words that count, as typed
    words: NDArray[np.int32]  # a number for each reading of each
    owner: NDArray[np.intp]  # which of `typed` a reading belongs to
    factor: NDArray[np.float32]  # how much a reading counts
    weights: NDArray[np.float32]  # of each of `typed`
    kinds: NDArray[np.uint8]
    readings: list[Reading]


@dataclass(slots=True)
class EntryView:
    """An entry ready to be compared: its segments are the text, the context, then each question."""

    words: NDArray[np.int32]
    sizes: list[int]
    spoken: list[str]  # the questions, all words
    kinds: list[str]  # of the questions
    numbers: frozenset[int]  # keys of the numbers in the text
    times: frozenset[int]  # keys of the years, months and the like
    names: frozenset[int]
    spans: bool  # whether a length of time is named


def view_question(normal: str, lexicon: Lexicon, speller: Speller, aliases: Aliases) -> QuestionView | None:
    """The question as a view, or None where no word of it counts."""
    found = text.words(normal)
    readings = speller.read(found[:400])
    best = [reading.words[0][0] for reading in readings]
    merged: list[Reading] = []
    place = 0
    spans = {start: (length, label) for start, length, label in aliases.find(best)}
    while place < len(readings) and len(merged) < MOST_QUESTION_WORDS:
        if place in spans:
            length, label = spans[place]
            part = readings[place : place + length]
            typed = " ".join(reading.typed for reading in part)
            closeness = min(reading.words[0][1] for reading in part)
            merged.append(Reading(typed, [(label, closeness)], any(r.repaired for r in part)))
            place += length
            continue
        if best[place] not in text.FUNCTION_WORDS:
            merged.append(readings[place])
        place += 1
    merged = list({reading.typed: reading for reading in merged}.values())
    if not merged:
        return None
    numbers = lexicon.number([word for reading in merged for word, _ in reading.words])
    owner = np.array([n for n, reading in enumerate(merged) for _ in reading.words], np.intp)
    first = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    ids = np.array(numbers, np.int32)
    return QuestionView(
        spoken=" ".join(best),
        kind=kind_of(normal),
        typed=[reading.typed for reading in merged],
        words=ids,
        owner=owner,
        factor=np.array([factor for reading in merged for _, factor in reading.words], np.float32),
        weights=lexicon.weights[ids[first]],
        kinds=lexicon.kinds[ids[first]],
        readings=merged,
    )


def _counted(words: list[str], aliases: Aliases) -> list[str]:
    """The distinct words that count, hyphenated ones as parts and joined, with the pseudo-words of the names found."""
    parts: list[str] = []
    extra: list[str] = []
    for word in words:
        if "-" in word:
            parts.extend(word.split("-"))
            extra.append(word.replace("-", ""))
        else:
            parts.append(word)
    extra.extend(label for _, _, label in aliases.find(parts))
    kept = dict.fromkeys(word for word in parts if word not in text.FUNCTION_WORDS)
    kept.update(dict.fromkeys(extra))
    return list(kept)[:MOST_ENTRY_WORDS] or [""]


def view_entry(
    body: str, context: Iterable[str], questions: Iterable[str], lexicon: Lexicon, aliases: Aliases
) -> EntryView:
    """An entry's view, from its texts as they were written."""
    spoken = [text.normalise(question) for question in questions]
    around = " ; ".join(part for part in context if part)
    in_order = [text.words(text.normalise(body)), text.words(text.normalise(around)) if around else []]
    in_order += [text.words(question) for question in spoken]
    segments = [_counted(words, aliases) for words in in_order]
    numbers = np.array(lexicon.number([word for segment in segments for word in segment]), np.int32)
    size = len(segments[0]) + len(segments[1])
    kinds, keys = lexicon.kinds[numbers[:size]], lexicon.keys[numbers[:size]]
    plain = segments[0] + segments[1]
    return EntryView(
        words=numbers,
        sizes=[len(segment) for segment in segments],
        spoken=[" ".join(text.split_hyphens(words)) for words in in_order[2:]],
        kinds=[kind_of(question) for question in spoken],
        numbers=frozenset(keys[(kinds & NUMBER) > 0].tolist()),
        times=frozenset(int(k) for k, kind, w in zip(keys, kinds, plain, strict=True) if kind & YEAR or w in _MONTHS),
        names=frozenset(keys[(kinds & NAME) > 0].tolist()),
        spans=any(word in _SPANS for word in plain),
    )
