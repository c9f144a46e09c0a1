"""An export into a folder: all files or none, and never a loss of what somebody wrote there."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.errors import ConfigurationError
from bot.factfiles import FactFolder
from bot.factfiles.export import export_folder, read_files
from tests.factfiles.folders import BRIDGE, HEAD, folder_with

KNOWN = {"a.yaml": HEAD.encode(), "sub/b.yaml": BRIDGE.encode()}
TEXTS = {"a.yaml": HEAD.encode() + b"# changed\n", "new.yaml": HEAD.encode(), "sub/b.yaml": BRIDGE.encode()}


def everything(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder, also those that are no fact files."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_export_into_a_new_folder_writes_all_files(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "out"
    assert export_folder(target, TEXTS, KNOWN) == sorted(TEXTS)
    assert everything(target) == TEXTS
    assert export_folder(target, TEXTS, KNOWN) == []


def test_an_export_into_the_folder_in_use_writes_what_changed(tmp_path: Path) -> None:
    target = folder_with(tmp_path, {**KNOWN, "notes.txt": "mine", ".old.yaml": "mine"})
    same = (target / "sub" / "b.yaml").stat()
    (target / "a.yaml").chmod(0o640)
    assert read_files(target) == KNOWN
    assert export_folder(target, TEXTS, KNOWN) == ["a.yaml", "new.yaml"]
    assert everything(target) == {**TEXTS, "notes.txt": b"mine", ".old.yaml": b"mine"}
    assert (target / "sub" / "b.yaml").stat() == same
    assert (target / "a.yaml").stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real = folder_with(tmp_path, {"a.yaml": HEAD})
    target = tmp_path / "linked"
    target.mkdir()
    (target / "a.yaml").symlink_to(real / "a.yaml")
    export_folder(target, {"a.yaml": BRIDGE.encode()}, {"a.yaml": HEAD.encode()})
    assert (target / "a.yaml").is_symlink()
    assert everything(real) == {"a.yaml": BRIDGE.encode()}


@pytest.mark.parametrize("overwrite", [False, True])
def test_other_fact_files_are_never_mixed_with_an_export(tmp_path: Path, *, overwrite: bool) -> None:
    target = folder_with(tmp_path, {f"other{number}.yml": HEAD for number in range(5)})
    before = everything(target)
    with pytest.raises(ConfigurationError, match=r"other0\.yml, other1\.yml, other2\.yml and 2 more\. Move them away"):
        export_folder(target, TEXTS, KNOWN, overwrite=overwrite)
    assert everything(target) == before


def test_a_file_that_the_export_does_not_know_is_replaced_only_if_that_is_wanted(tmp_path: Path) -> None:
    target = folder_with(tmp_path, {"a.yaml": HEAD + "# by hand\n", "new.yaml": TEXTS["new.yaml"]})
    before = everything(target)
    with pytest.raises(ConfigurationError, match=r"other contents than those that I read: a\.yaml\. "):
        export_folder(target, TEXTS, KNOWN)
    assert everything(target) == before
    assert export_folder(target, TEXTS, KNOWN, overwrite=True) == ["a.yaml", "sub/b.yaml"]
    assert everything(target) == TEXTS


def test_if_one_file_can_not_be_written_none_is(tmp_path: Path) -> None:
    target = folder_with(tmp_path, {"a.yaml": HEAD, "sub": b"a file, so no folder can have this name"})
    before = everything(target)
    with pytest.raises(ConfigurationError, match=r"b\.yaml can't be written: (Not a directory|File exists)\."):
        export_folder(target, TEXTS, KNOWN)
    assert everything(target) == before


def test_what_is_not_complete_is_never_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = folder_with(tmp_path, KNOWN)
    seen = []

    def stop(path: Path, place: Path) -> None:
        seen.append(place.name)
        assert read_files(target) == KNOWN
        assert FactFolder(target).load().statements
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        export_folder(target, TEXTS, KNOWN)
    assert seen == ["new.yaml"]  # new files come first, so that an entry that moves is never lost
    assert everything(target) == KNOWN


def test_a_folder_that_can_not_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="the folder can't be read: Not a directory"):
        export_folder(tmp_path / "file", TEXTS, KNOWN)
    (tmp_path / "a.yaml").mkdir()
    with pytest.raises(ConfigurationError, match=r"a\.yaml:1:1: it is a folder; expected a file"):
        read_files(tmp_path)
