"""The terminal as a platform."""

from bot.adapters.terminal.adapter import TerminalPlatform, piped_lines
from bot.adapters.terminal.render import render

__all__ = ["TerminalPlatform", "piped_lines", "render"]
