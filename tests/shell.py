"""`factbot` as a process, as a user runs it, in a folder with facts of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

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
    """Run `factbot` in a folder without any setting but those given."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=place,
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", "HOME": str(place), "PYTHONUTF8": "1", "COLUMNS": "200"} | env,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def records(output: str) -> list[dict[str, Any]]:
    """The JSON objects that were printed, one a line."""
    return [json.loads(line) for line in output.split("\n") if line]
