"""Files count as whole only after they have stood still, whatever else happens in the folder."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import ConfigurationError
from bot.factfiles import FactFolder
from bot.factfiles.listing import FoundFile, Listing, Unseen
from bot.factfiles.settling import Settling, load_whole
from tests.factfiles.folders import BRIDGE, HEAD, folder_with


def found(path: str, version: int) -> FoundFile:
    """Return a file as a look finds it."""
    return FoundFile(Path(path), path, (1, 2, version, 4, 5))


NAMES = ("f/a.yaml", "f/b.yaml", "f/sub/c.yaml")
LOOKS = st.lists(
    st.tuples(
        st.floats(0.01, 2.0),  # seconds since the look before
        st.dictionaries(st.sampled_from(NAMES), st.integers(1, 3)),
        st.sets(st.sampled_from(["f", "f/sub", "f/a.yaml"]), max_size=1),  # what the system does not show
    ),
    min_size=1,
    max_size=12,
)


@given(LOOKS, st.dictionaries(st.sampled_from(NAMES), st.integers(1, 3)), st.floats(0.1, 3.0))
def test_what_is_chosen_was_the_same_in_all_looks_of_the_quiet_time(
    looks: list[tuple[float, dict[str, int], set[str]]], in_use: dict[str, int], quiet: float
) -> None:
    used = {path: found(path, version) for path, version in in_use.items()}
    settling, now = Settling(), 100.0
    history: dict[str, list[tuple[float, FoundFile | None]]] = {name: [] for name in NAMES}
    for pause, files, hidden in looks:
        now += pause
        listing = Listing(failures={path: Unseen(path, "EIO") for path in hidden})
        listing.entries.update({p: found(p, v) for p, v in files.items() if not listing.hides(p)})
        at = now
        settling.see(listing, used, now, first_since=lambda _, at=at: at)  # type: ignore[misc]
        for name in NAMES:
            if not listing.hides(name):
                history[name].append((now, listing.entries.get(name)))
    chosen = settling.chosen(used, now, quiet)
    for name in NAMES:
        seen = history[name]
        last = seen[-1][1] if seen else used.get(name)
        since = now
        for at, file in reversed(seen):
            if file != last:
                break
            since = at
        never_changed = all(file == used.get(name) for _, file in seen)
        if never_changed or now - since < quiet:
            assert chosen.get(name) == used.get(name)
        else:
            assert chosen.get(name) == last
    assert settling.remaining(now, quiet) > 0


def test_a_start_waits_until_a_file_is_whole(tmp_path: Path) -> None:
    path = folder_with(tmp_path, {"a.yaml": BRIDGE[: BRIDGE.index("Novak")], "old.yaml": HEAD})
    whole = threading.Timer(0.2, lambda: (path / "a.yaml").write_text(BRIDGE))
    whole.start()
    folder = FactFolder(path)
    assert len(load_whole(folder, quiet=0.6, patience=60).statements) == 3
    assert folder.used == folder.look().entries
    whole.join()


def test_a_start_leaves_out_a_file_that_is_written_for_long(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = folder_with(tmp_path, {"a.yaml": BRIDGE, "b.yaml": HEAD + "facts:\n  - {id: red, text: It is red.}\n"})
    os.utime(path / "b.yaml", (1, 1))
    folder = FactFolder(path)
    assert [each.id for each in load_whole(folder, quiet=1_000, patience=0.1).statements] == ["red"]
    assert "facts/a.yaml" in caplog.text
    assert list(folder.used) == [str(path / "b.yaml")]


def test_a_start_on_a_folder_that_the_system_does_not_show_ends_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder_with(tmp_path, {"a.yaml": BRIDGE, "sub/b.yaml": HEAD})
    stat: Any = os.stat
    failing_name = ""

    def failing(target: Any, *args: Any, **more: Any) -> Any:
        if Path(str(target)).name == failing_name:
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
        return stat(target, *args, **more)

    monkeypatch.setattr(os, "stat", failing)
    for name, reading in (
        ("facts", f"The folder of fact files {path} can't be read: Stale file handle. Set FACTBOT_FACTS_DIR"),
        ("a.yaml", "facts/a.yaml:1:1: the file can't be read: Stale file handle"),
        ("sub", "facts/sub:1:1: the folder can't be read: Stale file handle"),
    ):
        failing_name = name
        for load in (load_whole, FactFolder.load):
            with pytest.raises(ConfigurationError) as caught:
                load(FactFolder(path))
            assert str(caught.value).startswith(reading)
