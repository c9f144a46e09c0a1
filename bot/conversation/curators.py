"""Who may curate: rules that admins set for their workspace, in memory, and the check of a person by them."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Protocol, TypeAlias

from bot.core import texts
from bot.core.errors import DeliveryError, UserError
from bot.core.events import CHOICES, FormSubmission, Invocation, Message, Person, Press, Target
from bot.core.mentions import Mention, in_words
from bot.core.ports import Clock, Platform, Responder
from bot.core.storage import Storage
from bot.curation.audit import AuditStorage
from bot.curation.people import PeopleStorage, key_of

log = logging.getLogger(__name__)

MOST_RULES: Final = CHOICES
"""Most rules of a workspace: all can be chosen in one menu."""
_MOST_NAMED = 6
"""Most rules that a refusal names."""
_MOST_ASKED = 20
"""Most workspaces that are asked about a person who writes from outside of all."""
_KNOWN_FOR = dt.timedelta(minutes=1)
_MOST_KNOWN = 1_000

Asking: TypeAlias = Message | Invocation | Press | FormSubmission
"""Something that a person does."""


class CuratorStorage(Protocol):
    """Stores who may curate. Every method is one transaction, and raises StoreError if the database can't be used."""

    async def curators(self, platform: str) -> Mapping[str, Sequence[Mention]]:
        """Return the rules of all workspaces of a platform, by the workspaces' ids, in the order of kinds and names."""
        ...

    async def change_curators(
        self, platform: str, workspace: str, *, add: Sequence[Mention], remove: Sequence[Mention]
    ) -> frozenset[Mention]:
        """Remove rules from a workspace and add others. Return those by which something has changed.

        A rule that is already there only gets the new name.
        """
        ...


