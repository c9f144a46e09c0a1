"""`factbot gaps` lists questions without a good answer."""

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
        for question in ("Who paints the buoys?", "who paints the buoys", "Is the till empty?"):
            await ask(store, question, private="till" in question)
    finally:
        await store.close()


def test_gaps_are_a_table_or_json_without_people_and_private_questions(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "ours.yaml").write_text(OURS, encoding="utf-8")
    assert "has a good answer" in factbot(tmp_path, "gaps", FACTBOT_ENCODER="off").stdout
    asyncio.run(asked(tmp_path))
    shown = factbot(tmp_path, "gaps", FACTBOT_ENCODER="off").stdout
    assert "Who paints the buoys?" in shown
    assert "till" not in shown
    (line,) = factbot(tmp_path, "gaps", "--json", FACTBOT_ENCODER="off").stdout.splitlines()
    record = json.loads(line)
    assert list(record) == [
        "question", "asked", "people", "last", "reasons", "wished", "given", "platform", "workspace", "phrasings",
        "nearest",
    ]  # fmt: skip
    assert (record["question"], record["asked"], record["reasons"]) == ("Who paints the buoys?", 2, {"none": 2})
    assert record["phrasings"] == [{"question": "Who paints the buoys?", "asked": 2}]
    refused = factbot(tmp_path, "gaps", "--workspace", "nowhere")
    assert (refused.returncode, "slack:T0123" in refused.stderr) == (2, True)
