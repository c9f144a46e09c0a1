"""Load a folder of fact files as one checked collection, and load it again after a change.

Every `*.yaml` and `*.yml` in the folder and its subfolders is a fact file, except `aliases.yaml` (or `.yml`), which
contains groups of names. Names that begin with a dot or end in `~` are skipped. Links are followed, because Kubernetes
mounts its config maps through links. Messages name a file by the folder's name and the path within it, such as
`facts/western-balkans-summit.yaml`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bot.core.errors import ConfigurationError, FactFilesError
from bot.core.models import FactCollection
from bot.factfiles.characters import MAX_BYTES, too_large
from bot.factfiles.checks import combine
from bot.factfiles.formats import FORMATS
from bot.factfiles.schema import FactFile, read_alias_file, read_fact_file, refused

Progress: TypeAlias = Callable[[int, int], None]
"""Callback that receives the bytes done and the total bytes, in the thread that loads."""

Stamp: TypeAlias = tuple[int, ...]
"""Device, inode, size, mtime and ctime (nanoseconds) of a file: at least one differs after a change."""

Signature: TypeAlias = tuple[tuple[str, Stamp], ...]
"""The path and stamp of every file."""

_SUFFIXES = tuple(FORMATS)
_FILES = " or ".join(f"*{suffix}" for suffix in FORMATS)
_ALIASES = "aliases"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name in the folder that should be a fact file, or a subfolder that can't be listed."""

    path: Path
    name: str
    """The name that messages show."""
    stamp: Stamp
    size: int = 0
    refusal: str | None = None
    """Why it is not read at all; None if it is read."""


class FactFolder:
    """A folder that can be loaded repeatedly; only changed files are read again. Not thread-safe."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[_Entry, FactFile] = {}
        self._loaded: Signature | None = None

    def changed(self) -> bool:
        """Return whether a file changed since the last `load` began, even if that load failed. Never raises."""
        return self._signature() != self._loaded

    def _signature(self) -> Signature:
        """Return a value that changes if any file is added, removed or changed. Never raises."""
        try:
            return tuple((str(entry.path), entry.stamp) for entry in self._find())
        except ConfigurationError as error:
            return ((str(error), ()),)

    def load(self, progress: Progress | None = None) -> FactCollection:
        """Read the files that changed since the last call, and combine all files.

        A folder without fact files gives an empty collection. Takes seconds for a hundred thousand facts, so call it in
        a worker thread. Raises FactFilesError with every problem of every file, and ConfigurationError if the folder
        can't be read.
        """
        self._loaded = self._signature()  # before reading, so that a change during the load is noticed later
        entries = self._find()
        total = sum(entry.size for entry in entries)
        done = 0

        def advance(size: int) -> None:
            nonlocal done
            done += size
            if progress:
                progress(min(done, total), total)

        read: dict[_Entry, FactFile] = {}
        for entry in entries:
            known = self._read.get(entry)
            if known:
                advance(entry.size)
            read[entry] = known or _read_file(entry, advance)
        self._read = read
        collection, problems = combine(list(read.values()))
        if problems:
            raise FactFilesError(problems)
        return collection

    def _find(self) -> list[_Entry]:
        """Find every file that should be a fact file, sorted by name. Raises ConfigurationError."""
        try:
            status = self._folder.stat()
            if not stat.S_ISDIR(status.st_mode):
                raise ConfigurationError(
                    f"{self._folder} is not a folder. Set FACTBOT_FACTS_DIR to a folder of {_FILES} files."
                )
            with os.scandir(self._folder):  # may be forbidden
                pass
        except OSError as error:
            reason = error.strerror or str(error)
            message = f"The folder of fact files {self._folder} can't be read: {reason}."
            raise ConfigurationError(f"{message} Set FACTBOT_FACTS_DIR to a folder of {_FILES} files.") from None
        return sorted(_walk(self._folder, self._folder.name, set()), key=lambda entry: entry.name)


def _walk(folder: Path, name: str, seen: set[tuple[int, int]]) -> Iterator[_Entry]:
    """Find fact files in a folder and below it. `seen` has the folders visited, so that links can't form a loop."""
    try:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in seen:
            return
        seen.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError as error:
        yield _Entry(folder, _printable(name), (), refusal=f"the folder can't be read: {error.strerror}")
        return
    for each in names:
        if each.startswith(".") or each.endswith("~"):
            continue
        path, inner = folder / each, f"{name}/{each}" if name else each
        if each.lower().endswith(_SUFFIXES):
            yield _look(path, _printable(inner))
        elif path.is_dir():
            yield from _walk(path, inner, seen)


def _look(path: Path, name: str) -> _Entry:
    """Inspect one name. Refuses anything but a regular file of moderate size (opening a FIFO would block)."""
    try:
        status = path.stat()
    except OSError as error:
        linked = path.is_symlink()
        reason = "it is a link to a file that does not exist" if linked else f"the file can't be read: {error.strerror}"
        return _Entry(path, name, (), refusal=reason)
    stamp = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    refusal = None
    if stat.S_ISDIR(status.st_mode):
        refusal = "it is a folder; expected a file"
    elif not stat.S_ISREG(status.st_mode):
        refusal = "it is not an ordinary file (a pipe, socket or device)"
    elif status.st_size > MAX_BYTES:
        refusal = too_large(status.st_size)
    return _Entry(path, name, stamp, 0 if refusal else status.st_size, refusal)


def _read_file(entry: _Entry, on_bytes: Callable[[int], None]) -> FactFile:
    if entry.refusal:
        return refused(entry.name, entry.refusal)
    read = read_alias_file if entry.path.stem.lower() == _ALIASES else read_fact_file
    try:
        with entry.path.open("rb") as file:
            return read(file, entry.name, FORMATS[entry.path.suffix.lower()], on_bytes)
    except OSError as error:  # no permission, deleted meanwhile, or a disk error
        return refused(entry.name, f"the file can't be read: {error.strerror}")


def _printable(name: str) -> str:
    """Escape the unprintable characters of a file name; names may contain line breaks and invalid bytes."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)
