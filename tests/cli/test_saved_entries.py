"""The shell answers from saved entries, too, and makes no store for that."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from bot.app import SystemClock
from bot.curation.entries import EntryChange
from bot.curation.storage import EntryStorage
from bot.loading import load_knowledge
from bot.settings import Settings
from bot.storage.database import open_store
from tests.program import OURS
from tests.samples.facts import FERRY


def settings(place: Path) -> Settings:
    (place / "facts").mkdir(exist_ok=True)
    (place / "facts" / "ours.yaml").write_text(OURS, encoding="utf-8")
    return Settings(facts_dir=place / "facts", database_url=f"sqlite:///{place / 'factbot.db'}")  # type: ignore[arg-type]


async def save(place: Path) -> None:
    store = await open_store(f"sqlite:///{place / 'factbot.db'}", SystemClock())
    try:
        await store.tables(EntryStorage).save([EntryChange("add", replace(FERRY, id="saved"), "ann")])
    finally:
        await store.close()


def test_a_command_reads_what_was_saved(tmp_path: Path) -> None:
    before = load_knowledge(settings(tmp_path)).whole
    assert before.statement("saved") is None
    assert not (tmp_path / "factbot.db").exists()
    asyncio.run(save(tmp_path))
    after = load_knowledge(settings(tmp_path)).whole
    assert after.statement("saved") is not None
    assert len(after) == len(before) + 1


def test_a_store_of_another_version_has_no_saved_entries(tmp_path: Path) -> None:
    (tmp_path / "factbot.db").touch()
    assert load_knowledge(settings(tmp_path)).whole.statement("saved") is None
