"""Read the contents of a folder of fact files, and write an export into one.

An export never deletes a file, and never replaces what it does not know. Everything is written under another name
first, which no reader takes for a fact file. Only then is one file after the other put in its place.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from bot.core.errors import ConfigurationError, FactFilesError, Problem
from bot.core.models import Origin
from bot.factfiles.listing import list_files, why

_MOST_NAMES: Final = 3


def read_files(folder: Path) -> dict[str, bytes]:
    """Read all fact files of a folder: their contents by their path in it, with "/" between its parts.

    Raises ConfigurationError if the folder or a file can't be read.
    """
    listing = list_files(folder)
    problems = [Problem(Origin(unseen.name, 1, 1), unseen.reason) for unseen in listing.failures.values()]
    contents: dict[str, bytes] = {}
    for found in listing.entries.values():
        if found.refusal:
            problems.append(Problem(Origin(found.name, 1, 1), found.refusal))
            continue
        try:
            contents[found.path.relative_to(folder).as_posix()] = found.path.read_bytes()
        except OSError as error:
            problems.append(Problem(Origin(found.name, 1, 1), f"the file can't be read: {why(error)}"))
    if problems:
        raise FactFilesError(problems)
    return contents


def export_folder(
    target: Path, texts: Mapping[str, bytes], known: Mapping[str, bytes], *, overwrite: bool = False
) -> list[str]:
    """Write the files of an export into a folder, which may be the one that they were read from. Return what changed.

    `known` has the files as they were read. Raises ConfigurationError, and changes nothing, if the folder has other
    fact files, if one of its files is neither known nor what the export writes, unless `overwrite`, or if the system
    can't write.
    """
    existing = read_files(target) if target.exists() else {}
    if others := existing.keys() - texts.keys():
        raise ConfigurationError(
            f"{target} has fact files that are not part of this export: {_names(others)}. "
            "Move them away, or name another folder. Nothing was written."
        )
    strange = [name for name, content in existing.items() if content not in (texts[name], known.get(name))]
    if strange and not overwrite:
        raise ConfigurationError(
            f"{target} has files with other contents than those that I read: {_names(strange)}. "
            "Name another folder, or replace them with --force. Nothing was written."
        )
    changed = [name for name, content in texts.items() if existing.get(name) != content]
    # New files come first: if the computer stops between two files, an entry is in two of them and not lost.
    changed.sort(key=lambda name: (name in existing, name))
    _write(target, {name: texts[name] for name in changed})
    return sorted(changed)


def _write(target: Path, texts: Mapping[str, bytes]) -> None:
    """Write all files beside their places, and then put each in its place. Raises ConfigurationError."""
    places = {name: (target / name).resolve() for name in texts}  # a link stays a link
    beside = {name: place.with_name(f".{place.name}.part") for name, place in places.items()}
    here = target
    try:
        for name, content in texts.items():
            here = places[name]
            here.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(beside[name], content)
            with suppress(FileNotFoundError):
                shutil.copymode(here, beside[name])
        for name, place in places.items():
            here = place
            beside[name].replace(place)
    except OSError as error:
        raise ConfigurationError(f"{here} can't be written: {why(error)}.") from None
    finally:
        for path in beside.values():
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is on the disk when this returns."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _names(names: Iterable[str]) -> str:
    """Name a few files, and say how many others there are."""
    ordered = sorted(names)
    more = len(ordered) - _MOST_NAMES
    return ", ".join(ordered[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
