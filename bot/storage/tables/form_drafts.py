"""The table of drafts: what people typed into forms, for a day."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from bot.conversation.form_drafts import KEPT_FOR, FormDrafts
from bot.storage.schema import AnyText, Key, Timestamp, metadata
from bot.storage.tables import TableFamily

form_drafts = sa.Table(
    "form_drafts",
    metadata,
    sa.Column("key", Key, primary_key=True),
    sa.Column("platform", Key, nullable=False),
    sa.Column("person", Key, nullable=False),
    sa.Column("made", Timestamp, nullable=False),
    sa.Column("text", AnyText, nullable=False),
    sa.Index("form_drafts_made", "made"),
)


class FormDraftTable(TableFamily):
    """Implement `conversation.form_drafts.FormDrafts`."""

    protocol = FormDrafts

    async def put(self, key: str, platform: str, person: str, text: str) -> None:
        """See `FormDrafts`."""
        row = {"key": key, "platform": platform, "person": person, "made": self._clock.now(), "text": text}
        await self._transactions.upsert(form_drafts, row)

    async def find(self, key: str, platform: str, person: str) -> str | None:
        """See `FormDrafts`."""
        theirs = (form_drafts.c.platform == platform, form_drafts.c.person == person)
        query = sa.select(form_drafts.c.text).where(form_drafts.c.key == key, *theirs)
        return await self._transactions.read(lambda connection: connection.scalar(query))

    async def purge(self, before: dt.datetime) -> None:
        """Delete drafts after a day, even if exchanges are kept longer."""
        since = self._clock.now() - KEPT_FOR
        await self._transactions.execute(sa.delete(form_drafts).where(form_drafts.c.made < since))
