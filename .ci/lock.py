"""Write the locks: pins, and the SHA-256 hashes of all files of each package, for Python 3.11 and later on any system.

`requirements.lock` has all that the program, its tests and CI need. `requirements-run.lock` is the part of it that the
program needs with its extra `postgres`, for images and servers. Run this after a change of the dependencies:

    .venv/bin/python .ci/lock.py

It keeps the pins that still fit. With --upgrade it takes the newest versions. uv resolves, in an environment that is
deleted afterwards, so that nothing but this script needs it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
LOCKS = {"requirements.lock": ("postgres", "test", "dev"), "requirements-run.lock": ("postgres",)}
"""Each lock with its extras. The second takes its pins from the first."""
HEAD = "# Pins and hashes for Python 3.11 and later. Written by .ci/lock.py; do not edit.\n"
OPTIONS = (
    "--universal", "--python-version=3.11", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links",
    "--no-header", "--no-annotate", "--quiet",
)  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Write each lock."""
    with TemporaryDirectory() as folder:
        tools = Path(folder) / "tools"
        venv.create(tools, with_pip=True)
        programs = tools / ("Scripts" if sys.platform == "win32" else "bin")
        _run(programs / "python", "-m", "pip", "install", "--quiet", "uv")
        lock = Path(folder) / "lock"
        lock.write_text("" if "--upgrade" in arguments else _pins("requirements.lock"), encoding="utf-8")
        for file, extras in LOCKS.items():
            options = [*OPTIONS, *(f"--extra={extra}" for extra in extras), f"--output-file={lock}"]
            _run(programs / "uv", "pip", "compile", *options, ROOT / "pyproject.toml")
            (ROOT / file).write_text(HEAD + lock.read_text(encoding="utf-8"), encoding="utf-8")
            lock.write_text(_pins("requirements.lock"), encoding="utf-8")


def _pins(file: str) -> str:
    """Return the pins of a lock without hashes. uv prefers those that it finds in its output file."""
    return "\n".join(re.findall(r"^[a-z0-9][^\\\n]*[^\\\s]", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE))


def _run(*command: str | Path) -> None:
    """Run a command. Raises CalledProcessError if it fails."""
    subprocess.run(command, check=True)  # noqa: S603 (our own words)


if __name__ == "__main__":
    main(sys.argv[1:])
