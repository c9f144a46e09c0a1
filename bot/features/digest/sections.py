"""Make the reply of a digest's contents."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.core.events import Action
from bot.core.models import Fact, Statement
from bot.core.replies import Card
from bot.core.shorten import at_sentence
from bot.core.word_diff import close_diff
from bot.features.digest import texts as digest_texts
from bot.features.digest.changes import Changed
from bot.features.digest.contents import INTRODUCED, SOON, DigestContents
from bot.features.digest.replies import Digest, Item, Section
from bot.features.digest.selection import LONGEST_ITEM, MOST_ITEMS, choose, heading_length, item_length, page
from bot.knowledge import presentation
from bot.knowledge.knowledge import Knowledge

SHOW_MORE = "more"
"""Code of a button. Posted messages have it, so it never changes."""
LONGEST_EARLIER = 200
"""Characters of a text that was replaced and has little in common with the new one."""
_MOST_FORMERS = 2
"""Texts that one statement replaces, if they are shown."""


def digest(contents: DigestContents, knowledge: Knowledge, key: str, *, first: int = 0) -> Digest:
    """Make the reply of contents; `key` is theirs in the store, for the button.

    With `first`, return the page that begins with that item, as the answer to the button. The items of the post come
    first, and all others after them. A line replaces a statement that was removed since then, because items are
    counted by position.
    """
    sections = tuple(_sections(contents, knowledge))
    closing = tuple(_closing(contents, knowledge)) if not first else ()
    items = [item for section in sections for item in section.items]
    posted = contents.shown or choose_items(contents, knowledge)
    order = (*posted, *sorted(set(range(len(items))).difference(posted)))
    count = page([items[n] for n in order[first:]]) if first else len(posted)
    return Digest(
        title=digest_texts.title(contents.date, rest=first > 0),
        summary=_summary(contents, knowledge, [items[n] for n in posted]) if not first else "",
        sections=tuple(_only(sections, set(order[first : first + count]))),
        closing=closing,
        more=Action(SHOW_MORE, key),
        first=first,
        left=max(0, len(items) - first - count),
        note=digest_texts.last_digest(contents.last) if contents.last and not first else "",
        private=first > 0,
    )


def choose_items(contents: DigestContents, knowledge: Knowledge) -> tuple[int, ...]:
    """Choose which items the post shows, by their positions. They are stored, because the facts may change later."""
    title = digest_texts.title(contents.date, rest=False)
    note = digest_texts.last_digest(contents.last) if contents.last else ""
    sections = tuple(_sections(contents, knowledge))
    summary = _summary(contents, knowledge, [item for section in sections for item in section.items])
    fixed = len(f"{title}\n{summary}\n{note}\n")
    for section in _closing(contents, knowledge):
        fixed += heading_length(section) + sum(map(item_length, section.items))
    return choose(sections, fixed, most=INTRODUCED if contents.first else MOST_ITEMS)


@dataclass(frozen=True, slots=True)
class _Former:
    """A text that a statement replaces."""

    text: str
    until: dt.date | None
    """The last day on which it was valid, if it has one."""


def before(change: Changed, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Return what a changed statement said and the statements that it replaces, as (label, text) pairs."""
    return ((digest_texts.said_before(former.until), former.text) for former in _formers(change, knowledge))


def _formers(change: Changed, knowledge: Knowledge) -> Iterator[_Former]:
    """Yield what a statement said, then what it replaces itself, then what that replaced."""
    earlier_state = json.loads(change.before or "{}")
    if "text" in earlier_state:
        until = earlier_state.get("until")
        yield _Former(earlier_state["text"], dt.date.fromisoformat(until) if until else None)
    statement, known = knowledge.statement(change.id), set(earlier_state.get("replaces", ()))
    if isinstance(statement, Fact):
        replaced = sorted(knowledge.replaces(statement), key=lambda old: old.id not in statement.supersedes)
        yield from (_Former(old.text, old.valid_until) for old in replaced if old.id not in known)


def _summary(contents: DigestContents, knowledge: Knowledge, shown: Iterable[Item]) -> str:
    """Write how much is new, or in the first digest how many facts there are and how many of them it shows."""
    if contents.first and contents.is_empty:
        return digest_texts.nothing(contents.topics) if knowledge.shown else presentation.no_facts()
    if contents.first:
        facts = sum(isinstance(item.statement, Fact) for item in shown)
        return digest_texts.introduction(contents.known, facts, contents.topics)
    new = sum(len(ids) for _, ids in contents.new)
    counts = digest_texts.counts(changed=len(contents.changed), superseded=len(contents.superseded), new=new)
    since = contents.since.astimezone(ZoneInfo(contents.zone)).date()
    return digest_texts.summary(since, counts, ending=len(contents.ending), ending_new=contents.ending_new)


