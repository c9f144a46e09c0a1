"""How good the thresholds are for these facts: their own questions asked leave-one-out, and their silences.

A question that a fact carries is found by it, so it tells nothing of how people will be answered who ask in other
words. Each is therefore asked as if no fact carried it, and what comes of it is counted at any thresholds.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.core.knowledge import Knowledge
from bot.core.models import Statement
from bot.core.search import MAX_SUGGESTIONS
from bot.matching import Match

Outcome: TypeAlias = Literal["right", "wrong", "suggested", "misled", "lost"]
"""Answered right or wrong; else the right statement is among the suggestions, only others are, or there are none."""

WEAK: tuple[Outcome, ...] = ("wrong", "misled", "lost")
"""What a curator should look at, the worst first."""

MOST = 1_000
"""Questions asked at most: enough to tell per cents, and done in seconds."""

AIM = 19 / 20
"""The share of answers that are to be right."""

ENOUGH = 60
"""Answers from which the aim can be told: where one in 20 is wrong, so many are all right less than one time in 20."""

STEPS = tuple(step / 100 for step in range(1, 101))
"""The thresholds tried for the aim: those that a person would set."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A question asked as if no fact carried it."""

    question: str
    statement: Statement
    ranked: tuple[Match, ...]
    place: int | None
    """Where among the ranked the right statement stands, from 0; None where it does not."""

    def outcome(self, answer: float, suggest: float) -> Outcome:
        """What would come of the question at these thresholds."""
        if not self.ranked or self.ranked[0].score < min(answer, suggest):
            return "lost"
        if self.ranked[0].score >= answer:
            return "right" if self.place == 0 else "wrong"
        return "suggested" if self.place is not None and self.ranked[self.place].score >= suggest else "misled"


@dataclass(frozen=True, slots=True)
class Tally:
    """What two thresholds do; `right` to `lost` together are all questions."""

    answer: float
    suggest: float
    right: int
    wrong: int
    suggested: int
    misled: int
    lost: int
    silences_answered: int
    silences_suggested: int

    @property
    def answered(self) -> int:
        """Questions that get an answer, right or wrong."""
        return self.right + self.wrong

    @property
    def unanswered(self) -> int:
        """Questions that get none."""
        return self.suggested + self.misled + self.lost

    @property
    def good(self) -> bool:
        """Whether answers are right as often as they are to be, and every silence is kept."""
        return self.right >= AIM * self.answered > 0 and not self.silences_answered


@dataclass(frozen=True, slots=True)
class Gauge:
    """What was measured, to be counted at any thresholds."""

    probes: tuple[Probe, ...]
    silences: tuple[float, ...]
    """The best score of each question that must not be answered, as if no file listed it."""
    held: int
    """Questions that the statements carry: more than were asked in a large store."""

    def tally(self, answer: float, suggest: float) -> Tally:
        """Count what these thresholds do; a suggestion never needs more than an answer."""
        suggest = min(suggest, answer)
        counts: Counter[Outcome] = Counter(probe.outcome(answer, suggest) for probe in self.probes)
        broken = sum(score >= answer for score in self.silences)
        return Tally(
            answer,
            suggest,
            right=counts["right"],
            wrong=counts["wrong"],
            suggested=counts["suggested"],
            misled=counts["misled"],
            lost=counts["lost"],
            silences_answered=broken,
            silences_suggested=sum(score >= suggest for score in self.silences) - broken,
        )

    def lowest(self, suggest: float) -> Tally | None:
        """The lowest answer threshold at which all is as it should be; None where there is none."""
        return next((tally for step in STEPS if (tally := self.tally(step, suggest)).good), None)

    def weak(self, answer: float, suggest: float) -> Iterator[tuple[Outcome, Probe]]:
        """The questions that get nothing right at these thresholds, the worst first."""
        for kind in WEAK:
            yield from ((kind, probe) for probe in self.probes if probe.outcome(answer, suggest) == kind)


def gauge(knowledge: Knowledge, most: int = MOST) -> Gauge:
    """Ask the questions of the statements, at most `most`, each as if no statement carried it; and every silence."""
    carried = [(statement, question) for statement in knowledge.shown for question in statement.questions]
    probes = tuple(_probe(knowledge, statement, question) for statement, question in spread(carried, most))
    # Heeded they tell nothing; unheeded they stand for all that no file thought of.
    listed = (silence.question for silence in knowledge.collection.silences)
    silences = (knowledge.rank(question, 1, without=(question,), heed_silences=False) for question in listed)
    return Gauge(probes, tuple(ranked[0].score if ranked else 0.0 for ranked in silences), len(carried))


def _probe(knowledge: Knowledge, statement: Statement, question: str) -> Probe:
    ranked = tuple(knowledge.rank(question, MAX_SUGGESTIONS, without=(question,)))
    right = _right(knowledge, question)
    place = next((place for place, match in enumerate(ranked) if match.id in right), None)
    return Probe(question, statement, ranked, place)


def _right(knowledge: Knowledge, question: str) -> frozenset[str]:
    """The ids of the statements that answer a question: whichever carry it."""
    return knowledge.carriers(question)


def spread(carried: Sequence[tuple[Statement, str]], most: int) -> Sequence[tuple[Statement, str]]:
    """At most so many of the questions, in their order and evenly over the statements.

    A checksum chooses: so the choice is the same in every run and nearly the same when facts are added, and it does not
    prefer the first question of each statement, which is often the plainest.
    """
    if len(carried) <= most:
        return carried
    sums = [zlib.crc32(question.encode("utf-8", "replace")) for _, question in carried]
    rounds: Counter[str] = Counter()
    order: list[tuple[int, int, int]] = []
    for place in sorted(range(len(carried)), key=sums.__getitem__):
        statement, _ = carried[place]
        order.append((rounds[statement.id], sums[place], place))
        rounds[statement.id] += 1
    return [carried[place] for place in sorted(place for _, _, place in sorted(order)[:most])]
