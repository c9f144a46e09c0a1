"""What a digest tells, by the ids of the statements, so that it can be kept and the rest of it shown later."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from bot.core import texts
from bot.core.events import Action
from bot.core.models import Fact, Quote, Statement, validity
from bot.features.digest import texts as digest_texts
from bot.features.digest.changes import ChangeRecord
from bot.features.digest.replies import Digest, Item, Section
from bot.knowledge.knowledge import Knowledge

SOON = dt.timedelta(days=30)
"""What ends within this time is told."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A statement that says something else than before, or took the place of others."""

    id: str
    before: str | None = None
    """What it said, as `snapshot` writes it; None where it is new itself."""


@dataclass(frozen=True, slots=True)
class DigestContents:
    """What is told on a day. Ids are those of statements."""

    date: dt.date
    zone: str
    since: dt.datetime
    """What came or changed after this is new …"""
    until: dt.datetime
    """… up to this."""
    new: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Topic and ids, in the order of the fact files."""
    changed: tuple[Changed, ...] = ()
    ending: tuple[str, ...] = ()
    ends_anew: bool = False
    """One of these ends so soon that it was not told before."""
    unanswered: tuple[tuple[str, int], ...] = ()
    """Question, and how often it was asked."""
    asked_anew: bool = False
    """One of these was asked since the last digest."""
    quote: str = ""
    older: str = ""
    """A fact from before, where nothing is new."""

    @property
    def has_news(self) -> bool:
        """Whether a channel that wants to be left alone otherwise wants this."""
        return bool(self.new or self.changed or self.ends_anew or self.asked_anew)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all to show."""
        return not (self.new or self.changed or self.ending or self.unanswered or self.quote or self.older)

    @property
    def ids(self) -> Iterator[str]:
        """Every statement that is told."""
        for _, ids in self.new:
            yield from ids
        yield from (change.id for change in self.changed)
        yield from (*self.ending, self.quote, self.older)

    def to_text(self) -> str:
        """All of it as JSON."""
        return _adapter().dump_json(self).decode()

    @classmethod
    def from_text(cls, text: str) -> DigestContents:
        """What `to_text` wrote."""
        return _adapter().validate_json(text)


@cache
def _adapter() -> TypeAdapter[DigestContents]:
    return TypeAdapter(DigestContents)


def snapshot(statement: Statement, knowledge: Knowledge) -> str:
    """What a statement says, as a text that differs whenever readers must be told of a change."""
    says: dict[str, object] = {"text": statement.text, "status": statement.status}
    match statement:
        case Quote():
            says["speaker"] = statement.speaker
        case Fact():
            says["from"], says["until"] = map(_iso, (statement.valid_from, statement.valid_until))
            says["replaces"] = [old.id for old in knowledge.replaces(statement)]
    return json.dumps(says, ensure_ascii=False)


def split_changes(
    knowledge: Knowledge, sightings: Iterable[ChangeRecord], since: dt.datetime, date: dt.date, topics: Sequence[str]
) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[Changed, ...]]:
    """What is new, by topic, and what has changed, of all that was seen to come or change after `since`.

    What came and has ended before the day `date` is no news.
    """
    new: dict[str, list[str]] = {}
    changed: list[Changed] = []
    seen: set[str] = set()
    held = ((s, statement) for s in sightings if (statement := knowledge.statement(s.id)))
    for sighting, statement in sorted(held, key=lambda pair: _place(pair[1])):
        if (topics and statement.topic not in topics) or sighting.before == sighting.says:  # changed, and back again
            continue
        said = knowledge.representative(statement.id)
        if said in seen:
            continue
        seen.add(said)
        if sighting.added <= since:
            changed.append(Changed(statement.id, sighting.before))
        elif isinstance(statement, Fact) and knowledge.replaces(statement):
            changed.append(Changed(statement.id))
        elif validity(statement, date) != "expired":
            new.setdefault(statement.topic, []).append(statement.id)
    return tuple((topic, tuple(ids)) for topic, ids in new.items()), tuple(changed)


