"""The terminal among the platforms. It has no settings and is never served: `factbot chat` opens it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from bot.adapters.common.platform_settings import PlatformSettings

if TYPE_CHECKING:
    from bot.adapters.terminal.screen import Screen
    from bot.core.diagnostics import CheckResult, Usage
    from bot.core.metrics import Metrics
    from bot.core.ports import Clock, Platform
    from bot.core.router import Menu
    from bot.core.storage import Storage


class TerminalSettings(PlatformSettings):
    """Settings of the terminal: none."""

    name: ClassVar[str] = "terminal"

    def connect(self, storage: Storage, menu: Menu, clock: Clock, metrics: Metrics) -> Platform:
        """Open a chat on standard input and output. See `PlatformSettings`."""
        from bot.adapters.terminal.adapter import TerminalPlatform, piped_lines
        from bot.adapters.terminal.screen import Screen

        console = Screen()

        def lines() -> AsyncIterator[str]:
            if not is_interactive(console):
                return piped_lines()
            from bot.adapters.terminal.prompt import typed_lines

            return typed_lines(platform.complete, menu, _history())

        platform = TerminalPlatform(console, clock, lines, greets=is_interactive(console))
        return platform

    async def diagnose(self, usage: Usage) -> list[CheckResult]:
        """Return no results: the command itself runs in a terminal."""
        return []


def is_interactive(console: Screen) -> bool:
    """Return whether a person types and reads. Otherwise input or output is piped."""
    return sys.stdin.isatty() and console.is_terminal


def _history() -> Path | None:
    """Return the file for the history of typed lines; None if it can't be written."""
    from platformdirs import user_state_path

    with contextlib.suppress(OSError):
        folder = user_state_path("factbot", ensure_exists=True)
        file = folder / "history"
        file.touch()
        return file
    return None
