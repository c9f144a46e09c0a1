"""Align every word of a question with the closest word of an entry.

The same word (also inflected, in another spelling or as an alias) counts 1. A word of similar meaning counts less,
according to its vector.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.matching.encoding import EntryView, QuestionView
from bot.matching.vocabulary import NAME, NUMBER, Vocabulary

Floats: TypeAlias = NDArray[np.float32]

MET = 0.55  # minimum alignment of a word that counts as matched
SURE = 0.75  # minimum alignment of a word that counts as certainly matched
_UNLIKE, _LIKE = 0.25, 0.9  # cosines of unrelated words, and of words with the same meaning
_SYNONYM = np.float32(0.7)  # alignment of a synonym
_HEAD = np.float32(0.7)  # alignment of the last word of a longer name with the name (hub for return hub)
_OTHER_NAME = 0.35  # factor for a different name of the same sort (Serbia for Albania)
_ENDINGS = frozenset(",a,o,e,y,i,s,n,an,ian,ia,ish,ain,ar,ars,er,ans,ians,ese,ic,ch,land".split(","))  # noqa: SIM905


@dataclass(slots=True)
class Alignment:
    """The alignment of every question word with every word of some entries, and the start of each segment."""

    near: Floats  # (question words, all entry words in sequence)
    cosine: Floats  # the same by vectors alone, for the likeliest reading of each question word
    heads: Floats  # the vectors of the question words
    vectors: Floats  # the vectors of the entry words
    flat: NDArray[np.int32]
    starts: NDArray[np.intp]  # of the segments
    first: NDArray[np.intp]  # the first segment of each entry
    forward: Floats  # (question words, segments): how well the segment matches the word
    whole: Floats  # (question words, entries)
    body: Floats  # (question words, entries): the same by text and context, without curated questions
    back: Floats  # (entry words): how well the question matches each
    backs: Floats  # (entry words): the weight of each


def similarity(question: QuestionView, distinct: NDArray[np.int32], vectors: Floats, vocabulary: Vocabulary) -> Floats:
    """Return the similarity (0 to 1) of each question word with each distinct entry word, which have the `vectors`.

    Shape: (question words, distinct entry words).
    """
    near = word_similarity(question.words, distinct, vectors, vocabulary) * question.factor[:, None]
    if len(question.words) == len(question.typed):
        return near
    best = np.zeros((len(question.typed), len(distinct)), np.float32)
    np.maximum.at(best, question.owner, near)
    return best


def word_similarity(
    words: NDArray[np.int32], distinct: NDArray[np.int32], vectors: Floats, vocabulary: Vocabulary
) -> Floats:
    """Return the similarity (0 to 1) of each word with each distinct word, which have the `vectors`.

    Shape: (words, distinct words).
    """
    cosine = vocabulary.vectors(words) @ vectors.T
    near: Floats = np.clip((cosine - _UNLIKE) / (_LIKE - _UNLIKE), 0.0, 1.0) ** 1.5 * np.float32(0.9)
    kinds, entry_kinds = vocabulary.kinds[words], vocabulary.kinds[distinct]
    name = (kinds & NAME)[:, None] & (entry_kinds & NAME)[None, :]
    if name.any():
        kin = _kin(words, distinct, near * (name > 0), vocabulary)
        near = np.where(name > 0, near * np.float32(_OTHER_NAME), near)
        for row, column in kin:
            near[row, column] = 0.9
    is_number = ((kinds & NUMBER) > 0)[:, None] | ((entry_kinds & NUMBER) > 0)[None, :]
    near = np.where(is_number, np.float32(0.0), near)
    keys = vocabulary.keys[distinct]
    for row, word in enumerate(words.tolist()):
        if synonyms := [] if kinds[row] & (NAME | NUMBER) else vocabulary.synonyms(word):
            near[row] = np.where(np.isin(keys, synonyms), np.maximum(near[row], _SYNONYM), near[row])
    if vocabulary.heads:
        _heads(words, distinct, near, vocabulary)
    same = vocabulary.keys[words][:, None] == keys[None, :]
    return np.where(same, np.float32(1.0), near)


def _heads(words: NDArray[np.int32], distinct: NDArray[np.int32], near: Floats, vocabulary: Vocabulary) -> None:
    """Raise the similarity of a name and its last word, in both directions. Changes `near` in place."""
    columns = {int(word_id): column for column, word_id in enumerate(distinct.tolist())}
    keys = vocabulary.keys[words].tolist()
    for label, heads in vocabulary.heads.items():
        if not heads:
            continue
        if (column := columns.get(label)) is not None:
            for row, key in enumerate(keys):
                if key in heads:
                    near[row, column] = max(near[row, column], _HEAD)
        for row in np.flatnonzero(words == label).tolist():
            hits = np.isin(vocabulary.keys[distinct], list(heads))
            near[row, hits] = np.maximum(near[row, hits], _HEAD)


def _kin(
    words: NDArray[np.int32], distinct: NDArray[np.int32], near: Floats, vocabulary: Vocabulary
) -> list[tuple[int, int]]:
    """Return (row, column) of pairs of names with one root: Serbia and Serbian, Kosovo and Kosovar."""
    pairs: list[tuple[int, int]] = []
    for row, column in zip(*np.nonzero(near > 0.3), strict=True):
        left, right = vocabulary.words[words[row]], vocabulary.words[distinct[column]]
        shared = 0
        for a, b in zip(left, right, strict=False):
            if a != b:
                break
            shared += 1
        if shared >= 4 and left[shared:] in _ENDINGS and right[shared:] in _ENDINGS:
            pairs.append((int(row), int(column)))
    return pairs


def align(question: QuestionView, views: Sequence[EntryView], vocabulary: Vocabulary) -> Alignment:
    """Align the question with the entries."""
    flat = np.concatenate([view.words for view in views])
    sizes = np.array([size for view in views for size in view.sizes], np.intp)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    counts = np.array([len(view.sizes) for view in views], np.intp)
    first = np.concatenate(([0], np.cumsum(counts)[:-1]))
    distinct, index = _in_order(flat)
    vectors, heads = vocabulary.vectors(distinct), vocabulary.vectors(question.heads)
    near = similarity(question, distinct, vectors, vocabulary)[:, index]
    forward = np.maximum.reduceat(near, starts, axis=1)
    return Alignment(
        near,
        cosine=(heads @ vectors.T)[:, index],
        heads=heads,
        vectors=vectors[index],
        flat=flat,
        starts=starts,
        first=first,
        forward=forward,
        whole=np.maximum.reduceat(forward, first, axis=1),
        body=np.maximum(forward[:, first], forward[:, first + 1]),
        back=near.max(axis=0),
        backs=np.concatenate([view.backs for view in views]),
    )


def _in_order(flat: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
    """Return the distinct word ids in order of first occurrence, and the index among them of each item of `flat`.

    Do not sort by word id: ids depend on earlier questions, and a matrix product rounds a column according to its
    position. So a score would depend on earlier questions.
    """
    distinct, first, index = np.unique(flat, return_index=True, return_inverse=True)
    order = np.argsort(first)
    position = np.empty(len(order), np.intp)
    position[order] = np.arange(len(order))
    return distinct[order], position[index]


def cosines(rows: Floats, vector: Floats) -> Floats:
    """Return the cosine of each row with a vector. Shapes: (rows, dimensions), (dimensions); result (rows)."""
    lengths = np.linalg.norm(rows, axis=1) * float(np.linalg.norm(vector))
    return np.asarray((rows @ vector) / np.maximum(lengths, 1e-6), np.float32)
