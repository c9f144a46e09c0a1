"""Measure how well a store answers people at any thresholds, with its own phrasings (leave-one-out evaluation).

A listed phrasing finds itself, so it says nothing about people who use other words. Each is therefore asked with the
listed phrasing and its most similar siblings removed, and typed as people type. The same phrasings with the whole fact
removed are questions that the store can't answer.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.core.models import Statement
from bot.features.calibration.typing_variants import as_typed
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.search import MAX_SUGGESTIONS, best_answer, to_suggest
from bot.matching import Match, text_similarity

Outcome: TypeAlias = Literal["right", "wrong", "suggested", "wrong_suggestion", "no_match"]
"""Answered right or wrong; suggestions with the right statement, or only with others; nothing."""

WEAK: tuple[Outcome, ...] = ("wrong", "wrong_suggestion", "no_match")
"""What a curator should look at, the worst first."""

MOST = 200
"""Most phrasings that are asked, each once with its fact and once without it. That measures per cents in seconds."""
MOST_OF_MANY = 60
"""The same in a store of more than `MANY` statements, in which a question takes ten times as long."""
MANY = 20_000

MOST_NEGATIVE_EXAMPLES = 100
"""Most `stay_silent` questions that are asked."""


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
    position: int | None = None
    """Index of the right statement in `ranked`; None if it isn't there, or if no statement is right."""
    weight: float = 1.0
    """How well the sample represents other people, from 0 to 1."""

    def outcome(self, answer: float, suggest: float) -> Outcome:
        """Return the outcome at these thresholds, for a question that has a right statement."""
        right = None if self.position is None else self.ranked[self.position]
        if sure := best_answer(self.ranked, answer):
            return "right" if sure == right else "wrong"
        offers = to_suggest(self.ranked, suggest)
        if not offers:
            return "no_match"
        return "suggested" if right in offers else "wrong_suggestion"


@dataclass(frozen=True, slots=True)
class Counts:
    """The outcomes at two thresholds, as shares from 0 to 1.

    `right` to `no_match` are shares of the answerable questions, so their sum is 1 if there are any. The last two are
    shares of the unanswerable questions.
    """

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
        """Return the share of answers, if half of the questions are unanswerable."""
        return self.right + self.wrong + self.false_answers

    @property
    def precision(self) -> float:
        """Return the share of the answers that are right; 1 if there are none."""
        return self.right / self.answered if self.answered else 1.0


@dataclass(frozen=True, slots=True)
class ThresholdEvaluation:
    """All samples of a store, to be counted at any thresholds."""

    answerable: tuple[Sample, ...]
    unanswerable: tuple[Sample, ...]
    negative_examples: tuple[Sample, ...]
    """The `stay_silent` questions, as written and as people type them, asked as if no file listed them."""
    listed: int
    """How many phrasings the statements list. In a large store, only some of them are asked."""

    @property
    def size(self) -> float:
        """Return the sum of the weights of the answerable samples."""
        return sum(sample.weight for sample in self.answerable)

    def counts(self, answer: float, suggest: float) -> Counts:
        """Count the outcomes at these thresholds. A suggestion never needs a higher score than an answer."""
        suggest = min(suggest, answer)
        shares: defaultdict[Outcome, float] = defaultdict(float)
        total_weight = self.size or 1.0
        for sample in self.answerable:
            shares[sample.outcome(answer, suggest)] += sample.weight / total_weight
        no_answer = [*self.unanswerable, *self.negative_examples]
        answers = sum(best_answer(sample.ranked, answer) is not None for sample in no_answer)
        suggestions = sum(bool(to_suggest(sample.ranked, suggest)) for sample in no_answer) - answers
        return Counts(
            answer,
            suggest,
            right=shares["right"],
            wrong=shares["wrong"],
            suggested=shares["suggested"],
            wrong_suggestion=shares["wrong_suggestion"],
            no_match=shares["no_match"],
            false_answers=answers / max(len(no_answer), 1),
            false_suggestions=suggestions / max(len(no_answer), 1),
        )

    def weak(self, answer: float, suggest: float) -> Iterator[tuple[Outcome, Sample]]:
        """Yield the questions without a right result at these thresholds, the worst first."""
        for kind in WEAK:
            yield from ((kind, sample) for sample in self.answerable if sample.outcome(answer, suggest) == kind)


SampleTask: TypeAlias = Callable[[], Sample]
"""Asks one question and returns the sample; takes milliseconds of CPU."""


def evaluate(knowledge: Knowledge, most: int | None = None) -> ThresholdEvaluation:
    """Take all samples; takes seconds of CPU. See `plan` for `most`."""
    return collected(knowledge, [ask() for ask in plan(knowledge, most)])