class Curators:
    """Knows who may curate: admins of the place, and whom they have named.

    In a place that belongs to no workspace, such as a direct message on Discord, a person may curate who may do so in a
    workspace with rules. If the bot is in one workspace only, that one counts even without rules.
    """

    def __init__(self, storage: Storage, platforms: Mapping[str, Platform], clock: Clock) -> None:
        self._storage = storage
        self._platforms = platforms
        self._clock = clock
        self._rules: dict[str, Mapping[str, Sequence[Mention]]] = {}
        """By platform and workspace."""
        self._reading = asyncio.Lock()
        self._outside: OrderedDict[tuple[str, str], tuple[bool, dt.datetime]] = OrderedDict()
        """By platform and person: whether they may curate outside of all workspaces, and when that was found out."""

    async def refresh(self, name: str) -> bool:
        """Read the rules of a platform. Return whether they changed. Raises StoreError."""
        async with self._reading:  # so that rules from before a change never replace those from after it
            known, self._rules[name] = self._rules.get(name), await self._storage.tables(CuratorStorage).curators(name)
        if changed := self._rules[name] != known:
            self._outside.clear()
        return changed

    def rules(self, target: Target) -> Sequence[Mention]:
        """Return the rules of the workspace in which somebody writes."""
        return self._rules.get(target.platform, {}).get(target.workspace, ())

    async def current_rules(self, target: Target) -> list[tuple[Mention, bool]]:
        """Return the rules of a workspace with their present names, each with whether it is still there."""
        platform, rules = self._platforms.get(target.platform), self.rules(target)
        try:
            found = await platform.roles(target.workspace) if platform and rules else None
        except (UserError, DeliveryError) as error:
            log.info("The roles of a workspace can't be read: %s", error)
            found = None
        if found is None:
            return [(rule, True) for rule in rules]
        present = {(one.kind, one.id): one for one in found}
        keys = ((rule.kind, rule.id) for rule in rules)
        shared = ("role", "group")  # others have no other name than the one that was stored
        return [
            (present.get(key, rule), key in present or rule.kind not in shared)
            for key, rule in zip(keys, rules, strict=True)
        ]

    async def identify(self, event: Asking, responder: Responder) -> Person:
        """Return the author of an event with their rights, and with whether they may curate."""
        author = await responder.identify(event.author)
        return replace(author, curator=await self.has(author, event.target))

    async def has(self, person: Person, target: Target) -> bool:
        """Return whether a person, whose rights are filled in, may curate from the place in which they write."""
        if target.workspace and not target.guest:
            return _may(person, self.rules(target))
        return (person.admin and not target.guest) or await self._may_outside(person, target.platform)

    async def change(
        self, target: Target, by: Person, *, add: Sequence[Mention] = (), remove: Sequence[Mention] = ()
    ) -> frozenset[Mention]:
        """Change the rules of a workspace, all at once. Return those that were added or removed.

        Every change goes through here. `by` is the admin who makes it. Raises UserError if there would be too many
        rules, and StoreError; then nothing has changed.
        """
        keys = {(rule.kind, rule.id) for rule in (*self.rules(target), *add)}
        if len(keys - {(rule.kind, rule.id) for rule in remove}) > MOST_RULES:
            raise UserError(texts.too_many_curators(MOST_RULES))
        tables = self._storage.tables(CuratorStorage)
        changed = await tables.change_curators(target.platform, target.workspace, add=add, remove=remove)
        await self.refresh(target.platform)
        await self._record(target, by, changed, {(rule.kind, rule.id) for rule in add})
        return changed

    async def _record(
        self, target: Target, by: Person, changed: Iterable[Mention], added: Collection[tuple[str, str]]
    ) -> None:
        """Note in the audit log who changed the list. It names people by their keys."""
        people, log_ = self._storage.tables(PeopleStorage), self._storage.tables(AuditStorage)
        key = await key_of(people, by, target)
        for rule in sorted(changed, key=lambda rule: (rule.kind, rule.id)):
            named = rule.id
            if rule.kind == "person":
                named = await people.key_of(target.platform, rule.id, rule.name)
            action = "add curator" if (rule.kind, rule.id) in added else "remove curator"
            await log_.record(action, f"{target.platform}:{target.workspace}:{rule.kind}:{named}", key)

    async def refusal(self, target: Target) -> str:
        """Say who may curate in a place, for somebody who may not."""
        if not target.workspace or target.guest:
            return texts.NO_CURATOR_OUTSIDE
        there = [rule for rule, is_there in await self.current_rules(target) if is_there]
        return texts.curators_only(in_words(there[:_MOST_NAMED]), len(there) - _MOST_NAMED)

    async def _may_outside(self, person: Person, name: str) -> bool:
        """Return whether somebody outside of all workspaces may curate in one of them."""
        platform = self._platforms.get(name)
        reach = platform.reach if platform else None
        if platform is None or reach is None:
            return False
        stored = self._rules.setdefault(name, {})
        rules = {workspace: stored[workspace] for workspace in reach.workspaces & stored.keys()}
        if any(_may(Person(person.id), own) for own in rules.values()):
            return True
        known, since = self._outside.get((name, person.id), (False, None))
        if since and self._clock.now() - since < _KNOWN_FOR:
            return known
        asked = reach.workspaces if len(reach.workspaces) == 1 else sorted(rules)[:_MOST_ASKED]
        try:
            members = [(await platform.member(workspace, person.id), workspace) for workspace in asked]
        except DeliveryError as error:
            log.info("It can't be found out if somebody may curate: %s", error)
            return False
        found = any(member and _may(member, rules.get(workspace, ())) for member, workspace in members)
        if stored is self._rules.get(name):  # else they have changed meanwhile
            self._outside[name, person.id] = found, self._clock.now()
        while len(self._outside) > _MOST_KNOWN:
            self._outside.popitem(last=False)
        return found


def _may(person: Person, rules: Sequence[Mention]) -> bool:
    """Return whether a person may curate by the rules of a workspace, or as its admin."""
    mine = {"role": person.roles, "group": person.roles, "permission": person.permissions, "person": {person.id}}
    return person.admin or any(rule.id in mine[rule.kind] for rule in rules)
