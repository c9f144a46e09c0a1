"""The program `factbot`."""

from bot.cli.program import cli, main

__all__ = ["cli", "main"]
