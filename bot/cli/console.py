"""Functions that the commands of `factbot` share: they load the facts, and print replies and progress."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn

from bot import app, loading, logs
from bot.adapters.terminal.screen import Screen, json_text
from bot.cli.common_options import load_settings, seen_from
from bot.core.replies import Reply
from bot.knowledge.knowledge import Knowledge

_LARGE_FILES = 2_000_000
"""Fact files of at least this many bytes get a progress bar, because loading them takes long."""
_MANY_TEXTS = 500
"""At least this many texts get a progress bar, because reading them takes long."""


def load_facts(facts: Path | None, place: str, *, for_questions: bool = False) -> Knowledge:
    """Load the facts of a folder (None: of the settings), as a place sees them, for a command that answers and ends.

    `place` is the value of the option `--place`. `for_questions` also loads what only questions need: the sentence
    vectors and the saved thresholds.
    """
    options = load_settings(facts)
    logs.configure("WARNING", options.secrets())
    with progress() as report:
        loaded = loading.load_knowledge(options, report)
    knowledge = loaded.at(seen_from(place))
    if for_questions:
        with vector_progress() as report:
            loading.load_vectors(options, loaded.public, knowledge, progress=report)
        loading.apply_saved_thresholds(options, loaded)
    return knowledge


def print_record(record: dict[str, Any]) -> None:
    """Print one JSON object in a line, at once."""
    sys.stdout.write(json_text(record) + "\n")
    sys.stdout.flush()


def print_reply(reply: Reply) -> None:
    """Print a reply as the chat would. Piped output has each text in one line."""
    from bot.adapters.terminal.render import render

    console = Screen()
    console.print(render(reply), soft_wrap=not console.is_terminal)


def progress() -> contextlib.AbstractContextManager[app.Progress]:
    """Show a progress bar on standard error while large fact files load, if that is a terminal."""
    return _bar("Loading facts", DownloadColumn(), _LARGE_FILES)


def vector_progress() -> contextlib.AbstractContextManager[app.Progress]:
    """Show a progress bar on standard error while sentence vectors are made for many texts, if that is a terminal."""
    return _bar("Reading phrasings", MofNCompleteColumn(), _MANY_TEXTS)


@contextlib.contextmanager
def _bar(title: str, done_of_all: ProgressColumn, minimum: int) -> Iterator[app.Progress]:
    """Show a progress bar if the work has at least the size `minimum`."""
    console = Screen(stderr=True)
    bar = Progress(
        TextColumn(title),
        BarColumn(),
        done_of_all,
        console=console,
        transient=True,
        redirect_stdout=False,  # both are protected already
        redirect_stderr=False,
    )
    task = bar.add_task(title, total=None)

    def report(done: int, total: int) -> None:
        if total < minimum or not console.is_terminal:
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
