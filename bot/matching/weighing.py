"""A question weighed against its candidates: their features, what turns their meaning, ranks and estimates."""

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
from bot.matching.vocabulary import Lexicon

_AT_ALL = 0.3  # an alignment from which a word has anything to do with another
JUDGED = 4  # candidates of the highest ranks whose order is that of their scores
TURNED = 12  # candidates of which it is looked whether something turns their meaning


class Weigher:
    """Weighs with the fitted models; without them, by the likeness of words or sentences alone."""

    def __init__(self, lexicon: Lexicon, model: Model | None) -> None:
        self.model = model
        self._lexicon = lexicon
        self._turns = Turns(lexicon.stemmer.key, load_opposites())

    def weigh(
        self,
        question: str,
        view: QuestionView,
        views: Sequence[EntryView],
        bm25: Floats,
        size: int,
        meanings: Meanings | None,
    ) -> tuple[Measured, NDArray[np.float64]]:
        """Measure the candidates and rank them; `bm25` are the engine's scores, `size` is that of the store."""
        with np.errstate(invalid="ignore"):  # some builds of BLAS raise this flag over finite numbers
            measured = measure(view, views, bm25, size, self._lexicon, meanings)
            ranks = self._rank(measured.features, meanings is not None)
            likeliest = np.argsort(-ranks, kind="stable")[:TURNED].tolist()
            if self._note_turns(question, [views[n] for n in likeliest], measured, likeliest):
                ranks = self._rank(measured.features, meanings is not None)
        return measured, ranks

    @staticmethod
    def is_candidate(trial: Trial, row: int) -> bool:
        """Tell whether an entry has anything to do with the question: where words alone decide, a word."""
        if trial.meanings is not None or trial.places[row] in trial.own:
            return True
        return bool((trial.measured.alignment.whole[:, row] >= _AT_ALL).any())

    def best(self, trial: Trial, order: Sequence[int], limit: int) -> list[tuple[int, float]]:
        """Give the first candidates with their scores; the estimate, which knows more than the ranks, orders the very
        first."""
        rows = order[: max(limit, JUDGED)]
        found = [*zip(rows, self.scores(trial, rows), strict=True)]
        found[:JUDGED] = sorted(found[:JUDGED], key=lambda pair: -pair[1])
        return found[:limit]

    def scores(self, trial: Trial, rows: Sequence[int]) -> list[float]:
        """Estimate for some of the candidates how probable it is that they answer."""
        if self.model is None:
            return [float(trial.ranks[n]) for n in rows]
        part = self.model.part(trial.meanings is not None)
        with np.errstate(invalid="ignore"):
            found = part.probabilities(trial.measured.features, trial.ranks, rows).tolist()
        places = [trial.places[n] for n in rows]
        return [OWN_QUESTION if place in trial.own else min(p, MOST) for place, p in zip(places, found, strict=True)]

    def _rank(self, features: Floats, has_meanings: bool) -> NDArray[np.float64]:
        if self.model is None:
            return features[:, ALL_NAMES.index("v_near" if has_meanings else "soft")].astype(np.float64)
        return self.model.part(has_meanings).rank(features)

    def _note_turns(self, question: str, views: Sequence[EntryView], measured: Measured, rows: Sequence[int]) -> bool:
        """Put down what turns the meaning of the likeliest entries; tell whether anything does."""
        asked = self._turns.read(asking_part(question))
        found = False
        for row, view in zip(rows, views, strict=True):
            body, *phrasings = view.asked
            if turn := self._turns.against(asked, body, phrasings, view.spoken):
                measured.features[row, ALL_NAMES.index(f"turn_{turn}")] = 1.0
                found = True
        return found
