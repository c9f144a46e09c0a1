"""Load a folder again: every change is noticed, and only changed files are read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.core.errors import FactFilesError
from bot.core.models import FactCollection
from bot.factfiles import FactFolder
from tests.factfiles.folders import BRIDGE, HEAD, folder_with


def test_every_kind_of_change_is_noticed(tmp_path: Path) -> None:
    path = folder_with(tmp_path, {"a.yaml": BRIDGE}) / "a.yaml"
    folder = FactFolder(path.parent)
    seen = None

    def changed() -> bool:
        nonlocal seen
        before, seen = seen, folder.look()
        return before != seen == folder.look()

    assert changed()

    (path.parent / "b.yaml").write_text("new")
    assert changed(), "a file was added"
    (path.parent / "b.yaml").rename(path.parent / "c.yaml")
    assert changed(), "a file was renamed"
    path.write_text(BRIDGE + "\n")
    assert changed(), "a file grew"
    os.utime(path, (1, 1))
    assert changed(), "a file was touched"
    before = path.stat()
    swapped = path.with_name(".swap")
    swapped.write_text(path.read_text().replace("40", "41"))
    os.utime(swapped, ns=(before.st_atime_ns, before.st_mtime_ns))
    swapped.rename(path)
    assert changed(), "a file was replaced by one of the same size and time"
    path.unlink()
    assert changed(), "a file was removed"
    path.symlink_to("nowhere")
    assert changed(), "a link leads nowhere"
    path.parent.rename(tmp_path / "away")
    assert changed(), "the folder is gone"


def test_only_changed_files_are_read_again(tmp_path: Path) -> None:
    other = BRIDGE.replace("bridge-", "other-").replace("mayor-", "other-")
    path = folder_with(tmp_path, {"a.yaml": BRIDGE, "b.yaml": other})
    folder = FactFolder(path)
    first = folder.load()
    (path / "b.yaml").write_text(other.replace("40 million", "50 million"))
    second = folder.load()
    assert [old is new for old, new in zip(first.statements, second.statements, strict=True)] == [True] * 3 + [
        False
    ] * 3
    assert second.statements[3].text == "The bridge cost 50 million euros."


def test_a_half_written_file_is_an_error_until_it_is_complete(tmp_path: Path) -> None:
    path = folder_with(tmp_path, {"a.yaml": BRIDGE})
    folder = FactFolder(path)
    good = folder.load()
    (path / "a.yaml").write_text(BRIDGE[: BRIDGE.index("Novak")])
    for _ in range(2):  # the second time the unchanged file is not read again
        with pytest.raises(FactFilesError):
            folder.load()
    (path / "a.yaml").write_text(BRIDGE)
    assert folder.load() == good


def test_checks_across_files_include_unchanged_files(tmp_path: Path) -> None:
    path = folder_with(tmp_path, {"a.yaml": HEAD + "facts:\n  - {id: new, text: One., supersedes: old}\n"})
    (path / "b.yaml").write_text(HEAD + "facts:\n  - {id: old, text: Two.}\n")
    folder = FactFolder(path)
    assert [each.status for each in folder.load().statements] == ["active", "superseded"]
    (path / "b.yaml").unlink()
    with pytest.raises(FactFilesError, match="there is no fact with that id"):
        folder.load()
    (path / "a.yaml").unlink()
    assert folder.load() == FactCollection()
