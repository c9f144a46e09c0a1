"""Statements that say the same in the same words, whatever their sources: one answer with several sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from bot.core.models import Fact, Quote, Statement, validity
from bot.matching import Sameness, closeness

Group: TypeAlias = tuple[Statement, ...]
"""Statements that say the same: the one that holds longest first, then the newest source, then by id."""

_NEEDS_TOPIC = ("he", "her", "his", "it", "its", "she", "their", "there", "these", "they", "this", "those", "we")
"""First words that leave open of whom or what a fact speaks."""
_FEW_WORDS = 4
"""A fact of fewer words does not stand alone either."""
_MOST_COMPARED = 8
"""Members whose questions are compared with what was asked; who stores more copies gets the first of them."""


def group_duplicates(statements: Iterable[Statement], aliases: Iterable[Sequence[str]]) -> Mapping[str, Group]:
    """The group of each statement that is in one, by id.

    A fact that has not begun to hold, one that was superseded and a quotation by somebody else say something else. One
    that holds until another day says the same; whether it may be shown is seen on the day: see `best_match` and
    `other_sources`.
    """
    sameness = Sameness(aliases)
    alike: dict[tuple[object, ...], list[Statement]] = {}
    for statement in statements:
        alike.setdefault(_key(statement, sameness), []).append(statement)
    found: dict[str, Group] = {}
    for members in alike.values():
        if len(members) > 1:
            group = tuple(sorted(members, key=_order))
            found.update((member.id, group) for member in group)
    return found


def best_match(group: Group, question: str) -> Statement:
    """The member whose questions come closest to what was asked, of those that hold longest: while one holds, no other
    that has ended stands in its place."""
    lasting = [member for member in group[:_MOST_COMPARED] if _until(member) == _until(group[0])]
    return max(lasting, key=lambda member: closeness(question, member.questions))


def other_sources(group: Group, shown: Statement, today: dt.date) -> tuple[Statement, ...]:
    """What other sources say as well on a day, one statement for each, the newest first."""
    others: dict[object, Statement] = {shown.source: shown}
    for member in group:
        if validity(member, today) == validity(shown, today):
            others.setdefault(member.source, member)
    return tuple(list(others.values())[1:])


def _key(statement: Statement, sameness: Sameness) -> tuple[object, ...]:
    match statement:
        case Quote():
            speaker = sameness.key(statement.speaker)
            return statement.status, speaker, sameness.key_to_the_letter(statement.text)
        case Fact():
            words = sameness.key(statement.text)
            first, *more = words.split(" ", _FEW_WORDS)
            alone = first not in _NEEDS_TOPIC and len(more) >= _FEW_WORDS - 1
            return statement.status, "" if alone else statement.topic, statement.valid_from, words


def _order(statement: Statement) -> tuple[int, int, str]:
    return -_until(statement).toordinal(), -statement.source.published.toordinal(), statement.id


def _until(statement: Statement) -> dt.date:
    return (statement.valid_until if isinstance(statement, Fact) else None) or dt.date.max
