"""The cache that keeps vectors from one start to the next."""

from __future__ import annotations

import logging
import os
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from bot.matching import vector_cache
from bot.matching.vector_cache import FILE, VectorCache, key
from tests.waiting import PATIENCE

ROWS = {key("model", f"text {n}"): bytes([n % 251]) * 384 for n in range(300)}


def cache(folder: Path, most: int = 1_000) -> VectorCache:
    """Return a cache as in a new process, without the shipped vectors."""
    return VectorCache(folder, None, most)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """Return the folder of a cache with all rows."""
    folder = tmp_path / "inner" / "cache"
    cache(folder).keep(ROWS)
    return folder


def test_the_next_process_reads_the_stored_rows_and_no_others(filled: Path) -> None:
    unknown = key("model", "another text")
    assert cache(filled).fetch([*ROWS, unknown]) == ROWS


def test_the_key_of_a_text_depends_on_the_model() -> None:
    assert key("model", "text 1") in ROWS
    assert key("other", "text 1") not in ROWS


def test_only_the_owner_can_read_the_file(filled: Path) -> None:
    assert stat.S_IMODE(filled.stat().st_mode) == 0o700
    assert stat.S_IMODE((filled / FILE).stat().st_mode) == 0o600


def test_reading_creates_no_file(tmp_path: Path) -> None:
    assert cache(tmp_path / "cache").fetch(list(ROWS)) == {}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", ["no database", "empty", "cut off", "inside"])
def test_a_damaged_file_gives_no_wrong_rows_and_is_replaced(
    filled: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    file = filled / FILE
    content = file.read_bytes()
    half = len(content) // 2
    file.write_bytes(
        {
            "no database": b"This is no database. " * 500,
            "empty": b"",
            "cut off": content[:half],
            "inside": content[:half] + bytes(b ^ 0x55 for b in content[half:]),
        }[damage]
    )
    rows = cache(filled).fetch(list(ROWS))
    assert len(rows) < len(ROWS)
    assert rows.items() <= ROWS.items()
    again = cache(filled)
    again.keep(ROWS)
    again.keep(ROWS)
    assert cache(filled).fetch(list(ROWS)) == ROWS
    assert sum(r.levelno >= logging.WARNING for r in caplog.records) <= 2


def test_a_damaged_row_is_not_returned(filled: Path) -> None:
    name = next(iter(ROWS))
    with closing(sqlite3.connect(filled / FILE)) as database, database:
        database.execute("UPDATE vectors SET row = zeroblob(388) WHERE key = ?", [name])
    assert cache(filled).fetch(list(ROWS)).keys() == ROWS.keys() - {name}


def test_a_folder_that_cannot_be_created_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("in the way")
    vectors = cache(tmp_path / "file" / "cache")
    for _ in range(3):
        vectors.keep(ROWS)
        assert vectors.fetch(list(ROWS)) == {}
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "can't be saved in" in record.getMessage()
    assert vectors.problem()


def test_a_read_only_file_is_read_and_reported_as_a_problem(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect

    def read_only(address: str, *arguments: object, **more: object) -> sqlite3.Connection:
        return connect(address.replace("mode=rw", "mode=ro"), *arguments, **more)  # type: ignore[no-any-return, call-overload]

    monkeypatch.setattr(vector_cache.sqlite3, "connect", read_only)  # type: ignore[attr-defined]
    vectors = cache(filled)
    assert vectors.fetch(list(ROWS)) == ROWS
    vectors.keep({key("model", "new"): b"new" * 128})
    assert "readonly" in str(vectors.problem())


def test_a_full_disk_is_logged_once_and_stored_rows_stay_readable(
    filled: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    connect = sqlite3.connect

    def full(address: str, *arguments: object, **more: object) -> sqlite3.Connection:
        database: sqlite3.Connection = connect(address, *arguments, **more)  # type: ignore[call-overload]
        database.execute("PRAGMA max_page_count = 1")  # the limit can't be below the current size
        return database

    monkeypatch.setattr(vector_cache.sqlite3, "connect", full)  # type: ignore[attr-defined]
    vectors = cache(filled)
    new = {key("model", f"new {n}"): b"new" * 128 for n in range(500)}
    vectors.keep(new)
    vectors.keep(new)
    assert [("full" in r.getMessage()) for r in caplog.records] == [True]
    monkeypatch.undo()
    assert cache(filled).fetch([*ROWS, *new]) == ROWS


def test_a_full_cache_deletes_the_least_recently_used_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day = 86_400
    moment = 1_000_000_000.0
    monkeypatch.setattr(vector_cache.time, "time", lambda: moment)  # type: ignore[attr-defined]
    names = list(ROWS)
    old, used, new = names[:100], names[100:150], names[150:260]
    vectors = cache(tmp_path, most=200)
    vectors.keep({name: ROWS[name] for name in old + used})
    moment += 30 * day
    vectors.fetch(used)
    moment += day
    vectors.keep({name: ROWS[name] for name in new})
    rows = vectors.fetch(names)
    assert len(rows) == 180
    assert rows.keys() >= {*used, *new}


def test_several_threads_and_processes_share_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_cache, "PATIENCE", 60)
    program = (
        "import sys; from pathlib import Path; from bot.matching import vector_cache\n"
        "from bot.matching.vector_cache import VectorCache, key\n"
        "vector_cache.PATIENCE = 60\n"
        "mine = {key(sys.argv[2], str(n)): sys.argv[2].encode() * 384 for n in range(400)}\n"
        "cache = VectorCache(Path(sys.argv[1]), None)\n"
        "for n in range(0, 400, 20): cache.keep(dict(list(mine.items())[n:n + 20]))\n"
        "assert cache.fetch(list(mine)) == mine\n"
    )
    root = Path(__file__).parents[2]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, tmp_path, name],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
            stderr=subprocess.PIPE,
        )
        for name in "ab"
    ]
    shared = cache(tmp_path, most=10_000)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda item: shared.keep(dict([item])), ROWS.items()))
    for process in processes:
        _, errors = process.communicate(timeout=PATIENCE)
        assert (process.returncode, errors) == (0, b"")
    assert shared.fetch(list(ROWS)) == ROWS
    for name in "ab":
        assert len(shared.fetch([key(name, str(n)) for n in range(400)])) == 400


def test_a_long_write_of_another_process_does_not_block_or_log(
    filled: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(vector_cache, "PATIENCE", 0.01)
    vectors = cache(filled)
    with closing(sqlite3.connect(filled / FILE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert vectors.fetch(list(ROWS)) == {}
        vectors.keep(ROWS)
        other.execute("ROLLBACK")
    assert vectors.fetch(list(ROWS)) == ROWS
    assert caplog.records == []


def test_a_working_cache_has_no_problem(tmp_path: Path) -> None:
    assert cache(tmp_path / "new").problem() is None
