"""A process that has imported the program and forks for each command: starting Python takes longer than most of them.

It reads a command a line from its standard input, and writes a line with the exit code of each; see `tests.program`.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import warnings

import bot.cli.main  # noqa: F401 (what takes long)


def next_command() -> str | None:
    """Wait for a command and return it in a new process; None in this one, after the last."""
    with os.fdopen(os.dup(0), encoding="utf-8") as lines:  # so that nothing is buffered in sys.stdin
        for line in lines:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of threads beside a fork: numpy's are made for it
                process = os.fork()
            if not process:
                return line
            os.write(1, f"{os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])}\n".encode())
    return None


def become(arguments: list[str], place: str, env: dict[str, str], streams: list[str]) -> None:
    """Be `python -m bot` there, but for the modules that are imported already; the streams are files."""
    for number, path in enumerate(streams):
        file = os.open(path, os.O_WRONLY if number else os.O_RDONLY)
        os.dup2(file, number)
        os.close(file)
    os.chdir(place)
    os.environ.clear()
    os.environ.update(env)
    sys.path.insert(0, place)
    sys.argv = ["bot", *arguments]
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    command = next_command()
    if command:
        become(**json.loads(command))
