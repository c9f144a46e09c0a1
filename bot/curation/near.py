"""Find stored statements that a person must see before saving another one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bot.core.models import Fact, Quote, Statement
from bot.curation.likeness import NONE, StatementComparison, without_figures
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.person_names import name_words
from bot.matching.documents import key_of

_CANDIDATES, _KEPT = 12, 6
"""Statements that are compared with a text by the matcher, and those that are then compared word by word."""
_LISTED: Final = 0.95
"""Likeness of a statement that lists the same question."""
_MOST_ASKED: Final = 1
"""Questions of the statement that are searched; each takes as long as its text."""
_BEGINNING: Final = 400
"""Characters of the text that are searched."""


def near(knowledge: Knowledge, statement: Statement, limit: int = 3) -> tuple[Statement, ...]:
    """Return the stored statements that say nearly the same as one that is to be saved, best first.

    Also those that list one of its questions, or surely answer one. What it supersedes, and its own earlier text, are
    left out. Takes tens of milliseconds of CPU for thousands of statements.
    """
    comparison = StatementComparison(statement, knowledge.collection.aliases)
    listed = {stored.id for _, stored in clashing(knowledge, statement)}
    asked = frozenset(_answering(knowledge, statement))
    scores = _scores(knowledge, without_figures(statement.text[:_BEGINNING]))
    near_by: dict[str, tuple[float, Statement]] = {}
    for found, other in _stored(knowledge, statement, [*scores, *asked, *listed]):
        score, answers = scores.get(found, 0.0), found in asked
        likeness = comparison.likeness(other, score, knowledge.thresholds.answer, answers=answers)
        near_by[other.id] = max(likeness, _LISTED if other.id in listed else NONE), other
    best = sorted(near_by.values(), key=lambda item: (-item[0], item[1].id))
    return tuple(other for likeness, other in best[:limit] if likeness > NONE)


def clashing(knowledge: Knowledge, statement: Statement) -> tuple[tuple[str, Statement], ...]:
    """Return each question of a statement that another one lists already, with that one. Takes less than 1 ms."""
    return tuple(
        (question, stored)
        for question in statement.questions
        for representative in sorted(knowledge.carriers(question))
        if (stored := _lister(knowledge, statement, representative, question))
    )


def _lister(knowledge: Knowledge, statement: Statement, representative: str, question: str) -> Statement | None:
    """Return which of the statements that say the same lists a question; None if only this statement does."""
    group = knowledge.group(representative)
    listing = [member for member in group if any(key_of(own) == key_of(question) for own in member.questions)]
    # What none of them lists is a question of a fact that was superseded.
    return next((member for member in listing or group if not _is_own(statement, member)), None)


def _is_own(statement: Statement, stored: Statement) -> bool:
    """Return whether a stored statement is this one before a change, or one that this one supersedes."""
    return stored.id == statement.id or (isinstance(statement, Fact) and stored.id in statement.supersedes)


def _scores(knowledge: Knowledge, text: str) -> dict[str, float]:
    """Return the score of each statement that may answer a text; 0 if it says the opposite."""
    silent = knowledge.negative_examples.ids
    matches = knowledge.matcher.search(text, _KEPT, except_for=silent, most=_CANDIDATES)
    return {match.id: 0.0 if match.veto else match.score for match in matches}


def _answering(knowledge: Knowledge, statement: Statement) -> Iterator[str]:
    """Yield the ids of the statements that surely answer the first questions of this one."""
    for question in statement.questions[:_MOST_ASKED]:
        yield from (i for i, score in _scores(knowledge, question).items() if score >= knowledge.thresholds.answer)


def _stored(knowledge: Knowledge, statement: Statement, ids: Iterable[str]) -> Iterator[tuple[str, Statement]]:
    """Yield for each id its statement, or another one that says the same; for a quote also all others of its speaker.

    The statement itself is left out.
    """
    if isinstance(statement, Quote):
        speaker = name_words(statement.speaker)
        quotes = (other for other in knowledge.shown if isinstance(other, Quote) and other.id != statement.id)
        yield from ((other.id, other) for other in quotes if name_words(other.speaker) == speaker)
    for found in ids:
        group = knowledge.group(found) if knowledge.any_version(found) else ()
        yield from [(found, member) for member in group if not _is_own(statement, member)][:1]
