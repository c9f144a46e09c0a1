"""A cache of sentence vectors on this machine, shared by all processes.

The vectors of the shipped facts are part of the package (`training/shipped_vectors.py` makes them). All others are in a
SQLite file by content and model, in a folder that only its owner can read. The cache only saves time. A damaged file is
replaced. If it can't be read or written, this is logged once, and the cache is no longer used.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TypeVar

import numpy as np

from bot.matching.embeddings import DATA

log = logging.getLogger(__name__)

FILE = "vectors.db"
SHIPPED = DATA / "shipped_vectors.npy"
MOST = 200_000  # maximum vectors; they take about 100 MB
PATIENCE = 1.0  # seconds to wait for another process that writes; after that, do without the cache
USED_AGAIN = 7 * 86_400  # minimum seconds between two updates of a vector's last use
_READING = 1  # increase this if texts are tokenised differently, which changes the vectors of a model
_BATCH_SIZE = 500
_CHECK = 4  # bytes of the checksum after each row
_TABLE = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, used INTEGER NOT NULL, row BLOB NOT NULL)"
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_Result = TypeVar("_Result")


def key(model: str, text: str) -> bytes:
    """Return a 16-byte hash of a text and the model that encodes it."""
    content = f"{_READING}\0{model}\0{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, digest_size=16).digest()


class VectorCache:
    """Stores rows of bytes by their keys. Safe for several threads and processes; never raises."""

    def __init__(self, folder: Path, shipped: Path | None = SHIPPED, most: int = MOST) -> None:
        """Use the rows of the file `shipped`, and store others in a file in `folder`.

        The file has at most `most` rows. If it is full, a tenth is deleted, least recently used first.
        """
        self._shipped_file = shipped
        self._folder = folder
        self._file = folder / FILE
        self._most = most
        self._off = self._renewed = False
        self._writing = Lock()

    def fetch(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the stored rows of these keys."""
        shipped = self._shipped
        rows = {name: shipped[name] for name in keys if name in shipped}
        rest = [name for name in keys if name not in rows]
        if rest and not self._off:
            rows |= self._safely(lambda: self._fetch(rest)) or {}
        return rows

    def keep(self, rows: Mapping[bytes, bytes]) -> None:
        """Store rows."""
        if rows and not self._off:
            self._safely(lambda: self._keep(rows))

    def problem(self) -> str | None:
        """Try to write; returns the reason if that fails, else None."""
        try:
            self._attempt(lambda: self._keep({bytes(16): b"tried"}))
        except (OSError, sqlite3.Error) as error:
            return str(error)
        return None

    @cached_property
    def _shipped(self) -> Mapping[bytes, bytes]:
        """The rows of the package; empty if they are missing or damaged, which only costs time."""
        if self._shipped_file is None:
            return {}
        try:
            table = np.load(self._shipped_file, allow_pickle=False)
            return {name.tobytes(): row.tobytes() for name, row in zip(table["key"], table["row"], strict=True)}
        except (OSError, ValueError, IndexError, EOFError) as error:
            log.info("%s can't be read, so its vectors are computed again: %s", self._shipped_file.name, error)
            return {}

    def _safely(self, work: Callable[[], _Result]) -> _Result | None:
        """Run `work` on the file. If that fails, log the reason and stop using the file."""
        try:
            return self._attempt(work)
        except (OSError, sqlite3.Error) as error:
            if _code(error) == sqlite3.SQLITE_BUSY:  # only temporary
                return None
            self._off = True
            log.warning(
                "Sentence vectors can't be saved in %s, so each start computes them again: %s", self._file, error
            )
            return None

    def _attempt(self, work: Callable[[], _Result]) -> _Result:
        """Run `work` on the file. If the file is damaged, delete it and try again once."""
        try:
            return work()
        except sqlite3.DatabaseError as error:
            if self._renewed or _code(error) not in _DAMAGED:
                raise
            self._renewed = True
            log.warning("The saved sentence vectors in %s are damaged and are computed again: %s", self._file, error)
        for damaged in (
            Path(f"{self._file}-journal"),
            self._file,
        ):  # delete a journal first: alone it would damage the next file
            damaged.unlink(missing_ok=True)
        return work()

    def _fetch(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        if not self._file.exists():
            return {}
        rows: dict[bytes, bytes] = {}
        old: list[bytes] = []
        long_ago = int(time.time()) - USED_AGAIN
        with self._open() as database:
            if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'vectors'").fetchone():
                return {}  # another process is creating it
            for first in range(0, len(keys), _BATCH_SIZE):
                batch = keys[first : first + _BATCH_SIZE]
                marks = ",".join("?" * len(batch))
                query = f"SELECT key, CAST(used AS INTEGER), row FROM vectors WHERE key IN ({marks})"  # noqa: S608 (question marks only)
                for name, used, row in database.execute(query, batch):
                    if isinstance(row, bytes) and _check(name, row[:-_CHECK]) == row[-_CHECK:]:
                        rows[name] = row[:-_CHECK]
                        if used < long_ago:
                            old.append(name)
        if old:
            self._safely(lambda: self._mark(old))
        return rows

    def _mark(self, keys: Sequence[bytes]) -> None:
        """Update the last use of rows."""
        now = int(time.time())
        with self._writing, self._open(write=True) as database:
            database.executemany("UPDATE vectors SET used = ? WHERE key = ?", [(now, name) for name in keys])

    def _keep(self, rows: Mapping[bytes, bytes]) -> None:
        now = int(time.time())
        new = [(name, now, row + _check(name, row)) for name, row in rows.items()]
        with self._writing, self._open(write=True) as database:
            database.executemany("REPLACE INTO vectors (key, used, row) VALUES (?, ?, ?)", new)
            (count,) = database.execute("SELECT count(*) FROM vectors").fetchone()
            if count > self._most:
                oldest = "DELETE FROM vectors WHERE rowid IN (SELECT rowid FROM vectors ORDER BY used, rowid LIMIT ?)"
                database.execute(oldest, (count - self._most * 9 // 10,))

    @contextlib.contextmanager
    def _open(self, *, write: bool = False) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction. Creates it for writing if it does not exist.

        Raises OSError or sqlite3.Error.
        """
        if write and not self._file.exists():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600))
        address = (
            f"{self._file.absolute().as_uri()}?mode=rw"  # never creates a file, because it would be readable by others
        )
        with contextlib.closing(sqlite3.connect(address, PATIENCE, isolation_level=None, uri=True)) as database:
            database.execute("PRAGMA synchronous = OFF")  # the checksums detect the damage of a crash
            database.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            if write:
                database.execute(_TABLE)
            yield database
            database.execute("COMMIT")


def _code(error: Exception) -> int:
    """Return SQLite's primary error code; 0 if there is none."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _check(name: bytes, row: bytes) -> bytes:
    """Return the checksum of a row, which protects against damaged vectors."""
    return zlib.crc32(row, zlib.crc32(name)).to_bytes(_CHECK, "little")
