"""Keep the files of a SQLite store from other users of the machine: they have people's questions."""

from __future__ import annotations

import glob
import logging
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

_BESIDE = ("-wal", "-shm")
"""Endings of the files that SQLite has beside a store."""

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""The rights of everybody but the owner."""


def create_private(file: Path) -> None:
    """Make an empty file that only its owner may read and write (0600), unless it is there already.

    SQLite gives the same rights to the `-wal` and `-shm` that it makes beside it.
    """
    with suppress(OSError):  # it is there, or SQLite will report why it can't be made
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def pass_on_rights(file: Path) -> None:
    """Give a store's `-wal` and `-shm` its own rights. SQLite made them read-only if the store was so at that time."""
    for each in (Path(f"{file}{ending}") for ending in _BESIDE):
        with suppress(OSError):
            rights = stat.S_IMODE(file.stat().st_mode)
            if stat.S_IMODE(each.stat().st_mode) != rights:
                each.chmod(rights)


def make_private(file: Path) -> None:
    """Take from others the rights to a store's file, to its `-wal` and `-shm`, and to its backup copies.

    Call this only if the file is known to be a store. What can't be changed stays as it is: files that nobody may
    write, those of another owner, and those on a disk without rights.
    """
    for each in open_to_others(file):
        with suppress(OSError):
            before = stat.S_IMODE(each.stat().st_mode)
            each.chmod(before & ~_OTHERS)
            if not _is_open(each):
                log.warning("Other users could read the file %s (rights %03o). Now only its owner can.", each, before)


def open_to_others(file: Path) -> list[Path]:
    """Return which files of the store at `file` others may read or write, without those that nobody may write."""
    return [each for each in _files(file) if _is_open(each)] if os.name == "posix" else []


def _files(file: Path) -> Iterator[Path]:
    """Yield the files of a store that may exist: the store, its auxiliary files and its backup copies."""
    yield from (Path(f"{file}{ending}") for ending in ("", *_BESIDE))
    yield from file.parent.glob(f"{glob.escape(file.name)}.backup-*")


def _is_open(file: Path) -> bool:
    with suppress(OSError):
        mode = file.stat().st_mode
        return stat.S_ISREG(mode) and bool(mode & _OTHERS) and bool(mode & stat.S_IWUSR)
    return False
