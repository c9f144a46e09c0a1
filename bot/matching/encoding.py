"""A question and an entry as the features see them: numbered words with weights, kinds and expected answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching import dates, intent, signs, text
from bot.matching.asking_part import asking_part
from bot.matching.plain import plain
from bot.matching.reading import read
from bot.matching.spelling import Reading, Speller, is_slip
from bot.matching.variants import SHORT, also_typed
from bot.matching.vocabulary import KNOWN, NAME, NUMBER, Lexicon

MOST_QUESTION_WORDS = 48
MOST_READ = 80  # words of a question, also those that do not count
MOST_ENTRY_WORDS = 1_500
LIGHT_WEIGHT = 0.3  # of a word that carries little meaning
MOST_LIGHT = 0.35  # the most that such a word weighs
COMMON_RANK = 200  # general English words up to this rank
COMMON_WEIGHT = 0.5  # tell so much less where the store lacks them

GENERAL = (
    ("ceo", "chief executive", "chief executive officer"),
    ("cfo", "chief financial officer"),
    ("hq", "headquarters"),
    ("gdp", "gross domestic product"),
    ("mp", "member of parliament"),
    ("ngo", "non-governmental organisation", "non-governmental organization"),
    ("gp", "general practitioner"),
    ("pc", "personal computer"),
    ("hr", "human resources"),
)
"""Names that mean the same everywhere, where a store's own aliases say nothing of them."""


