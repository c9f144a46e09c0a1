"""Make digests: gather what is new for a channel, and show what did not fit."""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.core.audience import places_of
from bot.core.errors import UserError
from bot.core.events import Action, Target
from bot.core.exchanges import same_question
from bot.core.models import Fact
from bot.core.ports import Platform
from bot.core.storage import Storage
from bot.features.digest.changes import ChangeRecord, seen_change, snapshot, split_changes
from bot.features.digest.contents import INTRODUCED, SOON, DigestContents
from bot.features.digest.replies import Digest
from bot.features.digest.rotation import digest_index
from bot.features.digest.sections import choose_items, digest
from bot.features.digest.storage import ChangeStorage, DigestStorage
from bot.features.digest.subscriptions import Subscription
from bot.knowledge import smalltalk
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge

FIRST = dt.timedelta(days=7)
"""How far back the first digest of a channel goes."""
_MAX_AGE = dt.timedelta(days=7)
_MOST_ASKED = 20
"""Questions without an answer that one digest lists."""
_SETTLED = dt.timedelta(minutes=1)
"""After this time, all processes have loaded a change of the facts. A statement that is still unknown here is gone."""


@dataclass(frozen=True, slots=True)
class DigestScope:
    """What the digest of a channel should cover."""

    id: str
    """The channel's name in keys."""
    target: Target
    """The channel. The digest has only what may be seen there."""
    zone: str
    topics: tuple[str, ...] = ()
    curators: bool = False

    @classmethod
    def of(cls, subscription: Subscription) -> DigestScope:
        """Make the scope of a subscription."""
        zone = subscription.schedule.zone
        return cls(subscription.id, subscription.target, zone, subscription.topics, subscription.curators)

    @classmethod
    def of_all(cls, target: Target) -> DigestScope:
        """Make the scope of a channel without a subscription: all topics, in UTC."""
        return cls(target.channel_key, target, "UTC")


