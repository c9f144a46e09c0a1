"""Reload changed fact files while the bot runs."""

from __future__ import annotations

import asyncio
import datetime as dt
import errno
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot import app
from bot.core.errors import StoreError
from bot.core.models import FactCollection
from bot.curation.live import LiveEntries
from bot.factfiles import FactFolder, watcher
from bot.factfiles.state import FactsState
from bot.factfiles.watcher import FactWatcher
from bot.knowledge.by_place import KnowledgeByPlace
from bot.knowledge.current import CurrentKnowledge
from bot.knowledge.knowledge import Knowledge
from bot.matching import Thresholds
from bot.matching.vector_cache import VectorCache
from bot.matching.vector_source import VectorSource
from bot.reloading import FactsKeeper
from bot.storage.database import Database, open_store
from tests.fake_encoder import FakeEncoder
from tests.waiting import assert_stays, until

FILE = """
source: {{title: Log, publisher: Harbour office, published: 2026-03-02}}
facts:
  - id: buoys
    text: The channel is marked by {count} buoys.
    questions: [How many buoys mark the channel?, number of channel buoys]
"""


async def test_changed_files_are_loaded_but_faulty_changes_keep_the_last_good_state(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        watcher.FactWatcher.__init__, "__kwdefaults__", {"interval": 0.1, "quiet": 0.2, "error_quiet": 0.5}
    )
    folder = tmp_path / "facts"
    folder.mkdir()
    file = folder / "log.yaml"
    file.write_text(FILE.format(count=9))
    clock = app.SystemClock()
    store = await open_store(f"sqlite:///{tmp_path / 'store.db'}", clock)
    facts = FactFolder(folder)

    def build(
        collection: FactCollection, before: KnowledgeByPlace | None = None, check: Callable[[], None] = lambda: None
    ) -> KnowledgeByPlace:
        earlier = before.whole if before else None
        return KnowledgeByPlace(Knowledge(collection, Thresholds.default(), before=earlier, check=check))

    reader = FakeEncoder()
    vectors = VectorSource(lambda: reader, VectorCache(tmp_path / "cache", None))
    files = facts.load()
    answering = CurrentKnowledge(build(files))

    def answer() -> str:
        statement = answering.whole.ask("How many buoys mark the channel?").answer
        return statement.text if statement else ""

    file.write_text(FILE.format(count=10))  # while the bot is still starting
    keeper = FactsKeeper(build, answering, LiveEntries(files), vectors, store, clock)
    task = asyncio.create_task(keeper.watcher(facts).run())
    try:
        assert "9 buoys" in answer()
        await until(lambda: "10 buoys" in answer())
        file.write_text(FILE.format(count=11))
        await until(lambda: "11 buoys" in answer())

        file.write_text(FILE.format(count=12).replace("questions", "qestions"))
        await until(lambda: "log.yaml" in caplog.text)
        assert "11 buoys" in answer()

        async def noted() -> FactsState | None:
            return await FactsState.read(store)

        await until(lambda: _has_problem(noted))
        state = await noted()
        assert state
        assert "qestions" in str(state.problem)
        assert dt.datetime.fromisoformat(state.at).tzinfo

        (folder / "more.yaml").write_text(FILE.format(count=5).replace("buoys\n", "buoys-inner\n"))
        file.unlink()
        await until(lambda: "5 buoys" in answer())
        await until(lambda: _has_no_problem(noted))
        await until(lambda: answering.whole.matcher.has_sentence_vectors)
        assert reader.read.count("number of channel buoys") == 1  # its vector is kept across reloads
    finally:
        vectors.close()
        task.cancel()
        await asyncio.wait([task])
        await store.close()


async def _has_problem(noted: Callable[[], Awaitable[FactsState | None]]) -> bool:
    state = await noted()
    return state is not None and state.problem is not None


async def _has_no_problem(noted: Callable[[], Awaitable[FactsState | None]]) -> bool:
    return not await _has_problem(noted)


