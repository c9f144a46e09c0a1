"""The list of watched channels."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.document import Document, Fields, Heading, Panel, Row, Text
from bot.features.watch import texts as watch_texts


@dataclass(frozen=True, slots=True)
class WatchedChannel:
    """A channel with what is missing."""

    name: str
    missing: str = ""
    """What keeps the bot from answering there, as sentences; empty if nothing is known."""


@dataclass(frozen=True, slots=True)
class WatchStatus:
    """The watched channels of a server or workspace that a person may know of."""

    channels: tuple[WatchedChannel, ...]
    here: bool
    """The channel in which the command was used is watched."""
    private: bool = True

    def document(self) -> Document:
        """Return a row for each channel."""
        rows = tuple(Row(channel.name, channel.missing or watch_texts.WORKS) for channel in self.channels)
        return Document.of(
            Panel("quiet"),
            Heading(watch_texts.WATCHED),
            Text("" if self.here else watch_texts.NOT_HERE),
            Fields(rows, stacked=True),
            Text(watch_texts.ONLY_PUBLIC, "quiet"),
            private=self.private,
        )