class DigestComposer:
    """Makes digests of the current facts."""

    def __init__(self, facts: CurrentKnowledge, storage: Storage) -> None:
        self._facts = facts
        self._digests = storage.tables(DigestStorage)
        self._changes = storage.tables(ChangeStorage)

    async def compose(
        self, scope: DigestScope, date: dt.date, until: dt.datetime, platform: Platform | None = None
    ) -> tuple[Knowledge, DigestContents]:
        """Compose the digest of a date, up to a moment. Return it with the state of the facts that it refers to.

        `platform` knows which channels are public. A question from any other channel is shown only in that channel.
        """
        knowledge, whole, places = self._facts.at(scope.target), self._facts.whole, places_of(scope.target)
        covered = await self._digests.covered(scope.id)
        since = covered or until - FIRST
        changes = await self._changes.changes_between(since, until)
        unanswered, wished = await self._unanswered(scope, until - _MAX_AGE, platform) if scope.curators else ((), ())
        asked_anew = bool(unanswered) and any(await self._unanswered(scope, max(since, until - _MAX_AGE), platform))
        shown = await self._digests.shown(scope.id)
        until = _complete_until(whole, changes, until)
        changes = [change for change in changes if _within(change, since, until)]

        def build() -> DigestContents:
            seen = [seen_change(change, knowledge, places) for change in changes]
            news = split_changes(knowledge, seen, since, date, scope.topics)
            index, last_date = digest_index(knowledge), since.astimezone(ZoneInfo(scope.zone)).date()
            corrected = {knowledge.representative(change.id) for change in (*news.changed, *news.superseded)}
            ending = [fact for fact in index.ending(date, date + SOON, scope.topics) if fact.id not in corrected]
            ending_ids = tuple(fact.id for fact in ending)
            news, ending_new = news.without(ending_ids, knowledge)
            last_shown = _last_shown(knowledge, shown)
            fresh = [statement_id for _, ids in news.new for statement_id in ids]
            listed = {*news.ids, *ending_ids}
            new = news.new if covered else _facts_only(news.new, knowledge)
            quotes_listed = listed if covered else listed.difference(fresh)
            quote = index.quote(date, last_shown, scope.topics, scope.id, quotes_listed)
            older: Fact | None = None
            introduced: tuple[Fact, ...] = ()
            if covered is None:
                missing = INTRODUCED - sum(isinstance(knowledge.statement(one), Fact) for one in listed)
                introduced = index.introduction(date, last_shown, scope.topics, scope.id, listed, missing)
            elif not any(news.ids) and not ending_new:
                older = index.older(date, last_shown, scope.topics, scope.id, ending_ids)
            contents = DigestContents(
                date=date,
                zone=scope.zone,
                places=tuple(sorted(places)),
                since=since,
                until=until,
                new=new,
                changed=news.changed,
                superseded=news.superseded,
                first=covered is None,
                known=0 if covered else index.known(date, scope.topics),
                introduced=tuple(fact.id for fact in introduced),
                topics=() if covered else scope.topics,
                ending=ending_ids,
                ending_new=ending_new,
                ends_anew=any(fact.valid_until and fact.valid_until > last_date + SOON for fact in ending),
                unanswered=unanswered,
                wished=wished,
                asked_anew=asked_anew,
                quote=quote.id if quote else "",
                older=older.id if older else "",
            )
            return replace(contents, shown=choose_items(contents, knowledge))

        return knowledge, await asyncio.to_thread(build)

    async def save(self, contents: DigestContents, key: str) -> None:
        """Store contents for the button that shows the rest of them."""
        await self._digests.put_contents(_button_row(key), contents.to_text())

    async def save_slot(self, contents: DigestContents, slot_key: str) -> str:
        """Store the contents of a slot for its next try and for their button. Return a random key for the button.

        Anybody can compute the key of a slot.
        """
        key = secrets.token_hex(8)
        await self._digests.put_contents(slot_key, contents.to_text())
        await self.save(contents, key)
        return key

    async def remainder(self, action: Action, target: Target) -> Digest:
        """Return what a digest left out, if all of it may be seen in a place.

        Raises UserError if it may not, or if the store no longer has it.
        """
        text = await self._digests.contents(_button_row(action.exchange))
        contents = DigestContents.from_text(text) if text else None
        may_see = contents is not None and self._facts.sees_all(target, frozenset(contents.places))
        if contents is None or not may_see or not action.value.isdecimal():
            raise UserError("This digest is too old. I no longer have the rest of it.")
        shown = digest(contents, self._facts.at(target), action.exchange, first=int(action.value))
        if not shown.sections:
            raise UserError("I no longer have the rest of this digest.")
        return shown

    async def _unanswered(
        self, scope: DigestScope, since: dt.datetime, platform: Platform | None
    ) -> tuple[tuple[tuple[str, int], ...], tuple[str, ...]]:
        """Return the most frequent questions without an answer, ignoring case, spaces and end marks.

        Those for which people asked the curators come first, and are returned once more without the count.
        """
        name, workspace = scope.target.platform, scope.target.workspace
        counted: dict[str, tuple[str, int]] = {}
        wished = {
            same_question(question): (question, times)
            for question, times in reversed(await self._changes.wished(name, workspace, since))
        }
        open_to_all: dict[str, bool] = {}
        for question, channel, times in await self._changes.unanswered(name, workspace, since):
            if channel not in open_to_all:
                own_channel = scope.id == f"{name}:{workspace}:{channel}"
                open_to_all[channel] = own_channel or bool(
                    platform and await platform.is_public_channel(channel, workspace)
                )
            normalised = same_question(question)
            if open_to_all[channel] and normalised and smalltalk.kind(question) is None:
                first, earlier = counted.get(normalised, (question, 0))
                counted[normalised] = (first, earlier + times)
        for normalised, (question, times) in wished.items():
            first, asked = counted.get(normalised, (question, 0))
            counted[normalised] = (first, max(asked, times))
        listed = sorted(counted, key=lambda normalised: (normalised not in wished, -counted[normalised][1]))
        listed = listed[:_MOST_ASKED]
        return tuple(counted[n] for n in listed), tuple(counted[n][0] for n in listed if n in wished)


def _facts_only(
    new: tuple[tuple[str, tuple[str, ...]], ...], knowledge: Knowledge
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Leave out quotations: the first digest introduces facts, and has one quotation at its end."""
    facts = ((topic, tuple(i for i in ids if isinstance(knowledge.statement(i), Fact))) for topic, ids in new)
    return tuple((topic, ids) for topic, ids in facts if ids)


def _button_row(key: str) -> str:
    """Return under which key the contents for a button are stored. So no button finds those of a slot."""
    return f"button:{key}"


def _within(change: ChangeRecord, since: dt.datetime, until: dt.datetime) -> bool:
    return any(moment and since < moment <= until for moment in (change.added, change.changed))


def _last_moment(change: ChangeRecord) -> dt.datetime:
    return change.changed or change.added


def _complete_until(knowledge: Knowledge, changes: Sequence[ChangeRecord], until: dt.datetime) -> dt.datetime:
    """Return until when this process knows what is new. Another process may already have loaded a later change."""
    recent = (change for change in changes if _last_moment(change) > until - _SETTLED)
    pending = (_last_moment(change) for change in recent if not _is_loaded(change, knowledge))
    return min((moment - dt.timedelta(microseconds=1) for moment in pending), default=until)


def _is_loaded(change: ChangeRecord, knowledge: Knowledge) -> bool:
    statement = knowledge.statement(change.id)
    return statement is not None and snapshot(statement, knowledge) == change.says


def _last_shown(knowledge: Knowledge, shown: Mapping[str, dt.date]) -> dict[str, dt.date]:
    """Return when the words of each statement were last shown, also if they came from another source."""
    last_shown = dict(shown)
    for statement_id in filter(knowledge.statement, shown):
        for other in knowledge.group(statement_id):
            last_shown[other.id] = max(last_shown.get(other.id, shown[statement_id]), shown[statement_id])
    return last_shown
