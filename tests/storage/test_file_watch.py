"""A SQLite file that is deleted or replaced while the store is open is opened anew."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.errors import StoreError
from bot.storage.database import Database, open_store
from tests.storage.conftest import SetClock
from tests.waiting import until


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the path of the store."""
    folder = tmp_path / "store"
    folder.mkdir()
    return folder / "factbot.db"


@pytest.fixture
async def open_file(file: Path, clock: SetClock) -> AsyncIterator[Database]:
    """Yield a store in this file."""
    store = await open_store(f"sqlite:///{file}", clock)
    await store.put_note("kept", "old")
    yield store
    await store.close()


def delete(file: Path) -> None:
    """Delete a store."""
    for each in file.parent.glob(f"{file.name}*"):
        each.unlink()


async def note_of(file: Path, clock: SetClock) -> str | None:
    """Return the note as another process reads it."""
    other = await open_store(f"sqlite:///{file}", clock)
    try:
        return await other.note("kept")
    finally:
        await other.close()


async def test_a_deleted_file_is_made_again_and_reported(
    file: Path, open_file: Database, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    watch = open_file.file_watch()
    assert not await watch.check()
    delete(file)
    assert await watch.check()
    assert await open_file.note("kept") is None
    await open_file.put_note("kept", "new")
    assert await note_of(file, clock) == "new"
    assert not await watch.check()
    (error,) = caplog.records
    assert str(file) in error.getMessage()


async def test_a_file_in_its_place_is_used_as_it_is(
    file: Path, open_file: Database, clock: SetClock, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    store = await open_store(f"sqlite:///{other}", clock)
    await store.put_note("kept", "of another")
    await store.close()
    watch = open_file.file_watch()
    delete(file)
    shutil.copy(other, file)
    assert await watch.check()
    assert await open_file.note("kept") == "of another"
    assert await note_of(file, clock) == "of another"


async def test_it_goes_on_when_the_folder_is_back(
    file: Path, open_file: Database, caplog: pytest.LogCaptureFixture
) -> None:
    watch = open_file.file_watch()
    away = file.parent.rename(file.parent.with_name("away"))
    for _ in range(3):
        assert not await watch.check()
    with pytest.raises(StoreError):
        await open_file.note("kept")
    away.rename(file.parent)
    reopened: list[bool] = []
    task = asyncio.create_task(watch.run(lambda: reopened.append(True), interval=0.01))
    try:
        await until(lambda: open_file_note(open_file))
        assert await open_file.note("kept") == "old"
    finally:
        task.cancel()
        await asyncio.wait([task])
    assert len([record for record in caplog.records if record.levelname == "ERROR"]) == 2


async def open_file_note(store: Database) -> str | None:
    """Return the note, or None while the store can't be used."""
    try:
        return await store.note("kept")
    except StoreError:
        return None


async def test_a_store_without_a_file_is_left_alone(clock: SetClock) -> None:
    store = await open_store("sqlite://", clock)
    await store.put_note("kept", "old")
    assert not await store.file_watch().check()
    assert await store.note("kept") == "old"
    await store.close()
