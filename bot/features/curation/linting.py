"""Tests of the knowledge base: what its own questions lead to, and what a curator should look at."""

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
from bot.matching import likeness
from bot.matching.vetoes import OWN_QUESTION

Kind: TypeAlias = Literal["question", "silence", "duplicate", "no question"]

ALIKE = 0.9
"""Likeness from which two statements are called near-duplicates."""

_APART = 0.5
"""Likeness below which a question is surely not taken for a `stay_silent` one."""
_RARE = 30
"""Statements that may hold a word which still counts as rare."""
_TELLING = 4
"""Rarest words of a statement, of those that others have too, by which others are found that may say the same."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that the curator should look at."""

    kind: Kind
    origin: Origin | None
    message: str

    @property
    def failed(self) -> bool:
        """A test that failed, rather than advice."""
        return self.kind in ("question", "silence")

    def __str__(self) -> str:
        return f"{self.origin}: {self.message}" if self.origin else self.message


def lint(knowledge: Knowledge, progress: Callable[[int, int], None] | None = None) -> Iterator[Remark]:
    """Run every question and silence through the matcher and compare the statements; yields as it finds.

    `progress` is told (statements and silences looked at, all).
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
    for count, silence in enumerate(negative_examples, len(shown)):
        yield from _contradictions(knowledge, silence)
        if progress:
            progress(count + 1, len(shown) + len(negative_examples))


def _contradictions(knowledge: Knowledge, silence: NegativeExample) -> Iterator[Remark]:
    """A silence is obeyed whatever comes near it; it contradicts a statement of its file that carries its question."""
    for carrier in sorted(knowledge.carriers(silence.question)):
        for statement in knowledge.group(carrier):
            if file_of(statement) == file_of(silence) and silence.question in statement.questions:
                told = (
                    f"`{silence.question}` must not be answered (stay_silent) but is also a question of {statement.id}"
                )
                yield Remark("silence", silence.origin, f"{told}; remove one")


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
            told = f"{statement.id} should answer `{question}` but {result.answer.id} does"
            yield Remark("question", statement.origin, told)


def _is_certain(knowledge: Knowledge, statement: Statement, question: str) -> bool:
    """Whether the question need not be asked, which takes milliseconds: it is listed by this statement alone, and no
    `stay_silent` question is like it, so the matcher's certainty about listed questions decides."""
    alone = knowledge.carriers(question) == {knowledge.representative(statement.id)}
    if not alone or len(question) > MAX_QUESTION or knowledge.thresholds.answer > OWN_QUESTION:
        return False
    return all(likeness(question, silence.question) < _APART for silence in knowledge.collection.negative_examples)


def _sharing_rare_words(statements: Sequence[Statement]) -> dict[str, list[Statement]]:
    """For each statement those that share one of its rarest words, and so may say the same: no need to compare all."""
    words = {s.id: sorted(set(re.findall(r"\w+", s.text.casefold()))) for s in statements}
    often = Counter(word for found in words.values() for word in found)
    holding: defaultdict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        for word in words[statement.id]:
            if often[word] <= _RARE:
                holding[word].append(statement)

    def near(statement: Statement) -> list[Statement]:
        rarest = sorted(words[statement.id], key=lambda word: (often[word], word))
        shared = [word for word in rarest if 1 < often[word] <= _RARE][:_TELLING]
        return list({other.id: other for word in shared for other in holding[word]}.values())

    return {statement.id: near(statement) for statement in statements}


def _duplicates(
    knowledge: Knowledge, statement: Statement, others: Sequence[Statement], compared: set[frozenset[str]]
) -> Iterator[Remark]:
    """The same in the same words from several sources needs no advice: it is shown as one."""
    same = knowledge.group(statement.id)
    ids = {member.id for member in same}
    likely = [s for s in same if s.source == statement.source] + [s for s in others if s.id not in ids]
    for other in likely:
        pair = frozenset((statement.id, other.id))
        if len(pair) == 1 or pair in compared:
            continue
        compared.add(pair)
        if likeness(statement.text, other.text) >= ALIKE:
            told = f"{statement.id} says nearly the same as {other.id}"
            apart = (
                ""
                if other.source == statement.source
                else "; if their texts were identical, they would be shown as one"
            )
            yield Remark("duplicate", statement.origin, told + apart)
