"""Makes digests: gathers what there is to tell a channel, and shows what did not fit."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.core.errors import UserError
from bot.core.events import Action, Target
from bot.core.ports import Platform
from bot.core.storage import Storage
from bot.features.digest.changes import ChangeRecord
from bot.features.digest.contents import SOON, DigestContents, digest, snapshot, split_changes
from bot.features.digest.replies import Digest
from bot.features.digest.rotation import digest_index
from bot.features.digest.storage import ChangeStorage, DigestStorage
from bot.features.digest.subscriptions import Subscription
from bot.knowledge import smalltalk
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge

FIRST = dt.timedelta(days=7)
"""How far back the first digest of a channel goes."""
_ASKED = dt.timedelta(days=7)
_MOST_ASKED = 20
"""Questions without an answer that one digest tells."""
_SETTLED = dt.timedelta(minutes=1)
"""After this, all processes have taken up a change of the facts; a statement that this one lacks then is gone."""


@dataclass(frozen=True, slots=True)
class DigestScope:
    """What a channel wants to be told."""

    id: str
    """The channel's name in keys."""
    platform: str
    workspace: str
    zone: str
    topics: tuple[str, ...] = ()
    curators: bool = False

    @classmethod
    def of(cls, subscription: Subscription) -> DigestScope:
        """Make the scope of a subscription."""
        target, zone = subscription.target, subscription.schedule.zone
        return cls(subscription.id, target.platform, target.workspace, zone, subscription.topics, subscription.curators)

    @classmethod
    def of_all(cls, target: Target) -> DigestScope:
        """Make the scope of a channel without a subscription: all topics, by the clock of UTC."""
        return cls(target.place, target.platform, target.workspace, "UTC")


class DigestComposer:
    """Makes digests of the facts of the moment."""

    def __init__(self, facts: CurrentKnowledge, storage: Storage) -> None:
        self._facts = facts
        self._digests = storage.tables(DigestStorage)
        self._changes = storage.tables(ChangeStorage)
        self._noted: dict[str, int] = {}
        """What was noted of each statement, as a number: of many facts, few change at once."""

    async def record(self, knowledge: Knowledge) -> None:
        """Note what every statement says now, so that digests can tell what is new. Raises StoreError.

        What is there when this is done for the first time counts from the day on which its source was published.
        """
        states, first = await asyncio.to_thread(_states, knowledge)
        fresh = {i: says for i, says in states.items() if self._noted.get(i) != hash(says)}
        await self._changes.record_statements(fresh, first)
        self._noted |= {i: hash(says) for i, says in fresh.items()}

    async def compose(
        self, wish: DigestScope, date: dt.date, until: dt.datetime, platform: Platform | None = None
    ) -> tuple[Knowledge, DigestContents]:
        """What to tell a channel on a date, up to a moment; and the state of the facts that it speaks of.

        `platform` tells which channels all may read: what was asked in others is told nowhere else.
        """
        knowledge = self._facts.knowledge
        since = await self._digests.covered(wish.id) or until - FIRST
        sightings = await self._changes.changes_between(since, until)
        asked = await self._asked(wish, until - _ASKED, platform) if wish.curators else ()
        asked_anew = bool(asked) and bool(await self._asked(wish, max(since, until - _ASKED), platform))
        shown = await self._digests.shown(wish.id)
        until = _up_to(knowledge, sightings, until)
        sightings = [sighting for sighting in sightings if _within(sighting, since, until)]

        def made() -> DigestContents:
            new, changed = split_changes(knowledge, sightings, since, date, wish.topics)
            almanac, before = digest_index(knowledge), since.astimezone(ZoneInfo(wish.zone)).date()
            ending = almanac.ending(date, date + SOON, wish.topics)
            ids = tuple(fact.id for fact in ending)
            turns = _turns(knowledge, shown)
            fresh = [statement_id for _, some in new for statement_id in some]
            quote = almanac.quote(date, turns, wish.topics, wish.id, fresh)
            older = None if new or changed else almanac.older(date, turns, wish.topics, wish.id, ids)
            return DigestContents(
                date=date,
                zone=wish.zone,
                since=since,
                until=until,
                new=new,
                changed=changed,
                ending=ids,
                ends_anew=any(fact.valid_until and fact.valid_until > before + SOON for fact in ending),
                unanswered=asked,
                asked_anew=asked_anew,
                quote=quote.id if quote else "",
                older=older.id if older else "",
            )

        return knowledge, await asyncio.to_thread(made)

    async def save(self, contents: DigestContents, key: str) -> None:
        """Keep contents for the button that shows the rest of them."""
        await self._digests.put_contents(key, contents.to_text())

    async def remainder(self, action: Action) -> Digest:
        """What a digest left out. Raises UserError where that is not known any more."""
        kept = await self._digests.contents(action.exchange)
        if kept is None or not action.value.isdecimal():
            raise UserError("This digest is too old. I no longer have the rest of it.")
        shown = digest(DigestContents.from_text(kept), self._facts.knowledge, action.exchange, first=int(action.value))
        if not shown.sections:
            raise UserError("I no longer have the rest of this digest.")
        return shown

    async def _asked(
        self, wish: DigestScope, since: dt.datetime, platform: Platform | None
    ) -> tuple[tuple[str, int], ...]:
        """Questions without an answer, however they were spelt, that were asked most."""
        counted: dict[str, tuple[str, int]] = {}
        open_to_all: dict[str, bool] = {}
        for question, channel, times in await self._changes.unanswered(wish.platform, wish.workspace, since):
            if channel not in open_to_all:
                here = wish.id == f"{wish.platform}:{wish.workspace}:{channel}"
                open_to_all[channel] = here or bool(
                    platform and await platform.is_public_channel(channel, wish.workspace)
                )
            plain = " ".join(question.casefold().split()).rstrip("?!. ")
            if open_to_all[channel] and plain and smalltalk.kind(question) is None:
                first, before = counted.get(plain, (question, 0))
                counted[plain] = (first, before + times)
        return tuple(sorted(counted.values(), key=lambda entry: -entry[1])[:_MOST_ASKED])


