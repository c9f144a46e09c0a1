"""Compare the meanings of a store's sentences with that of a question, by their vectors.

Each entry is a class, and its phrasings are the training data. A question is compared with the nearest phrasing and
with the mean of the phrasings. A third value comes from a ridge regression from vectors to entries, in closed form. It
is a linear classifier that learns the differences between the entries of this store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.matching.packing import unpack

Floats: TypeAlias = NDArray[np.float32]

RIDGE = 1.0  # regularisation of the regression
_UNKNOWN = 0.6  # assumed cohesion if no entry has two phrasings
_CHUNK = 4_096  # rows that are unpacked at a time
_JOINED = 4  # number of nearest phrasings for `span`, together with the text
_SAMPLED = 256  # number of phrasings from which the distances between entries are estimated


@dataclass(frozen=True, slots=True)
class Meanings:
    """The comparison of a question with some entries, one number for each; cosines are of the best reading."""

    near: Floats  # cosine with the nearest phrasing; with the text if there is none
    second: Floats  # the same with the second nearest
    mean: Floats  # with the mean of the phrasings
    ridge: Floats  # value of the regression, about 1 for the entry's own phrasings
    text: Floats  # with the entry's own text
    whole: Floats  # nearest phrasing, by the whole message only
    cohesion: Floats  # mean cosine of each of the entry's phrasings with the mean of the others
    crowd: Floats  # cosine of the entry's mean with the nearest mean of another entry
    span: Floats  # cosine with the nearest linear combination of the nearest phrasings and the text
    level: Floats  # mean cosine of the store's phrasings with the nearest phrasing of another entry
    beyond: Floats  # the share of the store's phrasings that have no phrasing of another entry as near as `near`
    nearest: NDArray[np.intp]  # index of the nearest phrasing


@dataclass(frozen=True, slots=True)
class Member:
    """The rows of the table that belong to an entry."""

    text: int
    questions: tuple[int, ...]


class SentenceVectors:
    """The vectors of a store. Immutable and thread-safe. Entries are identified by their index in `members`."""

    def __init__(self, packed: NDArray[np.int8], members: Sequence[Member]) -> None:
        """Take a row for each text (texts, dimensions), and the rows of each entry."""
        self._packed = packed
        self._members = members
        rows_by_entry = [list(m.questions) or [m.text] for m in members]
        sums = np.stack([self._at(np.array(rows, np.intp)).sum(axis=0) for rows in rows_by_entry])
        lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
        self._without: tuple[frozenset[int], NDArray[np.float64], NDArray[np.float64]] | None = None
        self._means, self._lengths = np.asarray(sums / lengths, np.float32), lengths.astype(np.float32)
        used = np.array([row for rows in rows_by_entry for row in rows], np.intp)
        curve = RIDGE * np.eye(packed.shape[1])
        for first in range(0, len(used), _CHUNK):
            part = self._at(used[first : first + _CHUNK]).astype(np.float64)
            curve += part.T @ part
        self._inverse = np.linalg.inv(curve)
        self._strangers = self._nearest_strangers(
            used, np.repeat(np.arange(len(rows_by_entry)), [len(rows) for rows in rows_by_entry])
        )
        self._cohesion = np.array(
            [self._mean_cohesion(rows, total) for rows, total in zip(rows_by_entry, sums, strict=True)], np.float32
        )
        self._cohesion[np.isnan(self._cohesion)] = (
            np.nanmean(self._cohesion) if (~np.isnan(self._cohesion)).any() else _UNKNOWN
        )

    def member(self, index: int) -> Member:
        """Return the rows of the entry with an index."""
        return self._members[index]

    def nearest(self, question: Floats, limit: int) -> list[int]:
        """Return the indices of the entries with the nearest means; `question` has the shape (readings, dimensions)."""
        cosines = (self._means @ question.T).max(axis=1)
        if limit >= len(cosines):
            return list(range(len(cosines)))
        best = np.argpartition(-cosines, limit - 1)[:limit]
        return [int(n) for n in sorted(best, key=lambda n: (-cosines[n], n))]

    def compare(self, question: Floats, indices: Sequence[int], hidden: frozenset[int] = frozenset()) -> Meanings:
        """Compare a question (readings, dimensions), the whole message first, with the entries at the indices.

        `hidden` are rows to ignore.
        """
        members = [self._members[index] for index in indices]
        visible = [[row for row in m.questions if row not in hidden] or [m.text] for m in members]
        flat = [row for rows in visible for row in rows]
        starts = np.cumsum([0, *(len(rows) for rows in visible)])[:-1]
        by_reading = self._at(np.array(flat, np.intp)) @ question.T
        cosines = by_reading.max(axis=1)
        near = np.maximum.reduceat(cosines, starts)
        sums = self._means[list(indices)] * self._lengths[list(indices)]
        for n, member in enumerate(members if hidden else ()):
            if not hidden.isdisjoint(member.questions):
                sums[n] = self._at(np.array(visible[n], np.intp)).sum(axis=0)
        lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
        nearest, second = np.zeros(len(visible), np.intp), np.zeros(len(visible), np.float32)
        together = np.full((len(visible), _JOINED + 1), -1, np.intp)
        for n, (start, rows) in enumerate(zip(starts, visible, strict=True)):
            part = cosines[start : start + len(rows)]
            best = int(part.argmax())
            nearest[n] = (
                members[n].questions.index(rows[best]) if members[n].questions and rows != [members[n].text] else 0
            )
            second[n] = np.partition(part, -2)[-2] if len(part) > 1 else part[0]
            joined = [rows[k] for k in np.argsort(-part, kind="stable")[:_JOINED]]
            joined += [members[n].text] if members[n].text not in joined else []
            together[n, : len(joined)] = joined
        return Meanings(
            near=near, second=second,
            mean=((sums / lengths) @ question.T).max(axis=1),
            ridge=(sums @ self._solved(question, hidden).astype(np.float32)).max(axis=1),
            text=(self._at(np.array([m.text for m in members], np.intp)) @ question.T).max(axis=1),
            whole=np.maximum.reduceat(by_reading[:, 0], starts),
            cohesion=self._cohesion[list(indices)],
            crowd=_crowd(sums / lengths),
            span=self._spanned(question, together),
            level=np.full(len(near), self._strangers.mean(), np.float32),
            beyond=np.asarray(np.searchsorted(self._strangers, near) / len(self._strangers), np.float32),
            nearest=nearest,
        )  # fmt: skip

    def _mean_cohesion(self, rows: Sequence[int], total: Floats) -> float:
        """Return the mean cosine of each row with the mean of the others; NaN for a single row."""
        if len(rows) < 2:
            return float("nan")
        with_sum = self._at(np.array(rows, np.intp)) @ total
        rest = np.sqrt(np.maximum(float(total @ total) - 2 * with_sum + 1, 1e-6))
        return float(((with_sum - 1) / rest).mean())

    def _spanned(self, question: Floats, together: NDArray[np.intp]) -> Floats:
        """Return the length of the question's projection on the span of each set of rows; 1 if it is in the span.

        `together` has the shape (sets, rows), with -1 for no row. The diagonal is regularised against equal rows.
        """
        vectors = self._at(together.ravel()).reshape(*together.shape, -1) * (together >= 0)[:, :, None]
        gram = vectors @ vectors.transpose(0, 2, 1) + 0.05 * np.eye(together.shape[1], dtype=np.float32)
        cosines = vectors @ question.T
        projections = np.einsum("nrq,nrq->nq", cosines, np.linalg.solve(gram, cosines))
        return np.asarray(np.sqrt(np.maximum(projections, 0.0)).max(axis=1), np.float32)

    def _nearest_strangers(self, rows: NDArray[np.intp], owners: NDArray[np.intp]) -> Floats:
        """Return the cosines of sampled rows with the nearest row of another entry, ascending; 0 if there is none."""
        selected = np.unique(np.linspace(0, len(rows) - 1, min(_SAMPLED, len(rows))).astype(np.intp))
        sampled, best = self._at(rows[selected]), np.zeros(len(selected), np.float32)
        for first in range(0, len(rows), _CHUNK):
            part = slice(first, first + _CHUNK)
            cosines = sampled @ self._at(rows[part]).T
            cosines[owners[selected][:, None] == owners[part][None, :]] = 0.0
            best = np.maximum(best, cosines.max(axis=1))
        return np.sort(best)

    def _solved(self, question: Floats, hidden: frozenset[int]) -> NDArray[np.float64]:
        """Return the regression's inner solution for the question; removes hidden rows by Woodbury's identity."""
        solved = self._inverse @ question.T
        if not hidden:
            return np.asarray(solved)
        known = self._without
        if known is None or known[0] != hidden:  # mostly the same rows are hidden as before
            rows = self._at(np.array(sorted(hidden), np.intp)).astype(np.float64)
            through = self._inverse @ rows.T
            known = self._without = hidden, rows, through @ np.linalg.inv(np.eye(len(rows)) - rows @ through)
        _, rows, through = known
        return np.asarray(solved + through @ (rows @ solved))

    def _at(self, rows: NDArray[np.intp]) -> Floats:
        return unpack(self._packed[rows])


def _crowd(means: Floats) -> Floats:
    """Return the cosine of each mean with the nearest other mean; 0 for a single one."""
    if len(means) < 2:
        return np.zeros(len(means), np.float32)
    cosines = means @ means.T
    np.fill_diagonal(cosines, -1.0)
    return np.asarray(cosines.max(axis=1), np.float32)
