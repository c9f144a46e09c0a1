"""In which places a statement may be seen.

A place is written as its platform, its workspace and its channel with colons between them, such as "slack:T1:C2". The
last parts may be left out: "slack:T1" is the whole workspace.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import accumulate
from typing import Final, TypeAlias

from bot.core.events import Target
from bot.core.models import Audience, Fact, FactCollection, Statement

Places: TypeAlias = frozenset[str]
"""All names of one place, from the platform to the channel."""

NOWHERE: Final[Places] = frozenset()
"""A place without a name: only what everybody may see is seen there."""
PLACE: Final = re.compile(r"[a-z]+(?::[A-Za-z0-9_-]+){0,2}")
"""The name of a place."""

Sight: TypeAlias = frozenset[Audience]
"""The audiences whose statements are seen in a place. What has no audience is seen everywhere."""
MOST_SIGHTS: Final = 50
"""Most groups of places that see different statements. For each, the bot keeps all that it needs to answer."""


def places_of(target: Target) -> Places:
    """Return all names of a place: its platform, its workspace, its channel and the channel of its thread.

    Where the bot is only a guest, it is not known who reads along. So such a place has no name.
    """
    if target.guest:
        return NOWHERE
    workspace = f"{target.platform}:{target.workspace}"
    if not target.workspace:
        return frozenset((target.platform,))
    channels = filter(None, (target.channel, target.parent))
    return frozenset((target.platform, workspace, *(f"{workspace}:{channel}" for channel in channels)))


def may_see(audience: Audience, places: Places) -> bool:
    """Return whether a statement with an audience may be seen in a place."""
    return not audience or not places.isdisjoint(audience)


def target_of(place: str) -> Target:
    """Return the place with a name, such as "slack:T1:C2"."""
    platform, workspace, channel, *_ = [*place.split(":"), "", ""]
    return Target(platform, workspace, channel)


def audiences_of(collection: FactCollection) -> Sight:
    """Return every audience of a collection."""
    restricted = (*collection.statements, *collection.negative_examples)
    return frozenset(item.audience for item in restricted if item.audience)


def sights(audiences: Iterable[Audience]) -> Mapping[Places, Sight]:
    """Return what is seen where, by those names of a place that an audience has. Other names don't matter.

    Places without such a name come first. They see what everybody may see.
    """
    by_name: dict[str, set[Audience]] = {}
    for audience in sorted(audiences):
        for name in audience:
            by_name.setdefault(name, set()).add(audience)
    places = [NOWHERE, *(frozenset(by_name.keys() & accumulate(name.split(":"), _joined)) for name in by_name)]
    return {names: frozenset().union(*(by_name[name] for name in names)) for names in places}


def count_sights(audiences: Iterable[Audience]) -> int:
    """Return how many groups of places see different statements."""
    return len(set(sights(audiences).values()))


def _joined(name: str, part: str) -> str:
    return f"{name}:{part}"


def seen(collection: FactCollection, sight: Sight) -> FactCollection:
    """Return what is seen of a collection in some places, as if there were nothing else.

    A fact that was replaced by one that may not be seen is out of date, so it is not seen either.
    """
    visible = [statement for statement in collection.statements if _is_seen(statement.audience, sight)]
    hidden = [statement for statement in collection.statements if not _is_seen(statement.audience, sight)]
    negative_examples = tuple(item for item in collection.negative_examples if _is_seen(item.audience, sight))
    if not hidden and len(negative_examples) == len(collection.negative_examples):
        return collection
    outdated = _replaced(hidden, collection.statements)
    gone = outdated.union(statement.id for statement in hidden)
    statements = tuple(_without_links(statement, gone) for statement in visible if statement.id not in outdated)
    return replace(collection, statements=statements, negative_examples=negative_examples)


def _is_seen(audience: Audience, sight: Sight) -> bool:
    return not audience or audience in sight


def _replaced(newer: Iterable[Statement], statements: Iterable[Statement]) -> frozenset[str]:
    """Return the ids of all facts that some statements replace, directly or indirectly. A draft replaces nothing."""
    facts = {statement.id: statement for statement in statements if isinstance(statement, Fact)}
    waiting = [statement for statement in newer if isinstance(statement, Fact)]
    found: set[str] = set()
    while waiting:
        fact = waiting.pop()
        older = () if fact.status == "draft" else (facts[i] for i in fact.supersedes if i in facts and i not in found)
        for old in older:
            found.add(old.id)
            waiting.append(old)
    return frozenset(found)


def _without_links(statement: Statement, gone: frozenset[str]) -> Statement:
    """Return a statement that names none of the ids in `gone`."""
    if not isinstance(statement, Fact) or gone.isdisjoint(statement.supersedes):
        return statement
    return replace(statement, supersedes=tuple(i for i in statement.supersedes if i not in gone))