def _states(knowledge: Knowledge) -> tuple[dict[str, str], dict[str, dt.datetime]]:
    midnight = dt.time(tzinfo=dt.UTC)
    states = {statement.id: snapshot(statement, knowledge) for statement in knowledge.shown}
    first = {s.id: dt.datetime.combine(s.source.published, midnight) for s in knowledge.shown}
    return states, first


def _within(sighting: ChangeRecord, since: dt.datetime, until: dt.datetime) -> bool:
    return any(moved and since < moved <= until for moved in (sighting.added, sighting.changed))


def _moved(sighting: ChangeRecord) -> dt.datetime:
    return sighting.changed or sighting.added


def _up_to(knowledge: Knowledge, sightings: Sequence[ChangeRecord], until: dt.datetime) -> dt.datetime:
    """Up to when this process can tell what is new: another may have taken up a change that this one has not yet."""
    fresh = (sighting for sighting in sightings if _moved(sighting) > until - _SETTLED)
    late = (_moved(sighting) for sighting in fresh if not _taken_up(sighting, knowledge))
    return min((moved - dt.timedelta(microseconds=1) for moved in late), default=until)


def _taken_up(sighting: ChangeRecord, knowledge: Knowledge) -> bool:
    statement = knowledge.statement(sighting.id)
    return statement is not None and snapshot(statement, knowledge) == sighting.says


def _turns(knowledge: Knowledge, shown: Mapping[str, dt.date]) -> dict[str, dt.date]:
    """When the words of each statement were last shown, be it from another source."""
    turns = dict(shown)
    for one in filter(knowledge.statement, shown):
        for other in knowledge.group(one):
            turns[other.id] = max(turns.get(other.id, shown[one]), shown[one])
    return turns
