"""Encode questions and entries for comparison: word ids with weights, kinds of words and expected answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching import dates, intent, signs, text
from bot.matching.aliases import Aliases
from bot.matching.asking_part import asking_part
from bot.matching.plain import plain
from bot.matching.reading import read
from bot.matching.spelling import Speller, WordReading, is_slip
from bot.matching.variants import SHORT, also_typed
from bot.matching.vocabulary import KNOWN, NAME, NUMBER, Vocabulary

MOST_QUESTION_WORDS = 48
MOST_READ = 80  # maximum words of a question, including words without weight
MOST_ENTRY_WORDS = 1_500
LIGHT_WEIGHT = 0.3  # factor for a word with little meaning
MOST_LIGHT = 0.35  # maximum weight of such a word
COMMON_RANK = 200  # general English words up to this rank …
COMMON_WEIGHT = 0.5  # … get this factor if the store lacks them


@dataclass(slots=True)
class QuestionView:
    """A question, encoded for comparison."""

    spoken: str  # all its words, for the comparison of whole phrasings
    meant: str  # the asking part with corrected typos, for the sentence encoder
    kind: str
    typed: list[str]  # the words with weight, as typed
    heads: NDArray[np.int32]  # the id of the likeliest reading of each word of `typed`
    words: NDArray[np.int32]  # the id of each reading of each word
    owner: NDArray[np.intp]  # the index in `typed` of each reading
    factor: NDArray[np.float32]  # the weight of each reading
    weights: NDArray[np.float32]  # the weight of each word of `typed`
    kinds: NDArray[np.uint8]
    forbids: NDArray[np.bool_]  # names and numbers: an entry without it answers another question
    says: bool  # whether it asks for somebody's words
    muses: bool  # whether it asks nothing and is about its author
    beside: float  # the share of the message outside of the asking part
    idle: bool  # whether it has only fillers, such as a greeting
    periods: frozenset[str]
    readings: list[WordReading]
    noun: list[int]  # indices in `typed` of the nouns asked for ("which country ...")
    asks: NDArray[np.float32]  # sum of the vectors of the question words


@dataclass(slots=True)
class EntryView:
    """An entry, encoded for comparison. Its segments are the text, the context, then each question."""

    words: NDArray[np.int32]
    backs: NDArray[np.float32]  # the weight of each word when a phrasing is compared with the question
    sizes: list[int]  # number of words of each segment
    spoken: list[str]  # the questions, all words
    kinds: list[str]  # of the questions
    speaker: frozenset[int]  # keys of the speaker's names, if it is a quotation
    asked: tuple[str, ...]  # the text, then the questions, as written
    text: str  # normalised; used only if a question names a period
    text_and_questions: str

    @property
    def periods(self) -> frozenset[str]:
        """Return the periods that the entry refers to."""
        named = intent.periods(self.text_and_questions)
        if intent.tells_turn(self.text_and_questions):
            named |= {intent.IN_TURN}
        return named | {intent.NOW} if intent.is_present(self.text) else named


def _tells(clause: str, vocabulary: Vocabulary) -> bool:
    """Return whether a clause has a content word of the store, a name, a number, or an unknown word."""
    for word in text.split_hyphens(text.words(clause)):
        if word in text.FUNCTION_WORDS or word in text.FILLERS or word in text.LIGHT:
            continue
        if word in SHORT or text.is_number(word) or vocabulary.stored(word) or vocabulary.background.is_name(word):
            return True
        if word not in vocabulary.background and len(word) > 2:  # perhaps a typo
            return True
    return False


def _merged(readings: list[WordReading], vocabulary: Vocabulary, aliases: Aliases) -> list[WordReading]:
    """Return the readings with weight; a name of several words and a date become one reading."""
    best = [reading.words[0][0] for reading in readings]
    merged: list[WordReading] = []
    fillers: list[WordReading] = []
    index = 0
    spans = {start: (length, label) for start, length, label in dates.spans(best)}
    spans |= {start: (length, label) for start, length, label in aliases.find([aliases.bare(word) for word in best])}
    while index < len(readings) and len(merged) < MOST_QUESTION_WORDS:
        if index in spans:
            length, label = spans[index]
            part = readings[index : index + length]
            typed = " ".join(reading.typed for reading in part)
            closeness = min(reading.words[0][1] for reading in part)
            merged.append(WordReading(typed, [(label, closeness)], any(r.repaired for r in part)))
            index += length
            continue
        word = best[index]
        if word not in text.FUNCTION_WORDS:
            stored = bool(vocabulary.stored(word))
            idle = word in text.FILLERS or (len(word) == 1 and word.isalpha())
            (fillers if idle and not stored else merged).append(readings[index])
        index += 1
    return list({reading.typed: reading for reading in merged or fillers}.values())


def _weighed(words: list[str], vocabulary: Vocabulary, ids: NDArray[np.int32]) -> NDArray[np.float32]:
    """Return the weight of each word of a question."""
    weights = vocabulary.weights[ids].copy()
    for n, word in enumerate(words):
        if word in text.FILLERS or word in text.LIGHT:
            weights[n] = min(weights[n] * LIGHT_WEIGHT, MOST_LIGHT)
        elif not vocabulary.stored(word) and vocabulary.background.rank(word) < COMMON_RANK:
            weights[n] *= COMMON_WEIGHT
    return np.maximum(weights, np.float32(0.05))


def view_question(typed: str, vocabulary: Vocabulary, speller: Speller, aliases: Aliases) -> QuestionView | None:
    """Encode a question as typed; None if no word has weight."""
    asked_part = asking_part(typed[: text.MAX_QUESTION])
    normal = read(asked_part, vocabulary.stored, asked=True)
    whole = text.normalise(typed[: text.MAX_QUESTION]).strip("\"'«»‹›「」 ")
    asking = intent.asking_clauses(normal, lambda clause: _tells(clause, vocabulary))
    readings = speller.read(text.words(asking)[:MOST_READ])
    merged = _merged(readings, vocabulary, aliases)
    if not merged:
        return None
    spoken = " ".join(reading.words[0][0] for reading in readings)
    repaired = any(reading.repaired for reading in readings)
    word_ids = vocabulary.ids_of([word for reading in merged for word, _ in reading.words])
    owner = np.array([n for n, reading in enumerate(merged) for _ in reading.words], np.intp)
    first = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    ids = np.array(word_ids, np.int32)
    heads = [reading.words[0][0] for reading in merged]
    kinds = vocabulary.kinds[ids[first]]
    return QuestionView(
        spoken=spoken,
        meant=" ".join(map(signs.shown, spoken.split())) if repaired else plain(asked_part),
        kind=intent.kind_of(spoken) or intent.kind_of(normal),
        typed=[reading.typed for reading in merged],
        heads=ids[first],
        words=ids,
        owner=owner,
        factor=np.array([factor for reading in merged for _, factor in reading.words], np.float32),
        weights=_weighed(heads, vocabulary, ids[first]),
        kinds=kinds,
        forbids=np.array([forbids(w, int(k), vocabulary) for w, k in zip(heads, kinds, strict=True)], np.bool_),
        says=intent.asks_for_words(spoken),
        muses=intent.muses(normal),
        beside=1 - min(1.0, len(normal) / max(1, len(whole))),
        idle=all(word in text.FILLERS or word in text.FUNCTION_WORDS for word in heads),
        periods=intent.periods(spoken),
        readings=merged,
        noun=_indices(intent.asked_noun(spoken), heads),
        asks=vocabulary.background.sum_of([word for word in spoken.split() if word in intent.ASKING]),
    )


def _indices(words: Sequence[str], among: Sequence[str]) -> list[int]:
    return [among.index(word) for word in words if word in among]


def forbids(word: str, kind: int, vocabulary: Vocabulary) -> bool:
    """Return whether the word is a name or number, so that an entry without it answers another question."""
    if kind & NUMBER or signs.is_signed(word):
        return True
    if not kind & NAME or len(word) < 2 or word in text.LIGHT or word in text.FILLERS:
        return False
    if kind & KNOWN or word.startswith("="):
        return True
    return not vocabulary.is_inflected(word) and not is_slip(word)


def _index_words(words: list[str], aliases: Aliases) -> tuple[list[str], set[str]]:
    """Return the distinct words with weight, and which of them are only part of a name or a second spelling.

    Hyphenated words are included as parts and joined, names also as their pseudo-word.
    """
    if not words:
        return [""], set()
    parts, extra = words, []
    if "-" in " ".join(words):
        parts, extra = text.split_hyphens(words), [word.replace("-", "") for word in words if "-" in word]
    extra += also_typed(parts)
    secondary = set(extra).difference(parts)
    spans = aliases.find(parts)
    spans += [span for span in dates.spans(parts) if not _overlaps(span, spans)]
    if spans:
        inside = {index for start, length, _ in spans for index in range(start, start + length)}
        secondary |= {parts[index] for index in inside} - {w for n, w in enumerate(parts) if n not in inside}
        extra.extend(label for _, _, label in spans)
    distinct = dict.fromkeys([*(word for word in parts if word not in text.FUNCTION_WORDS), *extra])
    return list(distinct)[:MOST_ENTRY_WORDS] or [""], secondary


def _overlaps(span: tuple[int, int, str], others: Sequence[tuple[int, int, str]]) -> bool:
    start, length, _ = span
    return any(start < other + size and other < start + length for other, size, _ in others)


def view_entry(
    body: str, speaker: str, context: Iterable[str], questions: Iterable[str], vocabulary: Vocabulary, aliases: Aliases
) -> EntryView:
    """Encode an entry from its texts as written."""
    stored = vocabulary.stored
    normal, who = read(body, stored, asked=False), read(speaker, stored, asked=False) if speaker else ""
    questions = tuple(questions)
    asked = [read(question, stored, asked=False) for question in questions]
    around = " ; ".join(part for part in (speaker, *context) if part)
    in_order = [text.words(normal), text.words(read(around, stored, asked=False)) if around else []]
    in_order += [text.words(question) for question in asked]
    counted = [_index_words(words, aliases) for words in in_order]
    segments = [words for words, _ in counted]
    word_ids = np.array(vocabulary.ids_of([word for segment in segments for word in segment]), np.int32)
    backs = [
        0.0 if w in secondary else LIGHT_WEIGHT if w in text.LIGHT else 1.0 for ws, secondary in counted for w in ws
    ]
    names = _index_words(text.words(who), aliases)[0] if who else []
    return EntryView(
        words=word_ids,
        backs=np.array(backs, np.float32),
        sizes=[len(segment) for segment in segments],
        spoken=[" ".join(text.split_hyphens(words)) for words in in_order[2:]],
        kinds=[intent.kind_of(" ".join(words)) for words in in_order[2:]],
        speaker=frozenset(vocabulary.keys[vocabulary.ids_of(names)].tolist()) if names else frozenset(),
        asked=(body, *questions),
        text=normal,
        text_and_questions=" . ".join([normal, *asked]),
    )
