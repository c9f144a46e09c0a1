"""What one process saves is soon an answer of every process on the store, together with the fact files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import SystemClock
from bot.core.models import FactCollection
from bot.core.statement_text import fingerprint
from bot.curation.entries import EntryChange
from bot.curation.live import LiveEntries
from bot.curation.storage import EntryStorage
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.matching.vector_cache import VectorCache
from bot.matching.vector_source import VectorSource
from bot.reloading import FactsKeeper
from bot.storage.database import Database, open_store
from tests.samples.facts import CRANE, FERRY, FERRY_QUESTION
from tests.waiting import until

BUSIER = replace(FERRY, text="The ferries carried 1.3 million passengers in 2025.")
FILES = FactCollection((FERRY,))


def build(
    collection: FactCollection, before: KnowledgeByPlace | None = None, check: Callable[[], None] = lambda: None
) -> KnowledgeByPlace:
    earlier = before.whole if before else None
    return KnowledgeByPlace(Knowledge(collection, Thresholds.default(), before=earlier, check=check))


class Process:
    """One process on the store, as far as its facts are concerned."""

    def __init__(self, store: Database, files: FactCollection = FILES) -> None:
        self.store = store
        self.live = LiveEntries(files)
        self.facts = CurrentKnowledge(build(files))
        vectors = VectorSource(lambda: None, VectorCache(Path("unused"), None))
        self.completed: list[KnowledgeByPlace] = []
        self.keeper = FactsKeeper(
            build, self.facts, self.live, vectors, store, SystemClock(), prepare=self.complete, interval=0.05
        )

    def complete(self, facts: KnowledgeByPlace, is_in_vain: Callable[[], bool] = lambda: False) -> bool:
        if not is_in_vain():
            self.completed.append(facts)
        return not is_in_vain()

    def answer(self, question: str = FERRY_QUESTION) -> str:
        statement = self.facts.whole.ask(question).answer
        return statement.text if statement else ""

    async def save(self, change: EntryChange) -> None:
        await self.store.tables(EntryStorage).save([change])


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., object]:
    @asynccontextmanager
    async def start(files: FactCollection = FILES) -> AsyncIterator[Process]:
        store = await open_store(f"sqlite:///{tmp_path / 'factbot.db'}", SystemClock())
        process = Process(store, files)
        following = asyncio.create_task(process.keeper.follow())
        try:
            yield process
        finally:
            following.cancel()
            await asyncio.wait([following])
            await store.close()

    return start


async def test_an_edit_answers_in_every_process(start: Callable[..., object]) -> None:
    async with start() as one, start() as other:  # type: ignore[attr-defined]
        assert one.answer() == other.answer() == FERRY.text
        await one.save(EntryChange("edit", BUSIER, "ann", original=FERRY))
        await until(lambda: one.answer() == other.answer() == BUSIER.text)
        await until(lambda: one.completed == [one.facts.state])  # new facts answer before all is prepared
        await other.save(EntryChange("retire", replace(BUSIER, status="retired"), "ben", expected=2))
        await until(lambda: one.answer() == other.answer() == "")
        assert other.live.find(FERRY.id).version == 3


async def test_a_new_entry_answers_and_a_draft_does_not(start: Callable[..., object]) -> None:
    async with start() as process:  # type: ignore[attr-defined]
        await process.save(EntryChange("add", replace(CRANE, status="draft"), "ann"))
        await until(lambda: CRANE.id in process.live.saved.by_id)
        assert process.answer(CRANE.questions[0]) != CRANE.text
        await process.save(EntryChange("edit", CRANE, "ben", expected=1))
        await until(lambda: process.answer(CRANE.questions[0]) == CRANE.text)


async def test_a_changed_file_wins_over_an_edit_of_its_entry(
    start: Callable[..., object], caplog: pytest.LogCaptureFixture
) -> None:
    changed = replace(FERRY, text="The ferries carried 2 million passengers in 2025.")
    async with start() as process:  # type: ignore[attr-defined]
        await process.save(EntryChange("edit", BUSIER, "ann", original=FERRY))
        await until(lambda: process.answer() == BUSIER.text)
        process.live.files = FactCollection((changed,))
        await until(lambda: process.answer() == changed.text)
        assert [c.kind for c in process.live.conflicts] == ["changed"]
        assert "was edited here" in caplog.text
        standing = process.live.find(FERRY.id)
        assert (standing.statement, standing.version, standing.original) == (changed, 2, changed)
        solved = EntryChange("edit", BUSIER, "ann", standing.version, standing.original)
        await process.save(solved)
        await until(lambda: process.answer() == BUSIER.text)
        assert process.live.conflicts == ()
        assert process.live.saved.by_id[FERRY.id].base == fingerprint(changed)
