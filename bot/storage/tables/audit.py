"""The audit log: a table to which rows can only be added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from bot.curation.audit import AuditRecord, AuditStorage
from bot.storage.schema import Key, Timestamp, metadata
from bot.storage.tables import TableFamily

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("at", Timestamp, nullable=False),
    sa.Column("by", Key, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject", Key, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, server_default="0"),
    sa.Index("audit_subject", "subject"),
    sa.Index("audit_at", "at"),
)


def note(connection: sa.Connection, at: dt.datetime, by: str, action: str, subject: str, version: int = 0) -> None:
    """Add a line in the transaction of what it tells about."""
    row = {"at": at, "by": by, "action": action, "subject": subject, "version": version}
    connection.execute(sa.insert(audit), row)


class AuditTables(TableFamily):
    """Implement `curation.audit.AuditStorage`."""

    protocol = AuditStorage

    async def record(self, action: str, subject: str, by: str, version: int = 0) -> None:
        """See `AuditStorage`."""
        await self._transactions.write(lambda c: note(c, self._clock.now(), by, action, subject, version))

    async def audit(
        self, *, subject: str = "", by: str = "", since: dt.datetime | None = None, limit: int = 100
    ) -> Sequence[AuditRecord]:
        """See `AuditStorage`."""
        query = sa.select(audit).order_by(audit.c.number.desc()).limit(limit)
        if subject:
            query = query.where(audit.c.subject == subject)
        if by:
            query = query.where(audit.c.by == by)
        if since:
            query = query.where(audit.c.at >= since)
        rows = await self._transactions.read(lambda connection: connection.execute(query).all())
        return [AuditRecord(r.number, r.at, r.by, r.action, r.subject, r.version) for r in rows]

    async def delete_audit(self, before: dt.datetime) -> int:
        """See `AuditStorage`."""
        return await self._transactions.execute(sa.delete(audit).where(audit.c.at < before))
