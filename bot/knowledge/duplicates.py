"""Group statements that say the same in the same words: one answer with several sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from bot.core.models import Fact, Quote, Statement, validity
from bot.matching import CanonicalKeys, best_similarity

Group: TypeAlias = tuple[Statement, ...]
"""Statements that say the same, ordered by end of validity (latest first), source date (newest first) and id."""

Keyed: TypeAlias = tuple[Statement, tuple[object, ...]]
"""A statement with a key that its duplicates have, too."""

_NEEDS_TOPIC = ("he", "her", "his", "it", "its", "she", "their", "there", "these", "they", "this", "those", "we")
"""First words of facts that only their topic makes clear."""
_FEW_WORDS = 4
"""A fact of fewer words also needs its topic to be clear."""
_MAX_COMPARED = 8
"""Members of a group whose questions are compared with the question; further ones are never preferred."""


def keys_of(
    statements: Iterable[Statement], aliases: Iterable[Sequence[str]], known: Mapping[str, Keyed]
) -> dict[str, Keyed]:
    """Return each statement with a key that its duplicates have, too, by id.

    `known` are results for the same aliases, which are taken over. Facts with another first day of validity or status,
    and quotes of other speakers, are no duplicates. Facts with another last day of validity are: `best_match` and
    `other_sources` look at the day.
    """
    canonical = CanonicalKeys(aliases)
    keys: dict[str, Keyed] = {}
    for statement in statements:
        keyed = known.get(statement.id)
        same = keyed is not None and keyed[0] is statement
        keys[statement.id] = keyed if keyed and same else (statement, _key(statement, canonical))
    return keys


def group_duplicates(
    statements: Sequence[Statement], aliases: Iterable[Sequence[str]], keys: Mapping[str, Keyed] | None = None
) -> Mapping[str, Group]:
    """Return the group of each statement that has duplicates, by id. `keys` are from `keys_of`, if they are there."""
    if keys is None:
        keys = keys_of(statements, aliases, {})
    alike: dict[tuple[object, ...], list[Statement]] = {}
    for statement in statements:
        alike.setdefault(keys[statement.id][1], []).append(statement)
    groups: dict[str, Group] = {}
    for members in alike.values():
        if len(members) > 1:
            group = tuple(sorted(members, key=_order))
            groups.update((member.id, group) for member in group)
    return groups


def best_match(group: Group, question: str) -> Statement:
    """Return the member whose questions are closest to the question.

    Only members with the latest end of validity count, so that no expired fact takes the place of a valid one.
    """
    lasting = [member for member in group[:_MAX_COMPARED] if _until(member) == _until(group[0])]
    return max(lasting, key=lambda member: best_similarity(question, member.questions))


def other_sources(group: Group, shown: Statement, today: dt.date) -> tuple[Statement, ...]:
    """Return one statement for each other source that is as valid on a day as the one shown, in the group's order."""
    others: dict[object, Statement] = {shown.source: shown}
    for member in group:
        if validity(member, today) == validity(shown, today):
            others.setdefault(member.source, member)
    return tuple(list(others.values())[1:])


def _key(statement: Statement, canonical: CanonicalKeys) -> tuple[object, ...]:
    match statement:
        case Quote():
            speaker = canonical.key(statement.speaker)
            return statement.status, speaker, canonical.key_to_the_letter(statement.text)
        case Fact():
            words = canonical.key(statement.text)
            first, *more = words.split(" ", _FEW_WORDS)
            clear = first not in _NEEDS_TOPIC and len(more) >= _FEW_WORDS - 1
            return statement.status, "" if clear else statement.topic, statement.valid_from, words


def _order(statement: Statement) -> tuple[int, int, str]:
    return -_until(statement).toordinal(), -statement.source.published.toordinal(), statement.id


def _until(statement: Statement) -> dt.date:
    return (statement.valid_until if isinstance(statement, Fact) else None) or dt.date.max
