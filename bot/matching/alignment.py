"""Every word of a question laid beside the closest word of an entry.

The same word (in another form, spelling or name) counts 1, a word of near meaning less, by its vector.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.matching.encoding import EntryView, QuestionView
from bot.matching.vocabulary import NAME, NUMBER, Lexicon

Floats: TypeAlias = NDArray[np.float32]

MET = 0.55  # an alignment from which a word counts as met
SURE = 0.75  # an alignment from which a word counts as met for certain
_UNLIKE, _LIKE = 0.25, 0.9  # cosines of words that have nothing in common, and of words that mean the same
_SYNONYM = np.float32(0.7)  # how much a word that can mean the same counts
_HEAD = np.float32(0.7)  # how much the last word of a longer name counts for the name (hub for return hub)
_OTHER_NAME = 0.35  # how much a different name of the same sort counts (Serbia for Albania)
_ENDINGS = frozenset(",a,o,e,y,i,s,n,an,ian,ia,ish,ain,ar,ars,er,ans,ians,ese,ic,ch,land".split(","))  # noqa: SIM905


@dataclass(slots=True)
class Alignment:
    """Every question word against every word of some entries, and where each entry's segments start."""

    near: Floats  # (question words, entry words laid end to end)
    cosine: Floats  # the same by vectors alone; of the likeliest reading of each question word
    heads: Floats  # the vectors of the question words
    vectors: Floats  # the vectors of the entry words
    flat: NDArray[np.int32]
    starts: NDArray[np.intp]  # of the segments
    first: NDArray[np.intp]  # the first segment of each entry
    forward: Floats  # (question words, segments): how well the segment meets the word
    whole: Floats  # (question words, entries)
    body: Floats  # (question words, entries): the same by text and context, without curated questions
    back: Floats  # how well the question meets each entry word
    backs: Floats  # how much each entry word counts


def similarity(question: QuestionView, distinct: NDArray[np.int32], vectors: Floats, lexicon: Lexicon) -> Floats:
    """How near each question word is to each of the distinct entry words, which have the `vectors`: (question words,
    distinct), 0 to 1."""
    words = question.words
    cosine = lexicon.vectors(words) @ vectors.T
    near: Floats = np.clip((cosine - _UNLIKE) / (_LIKE - _UNLIKE), 0.0, 1.0) ** 1.5 * np.float32(0.9)
    kinds, others = lexicon.kinds[words], lexicon.kinds[distinct]
    name = (kinds & NAME)[:, None] & (others & NAME)[None, :]
    if name.any():
        kin = _kin(words, distinct, near * (name > 0), lexicon)
        near = np.where(name > 0, near * np.float32(_OTHER_NAME), near)
        for row, column in kin:
            near[row, column] = 0.9
    number = ((kinds & NUMBER) > 0)[:, None] | ((others & NUMBER) > 0)[None, :]
    near = np.where(number, np.float32(0.0), near)
    keys = lexicon.keys[distinct]
    for row, word in enumerate(words.tolist()):
        if synonyms := [] if kinds[row] & (NAME | NUMBER) else lexicon.synonyms(word):
            near[row] = np.where(np.isin(keys, synonyms), np.maximum(near[row], _SYNONYM), near[row])
    if lexicon.heads:
        _heads(words, distinct, near, lexicon)
    same = lexicon.keys[words][:, None] == keys[None, :]
    near = np.where(same, np.float32(1.0), near) * question.factor[:, None]
    if len(words) == len(question.typed):
        return near
    best = np.zeros((len(question.typed), len(distinct)), np.float32)
    np.maximum.at(best, question.owner, near)
    return best


def _heads(words: NDArray[np.int32], distinct: NDArray[np.int32], near: Floats, lexicon: Lexicon) -> None:
    """Let the last word of a name meet the name, both ways."""
    columns = {int(number): column for column, number in enumerate(distinct.tolist())}
    keys = lexicon.keys[words].tolist()
    for label, heads in lexicon.heads.items():
        if not heads:
            continue
        if (column := columns.get(label)) is not None:
            for row, key in enumerate(keys):
                if key in heads:
                    near[row, column] = max(near[row, column], _HEAD)
        for row in np.flatnonzero(words == label).tolist():
            hits = np.isin(lexicon.keys[distinct], list(heads))
            near[row, hits] = np.maximum(near[row, hits], _HEAD)


def _kin(
    words: NDArray[np.int32], distinct: NDArray[np.int32], near: Floats, lexicon: Lexicon
) -> list[tuple[int, int]]:
    """Pairs of names of one root: Serbia and Serbian, Kosovo and Kosovar."""
    found: list[tuple[int, int]] = []
    for row, column in zip(*np.nonzero(near > 0.3), strict=True):
        left, right = lexicon.words[words[row]], lexicon.words[distinct[column]]
        shared = 0
        for a, b in zip(left, right, strict=False):
            if a != b:
                break
            shared += 1
        if shared >= 4 and left[shared:] in _ENDINGS and right[shared:] in _ENDINGS:
            found.append((int(row), int(column)))
    return found


def align(question: QuestionView, views: Sequence[EntryView], lexicon: Lexicon) -> Alignment:
    """Lay the question beside the entries."""
    flat = np.concatenate([view.words for view in views])
    sizes = np.array([size for view in views for size in view.sizes], np.intp)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    counts = np.array([len(view.sizes) for view in views], np.intp)
    first = np.concatenate(([0], np.cumsum(counts)[:-1]))
    distinct, place = _in_order(flat)
    vectors, heads = lexicon.vectors(distinct), lexicon.vectors(question.heads)
    near = similarity(question, distinct, vectors, lexicon)[:, place]
    forward = np.maximum.reduceat(near, starts, axis=1)
    return Alignment(
        near,
        cosine=(heads @ vectors.T)[:, place],
        heads=heads,
        vectors=vectors[place],
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
    """Return the distinct numbers in the order in which they come first, and where among them each of `flat` is.

    Sorted by number they would stand as the words happened to be met since the matcher was built, and a product of
    matrices rounds a column by its position: so a score would depend on what was asked before.
    """
    distinct, first, place = np.unique(flat, return_index=True, return_inverse=True)
    order = np.argsort(first)
    position = np.empty(len(order), np.intp)
    position[order] = np.arange(len(order))
    return distinct[order], position[place]


def cosines(rows: Floats, one: Floats) -> Floats:
    """Of each row with one vector."""
    lengths = np.linalg.norm(rows, axis=1) * float(np.linalg.norm(one))
    return np.asarray((rows @ one) / np.maximum(lengths, 1e-6), np.float32)
