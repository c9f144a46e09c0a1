"""Find out which entries are due for a check, and who is asked to do it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from bot.conversation.curators import Curators
from bot.core.audience import may_see, places_of
from bot.core.controls import Button
from bot.core.errors import ClosedError, RefusedError
from bot.core.events import NO_EXCHANGE, Action, Person, Target
from bot.core.freshness import unchecked_since
from bot.core.models import Fact, Statement
from bot.core.ports import Platform
from bot.core.statement_text import fingerprint
from bot.core.storage import Storage
from bot.curation.live import LiveEntries
from bot.curation.people import PeopleStorage, key_in
from bot.features.curation import texts as curation_texts

CHECK: Final = "due-check"
"""Code of the button. Posted messages have it, so it never changes."""
NOBODY = ""
"""Owner of what nobody looks after, or somebody who is forgotten."""


def due_entries(live: LiveEntries, today: dt.date) -> list[Statement]:
    """Return what is shown to people and was not checked in time, what waits longest first. Takes 0.1 s for 100,000."""
    active = [statement for statement in live.statements if statement.status == "active"]
    replaced = {old for statement in active if isinstance(statement, Fact) for old in statement.supersedes}
    waiting = ((unchecked_since(s, today), s) for s in active if s.id not in replaced)
    return [s for _, s in sorted(((since, s) for since, s in waiting if since), key=lambda one: (one[0], one[1].id))]


class DueLists:
    """Splits the entries that are due by who gets them in a list.

    An owner who may still curate gets theirs in a direct message. The review channels get those of nobody, of owners
    who can't be asked any more, and those that may not be seen in a direct message.
    """

    def __init__(self, live: LiveEntries, storage: Storage, curators: Curators) -> None:
        self._live = live
        self._storage = storage
        self._curators = curators

    async def by_owner(self, today: dt.date) -> Mapping[str, Sequence[Statement]]:
        """Return all entries that are due, by their owners as "slack:U123"; see `NOBODY`."""
        due = await asyncio.to_thread(due_entries, self._live, today)
        owners = {statement.id: statement.review.owner for statement in due if statement.review}
        keys = {key for owner in owners.values() if (key := key_in(owner))}
        known = await self._storage.tables(PeopleStorage).people(keys) if keys else {}
        found: defaultdict[str, list[Statement]] = defaultdict(list)
        for statement in due:
            owner = owners.get(statement.id, NOBODY)
            if key := key_in(owner):
                owner = known[key].address if key in known else NOBODY
            found[owner].append(statement)
        return found

    async def of_person(self, platform: str, person: str, place: Target, today: dt.date) -> list[Statement]:
        """Return the entries of an owner that may be seen in a direct message with them."""
        return visible((await self.by_owner(today)).get(f"{platform}:{person}", ()), place)

    async def left_over(self, platform: Platform, today: dt.date) -> list[Statement]:
        """Return the entries that no owner on a platform can be asked about. Raises DeliveryError."""
        left: list[Statement] = []
        for owner, entries in (await self.by_owner(today)).items():
            name, _, person = owner.partition(":")
            if owner == NOBODY:
                left += entries
            elif name == platform.name:
                direct = await self.direct(platform, person)
                seen = visible(entries, direct) if direct else []
                left += [entry for entry in entries if entry not in seen]
        return left

    async def direct(self, platform: Platform, person: str) -> Target | None:
        """Return where to write to an owner. None if they may not curate any more, or can't be reached.

        Raises DeliveryError if that can't be found out now.
        """
        try:
            place = await platform.open_dm(person)
        except (ClosedError, RefusedError):
            return None
        reach = platform.reach
        is_member_of = reach is not None and place.workspace in reach.workspaces
        member = await platform.member(place.workspace, person) if is_member_of else Person(person)
        return place if member and await self._curators.has(member, place) else None


def visible(entries: Sequence[Statement], place: Target) -> list[Statement]:
    """Return the entries that may be seen in a place."""
    return [entry for entry in entries if may_see(entry.audience, places_of(place))]


def hash_of(entry: Statement) -> str:
    """Return what a button knows of an entry, to notice a later change."""
    return fingerprint(entry)[:8]


def check_button(entry: Statement, *, in_list: bool = False) -> Button:
    """Make the button that says that an entry is still right. It knows what the entry says."""
    value = f"{'list' if in_list else ''}.{hash_of(entry)}.{entry.id}"
    return Button(curation_texts.STILL_RIGHT, Action(CHECK, NO_EXCHANGE, value))