class Watched:
    """A folder with two files that is watched, and what was built and used."""

    def __init__(self, root: Path, store: Database, **times: float) -> None:
        self.path = root / "facts"
        self.path.mkdir()
        self.write("a", 1)
        self.write("b", 1)
        self.folder = FactFolder(self.path)
        self.used = [self._texts(self.folder.load())]
        self.built: list[dict[str, str]] = []
        self.watcher = FactWatcher(self.folder, self._build, self._use, store, app.SystemClock(), **times)

    def write(self, name: str, count: int) -> None:
        """Write a file."""
        content = FILE.format(count=count).replace("id: buoys", f"id: buoys-{name}")
        (self.path / f"{name}.yaml").write_text(content)

    def _build(self, collection: FactCollection, check: Callable[[], None]) -> dict[str, str]:
        self.built.append(self._texts(collection))
        return self.built[-1]

    async def _use(self, texts: dict[str, str]) -> None:
        self.used.append(texts)

    @staticmethod
    def _texts(collection: FactCollection) -> dict[str, str]:
        return {each.id.removeprefix("buoys-"): each.text.split()[5] for each in collection.statements}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Watch until the end of the block."""
        task = asyncio.create_task(self.watcher.run())
        try:
            yield
        finally:
            assert not task.done()
            task.cancel()
            await asyncio.wait([task])


async def test_a_file_that_may_still_be_written_is_built_but_not_used(tmp_path: Path, store: Database) -> None:
    watched = Watched(tmp_path, store, quiet=1_000.0)
    async with watched.running():
        watched.write("a", 2)
        await until(lambda: watched.built == [{"a": "2", "b": "1"}])
        await assert_stays(lambda: len(watched.used) == 1)


async def test_what_changed_again_is_built_to_no_end(tmp_path: Path, store: Database) -> None:
    watched = Watched(tmp_path, store, quiet=0.5)
    begun: list[dict[str, str]] = []

    def build_long(collection: FactCollection, check: Callable[[], None]) -> dict[str, str]:
        texts = Watched._texts(collection)
        begun.append(texts)
        while texts["a"] == "2":
            check()
        return texts

    watched.watcher._build = build_long
    async with watched.running():
        watched.write("a", 2)
        await until(lambda: len(begun) == 1)
        watched.write("a", 3)
        await until(lambda: len(watched.used) == 2)
    assert watched.used[1] == {"a": "3", "b": "1"}


async def test_half_a_file_that_was_built_is_dropped(tmp_path: Path, store: Database) -> None:
    """The text is cut off in the middle of the fact, which is valid YAML."""
    watched = Watched(tmp_path, store, quiet=1.0)
    file = watched.path / "a.yaml"
    whole = FILE.format(count=2).replace("id: buoys", "id: buoys-a")
    async with watched.running():
        with file.open("w") as out:
            for piece in (whole[: whole.index(" buoys.")], whole[whole.index(" buoys.") :]):
                out.write(piece)
                out.flush()
                await asyncio.sleep(0.3)
        await until(lambda: len(watched.used) == 2)
    assert watched.used[1] == {"a": "2", "b": "1"}


async def test_a_file_that_is_written_for_long_does_not_keep_others_from_being_used(
    tmp_path: Path, store: Database
) -> None:
    watched = Watched(tmp_path, store, quiet=0.6)
    file = watched.path / "a.yaml"
    half = FILE.format(count=7).replace("id: buoys", "id: buoys-a")
    ended = False

    async def keep_writing() -> None:
        number = 0
        while not ended:
            number += 1
            await asyncio.to_thread(file.write_text, half + f"# {number}\n")
            await asyncio.sleep(0.01)

    async with watched.running():
        writing = asyncio.create_task(keep_writing())
        watched.write("b", 2)
        await until(lambda: len(watched.used) == 2)
        ended = True
        await writing
        await until(lambda: len(watched.used) == 3)
    assert watched.used[1:] == [{"a": "1", "b": "2"}, {"a": "7", "b": "2"}]


async def test_errors_are_reported_only_after_a_longer_time(
    tmp_path: Path, store: Database, caplog: pytest.LogCaptureFixture
) -> None:
    watched = Watched(tmp_path, store, quiet=0.1, error_quiet=1_000.0)
    async with watched.running():
        (watched.path / "a.yaml").write_text("source: {title: ")
        await assert_stays(lambda: not caplog.records, seconds=0.5)
        watched.write("a", 2)
        await until(lambda: watched.used[1:] == [{"a": "2", "b": "1"}])
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize(
    ("call", "number"), [("stat", errno.EACCES), ("scandir", errno.ESTALE), ("open", errno.EIO), ("open", errno.EACCES)]
)
async def test_an_error_of_the_file_system_is_reported_once_and_survived(
    tmp_path: Path,
    store: Database,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    call: str,
    number: int,
) -> None:
    watched = Watched(tmp_path, store, quiet=0.1, error_quiet=0.2)
    monkeypatch.setattr(watcher, "RETRY", 0.05)
    works: Any = {"stat": os.stat, "scandir": os.scandir, "open": Path.open}[call]
    failed = 0

    def failing(target: Any, *args: Any, **more: Any) -> Any:
        nonlocal failed
        if away and str(target).startswith(str(watched.path)):
            failed += 1
            raise OSError(number, os.strerror(number))
        return works(target, *args, **more)

    away = True
    monkeypatch.setattr(Path if call == "open" else os, call, failing)
    async with watched.running():
        away = False
        watched.write("a", 2)
        away = True
        await until(lambda: failed > 5)
        await until(lambda: "facts" in caplog.text)
        await assert_stays(lambda: len(watched.used) == 1)
        await until(lambda: _has_problem(lambda: FactsState.read(store)))
        away = False
        await until(lambda: watched.used[1:] == [{"a": "2", "b": "1"}])
        await until(lambda: _has_no_problem(lambda: FactsState.read(store)))
    (error,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert os.strerror(number) in error.getMessage()


async def test_what_the_system_does_not_show_is_not_taken_for_removed(
    tmp_path: Path, store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(tmp_path, store, quiet=0.1)
    stat: Any = os.stat

    def failing(target: Any, *args: Any, **more: Any) -> Any:
        if str(target).endswith("a.yaml"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return stat(target, *args, **more)

    monkeypatch.setattr(os, "stat", failing)
    async with watched.running():
        watched.write("b", 2)
        await until(lambda: len(watched.used) == 2)
    assert watched.used[1] == {"a": "1", "b": "2"}


async def test_the_state_is_noted_when_the_store_is_back(
    tmp_path: Path, store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watcher, "RETRY", 0.01)
    watched = Watched(tmp_path, store, quiet=0.1)
    put_note, calls = store.put_note, 0

    async def fail_at_first(key: str, text: str) -> None:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise StoreError("The store is away.")
        await put_note(key, text)

    monkeypatch.setattr(store, "put_note", fail_at_first)
    async with watched.running():
        await until(lambda: FactsState.read(store))
