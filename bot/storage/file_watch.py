"""Notice that SQLite's file was deleted or replaced, because SQLite goes on writing into the file that is gone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.core.errors import ConfigurationError

log = logging.getLogger(__name__)

INTERVAL = 10.0
"""Seconds between two looks."""


class FileWatch:
    """Looks now and then whether the file at the store's path is still the one that was opened, and reopens it."""

    def __init__(self, file: Path | None, reopen: Callable[[], Awaitable[None]]) -> None:
        """Watch a file that is open now; None watches nothing. `reopen` opens what is at its path, or a new file."""
        self._file = file
        self._reopen = reopen
        self._opened = self._look()
        self._reported = ""

    async def run(self, on_reopened: Callable[[], None], *, interval: float = INTERVAL) -> None:
        """Watch until cancelled. Calls `on_reopened` whenever the store may have other contents."""
        while True:
            await asyncio.sleep(interval)
            if await self.check():
                on_reopened()

    async def check(self) -> bool:
        """Look at the file, and reopen it if it is another one. Return whether that was done."""
        try:
            found = await asyncio.to_thread(self._look)
        except OSError:  # no permission to look, or a fault of the drive; this says nothing about the file
            return False
        if found == self._opened:
            return False
        self._report(
            f"The store {self._file} was deleted or replaced while I was running. I go on with the file that is there "
            "now, or with a new one. To use a backup copy: stop me, put the copy there, and start me again."
        )
        try:
            await self._reopen()
        except ConfigurationError as error:
            self._report(f"The store can't be opened again: {error}")
            return False
        self._opened = await asyncio.to_thread(self._look)
        self._reported = ""
        return True

    def _look(self) -> tuple[int, int] | None:
        """Return device and inode of the file; None if it is not there. Raises OSError if the system can't say."""
        if self._file is None:
            return None
        try:
            status = self._file.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return status.st_dev, status.st_ino

    def _report(self, problem: str) -> None:
        """Log a problem, unless it was reported since the file was last opened."""
        if problem not in self._reported:
            log.error("%s", problem)
            self._reported += problem
