"""Reload changed fact files while the bot runs."""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from bot import app
from bot.core.models import FactCollection
from bot.factfiles import FactFolder
from bot.factfiles.state import FactsState
from bot.factfiles.watcher import FactWatcher
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.matching.vector_cache import VectorCache
from bot.matching.vector_source import VectorSource
from bot.storage.database import open_store
from tests.fake_encoder import FakeEncoder
from tests.waiting import until

FILE = """
source: {{title: Log, publisher: Harbour office, published: 2026-03-02}}
facts:
  - id: buoys
    text: The channel is marked by {count} buoys.
    questions: [How many buoys mark the channel?, number of channel buoys]
"""


async def test_changed_files_are_loaded_but_faulty_changes_keep_the_last_good_state(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "facts"
    folder.mkdir()
    file = folder / "log.yaml"
    file.write_text(FILE.format(count=9))
    clock = app.SystemClock()
    store = await open_store(f"sqlite:///{tmp_path / 'store.db'}", clock)
    facts = FactFolder(folder)

    def build(collection: FactCollection) -> Knowledge:
        return Knowledge(collection, Thresholds.default())

    reader = FakeEncoder()
    vectors = VectorSource(lambda: reader, VectorCache(tmp_path / "cache", None))
    answering = CurrentKnowledge(build(facts.load()))

    def answer() -> str:
        statement = answering.knowledge.ask("How many buoys mark the channel?").answer
        return statement.text if statement else ""

    file.write_text(FILE.format(count=10))  # while the bot is still starting

    async def apply(collection: FactCollection) -> None:
        answering.knowledge = build(collection)
        vectors.follow(answering.knowledge.matcher)

    watcher = FactWatcher(facts, apply, store, clock, interval=0.1)
    task = asyncio.create_task(watcher.run())
    try:
        assert "9 buoys" in answer()
        await until(lambda: "10 buoys" in answer())
        file.write_text(FILE.format(count=11))
        await until(lambda: "11 buoys" in answer())

        file.write_text(FILE.format(count=12).replace("questions", "qestions"))
        await until(lambda: "log.yaml" in caplog.text)
        assert "11 buoys" in answer()
        state = await FactsState.read(store)
        assert state
        assert "qestions" in str(state.problem)
        assert dt.datetime.fromisoformat(state.at).tzinfo

        (folder / "more.yaml").write_text(FILE.format(count=5).replace("buoys\n", "buoys-inner\n"))
        file.unlink()
        await until(lambda: "5 buoys" in answer())
        state = await FactsState.read(store)
        assert state
        assert state.problem is None
        await until(lambda: answering.knowledge.matcher.has_sentence_vectors)
        assert reader.read.count("number of channel buoys") == 1  # its vector is kept across reloads
    finally:
        vectors.close()
        task.cancel()
        await asyncio.wait([task])
        await store.close()
