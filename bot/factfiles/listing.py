"""List the fact files of a folder with their stamps. What the system refuses to show is a part of the result.

Every `*.yaml` and `*.yml` in the folder and its subfolders is a fact file. Names that begin with a dot or end in `~`
are skipped. Links are followed, because Kubernetes mounts its config maps through links.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from bot.factfiles.characters import MAX_BYTES, too_large
from bot.factfiles.formats import FORMATS

Stamp: TypeAlias = tuple[int, ...]
"""Device, inode, size, mtime and ctime (nanoseconds) of a file: at least one differs after a change."""

SUFFIXES = tuple(FORMATS)

_LEADS_NOWHERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
"""Errors that say that there is no such file. All others say nothing about the file."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A name in the folder that should be a fact file."""

    path: Path
    name: str
    """The name that messages show."""
    stamp: Stamp
    size: int = 0
    refusal: str | None = None
    """Why it is not read at all; None if it is read."""

    @property
    def written(self) -> float:
        """Return when it was last written, in seconds since 1970 by the clock of its drive; 0 if that is unknown."""
        return self.stamp[3] / 1e9 if self.stamp else 0.0


Choice: TypeAlias = Mapping[str, FoundFile]
"""Files that are used together, by path."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """A folder or file that the system could not look at."""

    name: str
    """The name that messages show."""
    reason: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What one look at a folder found."""

    entries: dict[str, FoundFile] = field(default_factory=dict)
    """The files by path."""
    failures: dict[str, Unseen] = field(default_factory=dict)
    """By path."""

    def hides(self, path: str) -> bool:
        """Return whether it is unknown what is at a path, because it or a folder above it could not be looked at."""
        return bool(self.failures) and any(path == f or path.startswith(f + os.sep) for f in self.failures)


def list_files(folder: Path) -> Listing:
    """Look at a folder and everything below it. Never raises OSError."""
    listing = Listing()
    _walk(folder, folder.name, set(), listing)
    return listing


def _walk(folder: Path, name: str, seen: set[tuple[int, int]], listing: Listing) -> None:
    """List a folder and those below it. `seen` has the folders visited, so that links can't form a loop."""
    is_root = not seen
    try:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in seen:
            return
        seen.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as found:
            names = sorted((each.name, each) for each in found)
    except OSError as error:
        if error.errno not in _LEADS_NOWHERE or is_root:  # a subfolder may go while this runs
            listing.failures[str(folder)] = Unseen(printable(name), f"the folder can't be read: {why(error)}")
        return
    for each, entry in names:
        if each.startswith(".") or each.endswith("~"):
            continue
        path, inner = folder / each, f"{name}/{each}" if name else each
        try:
            if each.lower().endswith(SUFFIXES):
                if looked := _look(path, printable(inner)):
                    listing.entries[str(path)] = looked
            elif entry.is_dir():
                _walk(path, inner, seen, listing)
        except OSError as error:
            listing.failures[str(path)] = Unseen(printable(inner), f"the file can't be read: {why(error)}")


def _look(path: Path, name: str) -> FoundFile | None:
    """Inspect one name. Refuses anything but a regular file of moderate size (opening a FIFO would block).

    Returns None if it is gone. Raises OSError if the system says nothing about it.
    """
    try:
        status = path.stat()
    except OSError as error:
        if error.errno not in _LEADS_NOWHERE:
            raise
        with suppress(OSError):
            if path.is_symlink():
                return FoundFile(path, name, (), refusal="it is a link to a file that does not exist")
        return None
    stamp = stamp_of(status)
    refusal = None
    if stat.S_ISDIR(status.st_mode):
        refusal = "it is a folder; expected a file"
    elif not stat.S_ISREG(status.st_mode):
        refusal = "it is not an ordinary file (a pipe, socket or device)"
    elif status.st_size > MAX_BYTES:
        refusal = too_large(status.st_size)
    return FoundFile(path, name, stamp, 0 if refusal else status.st_size, refusal)


def stamp_of(status: os.stat_result) -> Stamp:
    """Return what differs after a change."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def why(error: OSError) -> str:
    """Return the reason of an error without the path."""
    return error.strerror or str(error) or type(error).__name__


def printable(name: str) -> str:
    """Escape the unprintable characters of a file name; names may contain line breaks and invalid bytes."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)