def digest(
    contents: DigestContents, knowledge: Knowledge, key: str, *, first: int = 0, private: bool = False
) -> Digest:
    """Contents as a reply; `key` is theirs in the store, for the button. From item `first` on, as its answer.

    In the place of a statement that is gone since then a line says so: what was shown is counted by its place.
    """
    sections = tuple(_after(first, _sections(contents, knowledge)))
    closing = tuple(_closing(contents, knowledge)) if not first else ()
    whole = next((card.whole for s in closing for i in s.items if i.statement
                  and (card := knowledge.card(i.statement, contents.date)).whole), None)  # fmt: skip
    return Digest(
        title=digest_texts.title(contents.date, rest=first > 0),
        summary=_summary(contents) if not first else "",
        sections=sections,
        closing=closing,
        more=Action("more", key),
        first=first,
        whole=whole,
        private=private or first > 0,
    )


def before(change: Changed, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """What a changed statement said, and what it took the place of: what that was, and its text."""
    said = json.loads(change.before or "{}")
    if "text" in said:
        until = said.get("until")
        yield digest_texts.said_before(dt.date.fromisoformat(until) if until else None), said["text"]
    statement, known = knowledge.statement(change.id), set(said.get("replaces", ()))
    for earlier in knowledge.replaces(statement) if statement else ():
        if earlier.id not in known:
            yield texts.replaced(earlier), earlier.text


def _summary(contents: DigestContents) -> str:
    counted = (sum(len(ids) for _, ids in contents.new), len(contents.changed), len(contents.ending))
    return digest_texts.summary(contents.since.astimezone(ZoneInfo(contents.zone)).date(), *counted)


def _sections(contents: DigestContents, knowledge: Knowledge) -> Iterator[Section]:
    for topic, ids in contents.new:
        yield Section(digest_texts.new_heading(topic), tuple(_items(ids, contents, knowledge)))
    changes = {change.id: change for change in contents.changed}
    yield Section(digest_texts.CHANGED, tuple(_items(changes, contents, knowledge, changes)))
    shown = {*changes, *(statement_id for _, ids in contents.new for statement_id in ids)}
    ending = [statement_id for statement_id in contents.ending if statement_id not in shown]
    yield Section(digest_texts.ENDING, tuple(_items(ending, contents, knowledge)))
    asked = tuple(Item(question, note=digest_texts.asked_times(times)) for question, times in contents.unanswered)
    yield Section(digest_texts.UNANSWERED, asked)


def _closing(contents: DigestContents, knowledge: Knowledge) -> Iterator[Section]:
    for heading, statement_id in (
        (digest_texts.QUOTE_OF_THE_DAY, contents.quote),
        (digest_texts.OLDER, contents.older),
    ):
        if knowledge.statement(statement_id):
            yield Section(heading, tuple(_items((statement_id,), contents, knowledge)))


def _items(
    ids: Iterable[str], contents: DigestContents, knowledge: Knowledge, changes: Mapping[str, Changed] | None = None
) -> Iterator[Item]:
    for statement_id in ids:
        statement = knowledge.statement(statement_id)
        if statement is None:
            yield Item(digest_texts.GONE)
            continue
        card = knowledge.card(statement, contents.date)
        note = texts.caution(card) or _ends(statement, contents.date)
        change = (changes or {}).get(statement_id)
        earlier = tuple(before(change, knowledge)) if change else ()
        if change and earlier and earlier[0][1] == statement.text:  # the words stand; for how long they hold does not
            note, earlier = _held_otherwise(change, statement), earlier[1:]
        yield Item(statement.text, statement, card.also, note, earlier)


def _ends(statement: Statement, date: dt.date) -> str:
    """When a statement ends, where that is soon."""
    until = statement.valid_until if isinstance(statement, Fact) else None
    return digest_texts.holds_until(until) if until and until <= date + SOON else ""


def _held_otherwise(change: Changed, statement: Statement) -> str:
    """For how long a statement holds, and for how long it held before the change."""
    said = json.loads(change.before or "{}").get("until")
    now = statement.valid_until if isinstance(statement, Fact) else None
    return digest_texts.held_otherwise(now, dt.date.fromisoformat(said) if said else None)


def _after(first: int, sections: Iterable[Section]) -> Iterator[Section]:
    """Sections without their first items, so many in all, and without those that are empty."""
    for section in sections:
        left = section.items[first:] if first else section.items
        first = max(0, first - len(section.items))
        if left:
            yield Section(section.heading, left)


def _place(statement: Statement) -> tuple[str, int, str]:
    """Where a statement stands in the fact files: what belongs together stands together there."""
    origin = statement.origin
    return (origin.file, origin.line, "") if origin else ("", 0, statement.id)


def _iso(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None
