"""Drafts of forms, on SQLite and on PostgreSQL."""

from __future__ import annotations

from bot.conversation.form_drafts import FormDraft, FormDrafts
from bot.storage.database import Database
from tests.storage.conftest import SetClock

ODD = "\\u0c5d \x00 \ud800\udfff \u202e 😀\r\n"
DRAFT = FormDraft(f"save:{ODD}", {ODD: ODD, "text": "x" * 15_000}, {"asks": (ODD, "2")}, {"text": ODD})


async def test_a_draft_comes_back_to_its_author_for_a_day(store: Database, clock: SetClock) -> None:
    drafts = store.tables(FormDrafts)
    await drafts.put("k1", "slack", "U1", DRAFT.to_text())
    clock.forward(hours=23)
    await drafts.put("k2", "slack", "U1", "{}")
    await store.purge(clock.now())
    assert FormDraft.from_text(await drafts.find("k1", "slack", "U1") or "") == DRAFT
    for other in (("k1", "slack", "U2"), ("k1", "discord", "U1"), ("k3", "slack", "U1")):
        assert await drafts.find(*other) is None
    clock.forward(hours=2)
    await store.purge(clock.now())
    assert [await drafts.find(key, "slack", "U1") for key in ("k1", "k2")] == [None, "{}"]
