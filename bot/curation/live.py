"""What the fact files and the store say at this moment, as all features see it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from bot.core.models import FactCollection, Statement
from bot.curation.entries import SavedEntry
from bot.curation.merging import Conflict
from bot.curation.storage import EntryStorage


@dataclass(frozen=True, slots=True)
class SavedEntries:
    """The newest versions of all entries of the store, as they were after one change."""

    number: int = 0
    """Number of the newest change among them."""
    by_id: Mapping[str, SavedEntry] = field(default_factory=lambda: MappingProxyType({}))

    def changed(self, entries: Iterable[SavedEntry]) -> SavedEntries:
        """Return these entries after some of them changed, or were added."""
        changed = {entry.id: entry for entry in entries}
        number = max((entry.number for entry in changed.values()), default=0)
        return SavedEntries(max(self.number, number), {**self.by_id, **changed})

    async def read_on(self, storage: EntryStorage) -> SavedEntries:
        """Return the entries with what the store has since; the same object if nothing changed. Raises StoreError."""
        last = await storage.last_change()
        if last == self.number:
            return self
        if last < self.number:  # an older copy of the store was put in its place
            return SavedEntries().changed(await storage.entries())
        return self.changed(await storage.entries(since=self.number))


PATIENCE: Final = 4.0
"""Most seconds to wait until what was saved answers. A store of 100,000 facts needs two or three."""
NOTHING_SAVED: Final = SavedEntries()


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person changes when they change an entry: what counts now, and what it is made from."""

    statement: Statement
    version: int
    """The version in the store; 0 if it has none."""
    original: Statement | None
    """What the file says, if the store has no version that was made from that."""


class LiveEntries:
    """The fact files and saved entries that are in use. What builds the facts keeps it up to date."""

    def __init__(self, files: FactCollection, saved: SavedEntries = NOTHING_SAVED) -> None:
        self.files = files
        self.saved = saved
        self._in_files: tuple[FactCollection, Mapping[str, Statement]] | None = None
        self.conflicts: tuple[Conflict, ...] = ()
        """Saved entries that don't count, because the files say something else."""
        self.woken = asyncio.Event()
        """Set when something was saved here, so that nobody waits for the next look at the store."""
        self.is_followed = False
        """Whether something builds the facts of what is saved."""
        self.in_use = asyncio.Condition()
        """Notified whenever other facts are in use."""
        self.number_in_use = saved.number
        """Number of the newest change that the facts in use contain."""

    def __contains__(self, entry_id: object) -> bool:
        """Return whether a file or the store has an entry with this id, even if nobody may see it."""
        return entry_id in self.saved.by_id or (isinstance(entry_id, str) and self._in_file(entry_id) is not None)

    def find(self, entry_id: str) -> Standing | None:
        """Find what a person sees and changes under an id. Return None if neither a file nor the store has it.

        In a conflict, that is what the file says, and a change of it solves the conflict.
        """
        in_file, saved = self._in_file(entry_id), self.saved.by_id.get(entry_id)
        if saved is None:
            return Standing(in_file, 0, in_file) if in_file else None
        if not any(conflict.entry.id == entry_id for conflict in self.conflicts):
            return Standing(saved.statement, saved.version, None)
        return Standing(in_file, saved.version, in_file) if in_file else None

    @property
    def statements(self) -> Sequence[Statement]:
        """Return what a person may change: the statements of the files and of the store, also retired ones."""
        own = {i: e.statement for i, e in self.saved.by_id.items() if self.find(i)}
        in_files = (own.pop(statement.id, statement) for statement in self.files.statements)
        return (*in_files, *own.values())

    async def catch_up(self, storage: EntryStorage) -> None:
        """Read what the store has by now, and wait until it answers, but not long. Raises StoreError."""
        self.saved = await self.saved.read_on(storage)
        self.woken.set()
        if not self.is_followed:
            return
        number = self.saved.number
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE), self.in_use:
                await self.in_use.wait_for(lambda: self.number_in_use >= number)

    def _in_file(self, entry_id: str) -> Statement | None:
        if self._in_files is None or self._in_files[0] is not self.files:
            self._in_files = self.files, {statement.id: statement for statement in self.files.statements}
        return self._in_files[1].get(entry_id)
