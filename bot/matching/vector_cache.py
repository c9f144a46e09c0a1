"""Vectors of sentences that were made before, kept on this machine for every process that asks.

Those of the facts that come with Factbot come with it, too (`training/shipped_vectors.py` makes them). All others are
in a SQLite file by content and model, in a folder that only its owner may read. It saves time and nothing depends on
it: a damaged one is begun anew, and if it can't be read or written, that is logged once and all goes on without.
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
MOST = 200_000  # vectors that are kept; they take about 100 MB
PATIENCE = 1.0  # seconds that another process may take to write; if it takes longer, all goes on without the cache
USED_AGAIN = 7 * 86_400  # seconds after which it is noted anew that a vector was used
_READING = 1  # raised if a text is cut into pieces in another way, which changes the vectors of a model
_ASKED_AT_ONCE = 500
_CHECK = 4  # bytes of a checksum behind each row
_TABLE = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, used INTEGER NOT NULL, row BLOB NOT NULL)"
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_Result = TypeVar("_Result")


def key(model: str, text: str) -> bytes:
    """Tell a text and the model that read it from all others, in 16 bytes."""
    told = f"{_READING}\0{model}\0{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(told, digest_size=16).digest()


class VectorCache:
    """Keeps rows of bytes by their keys. Safe to use from several threads and processes; never raises."""

    def __init__(self, folder: Path, shipped: Path | None = SHIPPED, most: int = MOST) -> None:
        """Rows that are in the file `shipped` are there from the start.

        `most` others are kept; beyond it a tenth goes, first those that were not used for longest.
        """
        self._shipped_file = shipped
        self._folder = folder
        self._file = folder / FILE
        self._most = most
        self._off = self._renewed = False
        self._writing = Lock()

    def fetch(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Give the rows that are kept of those asked for."""
        shipped = self._shipped
        found = {name: shipped[name] for name in keys if name in shipped}
        rest = [name for name in keys if name not in found]
        if rest and not self._off:
            found |= self._safely(lambda: self._fetch(rest)) or {}
        return found

    def keep(self, rows: Mapping[bytes, bytes]) -> None:
        """Keep some rows for the next time."""
        if rows and not self._off:
            self._safely(lambda: self._keep(rows))

    def problem(self) -> str | None:
        """Try to write; gives the reason if that fails."""
        try:
            self._attempt(lambda: self._keep({bytes(16): b"tried"}))
        except (OSError, sqlite3.Error) as error:
            return str(error)
        return None

    @cached_property
    def _shipped(self) -> Mapping[bytes, bytes]:
        """What comes with the package; nothing if it is missing or damaged, which costs time only."""
        if self._shipped_file is None:
            return {}
        try:
            table = np.load(self._shipped_file, allow_pickle=False)
            return {name.tobytes(): row.tobytes() for name, row in zip(table["key"], table["row"], strict=True)}
        except (OSError, ValueError, IndexError, EOFError) as error:
            log.info("%s can't be read, so its vectors are computed again: %s", self._shipped_file.name, error)
            return {}

    def _safely(self, work: Callable[[], _Result]) -> _Result | None:
        """Work with the file; whatever is wrong with it is logged, and it is left alone from then on."""
        try:
            return self._attempt(work)
        except (OSError, sqlite3.Error) as error:
            if _code(error) == sqlite3.SQLITE_BUSY:  # will be over the next time
                return None
            self._off = True
            log.warning(
                "Sentence vectors can't be saved in %s, so each start computes them again: %s", self._file, error
            )
            return None

    def _attempt(self, work: Callable[[], _Result]) -> _Result:
        """Work with the file, a second time if it is damaged."""
        try:
            return work()
        except sqlite3.DatabaseError as error:
            if self._renewed or _code(error) not in _DAMAGED:
                raise
            self._renewed = True
            log.warning("The saved sentence vectors in %s are damaged and are computed again: %s", self._file, error)
        for damaged in (Path(f"{self._file}-journal"), self._file):  # a journal without its file would harm the next
            damaged.unlink(missing_ok=True)
        return work()

    def _fetch(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        if not self._file.exists():
            return {}
        found: dict[bytes, bytes] = {}
        old: list[bytes] = []
        long_ago = int(time.time()) - USED_AGAIN
        with self._open() as database:
            if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'vectors'").fetchone():
                return {}  # another process is about to make it
            for first in range(0, len(keys), _ASKED_AT_ONCE):
                some = keys[first : first + _ASKED_AT_ONCE]
                marks = ",".join("?" * len(some))
                query = f"SELECT key, CAST(used AS INTEGER), row FROM vectors WHERE key IN ({marks})"  # noqa: S608 (question marks only)
                for name, used, row in database.execute(query, some):
                    if isinstance(row, bytes) and _check(name, row[:-_CHECK]) == row[-_CHECK:]:
                        found[name] = row[:-_CHECK]
                        if used < long_ago:
                            old.append(name)
        if old:
            self._safely(lambda: self._mark(old))
        return found

    def _mark(self, keys: Sequence[bytes]) -> None:
        """Note that some rows are still of use."""
        now = int(time.time())
        with self._writing, self._open(write=True) as database:
            database.executemany("UPDATE vectors SET used = ? WHERE key = ?", [(now, name) for name in keys])

    def _keep(self, rows: Mapping[bytes, bytes]) -> None:
        now = int(time.time())
        new = [(name, now, row + _check(name, row)) for name, row in rows.items()]
        with self._writing, self._open(write=True) as database:
            database.executemany("REPLACE INTO vectors (key, used, row) VALUES (?, ?, ?)", new)
            (kept,) = database.execute("SELECT count(*) FROM vectors").fetchone()
            if kept > self._most:
                oldest = "DELETE FROM vectors WHERE rowid IN (SELECT rowid FROM vectors ORDER BY used, rowid LIMIT ?)"
                database.execute(oldest, (kept - self._most * 9 // 10,))

    @contextlib.contextmanager
    def _open(self, *, write: bool = False) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction; to write, it is made if it is not there.

        Raises OSError or sqlite3.Error.
        """
        if write and not self._file.exists():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600))
        address = f"{self._file.absolute().as_uri()}?mode=rw"  # never makes a file that others may read
        with contextlib.closing(sqlite3.connect(address, PATIENCE, isolation_level=None, uri=True)) as database:
            database.execute("PRAGMA synchronous = OFF")  # what a crash leaves behind is found by the checksums
            database.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            if write:
                database.execute(_TABLE)
            yield database
            database.execute("COMMIT")


def _code(error: Exception) -> int:
    """What SQLite says is wrong; 0 if it says nothing."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _check(name: bytes, row: bytes) -> bytes:
    """The checksum of a row, so that no damaged one is ever taken for a vector."""
    return zlib.crc32(row, zlib.crc32(name)).to_bytes(_CHECK, "little")
