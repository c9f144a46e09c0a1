"""A folder of fact files as one checked collection, and again whenever a file changes.

Every `*.yaml` and `*.yml` in the folder and its subfolders is a fact file, except `aliases.yaml` (or `.yml`), which
holds groups of names. Names that begin with a dot or end in `~` are passed over. Links are followed, as
Kubernetes mounts its config maps through them. Messages name a file by the folder's name and the path within it,
such as `facts/western-balkans-summit.yaml`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bot.core.errors import ConfigurationError, FactFilesError
from bot.core.models import Collection
from bot.factfiles.characters import MAX_BYTES, too_large
from bot.factfiles.checks import combine
from bot.factfiles.formats import FORMATS
from bot.factfiles.schema import FactFile, read_alias_file, read_fact_file, refused

Progress: TypeAlias = Callable[[int, int], None]
"""Told the bytes done and the bytes in all, from the thread that loads."""

Stamp: TypeAlias = tuple[int, ...]
"""What changes when a file does: device, inode, size, and when content and entry were last changed (nanoseconds)."""

Signature: TypeAlias = tuple[tuple[str, Stamp], ...]
"""The path and stamp of every file."""

_SUFFIXES = tuple(FORMATS)
_ALIASES = "aliases"


@dataclass(frozen=True, slots=True)
class _Found:
    """One name in the folder that should be a fact file, or a subfolder that can't be listed."""

    path: Path
    name: str
    """As messages show it."""
    stamp: Stamp
    size: int = 0
    refusal: str | None = None
    """Why it is not read at all."""


def load_folder(folder: Path, progress: Progress | None = None) -> Collection:
    """Read all fact files of a folder; a folder without any gives an empty collection.

    Takes seconds for a hundred thousand facts: call it in a worker thread. Raises FactFilesError with every problem
    of every file, and ConfigurationError where the folder itself can't be read.
    """
    return FactFolder(folder).load(progress)


class FactFolder:
    """A folder that is loaded again and again; files that did not change are not read again. For one thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[_Found, FactFile] = {}
        self._loaded: Signature | None = None

    def changed(self) -> bool:
        """Whether anything changed since the last `load` began, however that ended; never raises."""
        return self._signature() != self._loaded

    def _signature(self) -> Signature:
        """Something that differs once any file was added, removed or changed; never raises."""
        try:
            return tuple((str(each.path), each.stamp) for each in self._find())
        except ConfigurationError as error:
            return ((str(error), ()),)

    def load(self, progress: Progress | None = None) -> Collection:
        """Read what changed since the last call, and put all files together. Raises as `load_folder` does."""
        self._loaded = self._signature()  # before anything is read: what changes meanwhile is a change
        found = self._find()
        total = sum(each.size for each in found)
        done = 0

        def advance(size: int) -> None:
            nonlocal done
            done += size
            if progress:
                progress(min(done, total), total)

        read: dict[_Found, FactFile] = {}
        for each in found:
            known = self._read.get(each)
            if known:
                advance(each.size)
            read[each] = known or _read_file(each, advance)
        self._read = read
        collection, problems = combine(list(read.values()))
        if problems:
            raise FactFilesError(problems)
        return collection

    def _find(self) -> list[_Found]:
        """Every file that should be one of facts, in the order of names."""
        try:
            status = self._folder.stat()
            if not stat.S_ISDIR(status.st_mode):
                raise ConfigurationError(f"{self._folder} is not a folder; expected a folder of fact files (*.yaml)")
            with os.scandir(self._folder):  # may be forbidden
                pass
        except OSError as error:
            reason = error.strerror or str(error)
            message = (
                f"The folder of fact files {self._folder} can't be read: {reason}; expected a folder of *.yaml files"
            )
            raise ConfigurationError(message) from None
        return sorted(_walk(self._folder, self._folder.name, set()), key=lambda each: each.name)


def _walk(folder: Path, name: str, seen: set[tuple[int, int]]) -> Iterator[_Found]:
    """Find fact files in a folder and below it; `seen` keeps links from leading round in circles."""
    try:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in seen:
            return
        seen.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError as error:
        yield _Found(folder, _printable(name), (), refusal=f"the folder can't be read: {error.strerror}")
        return
    for each in names:
        if each.startswith(".") or each.endswith("~"):
            continue
        path, inner = folder / each, f"{name}/{each}" if name else each
        if each.lower().endswith(_SUFFIXES):
            yield _look(path, _printable(inner))
        elif path.is_dir():
            yield from _walk(path, inner, seen)


def _look(path: Path, name: str) -> _Found:
    """Look at one name; only an ordinary file of a moderate size is ever opened (opening a FIFO would wait)."""
    try:
        status = path.stat()
    except OSError as error:
        linked = path.is_symlink()
        reason = "it is a link to a file that does not exist" if linked else f"the file can't be read: {error.strerror}"
        return _Found(path, name, (), refusal=reason)
    stamp = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    refusal = None
    if stat.S_ISDIR(status.st_mode):
        refusal = "it is a folder; expected a file"
    elif not stat.S_ISREG(status.st_mode):
        refusal = "it is not an ordinary file (a pipe, socket or device)"
    elif status.st_size > MAX_BYTES:
        refusal = too_large(status.st_size)
    return _Found(path, name, stamp, 0 if refusal else status.st_size, refusal)


def _read_file(found: _Found, on_bytes: Callable[[int], None]) -> FactFile:
    if found.refusal:
        return refused(found.name, found.refusal)
    read = read_alias_file if found.path.stem.lower() == _ALIASES else read_fact_file
    try:
        with found.path.open("rb") as file:
            return read(file, found.name, FORMATS[found.path.suffix.lower()], on_bytes)
    except OSError as error:  # forbidden, gone by now, or a disk that fails
        return refused(found.name, f"the file can't be read: {error.strerror}")


def _printable(name: str) -> str:
    """Make a file's name fit for any output: names may hold line breaks and bytes that are no text."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)
