"""The list of watched channels."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from bot.core.document import Document, Heading, Panel, Text
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
        """Return the channels, those with the same sentence together."""
        by_sentence: dict[str, list[str]] = {}
        for channel in self.channels:
            by_sentence.setdefault(channel.missing or watch_texts.WORKS, []).append(channel.name)
        listed = ((Text(" · ".join(names), "strong"), Text(sentence)) for sentence, names in by_sentence.items())
        return Document.of(
            Panel("quiet"),
            Heading(watch_texts.WATCHED),
            Text("" if self.here else watch_texts.NOT_HERE),
            *chain.from_iterable(listed),
            Text(watch_texts.ONLY_PUBLIC, "quiet"),
            private=self.private,
        )
