"""What the commands of `factbot` share: the facts loaded for one of them, and what goes on the screen."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from bot import app, logs, settings
from bot.core.knowledge import Knowledge
from bot.core.replies import Reply

BIG = 2_000_000
"""Bytes of fact files from which loading takes long enough for a progress bar."""


def loaded() -> Knowledge:
    """The facts, for a command that answers and ends."""
    options = settings.load()
    logs.configure("WARNING", options.secrets())
    with progress() as report:
        return app.load_knowledge(options, report)


def print_record(record: dict[str, Any]) -> None:
    """Print one JSON object in a line, at once."""
    sys.stdout.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace").decode() + "\n")
    sys.stdout.flush()


def print_reply(reply: Reply) -> None:
    """Print a reply as the chat would; piped, each text in one line."""
    from bot.adapters.terminal import render

    console = Console(highlight=False)
    console.print(render(reply), soft_wrap=not console.is_terminal)


@contextlib.contextmanager
def progress() -> Iterator[app.Progress]:
    """A progress bar on standard error while large fact files load; nothing where that is no terminal."""
    console = Console(stderr=True)
    bar = Progress(TextColumn("Loading facts"), BarColumn(), DownloadColumn(), console=console, transient=True)
    task = bar.add_task("load", total=None)

    def report(done: int, total: int) -> None:
        if total < BIG or not console.is_terminal:
            return
        if done < total:
            bar.start()
            bar.update(task, completed=done, total=total)
        else:
            bar.stop()

    try:
        yield report
    finally:
        if bar.live.is_started:
            bar.stop()
