"""What the commands of `factbot` share: the facts loaded for one of them, and what goes on the screen."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn

from bot import app, logs
from bot.cli.common_options import load_settings
from bot.core.replies import Reply
from bot.knowledge.knowledge import Knowledge

BIG = 2_000_000
"""Bytes of fact files from which loading takes long enough for a progress bar."""
MANY = 500
"""Texts to read from which it takes long enough for one."""


def loaded(facts: Path | None, *, asked: bool = False) -> Knowledge:
    """The facts of a folder (None: of the settings), for a command that answers and ends.

    `asked` brings all that questions are answered by.
    """
    options = load_settings(facts)
    logs.configure("WARNING", options.secrets())
    with progress() as report:
        knowledge = app.load_knowledge(options, report)
    if asked:
        with counting() as count:
            app.bring_vectors(options, knowledge, count)
    return knowledge


def print_record(record: dict[str, Any]) -> None:
    """Print one JSON object in a line, at once."""
    sys.stdout.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace").decode() + "\n")
    sys.stdout.flush()


def print_reply(reply: Reply) -> None:
    """Print a reply as the chat would; piped, each text in one line."""
    from bot.adapters.terminal import render

    console = Console(highlight=False)
    console.print(render(reply), soft_wrap=not console.is_terminal)


def progress() -> contextlib.AbstractContextManager[app.Progress]:
    """A progress bar on standard error while large fact files load; nothing where that is no terminal."""
    return _bar("Loading facts", DownloadColumn(), BIG)


def counting() -> contextlib.AbstractContextManager[app.Progress]:
    """The same while many texts are read for what they mean."""
    return _bar("Reading phrasings", MofNCompleteColumn(), MANY)


@contextlib.contextmanager
def _bar(title: str, done_of_all: ProgressColumn, least: int) -> Iterator[app.Progress]:
    """A progress bar for work from a size on."""
    console = Console(stderr=True)
    bar = Progress(TextColumn(title), BarColumn(), done_of_all, console=console, transient=True)
    task = bar.add_task(title, total=None)

    def report(done: int, total: int) -> None:
        if total < least or not console.is_terminal:
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
