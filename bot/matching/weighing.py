"""Weigh a question against its candidates: features, contradictions, ranks and probabilities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching.alignment import Floats
from bot.matching.asking_part import asking_part
from bot.matching.encoding import EntryView, QuestionView
from bot.matching.features import ALL_NAMES, Measured, measure
from bot.matching.model import Model
from bot.matching.sentence_vectors import Meanings
from bot.matching.turns import Turns, load_opposites
from bot.matching.types import Trial
from bot.matching.vetoes import MOST, OWN_QUESTION
from bot.matching.vocabulary import Vocabulary

_RELATED = 0.3  # minimum alignment of related words
JUDGED = 4  # number of top candidates that are ordered by score instead of rank
TURNED = 12  # number of top candidates that are checked for contradictions


class Weigher:
    """Weighs candidates with the fitted models; without them, by the similarity of words or sentences alone."""

    def __init__(self, vocabulary: Vocabulary, model: Model | None) -> None:
        self.model = model
        self._vocabulary = vocabulary
        self._turns = Turns(vocabulary.stemmer.key, load_opposites())

    def weigh(
        self,
        question: str,
        view: QuestionView,
        views: Sequence[EntryView],
        bm25: Floats,
        size: int,
        meanings: Meanings | None,
    ) -> tuple[Measured, NDArray[np.float64]]:
        """Compute the features of the candidates and rank them.

        `bm25` are the engine's scores, and `size` is the number of entries in the store.
        """
        with np.errstate(invalid="ignore"):  # some builds of BLAS raise this flag over finite numbers
            measured = measure(view, views, bm25, size, self._vocabulary, meanings)
            ranks = self._rank(measured.features, meanings is not None)
            likeliest = np.argsort(-ranks, kind="stable")[:TURNED].tolist()
            if self._set_turns(question, [views[n] for n in likeliest], measured, likeliest):
                ranks = self._rank(measured.features, meanings is not None)
        return measured, ranks

    @staticmethod
    def is_candidate(trial: Trial, row: int) -> bool:
        """Return whether an entry is related to the question; without sentence vectors, by at least one word."""
        if trial.meanings is not None or trial.indices[row] in trial.own:
            return True
        return bool((trial.measured.alignment.whole[:, row] >= _RELATED).any())

    def best(self, trial: Trial, order: Sequence[int], limit: int) -> list[tuple[int, float]]:
        """Return the first candidates (row, score). Scores, which are more precise than ranks, order the very first."""
        rows = order[: max(limit, JUDGED)]
        ranked = [*zip(rows, self.scores(trial, rows), strict=True)]
        ranked[:JUDGED] = sorted(ranked[:JUDGED], key=lambda pair: -pair[1])
        return ranked[:limit]

    def scores(self, trial: Trial, rows: Sequence[int]) -> list[float]:
        """Estimate the probabilities that the candidates of these rows answer."""
        if self.model is None:
            return [float(trial.ranks[n]) for n in rows]
        part = self.model.part(trial.meanings is not None)
        with np.errstate(invalid="ignore"):
            probabilities = part.probabilities(trial.measured.features, trial.ranks, rows).tolist()
        indices = [trial.indices[n] for n in rows]
        return [
            OWN_QUESTION if index in trial.own else min(p, MOST)
            for index, p in zip(indices, probabilities, strict=True)
        ]

    def _rank(self, features: Floats, has_meanings: bool) -> NDArray[np.float64]:
        if self.model is None:
            return features[:, ALL_NAMES.index("v_near" if has_meanings else "soft")].astype(np.float64)
        return self.model.part(has_meanings).rank(features)

    def _set_turns(self, question: str, views: Sequence[EntryView], measured: Measured, rows: Sequence[int]) -> bool:
        """Set the features of contradictions of the likeliest entries. Returns whether there are any."""
        asked = self._turns.read(asking_part(question))
        changed = False
        for row, view in zip(rows, views, strict=True):
            body, *phrasings = view.asked
            if turn := self._turns.against(asked, body, phrasings, view.spoken):
                measured.features[row, ALL_NAMES.index(f"turn_{turn}")] = 1.0
                changed = True
        return changed