def _sections(contents: DigestContents, knowledge: Knowledge) -> Iterator[Section]:
    shown = {statement_id for _, ids in contents.new for statement_id in ids}
    for heading, changed in ((digest_texts.CHANGED, contents.changed), (digest_texts.SUPERSEDED, contents.superseded)):
        changes = {change.id: change for change in changed}
        shown |= changes.keys()
        yield Section(heading, tuple(_items(changes, contents, knowledge, changes)))
    ending = [statement_id for statement_id in contents.ending if statement_id not in shown]
    yield Section(digest_texts.ENDING, tuple(_items(ending, contents, knowledge)))
    for heading, ids in _introduced(contents, knowledge) if contents.first else _new(contents):
        yield Section(heading, tuple(_items(ids, contents, knowledge)))
    yield Section(digest_texts.UNANSWERED, tuple(_questions(contents)))


def _new(contents: DigestContents) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield heading and ids of what is new."""
    return ((digest_texts.new_heading(topic), ids) for topic, ids in contents.new)


def _introduced(contents: DigestContents, knowledge: Knowledge) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield heading and ids of all facts of a first digest. By topic, because nothing is new at the first time."""
    by_topic = {topic: [*ids] for topic, ids in contents.new}
    for statement_id in contents.introduced:
        statement = presentation.shown_on(knowledge, statement_id, contents.date)
        by_topic.setdefault(statement.topic if statement else "", []).append(statement_id)
    return ((topic or digest_texts.TO_BEGIN_WITH, tuple(ids)) for topic, ids in by_topic.items())


def _questions(contents: DigestContents) -> Iterator[Item]:
    for question, times in contents.unanswered:
        yield Item(question, note=digest_texts.asked_times(times, wished=question in contents.wished))


def _closing(contents: DigestContents, knowledge: Knowledge) -> Iterator[Section]:
    for heading, statement_id in (
        (digest_texts.QUOTE_OF_THE_DAY, contents.quote),
        (digest_texts.OLDER, contents.older),
    ):
        if presentation.shown_on(knowledge, statement_id, contents.date):
            yield Section(heading, tuple(_items((statement_id,), contents, knowledge)))


def _items(
    ids: Iterable[str], contents: DigestContents, knowledge: Knowledge, changes: Mapping[str, Changed] | None = None
) -> Iterator[Item]:
    for statement_id in ids:
        statement = presentation.shown_on(knowledge, statement_id, contents.date)
        if statement is None:
            yield Item(digest_texts.GONE)
            continue
        card = presentation.card(knowledge, statement, contents.date)
        note = _note(card, contents.date)
        change = (changes or {}).get(statement_id)
        formers = tuple(_formers(change, knowledge)) if change else ()
        if change and formers and formers[0].text == statement.text:  # the words are the same, but not the validity
            note, formers = _validity_change(change, statement), formers[1:]
        yield _item(statement, card.also, note, formers)


def _item(statement: Statement, also: tuple[Statement, ...], note: str, formers: Sequence[_Former]) -> Item:
    """Make the entry of a statement: compared with the last earlier text if it differs little, else beside it."""
    text = at_sentence(statement.text, LONGEST_ITEM)
    change = close_diff(formers[0].text, statement.text) if formers else ()
    if change:
        until, formers = formers[0].until, formers[1:]
        note = " · ".join(filter(None, (note, digest_texts.valid_before(until) if until else "")))
    outdated = tuple(
        (digest_texts.said_before(former.until), at_sentence(former.text, LONGEST_EARLIER))
        for former in formers[:_MOST_FORMERS]
    )
    return Item(text, statement, also, note, change, outdated, is_cut=not change and text != statement.text)


def _note(card: Card, date: dt.date) -> str:
    """Write what stands below a statement: that it is not current, or when it ends; empty if that is not soon."""
    if card.validity == "upcoming" and isinstance(card.statement, Fact) and card.statement.valid_from:
        return digest_texts.valid_from(card.statement.valid_from)
    return (card.caution or "").removesuffix(":") or _ends(card.statement, date)


def _ends(statement: Statement, date: dt.date) -> str:
    """Write when a statement ends; empty if that is not soon."""
    until = statement.valid_until if isinstance(statement, Fact) else None
    return digest_texts.valid_until(until) if until and until <= date + SOON else ""


def _validity_change(change: Changed, statement: Statement) -> str:
    """Write how long a statement is valid, and how long it was valid before the change."""
    until_before = json.loads(change.before or "{}").get("until")
    until = statement.valid_until if isinstance(statement, Fact) else None
    return digest_texts.validity_changed(until, dt.date.fromisoformat(until_before) if until_before else None)


def _only(sections: Iterable[Section], positions: Collection[int]) -> Iterator[Section]:
    """Keep the items at some positions, counted over all sections, and drop empty sections."""
    start = 0
    for section in sections:
        kept = tuple(item for n, item in enumerate(section.items, start) if n in positions)
        start += len(section.items)
        if kept:
            yield Section(section.heading, kept)
