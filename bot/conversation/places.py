"""The list of served places: read from the store, made at the first connection, and changed by the owner."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from bot.core.events import Target
from bot.core.ports import Platform
from bot.core.storage import Storage

log = logging.getLogger(__name__)

INTRODUCED: Final = dt.timedelta(days=36_500)
"""How long the bot does not introduce itself again in the same place: for ever."""


@dataclass(frozen=True, slots=True)
class Place:
    """A Discord server or a Slack workspace."""

    platform: str
    workspace: str
    name: str
    """Empty if the platform does not say it."""
    since: dt.datetime
    """When it was put on the list; for a place that is not on it, when the bot was first asked there."""

    @property
    def address(self) -> str:
        """Return how an operator names the place, such as "discord:2001"."""
        return f"{self.platform}:{self.workspace}"


class PlaceStorage(Protocol):
    """The list of served places, and the places that are not on it. Methods as in `Storage`."""

    async def make_list(self, platform: str, names: Mapping[str, str]) -> bool:
        """Make the list of a platform from its workspaces and their names. Return False if it was made before."""
        ...

    async def served_names(self, platform: str) -> Mapping[str, str] | None:
        """Return the names of a platform's served workspaces, by id. None if its list was never made."""
        ...

    async def allow(self, platform: str, workspace: str, name: str = "") -> bool:
        """Put a place on the list. Without a name, it keeps the one that is known. Return False if it was on it."""
        ...

    async def remove(self, platform: str, workspace: str) -> bool:
        """Take a place off the list, or off those that ask. Return False if it was on neither."""
        ...

    async def rename(self, platform: str, workspace: str, name: str) -> None:
        """Note the present name of a served place."""
        ...

    async def refuse(self, platform: str, workspace: str, name: str, *, aloud: bool) -> bool:
        """Note that the bot was asked in a place that is not on the list.

        Return True to the first caller who wants to say so `aloud` there, and False to all others.
        """
        ...

    async def served(self) -> Sequence[Place]:
        """Return the list, the oldest entries first."""
        ...

    async def asking(self) -> Sequence[Place]:
        """Return the places in which the bot was asked, but which are not on the list, the oldest first."""
        ...


class Places:
    """Knows in memory which places are served, so that an event needs no look into the store."""

    def __init__(self, storage: Storage, platforms: Mapping[str, Platform], owners: Collection[str] = ()) -> None:
        """Set up. `owners` are people who may change the list, such as "slack:U1", beside those the platforms know."""
        self._storage = storage
        self._platforms = platforms
        self._owners = frozenset(owners)
        self._served: dict[str, Mapping[str, str]] = {}
        """Names of the served workspaces by their ids, by platform; no entry for a list that was not read yet."""
        self._connected: dict[str, frozenset[str]] = {}
        """The workspaces in which the bot was when it first connected, by platform."""

    def serves(self, platform: str, workspace: str) -> bool:
        """Return whether the bot answers and posts in a place. Chats without a workspace are always served.

        As long as the list can't be read, those places are served in which the bot was when it connected.
        """
        known = self._known(platform)
        return not workspace or known is None or workspace in known

    def serves_in(self, target: Target) -> bool:
        """Return whether the bot answers in a channel. A guest answers the person who called it, wherever that is."""
        return target.guest or self.serves(target.platform, target.workspace)

    async def admits(self, target: Target) -> bool:
        """Return the same, and read the list first if only that can tell. Raises StoreError if it can't be read."""
        if not self.serves_in(target) and target.platform not in self._served:
            await self.refresh(target.platform)
        return self.serves_in(target)

    async def refresh(self, name: str) -> bool:
        """Read the list of a platform, and make it if there is none. Return whether it changed. Raises StoreError."""
        tables, known = self._tables, self._known(name)
        served = await tables.served_names(name)
        if served is None and known is not None and "" not in known:
            if await tables.make_list(name, {workspace: self.name_of(name, workspace) for workspace in known}):
                log.info("I made the list of served places on %s, with %d. `factbot allow` shows it.", name, len(known))
            served = await tables.served_names(name)
        if served is None:
            return False
        self._served[name] = served
        for workspace, noted in served.items():
            if (now := self.name_of(name, workspace)) not in ("", noted):
                await tables.rename(name, workspace, now)
        return known is None or set(known) != served.keys()

    async def allow(self, platform: str, workspace: str) -> bool:
        """Put a place on the list. Return False if it was on it. Raises StoreError."""
        added = await self._tables.allow(platform, workspace, self.name_of(platform, workspace))
        await self.refresh(platform)
        return added

    async def refuse(self, target: Target, *, aloud: bool) -> bool:
        """Note that the bot was asked in a place that is not on the list; see `PlaceStorage.refuse`."""
        name = self.name_of(target.platform, target.workspace)
        return await self._tables.refuse(target.platform, target.workspace, name, aloud=aloud)

    async def is_owner(self, platform: str, person: str) -> bool:
        """Return whether a person may change the list. Raises DeliveryError if that can't be found out now."""
        if f"{platform}:{person}" in self._owners:
            return True
        connected = self._platforms.get(platform)
        return connected is not None and await connected.is_owner(person)

    def name_of(self, platform: str, workspace: str) -> str:
        """Return the name of a place; empty if it is not known."""
        connected = self._platforms.get(platform)
        return connected.workspace_name(workspace) if connected else ""

    @property
    def _tables(self) -> PlaceStorage:
        return self._storage.tables(PlaceStorage)

    def _known(self, name: str) -> Collection[str] | None:
        """Return the served workspaces of a platform; None if nothing is known of it, as it never was connected."""
        return self._served.get(name, self._first_reach(name))

    def _first_reach(self, name: str) -> frozenset[str] | None:
        """Return the workspaces in which the bot was when it first connected; None before that."""
        platform = self._platforms.get(name)
        if name not in self._connected and platform and (reach := platform.reach):
            self._connected[name] = reach.workspaces
        return self._connected.get(name)
