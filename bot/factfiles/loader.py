"""Load a folder of fact files as one checked collection, and load it again after a change.

`listing` says which names are fact files. `aliases.yaml` (or `.yml`) contains groups of names. Messages name a file by
the folder's name and the path within it, such as `facts/western-balkans-summit.yaml`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import BinaryIO, TypeAlias

from bot.core.errors import ConfigurationError, FactFilesError
from bot.core.models import FactCollection
from bot.factfiles.checks import combine
from bot.factfiles.contents import FactFile
from bot.factfiles.formats import FORMATS
from bot.factfiles.listing import Choice, FoundFile, Listing, list_files, stamp_of, why
from bot.factfiles.schema import read_alias_file, read_fact_file, refused

Progress: TypeAlias = Callable[[int, int], None]
"""Callback that receives the bytes done and the total bytes, in the thread that loads."""

_FILES = " or ".join(f"*{suffix}" for suffix in FORMATS)
_ALIASES = "aliases"


class UnreadableError(FactFilesError):
    """The system could not read a file. This says nothing about its content, and may be over soon."""


class FactFolder:
    """A folder that can be loaded repeatedly; only changed files are read again. Not thread-safe."""

    def __init__(self, folder: Path) -> None:
        self.path = folder
        self.used: Choice = {}
        """The files that are in use now. The caller of `load` with `chosen` sets this."""
        self._read: dict[FoundFile, FactFile] = {}

    def look(self) -> Listing:
        """List the files with their stamps. Never raises OSError."""
        return list_files(self.path)

    def load(self, progress: Progress | None = None, chosen: Choice | None = None) -> FactCollection:
        """Read the files that changed since the last call, and combine all files.

        With `chosen`, it uses these files as an earlier look found them; one that changed since counts as unreadable.
        A folder without fact files gives an empty collection. Takes seconds for a hundred thousand facts, so call it in
        a worker thread. Raises FactFilesError with every problem of every file, and ConfigurationError if the folder
        can't be read.
        """
        if chosen is not None:
            return self._combined(chosen, [], progress)
        listing = self.look()
        self._check_folder(listing)
        failures = [refused(failure.name, failure.reason) for failure in listing.failures.values()]
        collection = self._combined(listing.entries, failures, progress, as_found=False)
        self.used = listing.entries
        return collection

    def _combined(
        self, chosen: Choice, failures: list[FactFile], progress: Progress | None, *, as_found: bool = True
    ) -> FactCollection:
        read, failed = self._read_all(chosen, progress, as_found=as_found)
        failures = [*failures, *failed]
        collection, problems = combine([*read.values(), *failures])
        if problems:
            raise (UnreadableError if failures else FactFilesError)(problems)
        return collection

    def _read_all(
        self, chosen: Choice, progress: Progress | None, *, as_found: bool
    ) -> tuple[dict[FoundFile, FactFile], list[FactFile]]:
        """Return the files in the order of their names, and one result for each that could not be read.

        If `as_found`, a file that changed since it was found is not read.
        """
        entries = sorted(chosen.values(), key=lambda entry: entry.name)
        total = sum(entry.size for entry in entries)
        done = 0

        def advance(size: int) -> None:
            nonlocal done
            done += size
            if progress:
                progress(min(done, total), total)

        read: dict[FoundFile, FactFile] = {}
        failed: list[FactFile] = []
        for entry in entries:
            known = self._read.get(entry)
            if known:
                advance(entry.size)
            try:
                read[entry] = known or _read_file(entry, advance, as_found=as_found)
            except OSError as error:  # no permission, deleted meanwhile, or a disk error
                failed.append(refused(entry.name, f"the file can't be read: {why(error)}"))
        # Keep what is in use, too: the chosen files may turn out to have problems.
        self._read = {entry: self._read[entry] for entry in self.used.values() if entry in self._read} | read
        return read, failed

    def _check_folder(self, listing: Listing) -> None:
        """Raise ConfigurationError if nothing is known about the folder."""
        failure = listing.failures.get(str(self.path))
        if not failure:
            return
        remedy = f"Set FACTBOT_FACTS_DIR to a folder of {_FILES} files."
        try:
            if not stat.S_ISDIR(self.path.stat().st_mode):
                raise ConfigurationError(f"{self.path} is not a folder. {remedy}")
        except OSError:
            pass  # the failure says why
        reason = failure.reason.partition(": ")[2]
        raise ConfigurationError(f"The folder of fact files {self.path} can't be read: {reason}. {remedy}")


def read_content(file: BinaryIO, name: str, on_bytes: Callable[[int], None] | None = None) -> FactFile:
    """Read an open file of facts or of aliases, as its name says. Raises OSError if the system can't read it."""
    path = PurePath(name)
    read = read_alias_file if path.stem.lower() == _ALIASES else read_fact_file
    return read(file, name, FORMATS[path.suffix.lower()], on_bytes)


def _read_file(entry: FoundFile, on_bytes: Callable[[int], None], *, as_found: bool) -> FactFile:
    """Read one file. Raises OSError if the system can't, or if it is no longer `as_found`."""
    if entry.refusal:
        return refused(entry.name, entry.refusal)
    with entry.path.open("rb") as file:
        content = read_content(file, entry.name, on_bytes)
        if as_found and stamp_of(os.fstat(file.fileno())) != entry.stamp:
            raise OSError("it changed while I read it")
        return content
