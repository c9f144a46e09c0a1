"""Advise curators how people find the facts more easily: missing phrasings, and facts that compete."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.models import Statement
from bot.features.calibration.thresholds import WEAK, Outcome, Sample, ThresholdEvaluation
from bot.knowledge.knowledge import Knowledge

ENOUGH = 3
"""Phrasings that a statement should list. With fewer, most people's wording matches none of them."""

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_LEAST_LETTERS = 4
"""Fewest letters of a word that is worth naming."""


@dataclass(frozen=True, slots=True)
class Weakness:
    """A phrasing that the other phrasings of its statement do not find."""

    outcome: Outcome
    sample: Sample
    words: tuple[str, ...]
    """Its words that the statement has nowhere else. They show which wording is missing."""


def few_phrasings(knowledge: Knowledge) -> list[Statement]:
    """List the statements with fewer than `ENOUGH` phrasings, those with the fewest first."""
    few = [statement for statement in knowledge.shown if len(statement.questions) < ENOUGH]
    return sorted(few, key=lambda statement: len(statement.questions))


def weakest(evaluation: ThresholdEvaluation, answer: float, suggest: float) -> list[Weakness]:
    """List the phrasings that fail at these thresholds, by statement, the worst statements first."""
    by_id: defaultdict[str, list[Weakness]] = defaultdict(list)
    asked: Counter[str] = Counter()
    for sample in evaluation.answerable:
        if sample.statement is None:
            continue
        asked[sample.statement.id] += 1
        outcome = sample.outcome(answer, suggest)
        if outcome in WEAK:
            words = _missing_words(sample.phrasing, sample.statement)
            by_id[sample.statement.id].append(Weakness(outcome, sample, words))
    for weaknesses in by_id.values():
        weaknesses.sort(key=lambda weakness: WEAK.index(weakness.outcome))

    def badness(statement_id: str) -> tuple[float, int]:
        worst = WEAK.index(by_id[statement_id][0].outcome)
        return -len(by_id[statement_id]) / asked[statement_id], worst

    return [weakness for statement_id in sorted(by_id, key=badness) for weakness in by_id[statement_id]]


def competitors(evaluation: ThresholdEvaluation, suggest: float) -> list[tuple[str, str, int]]:
    """List (id, id, count): how often one of two statements was ranked above the right one, most frequent first."""
    pairs: Counter[tuple[str, str]] = Counter()
    for sample in evaluation.answerable:
        if sample.statement and sample.position != 0 and sample.ranked and sample.ranked[0].score >= suggest:
            one_id, other_id = sorted((sample.statement.id, sample.ranked[0].id))
            pairs[one_id, other_id] += one_id != other_id
    ordered = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(one_id, other_id, count) for (one_id, other_id), count in ordered if count]


def _missing_words(phrasing: str, statement: Statement) -> tuple[str, ...]:
    others = " ".join([statement.text, *(other for other in statement.questions if other != phrasing)]).casefold()
    words = dict.fromkeys(_words(phrasing))
    return tuple(word for word in words if word not in set(_words(others)))


def _words(text: str) -> Iterator[str]:
    return (word for word in _WORD.findall(text.casefold()) if len(word) >= _LEAST_LETTERS or word.isdigit())
