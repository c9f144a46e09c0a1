"""Only the owner may read a SQLite store and its backup copies."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.errors import StoreError
from bot.storage.database import open_store
from bot.storage.migrations import newest_version
from tests.storage.conftest import SetClock
from tests.storage.test_migrations import make_store, scripts_with_next

pytestmark = pytest.mark.skipif(os.name != "posix", reason="other systems have no such rights")


@pytest.fixture(autouse=True)
def generous_umask() -> Iterator[None]:
    """Let new files be readable and writable by everybody, as the system's default may."""
    before = os.umask(0)
    yield
    os.umask(before)


def rights(folder: Path) -> dict[str, str]:
    """Return the rights of each file in a folder."""
    return {file.name: f"{stat.S_IMODE(file.stat().st_mode):o}" for file in sorted(folder.iterdir())}


async def test_a_new_store_and_its_auxiliary_files_are_private(tmp_path: Path, clock: SetClock) -> None:
    store = await open_store(f"sqlite:///{tmp_path}/factbot.db", clock)
    await store.put_note("kept", "yes")
    assert rights(tmp_path) == {"factbot.db": "600", "factbot.db-shm": "600", "factbot.db-wal": "600"}
    await store.close()


async def test_the_backup_copy_of_a_migration_is_private(tmp_path: Path, clock: SetClock) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    await make_store(f"sqlite:///{folder}/factbot.db", clock)
    scripts = scripts_with_next(tmp_path, "pass")
    await (await open_store(f"sqlite:///{folder}/factbot.db", clock, scripts=scripts)).close()
    backup = f"factbot.db.backup-{newest_version()}-20251022T093015Z"
    assert {name: mode for name, mode in rights(folder).items() if not name.endswith(("-wal", "-shm"))} == {
        "factbot.db": "600",
        backup: "600",
    }


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o666, 0o604, 0o777])
async def test_the_files_of_an_older_store_are_narrowed_and_the_log_says_so(
    tmp_path: Path, clock: SetClock, caplog: pytest.LogCaptureFixture, mode: int
) -> None:
    running = await open_store(f"sqlite:///{tmp_path}/factbot.db", clock)  # so that there are -wal and -shm
    await running.put_note("kept", "yes")
    (tmp_path / "factbot.db.backup-0003-20250101T000000Z").touch()
    (tmp_path / "mine.txt").touch()
    for name in rights(tmp_path):
        (tmp_path / name).chmod(mode)
    with caplog.at_level(logging.INFO, "bot.storage"):
        again = await open_store(f"sqlite:///{tmp_path}/factbot.db", clock)
    assert await again.note("kept") == "yes"
    narrowed = f"{mode & 0o700:o}"
    others = {name: m for name, m in rights(tmp_path).items() if name != "mine.txt"}
    assert set(others.values()) == {narrowed}
    assert len(others) == 4
    assert rights(tmp_path)["mine.txt"] == f"{mode:o}"
    assert f"could read the file {tmp_path}/factbot.db (rights {mode:o})" in caplog.text
    assert again.files_open_to_others == []
    await again.close()
    await running.close()


async def test_a_file_that_is_no_store_keeps_its_rights(tmp_path: Path, clock: SetClock) -> None:
    file = tmp_path / "diary.txt"
    file.write_bytes(b"Dear diary, " * 1000)
    file.chmod(0o644)
    with pytest.raises(StoreError, match="is not a SQLite database"):
        await open_store(f"sqlite:///{file}", clock)
    assert rights(tmp_path) == {"diary.txt": "644"}


async def test_files_that_nobody_may_write_keep_their_rights(tmp_path: Path, clock: SetClock) -> None:
    await (await open_store(f"sqlite:///{tmp_path}/factbot.db", clock)).close()
    copy = tmp_path / "factbot.db.backup-0003-20250101T000000Z"
    copy.touch()
    copy.chmod(0o444)
    store = await open_store(f"sqlite:///{tmp_path}/factbot.db", clock)
    assert rights(tmp_path)[copy.name] == "444"
    assert store.files_open_to_others == []
    await store.close()


async def test_the_files_beside_a_store_that_was_read_only_get_its_rights(tmp_path: Path, clock: SetClock) -> None:
    file = tmp_path / "factbot.db"
    await (await open_store(f"sqlite:///{file}", clock)).close()
    for ending in ("-wal", "-shm"):
        (tmp_path / f"factbot.db{ending}").touch()
        (tmp_path / f"factbot.db{ending}").chmod(0o400)
    store = await open_store(f"sqlite:///{file}", clock)
    await store.put_note("kept", "yes")
    assert set(rights(tmp_path).values()) == {"600"}
    await store.close()


@pytest.mark.parametrize("silent", [False, True])
async def test_a_disk_without_rights_is_no_error_and_is_reported(
    tmp_path: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, silent: bool
) -> None:
    file = tmp_path / "factbot.db"
    await (await open_store(f"sqlite:///{file}", clock)).close()
    file.chmod(0o644)

    def chmod(path: Path, mode: int) -> None:
        if not silent:
            raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", chmod)
    store = await open_store(f"sqlite:///{file}", clock)
    assert file in store.files_open_to_others
    assert "could read" not in caplog.text
    await store.close()


async def test_a_server_has_no_files(new_postgresql: object, clock: SetClock) -> None:
    assert callable(new_postgresql)
    store = await open_store(new_postgresql(), clock)
    assert store.files_open_to_others == []
    await store.close()
