"""Find out what changed since the last digest: the fact files have only the present, so every state is recorded."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from bot.core.audience import Places, may_see
from bot.core.models import Fact, Quote, Statement, validity
from bot.knowledge.knowledge import Knowledge
from bot.verification import same_words

_AUDIENCE = "audience"
"""The part of a snapshot that says who may see it."""
_TEXTS = ("text", "speaker")
"""Parts of a snapshot in which only the words count."""


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """A statement that was added or changed."""

    id: str
    says: str
    """What it said when it was last read, as `snapshot` writes it."""
    added: dt.datetime
    changed: dt.datetime | None = None
    """When a change was last noticed; None if it never changed."""
    before: str | None = None
    """What it said at the beginning of the period; None if it did not change since."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A statement that changed, or that replaces others."""

    id: str
    before: str | None = None
    """What it said, as `snapshot` writes it; None if the statement itself is new."""


@dataclass(frozen=True, slots=True)
class News:
    """What is new in a period. No two of its statements say the same."""

    new: tuple[tuple[str, tuple[str, ...]], ...]
    """Topic and ids, in the order of the fact files; those of one source are side by side."""
    changed: tuple[Changed, ...]
    superseded: tuple[Changed, ...]
    """Statements that replace others since then."""

    @property
    def ids(self) -> Iterator[str]:
        """Return the id of every statement."""
        yield from (change.id for change in (*self.changed, *self.superseded))
        yield from chain.from_iterable(ids for _, ids in self.new)

    def without(self, ids: Collection[str], knowledge: Knowledge) -> tuple[News, int]:
        """Leave out what is new and says the same as one of some other statements. Return how many that were, too."""
        kept = ((topic, tuple(i for i in new if knowledge.representative(i) not in ids)) for topic, new in self.new)
        news = replace(self, new=tuple((topic, new) for topic, new in kept if new))
        return news, len([*self.ids]) - len([*news.ids])


def snapshot(statement: Statement, knowledge: Knowledge) -> str:
    """Return what a statement says, as a text that differs if it may have to be shown as changed."""
    state: dict[str, object] = {"text": statement.text, "status": statement.status}
    if statement.audience:
        state[_AUDIENCE] = statement.audience
    match statement:
        case Quote():
            state["speaker"] = statement.speaker
        case Fact():
            state["from"], state["until"] = map(_iso, (statement.valid_from, statement.valid_until))
            state["replaces"] = [old.id for old in knowledge.replaces(statement)]
    return json.dumps(state, ensure_ascii=False)


def seen_change(change: ChangeRecord, knowledge: Knowledge, places: Places) -> ChangeRecord:
    """Return a change as it is seen in a place with this knowledge: what was not seen there before is new there."""
    if change.before is None:
        return change
    if not may_see(_state(change.before).get(_AUDIENCE, ()), places):
        return replace(change, added=change.changed or change.added, before=None)
    return replace(change, says=_as_seen(change.says, knowledge), before=_as_seen(change.before, knowledge))


def _as_seen(snapshot: str, knowledge: Knowledge) -> str:
    """Return a snapshot without those who may see it, and without what it replaces that is not seen."""
    state = _state(snapshot)
    state.pop(_AUDIENCE, None)
    if "replaces" in state:
        state["replaces"] = [old for old in state["replaces"] if knowledge.any_version(old)]
    return json.dumps(state, ensure_ascii=False)


def split_changes(
    knowledge: Knowledge, changes: Iterable[ChangeRecord], since: dt.datetime, date: dt.date, topics: Sequence[str]
) -> News:
    """Split what was added or changed after `since` into what is new, what changed, and what replaces others.

    A fact that was added and has ended before the day `date` is no news. Nor is a change of punctuation, capitals,
    quotation marks or white space.
    """
    new: dict[str, dict[tuple[str, str], list[str]]] = {}
    changed: list[Changed] = []
    superseded: list[Changed] = []
    groups: set[str] = set()
    known = ((record, statement) for record in changes if (statement := knowledge.statement(record.id)))
    for change, statement in sorted(known, key=lambda pair: _position(pair[1])):
        if topics and statement.topic not in topics:
            continue
        if change.before and _same(change.before, change.says):
            continue
        group = knowledge.representative(statement.id)
        if group in groups:
            continue
        groups.add(group)
        replaces = isinstance(statement, Fact) and bool(knowledge.replaces(statement))
        if change.added <= since:
            only_replaces = replaces and _same(change.before or "", change.says, without=("replaces",))
            (superseded if only_replaces else changed).append(Changed(statement.id, change.before))
        elif replaces:
            superseded.append(Changed(statement.id))
        elif validity(statement, date) != "expired":
            source = statement.source.title, statement.source.publisher
            new.setdefault(statement.topic, {}).setdefault(source, []).append(statement.id)
    by_topic = ((topic, tuple(chain.from_iterable(sources.values()))) for topic, sources in new.items())
    return News(tuple(by_topic), tuple(changed), tuple(superseded))


def _same(before: str, says: str, without: Sequence[str] = ()) -> bool:
    """Return whether two snapshots tell readers the same, except for the parts in `without`."""
    if before == says:  # most often: changed and changed back
        return True
    first, second = _state(before), _state(says)
    return all(
        same_words(first.get(part, ""), second.get(part, "")) if part in _TEXTS else first.get(part) == second.get(part)
        for part in {*first, *second}.difference(without)
    )


def _state(snapshot: str) -> dict[str, Any]:
    state: dict[str, Any] = json.loads(snapshot or "{}")
    return state


def _position(statement: Statement) -> tuple[str, int, str]:
    """Return the position of a statement in the fact files, which keep related statements together."""
    origin = statement.origin
    return (origin.file, origin.line, "") if origin else ("", 0, statement.id)


def _iso(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None