def plan(knowledge: Knowledge, most: int | None = None) -> list[SampleTask]:
    """List the samples to take, with at most `most` phrasings. The list is always the same for the same store.

    The caller takes them one by one and passes the results to `collected`, so it can pause between two.
    """
    if most is None:
        most = MOST if len(knowledge) <= MANY else MOST_OF_MANY
    listed = [(statement, question) for statement in knowledge.shown for question in statement.questions]
    topics = _by_topic(knowledge)
    tasks: list[SampleTask] = []
    for turn, (statement, question) in enumerate(spread(listed, most)):
        tasks.append(_answerable(knowledge, statement, question))
        tasks.append(_unanswerable(knowledge, statement, question, topics if turn % 4 == 3 else {}))
    negatives = [negative.question for negative in knowledge.collection.negative_examples[:MOST_NEGATIVE_EXAMPLES]]
    tasks += [_negative(knowledge, q, typed) for q in negatives for typed in dict.fromkeys((q, as_typed(q)))]
    return tasks


def collected(knowledge: Knowledge, samples: Sequence[Sample]) -> ThresholdEvaluation:
    """Make the evaluation from the samples of a `plan`."""
    of_facts = [sample for sample in samples if sample.statement is not None]
    return ThresholdEvaluation(
        answerable=tuple(of_facts[::2]),
        unanswerable=tuple(of_facts[1::2]),
        negative_examples=tuple(sample for sample in samples if sample.statement is None),
        listed=sum(len(statement.questions) for statement in knowledge.shown),
    )


def _answerable(knowledge: Knowledge, statement: Statement, question: str) -> SampleTask:
    def ask() -> Sample:
        siblings = [other for other in statement.questions if other != question]
        removed = _nearest(question, siblings, len(siblings) // 3)
        typed = as_typed(question)
        ranked = knowledge.rank(typed, MAX_SUGGESTIONS, without=(question, typed, *removed))
        right = knowledge.carriers(question)
        position = next((n for n, match in enumerate(ranked) if match.id in right), None)
        # A fact without any phrasing has only its text left, while its competitors have all of theirs. That says
        # little about real use. So the fewer phrasings remain, the less the sample counts.
        remaining = len(siblings) - len(removed)
        return Sample(question, typed, statement, ranked, position, weight=remaining / (remaining + 1))

    return ask


def _unanswerable(
    knowledge: Knowledge, statement: Statement, question: str, topics: dict[str, frozenset[str]]
) -> SampleTask:
    def ask() -> Sample:
        typed = as_typed(question, turn=1)
        removed = knowledge.carriers(question) | {knowledge.representative(statement.id)}
        removed |= topics.get(statement.topic, frozenset())
        return Sample(question, typed, statement, knowledge.rank(typed, MAX_SUGGESTIONS, except_for=removed))

    return ask


def _negative(knowledge: Knowledge, question: str, typed: str) -> SampleTask:
    def ask() -> Sample:
        # If heeded, they are always obeyed. If unheeded, they represent questions that no file anticipates.
        ranked = knowledge.rank(typed, MAX_SUGGESTIONS, without=(question, typed), heed_silences=False)
        return Sample(question, typed, None, ranked)

    return ask


def _nearest(question: str, others: Sequence[str], count: int) -> Sequence[str]:
    """Return the phrasings most similar to the question. Curators write near-copies, and other people don't."""
    return sorted(others, key=lambda other: (-text_similarity(question, other), other))[:count]


def _by_topic(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    """Return the matcher's ids of each topic's statements; nothing if there is only one topic, or none."""
    ids_by_topic: defaultdict[str, set[str]] = defaultdict(set)
    for statement in knowledge.shown:
        ids_by_topic[statement.topic].add(knowledge.representative(statement.id))
    return {topic: frozenset(ids) for topic, ids in ids_by_topic.items() if topic and len(ids_by_topic) > 1}


def spread(listed: Sequence[tuple[Statement, str]], most: int) -> Sequence[tuple[Statement, str]]:
    """Choose at most `most` of the questions, in their order and evenly over the statements.

    The choice is by checksum, so it is the same in every run and nearly the same after facts are added. It also does
    not prefer the first question of each statement, which is often the plainest.
    """
    if len(listed) <= most:
        return listed
    checksums = [zlib.crc32(question.encode("utf-8", "replace")) for _, question in listed]
    rounds: Counter[str] = Counter()
    order: list[tuple[int, int, int]] = []
    for index in sorted(range(len(listed)), key=checksums.__getitem__):
        statement, _ = listed[index]
        order.append((rounds[statement.id], checksums[index], index))
        rounds[statement.id] += 1
    return [listed[index] for index in sorted(index for _, _, index in sorted(order)[:most])]
