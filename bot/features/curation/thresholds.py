"""What strangers may expect of a store at any thresholds, measured on its own phrasings (leave-one-out).

A listed phrasing is found by itself, so it tells nothing about people who ask in other words. Each is therefore asked
with the listed phrasing removed, with those of its siblings that are most like it removed too, and typed as strangers
type. The same phrasings with the whole fact removed are questions that the store does not answer.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.core.models import Statement
from bot.features.curation.typing_variants import as_typed
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.search import MAX_SUGGESTIONS, answering, worth_offering
from bot.matching import Match, likeness

Outcome: TypeAlias = Literal["right", "wrong", "suggested", "wrong_suggestion", "no_match"]
"""Answered right or wrong; else the right statement is among the suggestions, only others are, or there are none."""

WEAK: tuple[Outcome, ...] = ("wrong", "wrong_suggestion", "no_match")
"""What a curator should look at, the worst first."""

MOST = 200
"""Phrasings asked at most, each once with its fact and once without it: enough to tell per cents, in seconds."""
MOST_OF_MANY = 60
"""The same in a store of more than `MANY` statements, where a question takes ten times as long."""
MANY = 20_000

SILENCES = 100
"""`stay_silent` questions asked at most."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One question asked, and what the matcher found."""

    phrasing: str
    """As the fact file has it."""
    asked: str
    """As it was typed."""
    statement: Statement | None
    """The statement that carries it; None for a `stay_silent` question."""
    ranked: tuple[Match, ...]
    place: int | None = None
    """Where among the ranked the right statement stands, from 0; None if it does not, or if no statement is right."""
    weight: float = 1.0
    """How much the sample tells of strangers, from 0 to 1."""

    def outcome(self, answer: float, suggest: float) -> Outcome:
        """Tell what comes of a question that has a right statement at these thresholds."""
        right = None if self.place is None else self.ranked[self.place]
        if sure := answering(self.ranked, answer):
            return "right" if sure == right else "wrong"
        offered = worth_offering(self.ranked, suggest)
        if not offered:
            return "no_match"
        return "suggested" if right in offered else "wrong_suggestion"


@dataclass(frozen=True, slots=True)
class Counts:
    """What two thresholds do, as shares from 0 to 1: the first five of the questions that the store answers (their sum
    is 1 if there are any), the last two of those that it does not."""

    answer: float
    suggest: float
    right: float
    wrong: float
    suggested: float
    wrong_suggestion: float
    no_match: float
    false_answers: float
    false_suggestions: float

    @property
    def answered(self) -> float:
        """The answers, where as many questions are unanswerable as answerable."""
        return self.right + self.wrong + self.false_answers

    @property
    def precision(self) -> float:
        """The share of the answers that are right; 1 where there are none."""
        return self.right / self.answered if self.answered else 1.0


@dataclass(frozen=True, slots=True)
class ThresholdEvaluation:
    """All samples of a store, to be counted at any thresholds."""

    answerable: tuple[Sample, ...]
    unanswerable: tuple[Sample, ...]
    negative_examples: tuple[Sample, ...]
    """The `stay_silent` questions, as they stand and as strangers type them, asked as if no file listed them."""
    listed: int
    """Phrasings that the statements list: more than were asked in a large store."""

    @property
    def size(self) -> float:
        """How many answerable questions of full weight the samples are worth."""
        return sum(sample.weight for sample in self.answerable)

    def counts(self, answer: float, suggest: float) -> Counts:
        """Count what these thresholds do; a suggestion never needs more than an answer."""
        suggest = min(suggest, answer)
        shares: defaultdict[Outcome, float] = defaultdict(float)
        whole = self.size or 1.0
        for sample in self.answerable:
            shares[sample.outcome(answer, suggest)] += sample.weight / whole
        outside = [*self.unanswerable, *self.negative_examples]
        false = sum(answering(sample.ranked, answer) is not None for sample in outside)
        near = sum(bool(worth_offering(sample.ranked, suggest)) for sample in outside) - false
        return Counts(
            answer,
            suggest,
            right=shares["right"],
            wrong=shares["wrong"],
            suggested=shares["suggested"],
            wrong_suggestion=shares["wrong_suggestion"],
            no_match=shares["no_match"],
            false_answers=false / max(len(outside), 1),
            false_suggestions=near / max(len(outside), 1),
        )

    def weak(self, answer: float, suggest: float) -> Iterator[tuple[Outcome, Sample]]:
        """The questions that get nothing right at these thresholds, the worst first."""
        for kind in WEAK:
            yield from ((kind, sample) for sample in self.answerable if sample.outcome(answer, suggest) == kind)


