"""The contents of a digest, by the ids of the statements, so that they can be stored and the rest shown later."""

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
from bot.knowledge import presentation
from bot.knowledge.knowledge import Knowledge

SHOW_MORE = "more"
"""Code of a button. Posted messages have it, so it never changes."""
SOON = dt.timedelta(days=30)
"""A digest lists what ends within this time."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A statement that changed, or that replaces others."""

    id: str
    before: str | None = None
    """What it said, as `snapshot` writes it; None if the statement itself is new."""


@dataclass(frozen=True, slots=True)
class DigestContents:
    """What the digest of a day has. Ids are those of statements."""

    date: dt.date
    zone: str
    since: dt.datetime
    """What was added or changed after this is new …"""
    until: dt.datetime
    """… up to this."""
    new: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Topic and ids, in the order of the fact files."""
    changed: tuple[Changed, ...] = ()
    ending: tuple[str, ...] = ()
    ends_anew: bool = False
    """One of `ending` was not listed before, because its end was further away."""
    unanswered: tuple[tuple[str, int], ...] = ()
    """Question, and how often it was asked."""
    asked_anew: bool = False
    """One of `unanswered` was asked since the last digest."""
    quote: str = ""
    older: str = ""
    """An older fact, if nothing is new."""

    @property
    def has_news(self) -> bool:
        """Return whether a quiet subscription gets this digest."""
        return bool(self.new or self.changed or self.ends_anew or self.asked_anew)

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing at all to show."""
        return not (self.new or self.changed or self.ending or self.unanswered or self.quote or self.older)

    @property
    def ids(self) -> Iterator[str]:
        """Return the id of every statement in the digest; it is empty if there is no quote or no older fact."""
        for _, ids in self.new:
            yield from ids
        yield from (change.id for change in self.changed)
        yield from (*self.ending, self.quote, self.older)

    def to_text(self) -> str:
        """Return the contents as JSON."""
        return _adapter().dump_json(self).decode()

    @classmethod
    def from_text(cls, text: str) -> DigestContents:
        """Read what `to_text` wrote."""
        return _adapter().validate_json(text)


@cache
def _adapter() -> TypeAdapter[DigestContents]:
    return TypeAdapter(DigestContents)


def snapshot(statement: Statement, knowledge: Knowledge) -> str:
    """Return what a statement says, as a text that differs if readers should know of a change."""
    state: dict[str, object] = {"text": statement.text, "status": statement.status}
    match statement:
        case Quote():
            state["speaker"] = statement.speaker
        case Fact():
            state["from"], state["until"] = map(_iso, (statement.valid_from, statement.valid_until))
            state["replaces"] = [old.id for old in knowledge.replaces(statement)]
    return json.dumps(state, ensure_ascii=False)


def split_changes(
    knowledge: Knowledge, changes: Iterable[ChangeRecord], since: dt.datetime, date: dt.date, topics: Sequence[str]
) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[Changed, ...]]:
    """Split what was added or changed after `since` into what is new, by topic, and what changed.

    A fact that was added and has ended before the day `date` is no news.
    """
    new: dict[str, list[str]] = {}
    changed: list[Changed] = []
    groups: set[str] = set()
    known = ((record, statement) for record in changes if (statement := knowledge.statement(record.id)))
    for change, statement in sorted(known, key=lambda pair: _position(pair[1])):
        if (topics and statement.topic not in topics) or change.before == change.says:  # changed and changed back
            continue
        group = knowledge.representative(statement.id)
        if group in groups:
            continue
        groups.add(group)
        if change.added <= since:
            changed.append(Changed(statement.id, change.before))
        elif isinstance(statement, Fact) and knowledge.replaces(statement):
            changed.append(Changed(statement.id))
        elif validity(statement, date) != "expired":
            new.setdefault(statement.topic, []).append(statement.id)
    return tuple((topic, tuple(ids)) for topic, ids in new.items()), tuple(changed)


def digest(contents: DigestContents, knowledge: Knowledge, key: str, *, first: int = 0) -> Digest:
    """Make the reply of contents; `key` is theirs in the store, for the button.

    With `first`, return the rest from that item on, as the answer to the button. A line replaces a statement that was
    removed since then, because items are counted by position.
    """
    sections = tuple(_after(first, _sections(contents, knowledge)))
    closing = tuple(_closing(contents, knowledge)) if not first else ()
    whole = next((card.whole for s in closing for i in s.items if i.statement
                  and (card := presentation.card(knowledge, i.statement, contents.date)).whole), None)  # fmt: skip
    return Digest(
        title=digest_texts.title(contents.date, rest=first > 0),
        summary=_summary(contents) if not first else "",
        sections=sections,
        closing=closing,
        more=Action(SHOW_MORE, key),
        first=first,
        whole=whole,
        private=first > 0,
    )


def before(change: Changed, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Return what a changed statement said and the statements that it replaces, as (label, text) pairs."""
    earlier_state = json.loads(change.before or "{}")
    if "text" in earlier_state:
        until = earlier_state.get("until")
        yield digest_texts.said_before(dt.date.fromisoformat(until) if until else None), earlier_state["text"]
    statement, known = knowledge.statement(change.id), set(earlier_state.get("replaces", ()))
    for old in knowledge.replaces(statement) if statement else ():
        if old.id not in known:
            yield texts.replaced(old), old.text


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
    questions = tuple(Item(question, note=digest_texts.asked_times(times)) for question, times in contents.unanswered)
    yield Section(digest_texts.UNANSWERED, questions)


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
        card = presentation.card(knowledge, statement, contents.date)
        note = card.caution or _ends(statement, contents.date)
        change = (changes or {}).get(statement_id)
        earlier = tuple(before(change, knowledge)) if change else ()
        if change and earlier and earlier[0][1] == statement.text:  # the words are the same, but not the validity
            note, earlier = _validity_change(change, statement), earlier[1:]
        yield Item(statement.text, statement, card.also, note, earlier)


def _ends(statement: Statement, date: dt.date) -> str:
    """Write when a statement ends; empty if that is not soon."""
    until = statement.valid_until if isinstance(statement, Fact) else None
    return digest_texts.valid_until(until) if until and until <= date + SOON else ""


def _validity_change(change: Changed, statement: Statement) -> str:
    """Write how long a statement is valid, and how long it was valid before the change."""
    until_before = json.loads(change.before or "{}").get("until")
    until = statement.valid_until if isinstance(statement, Fact) else None
    return digest_texts.validity_changed(until, dt.date.fromisoformat(until_before) if until_before else None)


def _after(first: int, sections: Iterable[Section]) -> Iterator[Section]:
    """Skip the first items, counted over all sections, and drop empty sections."""
    for section in sections:
        left = section.items[first:] if first else section.items
        first = max(0, first - len(section.items))
        if left:
            yield Section(section.heading, left)


def _position(statement: Statement) -> tuple[str, int, str]:
    """Return the position of a statement in the fact files, which keep related statements together."""
    origin = statement.origin
    return (origin.file, origin.line, "") if origin else ("", 0, statement.id)


def _iso(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None
