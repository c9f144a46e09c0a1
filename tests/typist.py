"""Somebody who types at the prompt of `factbot`, in a real terminal, and reads what it shows."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path

from tests.waiting import PATIENCE

ROOM = struct.pack("HHHH", 50, 200, 0, 0)
"""Rows and columns of the terminal."""
_PROMPT = b"\x1b[?2004h"
"""The prompt switches on that the terminal marks what is pasted."""

_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[=>])")


class Typist:
    """Types keys, and waits for texts. Each wait looks only at what was shown since the one before."""

    def __init__(self, process: subprocess.Popen[bytes], terminal: int) -> None:
        self._process, self._terminal = process, terminal
        self.shown = b""
        self._read_until = 0

    def type(self, keys: str | bytes) -> None:
        """Press keys."""
        os.write(self._terminal, keys.encode() if isinstance(keys, str) else keys)

    def wait_for(self, text: str) -> str:
        """Wait until a text is shown, and return what is new up to its end, without escape sequences."""

        def new(end: int) -> str:
            return _without_sequences(self.shown[self._read_until : end])

        while text not in new(len(self.shown)):
            assert self._read(), (text, new(len(self.shown)))
        ends = range(self._read_until, len(self.shown))  # the prompt may have been read with it
        end = ends.start + bisect_left(ends, True, key=lambda end: text in new(end))
        shown, self._read_until = new(end), end
        return shown

    def wait_for_prompt(self) -> None:
        """Wait until the next line can be typed."""
        while _PROMPT not in self.shown[self._read_until :]:
            assert self._read(), self.shown
        self._read_until = len(self.shown)

    def exit_code(self) -> int:
        """Wait until the program ends, and return its exit code."""
        while self._read():
            pass
        return self._process.wait(PATIENCE)

    def _read(self) -> bool:
        """Read more of what is shown. Return False at the end."""
        if not select.select([self._terminal], [], [], PATIENCE)[0]:
            raise TimeoutError(self.shown)
        with contextlib.suppress(OSError):  # how a terminal ends on Linux
            if more := os.read(self._terminal, 65536):
                self.shown += more
                return True
        return False


def _without_sequences(shown: bytes) -> str:
    return re.sub(
        r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[=>])", "", shown.decode("utf-8", "replace")
    )


@contextlib.contextmanager
def typist(place: Path, *arguments: str, **env: str) -> Iterator[Typist]:
    """Run `factbot` in a folder, in a terminal of its own."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, ROOM)
    settings = {"PATH": "/usr/bin:/bin", "HOME": str(place), "TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=place, env={**settings, **env}, stdin=its, stdout=its, stderr=its, start_new_session=True,
    )  # fmt: skip
    os.close(its)
    try:
        yield Typist(process, ours)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
