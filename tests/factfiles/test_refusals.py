"""Files that can't be read are refused: pipes, huge files, files without permission, files with odd names."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.factfiles.characters import MAX_BYTES
from tests.factfiles.folders import HEAD, folder_with, problems_of


@pytest.fixture(autouse=True)
def _no_hang() -> Iterator[None]:
    """Fail a test that blocks on a pipe instead of refusing it."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def test_a_path_that_is_not_a_regular_file_is_refused_without_opening_it(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, {"good.yaml": HEAD, "folder.yaml/good.yaml": HEAD})
    os.mkfifo(folder / "pipe.yaml")
    (folder / "device.yaml").symlink_to("/dev/zero")
    (folder / "dangling.yaml").symlink_to("nowhere")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(folder / "socket.yaml"))  # a socket's address must be short
        assert problems_of(folder) == [
            "facts/dangling.yaml:1:1: it is a link to a file that does not exist",
            "facts/device.yaml:1:1: it is not an ordinary file (a pipe, socket or device)",
            "facts/folder.yaml:1:1: it is a folder; expected a file",
            "facts/loop.yaml:1:1: it is a link to a file that does not exist",
            "facts/pipe.yaml:1:1: it is not an ordinary file (a pipe, socket or device)",
            "facts/socket.yaml:1:1: it is not an ordinary file (a pipe, socket or device)",
        ]


def test_a_huge_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, {"a.yaml": HEAD})
    os.truncate(folder / "a.yaml", 50 * 2**20)
    assert problems_of(folder) == [
        "facts/a.yaml:1:1: the file has 50.0 MiB; at most 40 MiB are allowed, so split it into several files"
    ]
    os.truncate(folder / "a.yaml", MAX_BYTES)
    (problem,) = problems_of(folder)
    assert "U+0000 NUL" in problem


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """Yield a folder that all users may enter; other users can't enter the folders of pytest."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_files_without_read_permission_are_reported(public_folder: Path) -> None:
    """Root can read everything, so this runs as another user."""
    folder = folder_with(public_folder, {"a.yaml": HEAD, "sub/b.yaml": HEAD})
    (folder / "a.yaml").chmod(0)
    (folder / "sub").chmod(0)
    if os.geteuid() != 0:
        expected = ["facts/a.yaml:1:1: the file can't be read: Permission denied"]
        assert problems_of(folder) == [*expected, "facts/sub:1:1: the folder can't be read: Permission denied"]
        return
    program = (
        "import os, sys; from pathlib import Path; from bot.factfiles import FactFolder\n"
        "os.setuid(65534)\ntry: FactFolder(Path(sys.argv[1])).load()\nexcept Exception as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "facts/a.yaml:1:1: the file can't be read: Permission denied",
        "facts/sub:1:1: the folder can't be read: Permission denied",
    ]


def test_unprintable_file_names_are_escaped_in_messages(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, {"new\nline.yaml": "x"})
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\x1b.yaml")).write_text("x")
    names = [line.split(":")[0] for line in problems_of(folder)]
    assert names == [r"facts/\udcff\x1b.yaml", r"facts/new\nline.yaml"]
