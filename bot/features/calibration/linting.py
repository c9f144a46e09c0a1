"""Test the knowledge base with its own questions, and find what a curator should look at."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.core.models import NegativeExample, Origin, Statement
from bot.knowledge.catalogue import MAX_QUESTION
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.negative_examples import file_of
from bot.matching import text_similarity
from bot.matching.vetoes import OWN_QUESTION

Kind: TypeAlias = Literal["question", "stay_silent", "duplicate", "no question"]

ALIKE = 0.9
"""Similarity from which two statements count as near-duplicates."""

_DIFFERENT = 0.5
"""Similarity below which a question surely does not match a `stay_silent` one."""
_RARE = 30
"""A word that is in at most this many statements counts as rare."""
_MOST_RARE_WORDS = 4
"""How many of a statement's rarest shared words are used to find possible duplicates."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that the curator should look at."""

    kind: Kind
    origin: Origin | None
    message: str

    @property
    def failed(self) -> bool:
        """Return whether this is a failed test, not advice."""
        return self.kind in ("question", "stay_silent")

    def __str__(self) -> str:
        return f"{self.origin}: {self.message}" if self.origin else self.message


def lint(knowledge: Knowledge, progress: Callable[[int, int], None] | None = None) -> Iterator[Remark]:
    """Run every question and `stay_silent` question through the matcher, and compare the statements.

    Yields remarks as they are found. `progress` is called with the number of statements and negative examples that are
    checked, and the number of all.
    """
    shown = knowledge.shown
    negative_examples = knowledge.collection.negative_examples
    near = _sharing_rare_words(shown)
    compared: set[frozenset[str]] = set()
    for count, statement in enumerate(shown):
        yield from _questions(knowledge, statement)
        yield from _duplicates(knowledge, statement, near[statement.id], compared)
        if progress:
            progress(count + 1, len(shown) + len(negative_examples))
    for count, negative in enumerate(negative_examples, len(shown)):
        yield from _contradictions(knowledge, negative)
        if progress:
            progress(count + 1, len(shown) + len(negative_examples))


def _contradictions(knowledge: Knowledge, negative: NegativeExample) -> Iterator[Remark]:
    """Find statements that list a `stay_silent` question of their own file. Other similar questions are no problem."""
    for carrier in sorted(knowledge.carriers(negative.question)):
        for statement in knowledge.group(carrier):
            if file_of(statement) == file_of(negative) and negative.question in statement.questions:
                message = (
                    f"`{negative.question}` must not be answered (stay_silent) but is also a question of {statement.id}"
                )
                yield Remark("stay_silent", negative.origin, f"{message}; remove one")


def _questions(knowledge: Knowledge, statement: Statement) -> Iterator[Remark]:
    if not statement.questions:
        yield Remark("no question", statement.origin, f"{statement.id} has no questions; add two or more")
    for question in statement.questions:
        if _is_certain(knowledge, statement, question):
            continue
        result = knowledge.ask(question)
        if result.answer is None:
            yield Remark("question", statement.origin, f"{statement.id} does not answer its `{question}`")
        elif knowledge.representative(result.answer.id) != knowledge.representative(statement.id):
            message = f"{statement.id} should answer `{question}` but {result.answer.id} does"
            yield Remark("question", statement.origin, message)


def _is_certain(knowledge: Knowledge, statement: Statement, question: str) -> bool:
    """Return whether the question surely finds its statement, to save the milliseconds of asking it.

    It does if only this statement lists it and no `stay_silent` question is similar: the matcher is certain then.
    """
    is_only_carrier = knowledge.carriers(question) == {knowledge.representative(statement.id)}
    if not is_only_carrier or len(question) > MAX_QUESTION or knowledge.thresholds.answer > OWN_QUESTION:
        return False
    return all(
        text_similarity(question, negative.question) < _DIFFERENT for negative in knowledge.collection.negative_examples
    )


def _sharing_rare_words(statements: Sequence[Statement]) -> dict[str, list[Statement]]:
    """Map each statement to those that share one of its rarest words. Only these can be duplicates worth comparing."""
    words = {s.id: sorted(set(re.findall(r"\w+", s.text.casefold()))) for s in statements}
    frequency = Counter(word for unique_words in words.values() for word in unique_words)
    statements_with: defaultdict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        for word in words[statement.id]:
            if frequency[word] <= _RARE:
                statements_with[word].append(statement)

    def near(statement: Statement) -> list[Statement]:
        rarest = sorted(words[statement.id], key=lambda word: (frequency[word], word))
        shared = [word for word in rarest if 1 < frequency[word] <= _RARE][:_MOST_RARE_WORDS]
        return list({other.id: other for word in shared for other in statements_with[word]}.values())

    return {statement.id: near(statement) for statement in statements}


def _duplicates(
    knowledge: Knowledge, statement: Statement, others: Sequence[Statement], compared: set[frozenset[str]]
) -> Iterator[Remark]:
    """Find near-duplicates. Identical texts from several sources are no problem: they are shown as one."""
    same = knowledge.group(statement.id)
    ids = {member.id for member in same}
    likely = [s for s in same if s.source == statement.source] + [s for s in others if s.id not in ids]
    for other in likely:
        pair = frozenset((statement.id, other.id))
        if len(pair) == 1 or pair in compared:
            continue
        compared.add(pair)
        if text_similarity(statement.text, other.text) >= ALIKE:
            message = f"{statement.id} says nearly the same as {other.id}"
            advice = (
                ""
                if other.source == statement.source
                else "; if their texts were identical, they would be shown as one"
            )
            yield Remark("duplicate", statement.origin, message + advice)
