"""What a curator can do so that strangers find the facts: where phrasings are missing, and which facts compete."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.models import Statement
from bot.features.curation.thresholds import WEAK, Outcome, Sample, ThresholdEvaluation
from bot.knowledge.knowledge import Knowledge

ENOUGH = 3
"""Phrasings that a statement should list: with fewer, most strangers' wording meets none of them."""

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_PLAIN = 4
"""Letters from which a word is worth naming."""


@dataclass(frozen=True, slots=True)
class Weakness:
    """A phrasing that the other phrasings of its statement do not find."""

    outcome: Outcome
    sample: Sample
    words: tuple[str, ...]
    """Those of its words that its statement has nowhere else: the kind of wording that is missing."""


def few_phrasings(knowledge: Knowledge) -> list[Statement]:
    """List the statements with fewer than `ENOUGH` phrasings, those with the fewest first."""
    few = [statement for statement in knowledge.shown if len(statement.questions) < ENOUGH]
    return sorted(few, key=lambda statement: len(statement.questions))


def weakest(evaluation: ThresholdEvaluation, answer: float, suggest: float) -> list[Weakness]:
    """List what is not found at these thresholds by statement, the statements first that fare worst."""
    found: defaultdict[str, list[Weakness]] = defaultdict(list)
    asked: Counter[str] = Counter()
    for sample in evaluation.answerable:
        if sample.statement is None:
            continue
        asked[sample.statement.id] += 1
        outcome = sample.outcome(answer, suggest)
        if outcome in WEAK:
            found[sample.statement.id].append(Weakness(outcome, sample, _only_here(sample.phrasing, sample.statement)))
    for weaknesses in found.values():
        weaknesses.sort(key=lambda weakness: WEAK.index(weakness.outcome))

    def badness(statement_id: str) -> tuple[float, int]:
        worst = WEAK.index(found[statement_id][0].outcome)
        return -len(found[statement_id]) / asked[statement_id], worst

    return [weakness for statement_id in sorted(found, key=badness) for weakness in found[statement_id]]


def competitors(evaluation: ThresholdEvaluation, suggest: float) -> list[tuple[str, str, int]]:
    """List (id, id, count): how often one of two statements stood before the other that was right, most often first."""
    pairs: Counter[tuple[str, str]] = Counter()
    for sample in evaluation.answerable:
        if sample.statement and sample.place != 0 and sample.ranked and sample.ranked[0].score >= suggest:
            one, other = sorted((sample.statement.id, sample.ranked[0].id))
            pairs[one, other] += one != other
    return [(one, other, count) for (one, other), count in sorted(pairs.items(), key=lambda p: (-p[1], p[0])) if count]


def _only_here(phrasing: str, statement: Statement) -> tuple[str, ...]:
    others = " ".join([statement.text, *(other for other in statement.questions if other != phrasing)]).casefold()
    words = dict.fromkeys(_words(phrasing))
    return tuple(word for word in words if word not in set(_words(others)))


def _words(text: str) -> Iterator[str]:
    return (word for word in _WORD.findall(text.casefold()) if len(word) >= _PLAIN or word.isdigit())
