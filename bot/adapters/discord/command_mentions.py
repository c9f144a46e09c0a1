"""Clickable names of commands in the bot's own sentences. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bot.adapters.common.command_names_in_text import CommandNamesInText


class CommandMentions:
    """Makes names of registered commands clickable, such as `</digest on:123>` for /digest on.

    A name that is not registered stays as it is, and so do words in quotation marks.
    """

    def __init__(self, ids: Mapping[str, str] | None = None) -> None:
        """Set the ids that Discord gave to the commands, by their full names."""
        self._ids = ids or {}
        self._names = CommandNamesInText(self._ids)

    def clickable(self, text: str) -> str:
        """Return an escaped sentence with clickable names."""
        return self._names.replace(text, lambda name: f"</{name}:{self._ids[name]}>")
