"""`factbot stats` shows how much is asked and answered."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from bot.app import SystemClock
from bot.storage.database import open_store
from tests.features.gaps.test_finder import ask
from tests.program import OURS, factbot


async def asked(folder: Path) -> None:
    store = await open_store(f"sqlite:///{folder / 'factbot.db'}", SystemClock())
    try:
        for question in ("Who paints the buoys?", "Is the till empty?"):
            await ask(store, question)
    finally:
        await store.close()


def test_stats_are_tables_with_a_plot_or_json_without_people(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "ours.yaml").write_text(OURS, encoding="utf-8")
    assert "Nobody has asked anything" in factbot(tmp_path, "stats").stdout
    asyncio.run(asked(tmp_path))
    shown = factbot(tmp_path, "stats", "--weeks", "4").stdout
    for part in ("By week", "By channel", "slack:T1:C1", "░", "Never asked"):
        assert part in shown
    assert "buoys" not in shown
    record = json.loads(factbot(tmp_path, "stats", "--json", "--workspace", "slack:T1").stdout)
    assert list(record) == [
        "first", "last", "kept_since", "total", "weeks", "channels", "topics", "most_asked", "never_asked",
    ]  # fmt: skip
    assert (record["total"]["asked"], record["total"]["unanswered"], len(record["weeks"])) == (2, 2, 8)
    assert json.loads(factbot(tmp_path, "stats", "--json", "--workspace", "slack:T2").stdout)["total"]["asked"] == 0
