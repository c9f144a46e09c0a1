"""The tables of entries that people saved, with all their versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from bot.core.models import Fact, Statement
from bot.core.statement_text import fingerprint, from_text, to_text
from bot.curation.entries import Draft, EditConflictError, EntryChange, SavedEntry, Version
from bot.curation.storage import EntryStorage
from bot.storage.schema import AnyText, Key, Timestamp, metadata
from bot.storage.tables import TableFamily, audit, drafts

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("statement", AnyText, nullable=False),
    sa.Column("base", sa.Text, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Index("entries_number", "number"),
)

entry_versions = sa.Table(
    "entry_versions",
    metadata,
    sa.Column("entry", Key, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("statement", AnyText, nullable=False),
    sa.Column("base", sa.Text, nullable=False),
    sa.Column("made", Timestamp, nullable=False),
    sa.Column("by", Key, nullable=False),
    sa.Column("approved_by", Key, nullable=False),
    sa.Column("why", AnyText, nullable=False),
)

counters = sa.Table(
    "counters",
    metadata,
    sa.Column("name", Key, primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)

_CHANGES = "entries"


class EntryTables(TableFamily):
    """Implement `curation.storage.EntryStorage`."""

    protocol = EntryStorage

    # ------------------------------------------------------------------ reading

    async def last_change(self) -> int:
        """See `EntryStorage`."""
        query = sa.select(counters.c.value).where(counters.c.name == _CHANGES)
        return await self._transactions.read(lambda connection: connection.scalar(query) or 0)

    async def entries(self, since: int = 0) -> Sequence[SavedEntry]:
        """See `EntryStorage`."""
        query = sa.select(entries).where(entries.c.number > since).order_by(entries.c.id)
        rows = await self._transactions.read(lambda connection: connection.execute(query).all())
        return [_entry_of(row) for row in rows]

    async def entry(self, entry_id: str) -> SavedEntry | None:
        """See `EntryStorage`."""
        return await self._transactions.read(lambda connection: _find(connection, entry_id))

    async def versions(self, entry_id: str) -> Sequence[Version]:
        """See `EntryStorage`."""
        table = entry_versions
        query = sa.select(table).where(table.c.entry == entry_id).order_by(table.c.version.desc())
        rows = await self._transactions.read(lambda connection: connection.execute(query).all())
        return [_version_of(row) for row in rows]

    # ------------------------------------------------------------------ changing

    async def save(self, changes: Sequence[EntryChange]) -> Sequence[SavedEntry]:
        """See `EntryStorage`."""

        def save(connection: sa.Connection) -> list[SavedEntry]:
            return [self._save(connection, change) for change in changes]

        return await self._transactions.write(save)

    async def undo(self, entry_id: str, expected: int, by: str) -> SavedEntry:
        """See `EntryStorage`."""
        return await self._transactions.write(lambda c: self._undo(c, entry_id, expected, by))

    def _save(self, connection: sa.Connection, change: EntryChange, approved_by: str = "") -> SavedEntry:
        """Store the versions of a change. Raises EditConflictError."""
        number = self._next_number(connection)  # locks, so that changes get their numbers in the order of commits
        now = self._clock.now()
        saved = _find(connection, change.statement.id)
        if (saved.version if saved else 0) != change.expected:
            raise EditConflictError(change.statement.id)
        base = fingerprint(change.original) if change.original else saved.base if saved else ""
        for version, part in enumerate(change.versions, change.expected + 1):
            saved = SavedEntry(version, part.statement, base, number)
            connection.execute(sa.insert(entry_versions), _version_row(saved, part, now, approved_by))
        assert saved is not None  # noqa: S101 - a change has a version at least
        row = {"id": saved.id, "version": saved.version, "statement": to_text(saved.statement), "base": saved.base}
        row |= {"number": number}
        connection.execute(self._transactions.upserting(entries, row), row)
        audit.note(connection, now, change.by, change.kind, saved.id, saved.version)
        for old in _newly_superseded(change):
            audit.note(connection, now, change.by, "superseded", old)
        return saved

    def _undo(self, connection: sa.Connection, entry_id: str, expected: int, by: str) -> SavedEntry:
        saved = _find(connection, entry_id)
        if saved is None or saved.version != expected:
            raise EditConflictError(entry_id)
        before = _before(connection, saved)
        return self._save(connection, EntryChange("undo", before, by, expected=expected))

    def _next_number(self, connection: sa.Connection) -> int:
        first = self._transactions.insert(counters).values(name=_CHANGES, value=1)
        counting = first.on_conflict_do_update(
            index_elements=[counters.c.name], set_={"value": counters.c.value + 1}
        ).returning(counters.c.value)
        return int(connection.execute(counting).scalar_one())

    # ------------------------------------------------------------------ drafts

    async def add_draft(self, draft: Draft) -> None:
        """See `EntryStorage`."""

        def add(connection: sa.Connection) -> None:
            drafts.add(connection, draft)
            audit.note(connection, draft.made, draft.change.by, f"draft {draft.change.kind}", draft.change.statement.id)

        await self._transactions.write(add)

    async def draft(self, draft_id: str) -> Draft | None:
        """See `EntryStorage`."""
        return await self._transactions.read(lambda connection: drafts.find(connection, draft_id))

    async def open_drafts(self) -> Sequence[Draft]:
        """See `EntryStorage`."""
        return await self._transactions.read(drafts.open_ones)

    async def change_draft(self, draft_id: str, edits: int, statement: Statement, by: str) -> Draft:
        """See `EntryStorage`."""

        def change(connection: sa.Connection) -> Draft:
            draft = drafts.still_open(connection, draft_id, edits)
            changed = replace(draft, change=replace(draft.change, statement=statement), edits=draft.edits + 1)
            drafts.put(connection, changed)
            audit.note(connection, self._clock.now(), by, "edit draft", statement.id)
            return changed

        return await self._transactions.write(change)

    async def approve(self, draft_id: str, edits: int, by: str, statement: Statement) -> tuple[Draft, SavedEntry]:
        """See `EntryStorage`."""

        def approve(connection: sa.Connection) -> tuple[Draft, SavedEntry]:
            draft = drafts.still_open(connection, draft_id, edits)
            entry = self._save(connection, replace(draft.change, statement=statement), approved_by=by)
            decided = replace(draft, state="approved", decided_by=by, version=entry.version)
            drafts.put(connection, decided)
            audit.note(connection, self._clock.now(), by, "approve", entry.id, entry.version)
            return decided, entry

        return await self._transactions.write(approve)

    async def reject(self, draft_id: str, edits: int, by: str, reason: str) -> Draft:
        """See `EntryStorage`."""

        def reject(connection: sa.Connection) -> Draft:
            draft = drafts.still_open(connection, draft_id, edits)
            decided = replace(draft, state="rejected", decided_by=by, reason=reason)
            drafts.put(connection, decided)
            audit.note(connection, self._clock.now(), by, "reject", draft.change.statement.id)
            return decided

        return await self._transactions.write(reject)

    async def reopen(self, draft_id: str, by: str) -> Draft:
        """See `EntryStorage`."""

        def reopen(connection: sa.Connection) -> Draft:
            draft = drafts.find(connection, draft_id, lock=True)
            if draft is None or draft.state == "open":
                raise EditConflictError(draft.change.statement.id if draft else draft_id)
            change = draft.change
            if draft.state == "approved":
                entry = self._undo(connection, change.statement.id, draft.version, by)
                change = replace(change, expected=entry.version, original=None)
            opened = replace(draft, change=change, state="open", decided_by="", reason="", version=0)
            drafts.put(connection, opened)
            audit.note(connection, self._clock.now(), by, "reopen draft", change.statement.id)
            return opened

        return await self._transactions.write(reopen)

    async def purge(self, before: dt.datetime) -> None:
        """Delete drafts that were decided before a moment. Versions of entries stay."""
        await self._transactions.write(lambda connection: drafts.purge(connection, before))


def _find(connection: sa.Connection, entry_id: str) -> SavedEntry | None:
    row = connection.execute(sa.select(entries).where(entries.c.id == entry_id)).first()
    return _entry_of(row) if row else None


def _before(connection: sa.Connection, saved: SavedEntry) -> Statement:
    """Return what an entry said before its newest version; a draft of itself if that was its first."""
    table = entry_versions
    query = sa.select(table.c.statement).where(table.c.entry == saved.id, table.c.version == saved.version - 1)
    text = connection.scalar(query)
    return from_text(text) if text else replace(saved.statement, status="draft")


def _newly_superseded(change: EntryChange) -> tuple[str, ...]:
    statement = change.statement
    return statement.supersedes if change.kind == "supersede" and isinstance(statement, Fact) else ()


def _version_row(saved: SavedEntry, change: EntryChange, made: dt.datetime, approved_by: str) -> dict[str, Any]:
    return {
        "entry": saved.id,
        "version": saved.version,
        "kind": change.kind,
        "statement": to_text(saved.statement),
        "base": saved.base,
        "made": made,
        "by": change.by,
        "approved_by": approved_by,
        "why": change.why,
    }


def _entry_of(row: Any) -> SavedEntry:
    return SavedEntry(row.version, from_text(row.statement), row.base, row.number)


def _version_of(row: Any) -> Version:
    statement = from_text(row.statement)
    return Version(row.version, row.kind, statement, row.made, row.by, row.approved_by, row.why)