class Aliases:
    """Names that mean the same, found in a run of words; each group has one pseudo-word."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self.names: dict[str, list[str]] = {}
        self.proper: set[str] = set()  # labels of names that are written with capitals
        for group in groups:
            self._take(group)
        own = {name for names in self.names.values() for name in names}
        for group in GENERAL:
            if own.isdisjoint(group):
                self._take(group)
        for phrases in self._by_first.values():
            phrases.sort(key=lambda item: (-len(item[0]), item))

    def _take(self, group: Sequence[str]) -> None:
        phrases = {tuple(text.split_hyphens(text.words(text.spelt(name)))) for name in group} - {()}
        if len(phrases) < 2:
            return
        label = "=" + "_".join(min(phrases))
        self.names[label] = sorted(" ".join(phrase) for phrase in phrases)
        if any(name != name.lower() for name in group):
            self.proper.add(label)
        for phrase in phrases:
            self._by_first.setdefault(phrase[0], []).append((phrase, label))

    def bare(self, word: str) -> str:
        """The word without the s of a possessive whose apostrophe was left out ("Merkels"), where that makes a name."""
        known = self._by_first
        return word[:-1] if word.endswith("s") and word not in known and word[:-1] in known else word

    def words(self) -> set[str]:
        """Every word of every name."""
        return {word for names in self.names.values() for name in names for word in name.split()}

    def find(self, words: Sequence[str]) -> list[tuple[int, int, str]]:
        """(start, length, pseudo-word) of the names in the words; the longest first at each place."""
        if self._by_first.keys().isdisjoint(words):
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
    meant: str  # the part that asks, its slips repaired, for the sentence encoder
    kind: str
    typed: list[str]  # the words that count, as typed
    heads: NDArray[np.int32]  # the number of the likeliest reading of each
    words: NDArray[np.int32]  # a number for each reading of each
    owner: NDArray[np.intp]  # which of `typed` a reading belongs to
    factor: NDArray[np.float32]  # how much a reading counts
    weights: NDArray[np.float32]  # of each of `typed`
    kinds: NDArray[np.uint8]
    forbids: NDArray[np.bool_]  # names and numbers: an entry that lacks one belongs to another question
    says: bool  # whether it asks for somebody's words
    muses: bool  # whether it asks nothing but speaks of its author
    beside: float  # how much of what was typed stands beside the part that asks, as a share
    idle: bool  # whether it is made of nothing but fillers, such as a greeting
    periods: frozenset[str]
    readings: list[Reading]
    noun: list[int]  # which of `typed` name the thing asked for ("which country ...")
    asks: NDArray[np.float32]  # what the question words add to the sum of the vectors


@dataclass(slots=True)
class EntryView:
    """An entry ready to be compared: its segments are the text, the context, then each question."""

    words: NDArray[np.int32]
    backs: NDArray[np.float32]  # how much each word counts when a phrasing is laid on the question
    sizes: list[int]
    spoken: list[str]  # the questions, all words
    kinds: list[str]  # of the questions
    speaker: frozenset[int]  # keys of the speaker's names, if it is a quotation
    asked: tuple[str, ...]  # the text, then the questions, as written
    told: str  # the text, and all of it with the questions: only looked into where a question points to a period
    told_and_asked: str

    @property
    def periods(self) -> frozenset[str]:
        """What it points to beside what it names."""
        named = intent.periods(self.told_and_asked)
        if intent.tells_turn(self.told_and_asked):
            named |= {intent.IN_TURN}
        return named | {intent.NOW} if intent.is_present(self.told) else named


def _tells(clause: str, lexicon: Lexicon) -> bool:
    """Whether a clause holds a word of the store that counts, or a name or number that an answer must not lack."""
    for word in text.split_hyphens(text.words(clause)):
        if word in text.FUNCTION_WORDS or word in text.FILLERS or word in text.LIGHT:
            continue
        if word in SHORT or text.is_number(word) or lexicon.stored(word) or lexicon.background.is_name(word):
            return True
        if word not in lexicon.background and len(word) > 2:  # mistyped perhaps
            return True
    return False


def _merged(readings: list[Reading], lexicon: Lexicon, aliases: Aliases) -> list[Reading]:
    """The readings that count, names that mean the same as one."""
    best = [reading.words[0][0] for reading in readings]
    merged: list[Reading] = []
    fillers: list[Reading] = []
    place = 0
    spans = {start: (length, label) for start, length, label in dates.spans(best)}
    spans |= {start: (length, label) for start, length, label in aliases.find([aliases.bare(word) for word in best])}
    while place < len(readings) and len(merged) < MOST_QUESTION_WORDS:
        if place in spans:
            length, label = spans[place]
            part = readings[place : place + length]
            typed = " ".join(reading.typed for reading in part)
            closeness = min(reading.words[0][1] for reading in part)
            merged.append(Reading(typed, [(label, closeness)], any(r.repaired for r in part)))
            place += length
            continue
        word = best[place]
        if word not in text.FUNCTION_WORDS:
            stored = bool(lexicon.stored(word))
            idle = word in text.FILLERS or (len(word) == 1 and word.isalpha())
            (fillers if idle and not stored else merged).append(readings[place])
        place += 1
    return list({reading.typed: reading for reading in merged or fillers}.values())


def _weighed(words: list[str], lexicon: Lexicon, ids: NDArray[np.int32]) -> NDArray[np.float32]:
    """How much each word of a question tells."""
    weights = lexicon.weights[ids].copy()
    for n, word in enumerate(words):
        if word in text.FILLERS or word in text.LIGHT:
            weights[n] = min(weights[n] * LIGHT_WEIGHT, MOST_LIGHT)
        elif not lexicon.stored(word) and lexicon.background.rank(word) < COMMON_RANK:
            weights[n] *= COMMON_WEIGHT
    return np.maximum(weights, np.float32(0.05))


def view_question(typed: str, lexicon: Lexicon, speller: Speller, aliases: Aliases) -> QuestionView | None:
    """The question, as it was typed, as a view, or None where no word of it counts."""
    asked_part = asking_part(typed[: text.MAX_QUESTION])
    normal = read(asked_part, lexicon.stored, asked=True)
    whole = text.normalise(typed[: text.MAX_QUESTION]).strip("\"'«»‹›「」 ")
    asking = intent.asking_clauses(normal, lambda clause: _tells(clause, lexicon))
    readings = speller.read(text.words(asking)[:MOST_READ])
    merged = _merged(readings, lexicon, aliases)
    if not merged:
        return None
    spoken = " ".join(reading.words[0][0] for reading in readings)
    repaired = any(reading.repaired for reading in readings)
    numbers = lexicon.number([word for reading in merged for word, _ in reading.words])
    owner = np.array([n for n, reading in enumerate(merged) for _ in reading.words], np.intp)
    first = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    ids = np.array(numbers, np.int32)
    heads = [reading.words[0][0] for reading in merged]
    kinds = lexicon.kinds[ids[first]]
    return QuestionView(
        spoken=spoken,
        meant=" ".join(map(signs.shown, spoken.split())) if repaired else plain(asked_part),
        kind=intent.kind_of(spoken) or intent.kind_of(normal),
        typed=[reading.typed for reading in merged],
        heads=ids[first],
        words=ids,
        owner=owner,
        factor=np.array([factor for reading in merged for _, factor in reading.words], np.float32),
        weights=_weighed(heads, lexicon, ids[first]),
        kinds=kinds,
        forbids=np.array([forbids(w, int(k), lexicon) for w, k in zip(heads, kinds, strict=True)], np.bool_),
        says=intent.asks_for_words(spoken),
        muses=intent.muses(normal),
        beside=1 - min(1.0, len(normal) / max(1, len(whole))),
        idle=all(word in text.FILLERS or word in text.FUNCTION_WORDS for word in heads),
        periods=intent.periods(spoken),
        readings=merged,
        noun=_places(intent.asked_noun(spoken), heads),
        asks=lexicon.background.sum_of([word for word in spoken.split() if word in intent.ASKING]),
    )


def _places(words: Sequence[str], among: Sequence[str]) -> list[int]:
    return [among.index(word) for word in words if word in among]


def forbids(word: str, kind: int, lexicon: Lexicon) -> bool:
    """Whether the word is a name or number, so that an entry without it answers another question."""
    if kind & NUMBER or signs.is_signed(word):
        return True
    if not kind & NAME or len(word) < 2 or word in text.LIGHT or word in text.FILLERS:
        return False
    if kind & KNOWN or word.startswith("="):
        return True
    return not lexicon.is_inflected(word) and not is_slip(word)


def _counted(words: list[str], aliases: Aliases) -> tuple[list[str], set[str]]:
    """The distinct words that count, hyphenated ones as parts and joined, with the pseudo-words of the names found;
    and those that are only a part of such a name or a second spelling."""
    if not words:
        return [""], set()
    parts, extra = words, []
    if "-" in " ".join(words):
        parts, extra = text.split_hyphens(words), [word.replace("-", "") for word in words if "-" in word]
    extra += also_typed(parts)
    beside = set(extra).difference(parts)
    found = aliases.find(parts)
    found += [span for span in dates.spans(parts) if not _overlaps(span, found)]
    if found:
        inside = {place for start, length, _ in found for place in range(start, start + length)}
        beside |= {parts[place] for place in inside} - {w for n, w in enumerate(parts) if n not in inside}
        extra.extend(label for _, _, label in found)
    kept = dict.fromkeys([*(word for word in parts if word not in text.FUNCTION_WORDS), *extra])
    return list(kept)[:MOST_ENTRY_WORDS] or [""], beside


def _overlaps(span: tuple[int, int, str], others: Sequence[tuple[int, int, str]]) -> bool:
    start, length, _ = span
    return any(start < other + size and other < start + length for other, size, _ in others)


def view_entry(
    body: str, speaker: str, context: Iterable[str], questions: Iterable[str], lexicon: Lexicon, aliases: Aliases
) -> EntryView:
    """An entry's view, from its texts as they were written."""
    stored = lexicon.stored
    normal, who = read(body, stored, asked=False), read(speaker, stored, asked=False) if speaker else ""
    questions = tuple(questions)
    asked = [read(question, stored, asked=False) for question in questions]
    around = " ; ".join(part for part in (speaker, *context) if part)
    in_order = [text.words(normal), text.words(read(around, stored, asked=False)) if around else []]
    in_order += [text.words(question) for question in asked]
    counted = [_counted(words, aliases) for words in in_order]
    segments = [words for words, _ in counted]
    numbers = np.array(lexicon.number([word for segment in segments for word in segment]), np.int32)
    backs = [0.0 if w in beside else LIGHT_WEIGHT if w in text.LIGHT else 1.0 for ws, beside in counted for w in ws]
    said = _counted(text.words(who), aliases)[0] if who else []
    return EntryView(
        words=numbers,
        backs=np.array(backs, np.float32),
        sizes=[len(segment) for segment in segments],
        spoken=[" ".join(text.split_hyphens(words)) for words in in_order[2:]],
        kinds=[intent.kind_of(" ".join(words)) for words in in_order[2:]],
        speaker=frozenset(lexicon.keys[lexicon.number(said)].tolist()) if said else frozenset(),
        asked=(body, *questions),
        told=normal,
        told_and_asked=" . ".join([normal, *asked]),
    )
