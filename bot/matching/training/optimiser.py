"""How the weights of a `Net` are learnt; numpy only, the same weights each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.model import Array, Net

_HIDDEN = 16
_DROPPED = 0.1  # the share of hidden units that rest in each step
_BATCH = 256
_NARROW = 1e-2  # added to a feature's spread, so that none has a great weight for hardly ever differing
RARELY = 1e-3  # share of the questions in which a feature must differ among the candidates to have a weight


@dataclass(slots=True)
class Groups:
    """The candidates of many questions, of which the right ones are known."""

    table: NDArray[np.float32]  # (questions, candidates, features)
    right: NDArray[np.bool_]
    filled: NDArray[np.bool_]  # which of the candidates there are

    @classmethod
    def of(cls, found: Sequence[tuple[NDArray[np.float32], NDArray[np.bool_]]]) -> Groups:
        """Groups of the questions of which some candidates are right and some are not."""
        usable = [(table, right) for table, right in found if right.any() and not right.all()]
        width = max((len(right) for _, right in usable), default=0)
        features = usable[0][0].shape[1] if usable else 0
        table = np.zeros((len(usable), width, features), np.float32)
        marks, filled = np.zeros((len(usable), width), bool), np.zeros((len(usable), width), bool)
        for n, (rows, right) in enumerate(usable):
            table[n, : len(rows)], marks[n, : len(rows)], filled[n, : len(rows)] = rows, right, True
        return cls(table, marks, filled)

    def telling(self) -> NDArray[np.bool_]:
        """Which features differ among the candidates of a question; no other can tell them apart, but the steps of
        Adam, which have one size, would let its weight drift."""
        spread = np.where(self.filled[..., None], self.table, -np.inf).max(axis=1)
        spread -= np.where(self.filled[..., None], self.table, np.inf).min(axis=1)
        return np.asarray((spread > 1e-4).mean(axis=0) > RARELY)


def fit_ranker(groups: Groups, start: Array, *, rounds: int = 300, decay: float = 1e-2) -> Array:
    """Linear weights, not far from the start, under which the right candidate of each question stands out (a
    conditional logit)."""
    scale = groups.table[groups.filled].std(axis=0) + _NARROW
    telling = groups.telling()
    table = groups.table / scale
    anchor = start * scale
    weights, memory = anchor.copy(), _Adam([anchor.shape], 0.05)
    for _ in range(rounds):
        slope = _push(table @ weights.astype(np.float32), groups.right, groups.filled) / len(table)
        pull = np.einsum("nc,ncf->f", slope.astype(np.float32), table) + decay * (weights - anchor)
        weights = weights - memory.steps([pull])[0] * telling
    return np.asarray(weights / scale)


def with_hidden(groups: Groups, linear: Array, *, seed: int = 0, epochs: int = 15, decay: float = 0.05) -> Net:
    """A net that starts as the linear weights and learns hidden units beside them, with small weights (AdamW)."""
    rng = np.random.default_rng(seed)
    rows = groups.table[groups.filled]
    centre, scale = rows.mean(axis=0), rows.std(axis=0) + _NARROW
    telling = groups.telling()
    size, rate = len(linear), 2e-3
    table = ((groups.table - centre) / scale).astype(np.float32)
    inner = rng.normal(size=(size, _HIDDEN)) / np.sqrt(size)
    bias, outer, plain = np.zeros(_HIDDEN), np.zeros(_HIDDEN), linear * scale
    memory = _Adam([inner.shape, bias.shape, outer.shape, plain.shape], rate)
    for _ in range(epochs):
        order = rng.permutation(len(table))
        for batch in (order[n : n + _BATCH] for n in range(0, len(order), _BATCH)):
            x = table[batch]
            bent = np.tanh(x @ inner.astype(np.float32) + bias.astype(np.float32))
            kept = ((rng.random(bent.shape) >= _DROPPED) / (1 - _DROPPED)).astype(np.float32)
            value = (bent * kept) @ outer.astype(np.float32) + x @ plain.astype(np.float32)
            push = (_push(value, groups.right[batch], groups.filled[batch]) / len(batch)).astype(np.float32)
            through = push[..., None] * kept * outer.astype(np.float32) * (1 - bent**2)
            steps = memory.steps([
                np.einsum("ncf,nch->fh", x, through),
                through.sum(axis=(0, 1)),
                np.einsum("nc,nch->h", push, bent * kept),
                np.einsum("nc,ncf->f", push, x),
            ])  # fmt: skip
            inner = inner * (1 - rate * decay) - steps[0]
            outer = outer * (1 - rate * decay) - steps[2]
            bias, plain = bias - steps[1], plain - steps[3] * telling
    return Net(np.append(plain / scale, 0.0), scale.astype(np.float64), centre.astype(np.float64), inner, bias, outer)


def _push(value: NDArray[np.float32], right: NDArray[np.bool_], filled: NDArray[np.bool_]) -> Array:
    """The slope of the loss by the value of each candidate: minus the log of the share that the right ones take."""
    logits = np.where(filled, value, -1e9).astype(np.float64)
    share = np.exp(logits - logits.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    among = share * right
    return np.asarray(share - among / np.maximum(among.sum(axis=1, keepdims=True), 1e-12))


class _Adam:
    """Steps of Adam (Kingma and Ba, 2015) for several arrays."""

    def __init__(self, shapes: Sequence[tuple[int, ...]], rate: float) -> None:
        self._first = [np.zeros(shape) for shape in shapes]
        self._second = [np.zeros(shape) for shape in shapes]
        self._rate, self._count = rate, 0

    def steps(self, slopes: Sequence[NDArray[np.floating]]) -> list[Array]:
        """What to take off each array."""
        self._count += 1
        out = []
        for first, second, slope in zip(self._first, self._second, slopes, strict=True):
            first *= 0.9
            first += 0.1 * slope
            second *= 0.999
            second += 0.001 * slope**2
            mean, spread = first / (1 - 0.9**self._count), second / (1 - 0.999**self._count)
            out.append(self._rate * mean / (np.sqrt(spread) + 1e-8))
        return out


def fit_probability(table: Array, right: Array, importance: Array, start: Array, *, decay: float = 100.0) -> Array:
    """Linear weights and a constant by logistic regression in Newton steps, held to the start by `decay`."""
    table = np.hstack([table, np.ones((len(table), 1))])
    scale = table.std(axis=0) + 1e-3
    scale[-1] = 1.0
    scaled = table / scale
    held = np.full(table.shape[1], decay)
    anchor = start * scale
    weights = anchor.copy()

    def loss(candidate: Array) -> float:
        logits = scaled @ candidate
        fit = importance * (np.logaddexp(0, logits) - right * logits)
        return float(fit.sum() + (held * (candidate - anchor) ** 2).sum() / 2)

    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(scaled @ weights, -30, 30)))
        slope = scaled.T @ (importance * (chance - right)) + held * (weights - anchor)
        curve = (scaled * (importance * chance * (1 - chance))[:, None]).T @ scaled + np.diag(held)
        step = np.linalg.solve(curve, slope)
        before, size = loss(weights), 1.0
        while loss(weights - size * step) > before and size > 1e-4:
            size /= 2
        weights = weights - size * step
    return np.asarray(weights / scale)
