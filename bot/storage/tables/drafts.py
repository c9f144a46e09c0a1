"""The table of drafts that wait for a curator; its queries run in the transactions of `entries`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.core.events import Target
from bot.core.statement_text import from_text, to_text
from bot.curation.entries import DecidedError, Draft, EditConflictError, EntryChange
from bot.storage.schema import AnyText, Key, Timestamp, metadata

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("entry", Key, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("statement", AnyText, nullable=False),
    sa.Column("original", AnyText, nullable=True),
    sa.Column("expected", sa.Integer, nullable=False),
    sa.Column("by", Key, nullable=False),
    sa.Column("why", AnyText, nullable=False),
    sa.Column("made", Timestamp, nullable=False),
    sa.Column("platform", Key, nullable=False),
    sa.Column("workspace", Key, nullable=False),
    sa.Column("channel", Key, nullable=False),
    sa.Column("direct", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("decided_by", Key, nullable=False),
    sa.Column("reason", AnyText, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("edits", sa.Integer, nullable=False),
    sa.Index("drafts_state", "state", "made"),
)


def add(connection: sa.Connection, draft: Draft) -> None:
    """Insert a draft."""
    connection.execute(sa.insert(drafts), _row_of(draft))


def put(connection: sa.Connection, draft: Draft) -> None:
    """Replace a draft, whose row is locked."""
    connection.execute(sa.update(drafts).where(drafts.c.id == draft.id).values(_row_of(draft)))


def find(connection: sa.Connection, draft_id: str, *, lock: bool = False) -> Draft | None:
    """Find a draft; with `lock`, nobody else can change it until the transaction ends."""
    query = sa.select(drafts).where(drafts.c.id == draft_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    return _draft_of(row) if row else None


def still_open(connection: sa.Connection, draft_id: str, edits: int) -> Draft:
    """Find an open draft, and lock it. Raises EditConflictError if it was changed since, or DecidedError."""
    draft = find(connection, draft_id, lock=True)
    if draft is None:
        raise EditConflictError(draft_id)
    if draft.state != "open":
        raise DecidedError(draft)
    if draft.edits != edits:
        raise EditConflictError(draft.change.statement.id)
    return draft


def open_ones(connection: sa.Connection) -> Sequence[Draft]:
    """Return the open drafts, the oldest first."""
    query = sa.select(drafts).where(drafts.c.state == "open").order_by(drafts.c.made, drafts.c.id)
    return [_draft_of(row) for row in connection.execute(query)]


def purge(connection: sa.Connection, before: dt.datetime) -> None:
    """Delete the drafts that were made before a moment and are decided."""
    connection.execute(sa.delete(drafts).where(drafts.c.state != "open", drafts.c.made < before))


def _row_of(draft: Draft) -> dict[str, Any]:
    change, place = draft.change, draft.place
    return {
        "id": draft.id,
        "entry": change.statement.id,
        "kind": change.kind,
        "statement": to_text(change.statement),
        "original": to_text(change.original) if change.original else None,
        "expected": change.expected,
        "by": change.by,
        "why": change.why,
        "made": draft.made,
        "platform": place.platform,
        "workspace": place.workspace,
        "channel": place.channel,
        "direct": place.direct,
        "state": draft.state,
        "decided_by": draft.decided_by,
        "reason": draft.reason,
        "version": draft.version,
        "edits": draft.edits,
    }


def _draft_of(row: Any) -> Draft:
    original = from_text(row.original) if row.original else None
    return Draft(
        row.id,
        EntryChange(row.kind, from_text(row.statement), row.by, row.expected, original, row.why),
        row.made,
        Target(row.platform, row.workspace, row.channel, direct=row.direct),
        row.state,
        row.decided_by,
        row.reason,
        row.version,
        row.edits,
    )
