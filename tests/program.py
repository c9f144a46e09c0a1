"""`factbot` as a process, as a user runs it, in a folder with facts of its own."""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.waiting import PATIENCE

OURS = """
source: {title: Log, publisher: Harbour office, published: 2026-03-02, url: "https://example.org/log"}
facts:
  - id: buoys
    text: The channel is marked by nine buoys.
    questions: [How many buoys mark the channel?]
  - id: tug
    text: "The tug [bold]Anna[/bold] was built in 1988. <@everyone> *stars*"
    questions: [When was the tug Anna built?]
    valid_until: 2026-04-01
quotes:
  - id: mate
    speaker: Bo Reed
    role: Mate
    text: Nobody tows a tug.
    questions: [What did Bo Reed say about the tug?]
stay_silent:
  - Who owns the lighthouse?
"""


def factbot(place: Path, *arguments: str, given: str | bytes = "", **env: str) -> subprocess.CompletedProcess[str]:
    """Run `factbot` in a folder without any setting but those given, in a process that is forked from another."""
    with TemporaryDirectory() as folder:
        streams = [Path(folder) / name for name in ("stdin", "stdout", "stderr")]
        for stream in streams:
            stream.write_bytes(given.encode() if isinstance(given, str) else given)
            given = b""
        code = _forked(place, arguments, _settings(place) | env, streams)
        output, errors = (stream.read_bytes() for stream in streams[1:])
    return _done(arguments, code, output, errors)


def factbot_alone(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The same in a Python of its own, which takes the package `bot` from the folder where that has one."""
    command = [sys.executable, "-m", "bot", *arguments]
    done = subprocess.run(command, cwd=place, capture_output=True, timeout=PATIENCE, env=_settings(place))
    return _done(arguments, done.returncode, done.stdout, done.stderr)


def _settings(place: Path) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "HOME": str(place), "PYTHONUTF8": "1", "COLUMNS": "200"}


def _done(arguments: Sequence[str], code: int, output: bytes, errors: bytes) -> subprocess.CompletedProcess[str]:
    assert b"Traceback" not in errors, errors.decode()
    return subprocess.CompletedProcess(arguments, code, output.decode(), errors.decode())


@cache
def _fork() -> subprocess.Popen[bytes]:
    """The process from which others are forked, until the end of the tests."""
    process = subprocess.Popen(
        [sys.executable, "-P", Path(__file__).with_name("program_server.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"},
        start_new_session=True,
    )
    atexit.register(process.communicate)
    return process


def _forked(place: Path, arguments: Sequence[str], env: dict[str, str], streams: Iterable[Path]) -> int:
    """Run a command; gives its exit code."""
    process = _fork()
    assert process.stdin
    assert process.stdout
    command = {"arguments": arguments, "place": str(place), "env": env, "streams": [str(stream) for stream in streams]}
    process.stdin.write(json.dumps(command).encode() + b"\n")
    process.stdin.flush()
    if not select.select([process.stdout], [], [], 60)[0]:
        _fork.cache_clear()
        os.killpg(process.pid, signal.SIGKILL)
    return int(process.stdout.readline())


def records(output: str) -> list[dict[str, Any]]:
    """The JSON objects that were printed, one a line."""
    return [json.loads(line) for line in output.split("\n") if line]