Probe: TypeAlias = Callable[[], Sample]
"""One sample still to be taken; takes milliseconds of CPU."""


def evaluate(knowledge: Knowledge, most: int | None = None) -> ThresholdEvaluation:
    """Take all samples; takes seconds of CPU. See `plan` for `most`."""
    return collected(knowledge, [ask() for ask in plan(knowledge, most)])


def plan(knowledge: Knowledge, most: int | None = None) -> list[Probe]:
    """List the samples to be taken, at most `most` phrasings; always the same for the same store.

    The caller takes them one by one and hands the results to `collected`, so that it may rest between two.
    """
    if most is None:
        most = MOST if len(knowledge) <= MANY else MOST_OF_MANY
    carried = [(statement, question) for statement in knowledge.shown for question in statement.questions]
    topics = _by_topic(knowledge)
    asked: list[Probe] = []
    for turn, (statement, question) in enumerate(spread(carried, most)):
        asked.append(_answerable(knowledge, statement, question))
        asked.append(_unanswerable(knowledge, statement, question, topics if turn % 4 == 3 else {}))
    silent = [silence.question for silence in knowledge.collection.negative_examples[:SILENCES]]
    asked += [_silence(knowledge, q, typed) for q in silent for typed in dict.fromkeys((q, as_typed(q)))]
    return asked


def collected(knowledge: Knowledge, samples: Sequence[Sample]) -> ThresholdEvaluation:
    """Sort the samples of a `plan`."""
    of_facts = [sample for sample in samples if sample.statement is not None]
    return ThresholdEvaluation(
        answerable=tuple(of_facts[::2]),
        unanswerable=tuple(of_facts[1::2]),
        negative_examples=tuple(sample for sample in samples if sample.statement is None),
        listed=sum(len(statement.questions) for statement in knowledge.shown),
    )


def _answerable(knowledge: Knowledge, statement: Statement, question: str) -> Probe:
    def ask() -> Sample:
        siblings = [other for other in statement.questions if other != question]
        gone = _nearest(question, siblings, len(siblings) // 3)
        typed = as_typed(question)
        ranked = knowledge.rank(typed, MAX_SUGGESTIONS, without=(question, typed, *gone))
        right = knowledge.carriers(question)
        place = next((place for place, match in enumerate(ranked) if match.id in right), None)
        # A fact with all its phrasings removed has nothing left but its text, while its rivals have all of theirs:
        # that says little of strangers, who ask it as it stands. So the fewer are left, the less the sample counts.
        left = len(siblings) - len(gone)
        return Sample(question, typed, statement, ranked, place, weight=left / (left + 1))

    return ask


def _unanswerable(
    knowledge: Knowledge, statement: Statement, question: str, topics: dict[str, frozenset[str]]
) -> Probe:
    def ask() -> Sample:
        typed = as_typed(question, turn=1)
        gone = knowledge.carriers(question) | {knowledge.representative(statement.id)}
        gone |= topics.get(statement.topic, frozenset())
        return Sample(question, typed, statement, knowledge.rank(typed, MAX_SUGGESTIONS, except_for=gone))

    return ask


def _silence(knowledge: Knowledge, question: str, typed: str) -> Probe:
    def ask() -> Sample:
        # Heeded they tell nothing, as they are obeyed; unheeded they stand for all that no file thought of.
        ranked = knowledge.rank(typed, MAX_SUGGESTIONS, without=(question, typed), heed_silences=False)
        return Sample(question, typed, None, ranked)

    return ask


def _nearest(question: str, others: Sequence[str], count: int) -> Sequence[str]:
    """The phrasings most like the question: curators write twins, and strangers do not."""
    return sorted(others, key=lambda other: (-likeness(question, other), other))[:count]


def _by_topic(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    """What each topic's statements are to the matcher; nothing where a topic is all there is, or none."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for statement in knowledge.shown:
        found[statement.topic].add(knowledge.representative(statement.id))
    return {topic: frozenset(ids) for topic, ids in found.items() if topic and len(found) > 1}


def spread(carried: Sequence[tuple[Statement, str]], most: int) -> Sequence[tuple[Statement, str]]:
    """Choose at most so many of the questions, in their order and evenly over the statements.

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
