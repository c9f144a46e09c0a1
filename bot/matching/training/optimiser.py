"""Learn the weights of a `Net` with numpy alone. The same data give the same weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.model import Array, Net

_HIDDEN = 16  # hidden units
_DROPPED = 0.1  # share of hidden units that are left out in each step (dropout)
_BATCH = 256  # questions
_NARROW = 1e-2  # added to the standard deviations, so that a feature that rarely differs gets no large weight
RARELY = 1e-3  # a feature gets a weight if it differs among the candidates in more than this share of the questions


@dataclass(slots=True)
class Groups:
    """The candidates of many questions. It is known which are right."""

    table: NDArray[np.float32]  # (questions, candidates, features)
    right: NDArray[np.bool_]  # (questions, candidates)
    filled: NDArray[np.bool_]  # (questions, candidates): false for padding

    @classmethod
    def of(cls, candidates: Sequence[tuple[NDArray[np.float32], NDArray[np.bool_]]]) -> Groups:
        """Make groups of those questions that have right and wrong candidates.

        Each item is the features of one question, (candidates, features), and which candidates are right, (candidates).
        """
        usable = [(table, right) for table, right in candidates if right.any() and not right.all()]
        width = max((len(right) for _, right in usable), default=0)
        features = usable[0][0].shape[1] if usable else 0
        table = np.zeros((len(usable), width, features), np.float32)
        marks, filled = np.zeros((len(usable), width), bool), np.zeros((len(usable), width), bool)
        for n, (rows, right) in enumerate(usable):
            table[n, : len(rows)], marks[n, : len(rows)], filled[n, : len(rows)] = rows, right, True
        return cls(table, marks, filled)

    def differing(self) -> NDArray[np.bool_]:
        """Return which features differ among the candidates of a question, as (features).

        A feature that does not differ cannot help to choose. But its weight would drift, because all steps of Adam have
        about the same size.
        """
        spread = np.where(self.filled[..., None], self.table, -np.inf).max(axis=1)
        spread -= np.where(self.filled[..., None], self.table, np.inf).min(axis=1)
        return np.asarray((spread > 1e-4).mean(axis=0) > RARELY)


def fit_ranker(groups: Groups, start: Array, *, rounds: int = 300, decay: float = 1e-2) -> Array:
    """Return linear weights that give the right candidates of each question the highest values (conditional logit).

    `start` and the result have the shape (features). `decay` is the strength with which the weights are kept near the
    start.
    """
    scale = groups.table[groups.filled].std(axis=0) + _NARROW
    differing = groups.differing()
    table = groups.table / scale
    anchor = start * scale
    weights, adam = anchor.copy(), _Adam([anchor.shape], 0.05)
    for _ in range(rounds):
        gradient = _loss_gradient(table @ weights.astype(np.float32), groups.right, groups.filled) / len(table)
        weight_gradient = np.einsum("nc,ncf->f", gradient.astype(np.float32), table) + decay * (weights - anchor)
        weights = weights - adam.steps([weight_gradient])[0] * differing
    return np.asarray(weights / scale)


def with_hidden(groups: Groups, linear: Array, *, seed: int = 0, epochs: int = 15, decay: float = 0.05) -> Net:
    """Return a net that begins with the linear weights (features) and also learns hidden units.

    AdamW (Loshchilov and Hutter, 2019) keeps the weights of the hidden units small; `decay` is its weight decay.
    """
    rng = np.random.default_rng(seed)
    rows = groups.table[groups.filled]
    centre, scale = rows.mean(axis=0), rows.std(axis=0) + _NARROW
    differing = groups.differing()
    size, rate = len(linear), 2e-3
    table = ((groups.table - centre) / scale).astype(np.float32)
    inner = rng.normal(size=(size, _HIDDEN)) / np.sqrt(size)
    bias, outer, plain = np.zeros(_HIDDEN), np.zeros(_HIDDEN), linear * scale
    adam = _Adam([inner.shape, bias.shape, outer.shape, plain.shape], rate)
    for _ in range(epochs):
        order = rng.permutation(len(table))
        for batch in (order[n : n + _BATCH] for n in range(0, len(order), _BATCH)):
            x = table[batch]
            activation = np.tanh(x @ inner.astype(np.float32) + bias.astype(np.float32))
            mask = ((rng.random(activation.shape) >= _DROPPED) / (1 - _DROPPED)).astype(np.float32)
            value = (activation * mask) @ outer.astype(np.float32) + x @ plain.astype(np.float32)
            gradient = (_loss_gradient(value, groups.right[batch], groups.filled[batch]) / len(batch)).astype(
                np.float32
            )
            through = gradient[..., None] * mask * outer.astype(np.float32) * (1 - activation**2)
            steps = adam.steps([
                np.einsum("ncf,nch->fh", x, through),
                through.sum(axis=(0, 1)),
                np.einsum("nc,nch->h", gradient, activation * mask),
                np.einsum("nc,ncf->f", gradient, x),
            ])  # fmt: skip
            inner = inner * (1 - rate * decay) - steps[0]
            outer = outer * (1 - rate * decay) - steps[2]
            bias, plain = bias - steps[1], plain - steps[3] * differing
    return Net(np.append(plain / scale, 0.0), scale.astype(np.float64), centre.astype(np.float64), inner, bias, outer)


def _loss_gradient(value: NDArray[np.float32], right: NDArray[np.bool_], filled: NDArray[np.bool_]) -> Array:
    """Return the gradient of the loss with respect to the value of each candidate, as (questions, candidates).

    The loss is the negative logarithm of the softmax share of the right candidates.
    """
    logits = np.where(filled, value, -1e9).astype(np.float64)
    share = np.exp(logits - logits.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    right_share = share * right
    return np.asarray(share - right_share / np.maximum(right_share.sum(axis=1, keepdims=True), 1e-12))


class _Adam:
    """The steps of Adam (Kingma and Ba, 2015) for several arrays."""

    def __init__(self, shapes: Sequence[tuple[int, ...]], rate: float) -> None:
        self._first = [np.zeros(shape) for shape in shapes]
        self._second = [np.zeros(shape) for shape in shapes]
        self._rate, self._count = rate, 0

    def steps(self, gradients: Sequence[NDArray[np.floating]]) -> list[Array]:
        """Return what to subtract from each array, given the gradients."""
        self._count += 1
        steps_taken = []
        for first, second, gradient in zip(self._first, self._second, gradients, strict=True):
            first *= 0.9
            first += 0.1 * gradient
            second *= 0.999
            second += 0.001 * gradient**2
            mean, spread = first / (1 - 0.9**self._count), second / (1 - 0.999**self._count)
            steps_taken.append(self._rate * mean / (np.sqrt(spread) + 1e-8))
        return steps_taken


def fit_probability(table: Array, right: Array, importance: Array, start: Array, *, decay: float = 100.0) -> Array:
    """Fit a logistic regression with Newton's method and return its weights and its constant, as (features + 1).

    Shapes: `table` (rows, features), `right` and `importance` (rows), `start` (features + 1). `decay` is the strength
    with which the weights are kept near the start.
    """
    table = np.hstack([table, np.ones((len(table), 1))])
    scale = table.std(axis=0) + 1e-3
    scale[-1] = 1.0
    scaled = table / scale
    penalty = np.full(table.shape[1], decay)
    anchor = start * scale
    weights = anchor.copy()

    def loss(candidate: Array) -> float:
        logits = scaled @ candidate
        fit = importance * (np.logaddexp(0, logits) - right * logits)
        return float(fit.sum() + (penalty * (candidate - anchor) ** 2).sum() / 2)

    for _ in range(50):
        probability = 1 / (1 + np.exp(-np.clip(scaled @ weights, -30, 30)))
        gradient = scaled.T @ (importance * (probability - right)) + penalty * (weights - anchor)
        hessian = (scaled * (importance * probability * (1 - probability))[:, None]).T @ scaled + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        before, size = loss(weights), 1.0
        while loss(weights - size * step) > before and size > 1e-4:
            size /= 2
        weights = weights - size * step
    return np.asarray(weights / scale)
